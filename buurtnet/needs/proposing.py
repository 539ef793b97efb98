"""What is likely together: questions and signals alike in theme or concept, place and time. People decide.

Compared are ids only: themes, concepts of the vocabulary that were saved with a text, areas and moments. The texts
are never read. Source of the numbers: needs, section 4 (five items within 180 days).
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core.cache import caches
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language

from buurtnet.areas.models import Area, Network
from buurtnet.needs.choices import SignalKind, SignalState
from buurtnet.needs.models import Evidence, NotTogether, SharedNeed, Signal
from buurtnet.questions.choices import State
from buurtnet.questions.models import Question
from buurtnet.themes.models import Concept, Theme

FEWEST: Final = 5
WITHIN: Final = dt.timedelta(days=180)
MOST_PROPOSED: Final = 40
MOST_ALIKE: Final = 20
MOST_LOOKED_AT: Final = 500  # of each kind, to find what is alike
AGAIN_AT: Final = 1.5  # times as many as when someone said "not together"
KEPT_COUNT: Final = 2 * 86_400  # seconds; the job of each day counts anew
QUESTION, SIGNAL = "vraag", "signaal"
CONCEPT, THEME = "begrip", "thema"


@dataclass(frozen=True, slots=True)
class Item:
    """A question or signal as it is compared: when, where and about what."""

    kind: str
    pk: UUID
    at: dt.datetime
    area: int | None
    themes: tuple[str, ...]
    concepts: tuple[str, ...]

    @property
    def ref(self) -> str:
        """How a form names it."""
        return f"{self.kind}:{self.pk}"


@dataclass(frozen=True)
class Proposal:
    """Items that share a concept or a theme, in one area or in the one around it.

    ``key`` names the group as long as it is proposed: what they share, and where.
    """

    key: str
    name: str
    area: Area | None
    items: list[Item]
    themes: list[Theme]

    @property
    def questions(self) -> int:
        return sum(one.kind == QUESTION for one in self.items)

    @property
    def signals(self) -> int:
        return len(self.items) - self.questions

    @property
    def since(self) -> dt.datetime:
        return min(one.at for one in self.items)


type Group = tuple[str, str, int | None]  # CONCEPT or THEME, its slug, and the area


def proposals(network: Network, now: dt.datetime) -> list[Proposal]:
    """The largest groups of a network that nobody declined, each item in one group only.

    What shares a concept before what shares a theme; then the most items, and of as many the nearest.
    """
    items = items_of(network, now)
    parents = parents_of({one.area for one in items if one.area})
    groups: defaultdict[Group, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        for group in groups_of(item, parents):
            groups[group].append(place)
    refused = refused_in(network, groups)
    found: list[tuple[Group, list[Item]]] = []
    taken: set[int] = set()
    wide = {one.parent_id for one in parents.values()}
    ranked = [(rank(group, len(mine), wide), group) for group, mine in groups.items() if len(mine) >= FEWEST]
    for _rank, group in sorted(ranked, key=lambda one: one[0]):
        free = [place for place in groups[group] if place not in taken]
        looked_at = sum(place in refused for place in free)
        if len(free) >= max(FEWEST, AGAIN_AT * looked_at):
            taken.update(free)
            found.append((group, [items[place] for place in free]))
    found.sort(key=lambda one: -len(one[1]))
    made = named(found[:MOST_PROPOSED], parents)
    caches["shared"].set(count_key(network), len(made), KEPT_COUNT)
    return made


def refused_in(network: Network, groups: Mapping[Group, list[int]]) -> set[int]:
    """What stands in groups of which someone said "not together", until such a group is half as large again.

    A group under another name, or around it, that holds little more than these is not proposed either.
    """
    declined = dict(NotTogether.objects.filter(network=network).values_list("key", "count"))
    small = [mine for group, mine in groups.items() if len(mine) < AGAIN_AT * declined.get(key_of(group), 0)]
    return {place for mine in small for place in mine}


def counted(network: Network) -> int:
    """How many proposals there were when last looked; the job of each day looks."""
    found: int = caches["shared"].get(count_key(network), 0)
    return found


def counts_of(networks: Iterable[Network]) -> dict[int, int]:
    """As ``counted``, of several networks in one go, by their ids."""
    keys = {count_key(one): one.pk for one in networks}
    found: dict[str, int] = caches["shared"].get_many(keys) if keys else {}
    return {keys[key]: number for key, number in found.items()}


def count_key(network: Network) -> str:
    return f"needs:proposals:{network.pk}"


def key_of(group: Group) -> str:
    kind, slug, area = group
    return f"{kind}:{slug}|{area or ''}"


def groups_of(item: Item, parents: Mapping[int, Area]) -> Iterator[Group]:
    """All groups it can be in, narrow and wide."""
    around = parents[item.area].parent_id if item.area is not None and item.area in parents else None
    for area in (item.area, around) if around else (item.area,):
        for concept in item.concepts:
            yield CONCEPT, concept, area
        for theme in item.themes:
            yield THEME, theme, area


def rank(group: Group, count: int, wide: Collection[int | None]) -> tuple[bool, int, bool, str]:
    """A concept before a theme; then the most items, so that a wide area wins only when it holds more."""
    return group[0] == THEME, -count, group[2] in wide, key_of(group)


def named(found: list[tuple[Group, list[Item]]], areas: Mapping[int, Area]) -> list[Proposal]:
    """With the names of what they share and of where it is."""
    language = get_language() or "nl"
    themes = Theme.objects.in_bulk({slug for _, items in found for one in items for slug in one.themes})
    concepts = Concept.objects.in_bulk([slug for (kind, slug, _), _items in found if kind == CONCEPT])
    wider = Area.objects.in_bulk([area for (_, _, area), _items in found if area and area not in areas])
    made = []
    for group, items in found:
        kind, slug, area = group
        thing = concepts.get(slug) if kind == CONCEPT else themes.get(slug)
        counts = Counter(theme for one in items for theme in one.themes)
        best = [themes[theme] for theme, _ in counts.most_common(3) if theme in themes]
        where = areas.get(area) or wider.get(area) if area else None
        made.append(Proposal(key_of(group), thing.name_in(language) if thing else slug, where, items, best))
    return made


def items_of(network: Network, now: dt.datetime) -> list[Item]:
    """Questions and signals of the last 180 days that point to no need yet."""
    return [*items_asked(free_questions(network, now)), *items_given(free_signals(network, now))]


def free_questions(network: Network, now: dt.datetime) -> "QuerySet[Question]":
    """Those that are not withdrawn or cleared, and evidence of nothing."""
    rows = Question.objects.filter(network=network, asked_at__gt=now - WITHIN, asked_at__lte=now)
    rows = rows.exclude(state__in=[State.WITHDRAWN, State.CLEARED])
    return rows.filter(~Exists(Evidence.objects.filter(question=OuterRef("pk"))))


def free_signals(network: Network, now: dt.datetime) -> "QuerySet[Signal]":
    """What plays here, and no strength: that is not a need."""
    rows = Signal.objects.filter(network=network, kind=SignalKind.COLLECTIVE, given_at__gt=now - WITHIN)
    rows = rows.filter(given_at__lte=now).exclude(state__in=[SignalState.WITHDRAWN, SignalState.CLEARED])
    return rows.filter(~Exists(Evidence.objects.filter(signal=OuterRef("pk"))))


def items_asked(questions: "QuerySet[Question]") -> Iterator[Item]:
    rows = list(questions.values_list("pk", "asked_at", "area_id", "concepts"))
    through = Question.themes.through.objects.order_by("pk")
    few = [pk for pk, *_rest in rows] if len(rows) <= MOST_LOOKED_AT else None
    through = (
        through.filter(question__in=few) if few is not None else through.filter(question__in=questions.values("pk"))
    )
    themes: defaultdict[UUID, list[str]] = defaultdict(list)
    for pk, theme in through.values_list("question_id", "theme_id"):
        themes[pk].append(theme)
    for pk, at, area, concepts in rows:
        yield Item(QUESTION, pk, at, area, tuple(themes.get(pk, ())), slugs(concepts))


def items_given(signals: "QuerySet[Signal]") -> Iterator[Item]:
    for pk, at, area, theme, concepts in signals.values_list("pk", "given_at", "area_id", "theme_id", "concepts"):
        yield Item(SIGNAL, pk, at, area, (theme,) if theme else (), slugs(concepts))


def slugs(concepts: object) -> tuple[str, ...]:
    """Each once."""
    return tuple(dict.fromkeys(str(one) for one in concepts)) if isinstance(concepts, list) else ()


def parents_of(areas: Collection[int]) -> dict[int, Area]:
    """These areas by their id, each with its parent's id."""
    return Area.objects.only("id", "name", "slug", "kind", "parent_id").in_bulk(list(areas))


def alike(item: Item, network: Network, now: dt.datetime) -> list[Item]:
    """What looks like one item: it shares a concept or a theme, in the same place or beside it; the best first.

    Of very many the newest are looked at.
    """
    questions, signals = free_questions(network, now), free_signals(network, now)
    near = near_to(item.area)
    if near is not None:
        questions, signals = questions.filter(area__in=near), signals.filter(area__in=near)
    through = Question.themes.through.objects.filter(question=OuterRef("pk"), theme__in=item.themes)
    written = Cast("concepts", TextField())
    questions = questions.alias(written=written).filter(with_shared(item, Q(Exists(through))))
    signals = signals.alias(written=written).filter(with_shared(item, Q(theme__in=item.themes)))
    asked = questions.order_by("-asked_at", "pk")[:MOST_LOOKED_AT]
    given = signals.order_by("-given_at", "pk")[:MOST_LOOKED_AT]
    found = [one for one in [*items_asked(asked), *items_given(given)] if one.pk != item.pk]
    scored = [(likeness(item, one), one) for one in found]
    best = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], -pair[1].at.timestamp()))
    return [one for _, one in best[:MOST_ALIKE]]


def with_shared(item: Item, has_its_theme: Q) -> Q:
    """Those with a theme or a concept of an item. A concept is looked for in the list as it is ``written``."""
    wanted = has_its_theme
    for concept in item.concepts:
        wanted |= Q(written__contains=f'"{concept}"')
    return wanted


def likeness(first: Item, second: Item) -> int:
    """0: nothing in common. A concept counts most, since it is the most precise; the same place a little."""
    shared = 4 * len({*first.concepts} & {*second.concepts}) + 2 * len({*first.themes} & {*second.themes})
    return shared + (first.area == second.area) if shared else 0


def near_to(area: int | None) -> list[int] | None:
    """The area, the one around it, and what lies beside it; None for everywhere."""
    found = Area.objects.filter(pk=area).values_list("parent_id", flat=True).first() if area else None
    if area is None:
        return None
    if found is None:
        return [area, *Area.objects.filter(parent=area).values_list("pk", flat=True)]
    beside = Area.objects.filter(parent__in=[found, area]).values_list("pk", flat=True)
    return [*{area, found, *beside}]


def the_item(network: Network, kind: str, pk: UUID, now: dt.datetime) -> Item | None:
    """One question or signal that points to no need yet; None when there is none."""
    items: Iterable[Item] = ()
    if kind == QUESTION:
        items = items_asked(free_questions(network, now).filter(pk=pk))
    elif kind == SIGNAL:
        items = items_given(free_signals(network, now).filter(pk=pk))
    return next(iter(items), None)


def alike_to_need(need: SharedNeed, now: dt.datetime) -> list[Item]:
    """What came in and shares a theme with a need, in its areas or the ones right around or in them; newest first."""
    questions, signals = about_need(need, now)
    newest = [
        *items_asked(questions.order_by("-asked_at", "pk")[:MOST_LOOKED_AT]),
        *items_given(signals.order_by("-given_at", "pk")[:MOST_LOOKED_AT]),
    ]
    return sorted(newest, key=lambda one: one.at, reverse=True)


def number_alike(need: SharedNeed, now: dt.datetime) -> int:
    """How many those are; counted by the database."""
    questions, signals = about_need(need, now)
    return questions.count() + signals.count()


def about_need(need: SharedNeed, now: dt.datetime) -> tuple["QuerySet[Question]", "QuerySet[Signal]"]:
    themes = [one.pk for one in need.themes.all()]
    through = Question.themes.through.objects.filter(question=OuterRef("pk"), theme__in=themes)
    questions = free_questions(need.network, now).filter(Exists(through))
    signals = free_signals(need.network, now).filter(theme__in=themes)
    own = [one.pk for one in need.areas.all()]
    if not own:
        return questions, signals
    around = Area.objects.filter(children__in=own).values_list("pk", flat=True)
    areas = {
        *own,
        *around,
        *Area.objects.filter(Q(parent__in=own) | Q(parent__in=around)).values_list("pk", flat=True),
    }
    return questions.filter(area__in=areas), signals.filter(area__in=areas)


def needs_alike(network: Network, themes: Iterable[str]) -> list[SharedNeed]:
    """Needs about the same, for it may belong there; the open ones first."""
    rows = SharedNeed.objects.in_network(network).filter(merged_into=None, themes__in=list(themes))
    found = list(rows.distinct().order_by("-changed_at")[:MOST_ALIKE])
    open_ones = {one.pk for one in SharedNeed.objects.open().filter(pk__in=[one.pk for one in found])}
    return sorted(found, key=lambda one: one.pk not in open_ones)
