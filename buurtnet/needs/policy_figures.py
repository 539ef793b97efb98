"""Which figures about people a text tells, and whether they were published (needs, section 7).

A signal to policy tells no number of people but one that stands in a published release. Numbers of weeks, streets,
places or euros are about no one and may stand anywhere, and so may heads at an open activity and helpers on offer.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from django.db.models import QuerySet

from buurtnet.areas.models import Network
from buurtnet.kit.folding import fold
from buurtnet.needs.models import PolicySignal, Telling
from buurtnet.privacy.models import Release

_WORDS: Final[dict[str, int | None]] = {
    "één": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
    "elf": 11, "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15, "zestien": 16, "zeventien": 17,
    "achttien": 18, "negentien": 19, "twintig": 20, "vijfentwintig": 25, "dertig": 30, "veertig": 40, "vijftig": 50,
    "zestig": 60, "zeventig": 70, "tachtig": 80, "negentig": 90, "honderd": 100, "tweehonderd": 200, "duizend": 1000,
    "tientallen": None, "honderden": None, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "dozens": None, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10,
}  # fmt: skip
_TENS: Final = {
    "twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70, "tachtig": 80,
    "negentig": 90,
}  # fmt: skip
_ONES: Final = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_WORDS.update({
    f"{one}{'ën' if one.endswith('e') else 'en'}{ten}": value + number
    for number, one in enumerate(_ONES, 1) for ten, value in _TENS.items()
})  # fmt: skip
_PEOPLE: Final = (
    r"(?:gezin(?:nen)?|\w*ouders?|\w*kind(?:eren|jes)|kind|moeders?|vaders?|mens(?:en)?|\w*bewoners?|jongeren?|"
    r"jeugdigen|leerling(?:en)?|scholieren?|meisjes?|jongens?|buren|personen|persoon|huishoudens?|"
    r"vrouw(?:en)?|mannen|peuters?|kleuters?|baby'?s|tieners?|cliënten|klanten|patiënten|dakloz(?:en|e)|alleenstaanden?|mantelzorgers?|werklozen|statushouders?|"
    r"mama'?s|papa'?s|"
    r"oma'?s|opa'?s|nieuwkomers|vluchtelingen|ouderen|senioren|famil(?:ies|y|ie)|parents?|children|people|mothers?|"
    r"fathers?|residents?|teenagers?|households?|familles?|enfants?|mères|pères|jeunes|ménages?|personnes?|gens)"
)
_THINGS_OF_PEOPLE: Final = r"(?:vragen|signalen|meldingen|gevallen|questions|signals|cases|demandes|signalements)"
_COUNT: Final = rf"(?P<count>\d+(?:[.,]\d+)*|{'|'.join(_WORDS)})"
# Between a number and a noun: words such as "jonge" and "van de", not "drie straten waar kinderen spelen".
_BETWEEN: Final = r"(?:(?:[^\W\d_]+e|van|of|young|single|new)\s+){0,3}?"
# "12 gezinnen", "drie van de tien ouders", "12 jonge moeders"; "gezinnen: 12"; "40 procent"; "1 op de 3".
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_COUNT}\s+{_BETWEEN}(?:{_PEOPLE}|{_THINGS_OF_PEOPLE})\b",
        rf"\b{_PEOPLE}\s*[:=]\s*{_COUNT}\b",
        r"(?P<count>\d+(?:[.,]\d+)?)\s*(?:%|procent\b|percent\b|pour\s?cent\b)",
        rf"\b(?:één|een|\d+)\s+op\s+de\s+{_COUNT}\b",
    )
)


def figures_in(*texts: str) -> list[str]:
    """The pieces that tell a number of people or a percentage, as they were typed, each once."""
    return list(dict.fromkeys(piece for text in texts for piece, _value in _found(text)))


def unreleased(texts: Iterable[str], release: Release | None) -> list[str]:
    """Those of ``figures_in`` whose number does not stand in ``release``."""
    published = numbers_of(release) if release else frozenset()
    return list(dict.fromkeys(piece for text in texts for piece, value in _found(text) if value not in published))


def releases_of(network: Network) -> "QuerySet[Release]":
    """Figures that were published of this network and were not replaced by better ones, newest first."""
    rows = Release.objects.filter(scope=f"network:{network.slug}", replaced_by=None)
    rows = rows.exclude(pk__in=Telling.objects.filter(published_at=None).values("release"))  # seen by nobody yet
    return rows.order_by("-made_on", "-number")


def texts_of(signal: PolicySignal) -> tuple[str, ...]:
    return (signal.title, signal.story, signal.asked, signal.proposal)


def numbers_of(release: Release) -> frozenset[str]:
    """Every number that stands in a cell or a total of its tables, as text; a name such as "0-3" is none."""
    cells = (cell for table in release.tables for row in table["cells"] for cell in row)
    totals = (table["total"] for table in release.tables)
    return frozenset(str(one) for one in (*cells, *totals) if type(one) is int)


def _found(text: str) -> Iterator[tuple[str, str]]:
    """A piece, and its number as text; empty for a number that is none, such as "tientallen"."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield " ".join(match[0].split()), _number(match["count"])


def _number(said: str) -> str:
    known = {fold(word): value for word, value in _WORDS.items()}
    if fold(said) in known and not said[0].isdigit():
        value = known[fold(said)]
        return "" if value is None else str(value)
    plain = re.sub(r"[.,](?=\d{3}\b)", "", said).replace(",", ".")
    return f"{float(plain):g}" if plain.count(".") <= 1 else ""
