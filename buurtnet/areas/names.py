"""How a name is compared: without capitals, accents, hyphens and apostrophes, as people type it."""

import re

from django.utils.text import slugify

from buurtnet.kit.folding import words


def folded(text: str) -> str:
    """The words of a text in lower case without accents, one space between: ``'s-Gravenhage`` is ``s gravenhage``."""
    return " ".join(words(text))


def slug_of(name: str, otherwise: str = "") -> str:
    """The name as a web address says it, at most 120 signs; a name without Latin letters takes ``otherwise``."""
    return (slugify(folded(name)) or slugify(folded(otherwise)) or "gebied")[:120].strip("-")


def titled(name: str) -> str:
    """A name that came in capitals, as it is read: ``SINT-ANNA - DE PANNE`` is ``Sint-Anna - de Panne``."""
    parts = re.split(r"([\s\-(/.']+)", name.strip().lower())
    return "".join(
        word if number and word in SMALL_WORDS else word[:1].upper() + word[1:] for number, word in enumerate(parts)
    )


SMALL_WORDS = frozenset({
    "aan", "au", "bij", "d", "de", "den", "der", "des", "du", "en", "et", "het", "in", "l", "la", "le", "les", "of",
    "op", "s", "sur", "t", "te", "ten", "ter", "van",
})  # fmt: skip
