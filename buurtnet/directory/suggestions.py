"""Names someone may be typing, as suggestions under the search box."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language

from buurtnet.areas.choices import PlaceKind
from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Network, Place
from buurtnet.directory.wanted import hidden, reaching
from buurtnet.kit.folding import words
from buurtnet.search.index import NoIndexError, Reader, reader
from buurtnet.search.query import Condition, Marked, Without, named_so
from buurtnet.search.schema import LONGEST_WORD
from buurtnet.themes.models import Theme
from buurtnet.themes.vocabulary import Vocabulary, vocabulary

SERVICES, NAMES = ("service",), ("organization", "place")
LONGEST_TEXT, MOST_WORDS, MOST_THEMES, CANDIDATES = 200, 8, 3, 60
SHORTEST_STREET = 3  # letters; fewer begin too many streets
SURE = 0.5  # of a concept that the words mean, 0 to 1; a weaker one would surprise
LAST_LETTERS = "zzzz"  # what stands after every name that begins with the letters before it


@dataclass(frozen=True)
class Suggestion:
    """What someone may be typing.

    ``kind`` is theme, concept (of the vocabulary), service, organization, place (a building), area (a neighbourhood)
    or street; ``key`` its slug or id, of a street its id as a place. ``note`` tells two of one name apart, or says by
    which word a concept was found.
    """

    label: str
    kind: str
    key: str
    note: str = ""


@dataclass(frozen=True)
class Suggested:
    """Suggestions by group, in each the best fit first."""

    subjects: list[Suggestion] = field(default_factory=list)
    services: list[Suggestion] = field(default_factory=list)
    names: list[Suggestion] = field(default_factory=list)
    streets: list[Suggestion] = field(default_factory=list)


def suggest(
    text: str, *, inside: tuple[int, ...] = (), over: tuple[int, ...] = (), limit: int = 8
) -> list[Suggestion]:
    """Names someone may be typing, in one list: themes, then services, organizations and places."""
    said = _said(text)
    if not said or limit <= 0:
        return []
    index = _opened(inside, over)
    found = [*_themes(said), *index.named(said)]
    if not found and (mended := index.mended(said)):
        found = index.named(mended)
    return found[:limit]


def suggested(text: str, network: Network, *, each: int = 4) -> Suggested:
    """What someone may be typing in this network, at most ``each`` of a group; typos mended when nothing begins so.

    Costs a query for the themes, one for the vocabulary, one for the streets, and one or two of the index.
    """
    said = _said(text)
    if not said or each <= 0:
        return Suggested()
    areas, known = network_areas(network), vocabulary(network.pk)
    index = _opened(areas.inside, areas.over)
    subjects, named = _subjects(said, known, each), index.named(said)
    streets = [*_areas(said, network), *_streets(said, network)]
    if not (subjects or named or streets) and (mended := index.mended(said)):
        subjects, named = _subjects(mended, known, each), index.named(mended)
    services = [one for one in named if one.kind in SERVICES]
    names = [one for one in named if one.kind in NAMES]
    return Suggested(subjects[:each], services[:each], names[:each], streets[:each])


def _said(text: str) -> list[str]:
    return [word for word in words(text[:LONGEST_TEXT]) if len(word) <= LONGEST_WORD][:MOST_WORDS]


# Themes, and what people look for


def _themes(said: Sequence[str]) -> list[Suggestion]:
    language = get_language() or "nl"
    return [
        Suggestion(theme.name_in(language), "theme", theme.pk)
        for theme in Theme.objects.all()
        if _begins_all(said, _words_of(theme.name, theme.name_nl_be, theme.name_en, theme.name_fr))
    ][:MOST_THEMES]


@lru_cache(maxsize=5_000)
def _words_of(*names: str) -> tuple[str, ...]:
    """The folded words of the names of a theme or a neighbourhood: the same ones with every letter that is typed."""
    return tuple(words(" ".join(names)))


def _subjects(said: Sequence[str], known: Vocabulary, most: int) -> list[Suggestion]:
    """Themes, then concepts: by a label that begins so, else by what the words mean (with typos and compounds)."""
    found = _themes(said)
    begun = known.beginning_with(" ".join(said), most) or known.beginning_with("".join(said), most)
    meant = [(word.concept, word.text) for word in begun]
    meant = meant or [(one.concept, "") for one in known.mentions(said) if one.weight >= SURE]
    language, names = get_language() or "nl", {_folded(one.label) for one in found}
    for concept, label in meant[:most]:
        name = known.label_of(concept, language)
        if name and _folded(name) not in names:
            names.add(_folded(name))
            note = "" if _folded(label) in _folded(name) else label
            found.append(Suggestion(capfirst(name), "concept", concept, note))
    return found


def _folded(text: str) -> str:
    return " ".join(words(text))


# Services, organizations and places, by the words of their names


@dataclass(frozen=True)
class _Index:
    """The index, and what every suggestion out of it keeps to; without an index it knows no names."""

    reader: Reader | None
    conditions: tuple[Condition, ...]

    def named(self, said: list[str]) -> list[Suggestion]:
        """Services, then organizations, then places with these words in their name.

        One question for all kinds; one more for the rarer kinds when there are too many services to see them.
        """
        rows, total = self._rows(said, (*SERVICES, *NAMES))
        if total > CANDIDATES and not any(row.kind in NAMES for row in rows):
            rows += self._rows(said, NAMES)[0]
        return _ordered(rows, said)

    def mended(self, said: list[str]) -> list[str]:
        """The words with their typos mended; none when there are none."""
        if self.reader is None:
            return []
        lexicon = self.reader.lexicon
        mended = [next((other.word for other in lexicon.corrections(word)), word) for word in said]
        return mended if mended != said else []

    def _rows(self, said: list[str], kinds: tuple[str, ...]) -> tuple[list[Suggestion], int]:
        if self.reader is None:
            return [], 0
        of_kinds = Marked(tuple(f"kind:{kind}" for kind in kinds))
        hits = named_so(self.reader, said, [of_kinds, *self.conditions], CANDIDATES)
        return [
            Suggestion(hits.label(place), hits.kind(place), hits.key(place)) for place in range(len(hits.scores))
        ], hits.total


def _opened(inside: tuple[int, ...], over: tuple[int, ...]) -> _Index:
    """The index as the public may see it, in these areas (none: everywhere)."""
    shown: list[Condition] = [Without(hidden(timezone.localdate()))]
    if inside or over:
        shown.append(reaching(inside, over))
    try:
        return _Index(reader(), tuple(shown))
    except NoIndexError:
        return _Index(None, tuple(shown))


def _ordered(rows: list[Suggestion], said: list[str]) -> list[Suggestion]:
    """Those that begin so first; services before others, short before long; each name once."""
    start, kinds = " ".join(said), (*SERVICES, *NAMES)
    rows.sort(key=lambda one: (not _folded(one.label).startswith(start), kinds.index(one.kind), len(one.label),
                               one.label, one.key))  # fmt: skip
    return list({one.label.casefold(): one for one in reversed(rows)}.values())[::-1]


# Neighbourhoods and streets


def _areas(said: Sequence[str], network: Network) -> list[Suggestion]:
    """The neighbourhoods of a network, from memory."""
    shown = network_areas(network).neighbourhoods
    if len(shown) < 2:
        return []
    return [Suggestion(one.name, "area", one.slug) for one in shown if _begins_all(said, _words_of(one.name))]


def _streets(said: Sequence[str], network: Network) -> list[Suggestion]:
    """Streets whose name begins so: a range of the index on their names, so that a whole country costs no more."""
    start = " ".join(said)  # as names are folded
    if len(start) < SHORTEST_STREET:
        return []
    inside = Q(area__in=network_areas(network).inside)
    rows = (
        Place.objects.filter(
            inside | Q(area=None, scope="", town__iexact=network.town),
            kind=PlaceKind.STREET,
            folded__range=(start, start + LAST_LETTERS),
            folded__startswith=start,
        )
        .order_by("folded", "town", "pk")
        .values_list("pk", "name", "folded", "neighbourhood", "town")[:CANDIDATES]
    )
    found: dict[tuple[str, str], Suggestion] = {}
    for pk, name, folded, neighbourhood, town in rows:
        note = neighbourhood or town
        found.setdefault((folded, note), Suggestion(name, "street", str(pk), note))
    return list(found.values())


def _begins_all(said: Sequence[str], name: Sequence[str]) -> bool:
    return all(any(word.startswith(one) for word in name) for one in said)
