"""What a typed text asks: its words, the ages and places it names, what it does not want.

This is the first version: words as they are. Synonyms and meaning come above it later.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower

from buurtnet.areas.models import Network, Place
from buurtnet.directory.choices import OLDEST_AGE
from buurtnet.kit.folding import fold, words
from buurtnet.search.schema import LONGEST_NAME, LONGEST_WORD
from buurtnet.search.stop_words import stop_words

LONGEST_TEXT = 2_000  # signs; the rest is not read
MOST_WORDS = 24
LONGEST_PLACE = 4  # words
PLACE_PREPOSITIONS = frozenset({"in", "bij", "nabij", "vlakbij", "rond", "rondom", "dichtbij", "op", "aan", "near"})
# A name with such an end is a place wherever it stands; "centrum" and "de kouter" may be anything.
PLACE_ENDS = (
    "straat", "laan", "plein", "weg", "dijk", "kade", "kaai", "hof", "buurt", "wijk", "kwartier", "polder", "singel",
    "gracht", "plantsoen", "pad", "steeg", "dreef", "baan", "lei", "landen", "veld",
)  # fmt: skip
AGE_WORDS: dict[str, tuple[float, float]] = {
    "baby": (0, 1), "babys": (0, 1), "zuigeling": (0, 1), "pasgeboren": (0, 0), "dreumes": (1, 2),
    "dreumesen": (1, 2), "peuter": (2, 3), "peuters": (2, 3), "kleuter": (3, 6), "kleuters": (3, 6),
    "tiener": (12, 17), "tieners": (12, 17), "puber": (12, 16), "pubers": (12, 16), "adolescent": (14, 20),
    "jongere": (12, 24), "jongeren": (12, 24), "volwassene": (18, OLDEST_AGE), "volwassenen": (18, OLDEST_AGE),
    "senior": (60, OLDEST_AGE), "senioren": (60, OLDEST_AGE), "bejaarde": (70, OLDEST_AGE),
    "bejaarden": (70, OLDEST_AGE),
}  # fmt: skip
NUMBERS = {
    "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
    "elf": 11, "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15, "zestien": 16, "zeventien": 17,
    "achttien": 18,
}  # fmt: skip
YEARS = frozenset({"jaar", "jarig", "jarige", "jarigen", "jr", "ans", "years", "year", "yasinda", "lat"})
MONTHS = frozenset({"maand", "maanden", "mnd", "week", "weken", "dagen", "months", "month", "weeks"})
# "jongen van 14", "dochter 7": who stands before a number without a unit.
PERSONS = frozenset(
    """jongen meisje kind kinderen zoon zoontje dochter dochtertje baby peuter kleuter puber tiener jongere leerling
    broer broertje zus zusje kleinkind kleinzoon kleindochter iemand mij hem haar van""".split()  # noqa: SIM905
)
_AGE_ADJECTIVE = re.compile(r"(\d{1,3})(?:jarige?n?|plus|plusser|plussers)$")
_CAPITALS_ONLY = re.compile(r"\b[A-Z]{2,6}\b")
_CAPITALS = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(frozen=True)
class Word:
    """A word that was asked for, folded. ``is_last``: it may be half typed. ``is_person``: says for whom."""

    text: str
    is_last: bool = False
    is_person: bool = False
    is_abbreviation: bool = False


@dataclass(frozen=True)
class Understood:
    """What a text asks. ``ages``: from and to, in years. ``names``: the text as the whole name of something."""

    words: tuple[Word, ...] = ()
    names: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    ages: tuple[float, float] | None = None
    place: Place | None = None
    place_words: tuple[str, ...] = ()


def understand(text: str, *, inside: Sequence[int] = (), scope: str = "") -> Understood:
    """Read a text. ``inside`` (areas) or ``scope`` say where its streets and neighbourhoods are."""
    said = [word for word in words(text[:LONGEST_TEXT]) if len(word) <= LONGEST_WORD][:MOST_WORDS]
    if not said:
        return Understood()
    place, place_at = _place_in(said, text, inside, scope)
    rest = [word for number, word in enumerate(said) if number not in place_at]
    ages, rest = _ages_in(rest)
    excluded, rest = _excluded_in(rest)
    telling = [word for word in dict.fromkeys(rest) if word not in stop_words() and not _is_number(word)]
    asked = telling or ([] if place else [word for word in dict.fromkeys(rest) if len(word) > 1])
    is_open_ended = not text[-1:].isspace()
    capitals = {one for found in _CAPITALS_ONLY.findall(text) for one in words(found)}
    return Understood(
        words=tuple(
            Word(
                word,
                is_last=is_open_ended and word == said[-1],
                is_person=word in PERSONS,
                is_abbreviation=word in capitals,
            )
            for word in asked
        ),
        names=(" ".join(said), fold(text).strip()[:LONGEST_NAME]),
        excluded=tuple(excluded),
        ages=ages,
        place=place,
        place_words=tuple(said[number] for number in sorted(place_at)),
    )


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) < 4


def _excluded_in(said: list[str]) -> tuple[list[str], list[str]]:
    """What someone does not want: "maar geen sport", "behalve voetbal". A bare "geen geld" is the question itself."""
    for number, word in enumerate(said):
        after = said[number + 1 :]
        if word == "maar" and after[:1] in (["geen"], ["niet"]) and len(after) > 1:
            return after[1:2], said[:number] + after[2:]
        if word in {"behalve", "uitgezonderd"} and after:
            return after[:1], said[:number] + after[1:]
    return [], said


def _ages_in(said: list[str]) -> tuple[tuple[float, float] | None, list[str]]:
    """The ages a text names, and the text without the numbers. Words such as "peuter" stay: texts have them too."""
    found: list[tuple[float, float]] = []
    used: set[int] = set()
    for number, word in enumerate(said):
        before, after = said[number - 1 : number] if number else [], said[number + 1 : number + 2]
        adjective = _AGE_ADJECTIVE.match(word)
        years = _years(word)
        if adjective:
            found.append((float(adjective[1]), float(adjective[1])))
            used.add(number)
        elif years is not None and after and after[0] in YEARS:
            found.append((years, years))
            used |= {number, number + 1}
        elif years is not None and after and after[0] in MONTHS:
            found.append((0, 1))
            used |= {number, number + 1}
        elif years is not None and word.isdecimal() and before and before[0] in PERSONS:
            found.append((years, years))
            used.add(number)
    left = [word for number, word in enumerate(said) if number not in used]
    if not found:
        found = [AGE_WORDS[word] for word in said if word in AGE_WORDS]
    if not found:
        return None, left
    return (min(low for low, _high in found), max(high for _low, high in found)), left


def _years(word: str) -> float | None:
    if word.isdecimal() and len(word) <= 3 and int(word) <= OLDEST_AGE:
        return float(word)
    return NUMBERS.get(word)


def _place_in(
    said: Sequence[str], text: str, inside: Sequence[int], scope: str
) -> tuple[Place | None, frozenset[int]]:
    """The street, neighbourhood or town a text names, the longest name first, and which words name it."""
    spans = {
        " ".join(said[start : start + length]): (start, length)
        for length in range(1, LONGEST_PLACE + 1)
        for start in range(len(said) - length + 1)
        if len(" ".join(said[start : start + length])) > 2
    }
    capitals = {one for found in _CAPITALS.findall(text)[1:] if found[:1].isupper() for one in words(found)}
    likely = {name: span for name, span in spans.items() if _is_likely_place(said, name, span, capitals)}
    if not likely:
        return None, frozenset()
    places = Place.objects.filter(folded__in=likely)
    if scope:
        places = places.filter(scope=scope)
    elif inside:
        # A place without an area belongs to the networks of its town.
        towns = Network.objects.filter(areas__in=inside).values_list(Lower("town"))
        places = places.annotate(in_town=Lower("town"))
        places = places.filter(Q(area__in=inside) | Q(area=None, scope="", in_town__in=towns))
    found = max(places.order_by("pk")[:50], key=lambda place: (likely[place.folded][1], -place.pk), default=None)
    if found is None:
        return None, frozenset()
    start, length = likely[found.folded]
    named = set(range(start, start + length))
    if start and said[start - 1] in PLACE_PREPOSITIONS:
        named.add(start - 1)
    return found, frozenset(named)


def _is_likely_place(said: Sequence[str], name: str, span: tuple[int, int], capitals: set[str]) -> bool:
    start, length = span
    if name in stop_words():
        return False
    if name.endswith(PLACE_ENDS) and len(name) > 5:
        return True
    before = said[start - 1] if start else ""
    if before in {"de", "het", "t"} and start > 1:
        before = said[start - 2]
    return before in PLACE_PREPOSITIONS or said[start + length - 1] in capitals or len(said) == length
