"""The street, neighbourhood or town a text names, also with one letter wrong."""

import re
from collections.abc import Callable, Mapping, Sequence

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from buurtnet.areas.models import Network, Place
from buurtnet.kit.folding import words
from buurtnet.search.stop_words import stop_words
from buurtnet.themes.matching import one_typo_apart

NAME = "buurt"
LONGEST_PLACE = 4  # words
SHORTEST_MENDED = 6  # letters of a name that may hold a typo
MOST_COMPARED = 400  # names that begin alike
BEGINNING = 2  # letters that are right in a name with a typo
PREPOSITIONS = frozenset({"in", "bij", "nabij", "vlakbij", "rond", "rondom", "dichtbij", "op", "aan", "near", "a"})
# A name with such an end is a place wherever it stands; "centrum" and "de kouter" may be anything.
PLACE_ENDS = (
    "straat", "laan", "plein", "weg", "dijk", "kade", "kaai", "hof", "buurt", "wijk", "kwartier", "polder", "singel",
    "gracht", "plantsoen", "pad", "steeg", "dreef", "baan", "lei", "landen", "veld",
)  # fmt: skip
_CAPITALS = re.compile(r"[^\W\d_][\w'’-]*")

type Spans = dict[str, tuple[int, int]]


def place_in(
    said: Sequence[str], text: str, inside: Sequence[int], scope: str, knows: Callable[[str], bool]
) -> tuple[Place | None, frozenset[int]]:
    """The place a text names, the longest name first, and which words name it (with their preposition).

    ``knows``: whether a word stands in the texts of the map; such a word is no typo of a name.
    """
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
    places = _places_here(inside, scope)
    exact = list(places.filter(folded__in=likely).order_by("pk")[:50])
    found = max(exact, key=lambda place: (likely[place.folded][1], -place.pk), default=None)
    if found:
        return found, _named(said, likely[found.folded])
    return _nearly(said, likely, places, knows)


def _places_here(inside: Sequence[int], scope: str) -> "QuerySet[Place]":
    places = Place.objects.all()
    if scope:
        return places.filter(scope=scope)
    if inside:
        # A place without an area belongs to the networks of its town.
        towns = Network.objects.filter(areas__in=inside).values_list(Lower("town"))
        places = places.annotate(in_town=Lower("town"))
        return places.filter(Q(area__in=inside) | Q(area=None, scope="", in_town__in=towns))
    return places


def _nearly(
    said: Sequence[str],
    likely: Mapping[str, tuple[int, int]],
    places: "QuerySet[Place]",
    knows: Callable[[str], bool],
) -> tuple[Place | None, frozenset[int]]:
    """A name with one letter wrong, missing, too many or swapped."""
    long = {name: span for name, span in likely.items() if len(name) >= SHORTEST_MENDED}
    doubtful = {name: span for name, span in long.items() if not all(map(knows, name.split()))}
    if not doubtful:
        return None, frozenset()
    alike = Q()
    for beginning in {name[:BEGINNING] for name in doubtful}:
        alike |= Q(folded__startswith=beginning)
    for place in places.filter(alike).order_by("pk")[:MOST_COMPARED]:
        for name, span in doubtful.items():
            if one_typo_apart(name, place.folded):
                return place, _named(said, span)
    return None, frozenset()


def _named(said: Sequence[str], span: tuple[int, int]) -> frozenset[int]:
    start, length = span
    named = set(range(start, start + length))
    before = start - 1
    if before > 0 and said[before] in {"de", "het", "t", "the", "la", "le"} and said[before - 1] in PREPOSITIONS:
        named.add(before)
        before -= 1
    if before >= 0 and said[before] in PREPOSITIONS:
        named.add(before)
    return frozenset(named)


def _is_likely_place(said: Sequence[str], name: str, span: tuple[int, int], capitals: set[str]) -> bool:
    start, length = span
    if name in stop_words():
        return False
    if name.endswith(PLACE_ENDS) and len(name) > 5:
        return True
    before = said[start - 1] if start else ""
    if before in {"de", "het", "t"} and start > 1:
        before = said[start - 2]
    return before in PREPOSITIONS or said[start + length - 1] in capitals or len(said) == length
