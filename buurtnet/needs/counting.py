"""What is counted of questions and signals for "Wat de buurt vertelt", after the rule for small numbers.

A question counts once: in the quarter in which it was asked, in its neighbourhood, under its first theme (one about
safety goes before all others) and in its age group. Abuse and advertising do not count; what was withdrawn does. The
source of a question or signal is the organization of who took it up; someone without one is the network itself.
"""

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.needs.models import Signal, TakenUpBy
from buurtnet.people.models import Membership
from buurtnet.privacy.small_numbers import LEAST, LEAST_SENSITIVE, Named, Table, median_of, total_of
from buurtnet.privacy.suppression import ALL, Figures, Key, Published, Record, figures_of, suppress
from buurtnet.questions.choices import AgeBand, Outcome
from buurtnet.questions.models import Question
from buurtnet.themes.choices import SENSITIVE_THEMES
from buurtnet.themes.models import Theme

THEME, AGE = "theme", "age"
NONE: Final = "-"  # a row or column of what has no theme, or no area
LEVELS: Final = (AreaKind.NEIGHBOURHOOD, AreaKind.DISTRICT, AreaKind.MUNICIPALITY)  # from near to wide
THE_NETWORK: Final = "network"  # a source: someone who works for no organization
DAY: Final = dt.timedelta(days=1)

type Place = tuple[str, str, str]  # a cell of what is published: table, row, column


@dataclass(frozen=True)
class Quarter:
    """Three months of a year, by the calendar of a network."""

    year: int
    number: int

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> dt.date:
        return self.next.first - DAY

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def of(self, network: Network) -> tuple[dt.datetime, dt.datetime]:
        """The moment it begins and the moment it is over, where the network is."""
        zone = zoneinfo.ZoneInfo(network.time_zone)
        first, after = (dt.datetime.combine(day, dt.time(), zone) for day in (self.first, self.next.first))
        return first, after


def quarter_of(day: dt.date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


@dataclass(frozen=True)
class Counted:
    """What a release would hold: the query, and tables and figures as they would be published."""

    query: dict[str, Any]
    tables: list[dict[str, Any]]


def count(network: Network, quarter: Quarter, level: AreaKind, shown: frozenset[Place] | None = None) -> Counted:
    """Count a quarter. ``shown``: the cells that had a number in what this replaces, as ``releases.shown_in`` has
    them; all others stay hidden. Raises ``ValueError`` when the network has no areas of this level.
    """
    columns = columns_of(network, level)
    if not columns:
        raise ValueError("This network has no areas of this level.")
    start, end = quarter.of(network)
    questions, days = questions_in(network, start, end, columns)
    median = median_of([one for one, _source in days], [source for _one, source in days])
    safe_here = level == AreaKind.MUNICIPALITY and {one.pk for one in columns} <= set(network_areas(network).inside)
    kinds = [Part("questions", questions, (THEME, AGE), LEAST if median is not None else 0)]
    kinds.append(Part("signals", signals_in(network, start, end, columns), (THEME,)))
    made = [table for part in kinds for table in tables_of(part, columns, is_safe=safe_here, shown=shown)]
    query = {
        "from": quarter.first.isoformat(), "until": quarter.last.isoformat(), "level": str(level),
        "median_days": median,
    }  # fmt: skip
    return Counted(query, [table.as_data() for table in made])


@dataclass(frozen=True)
class Part:
    """The records of one kind, and the tables they are counted in. ``least``: so many there are, a median tells."""

    group: str
    records: Sequence[Record]
    tables: tuple[str, ...]
    least: int = 0


def tables_of(part: Part, columns: Sequence[Area], *, is_safe: bool, shown: frozenset[Place] | None) -> list[Table]:
    """The tables of one kind of record: over the whole network, by area, and both at once."""
    names = names_of_rows()
    places = [Named(str(one.pk), one.name) for one in columns] + [Named(NONE, "Buurt niet bekend")]
    keys = [one.key for one in places]
    rows = {table: [one.key for one in names[table]] for table in part.tables}
    sensitive = {(THEME, slug): LEAST_SENSITIVE for slug in SENSITIVE_THEMES}
    all_keys = Figures(keys, rows, {}).keys
    figures = figures_of(
        part.records, keys, rows, least=sensitive, kept_back=frozenset() if is_safe else frozenset(sensitive),
        hidden_before=frozenset(
            key for key in all_keys if shown is not None and place_of(part.group, key) not in shown
        ),
        whole=frozenset({AGE}) & frozenset(rows), least_in_all=part.least,
    )  # fmt: skip
    return laid_out(part.group, suppress(figures), places, {table: names[table] for table in part.tables})


def laid_out(
    group: str, found: Published, places: Sequence[Named], names: Mapping[str, Sequence[Named]]
) -> list[Table]:
    """Rows without a figure are left out, but of age groups. One sum for all: rounded parts of another table add up
    to another number, and two numbers of the same questions beside each other invite to subtract them.
    """
    everywhere = [Named("all", "Het hele netwerk")]
    by_area = [[found.cell((ALL, ALL, place.key))] for place in places]
    total = total_of([row[0] for row in by_area])
    tables = [Table(f"{group}_by_area", group, everywhere, places, by_area, total)]
    crossed = []
    for table, rows in names.items():
        is_whole = table in found.figures.whole
        listed = [row for row in rows if is_whole or (table, row.key, ALL) in found.visible]
        cells = [[found.cell((table, row.key, ALL))] for row in listed]
        tables.append(Table(f"{group}_by_{table}", group, everywhere, listed, cells))
        listed = [row for row in rows if found.is_listed(table, row.key)]
        cells = [[found.cell((table, row.key, place.key)) for place in places] for row in listed]
        crossed.append(Table(f"{group}_by_{table}_and_area", group, places, listed, cells))
    return tables + crossed


def place_of(group: str, key: Key) -> Place:
    """Where a cell stands in what is published: table, row, column."""
    table, row, column = key
    if table == ALL:
        return f"{group}_by_area", column, "all"
    if column == ALL:
        return f"{group}_by_{table}", row, "all"
    return f"{group}_by_{table}_and_area", row, column


def names_of_rows() -> dict[str, list[Named]]:
    """Every theme and every age group, with its name as it is published; the page names it in its own language."""
    themes = [Named(one.slug, one.name) for one in Theme.objects.all()]
    ages = [Named(band.value, str(band.label)) for band in AgeBand]
    return {THEME: [*themes, Named(NONE, "Geen onderwerp")], AGE: ages}


def levels_of(network: Network) -> list[AreaKind]:
    """The levels at which this network can be counted, near first."""
    return [level for level in LEVELS if columns_of(network, level)]


def columns_of(network: Network, level: AreaKind) -> list[Area]:
    """The areas of a level in or around a network, by name: chosen by where it is, not by what is counted."""
    places = network_areas(network)
    ids = places.inside if level == AreaKind.NEIGHBOURHOOD else {*places.inside, *places.over}
    return list(Area.objects.filter(pk__in=ids, kind=level).only("pk", "name", "kind").order_by("name", "pk"))


def questions_in(
    network: Network, start: dt.datetime, end: dt.datetime, columns: Sequence[Area]
) -> tuple[list[Record], list[tuple[int, str | None]]]:
    """The questions asked between two moments; and of each that was answered how many days it took, with a source."""
    asked = Question.objects.in_network(network).filter(asked_at__gte=start, asked_at__lt=end)
    rows = asked.exclude(outcome=Outcome.NO_QUESTION).select_related("area", "taken_up_by").defer("text", "contact")
    every = Theme.objects.values_list("slug", flat=True)
    order = {slug: (slug not in SENSITIVE_THEMES, place) for place, slug in enumerate(every)}
    asked_now = list(rows.prefetch_related("themes"))
    sources = sources_of(network, [(one, one.asked_at) for one in asked_now])
    records, days = [], []
    for one in asked_now:
        slugs = sorted((theme.slug for theme in one.themes.all()), key=lambda slug: order[slug])
        source = sources[one.pk]
        row = {THEME: slugs[0] if slugs else NONE, AGE: one.age_band}
        records.append(Record(source, column_of(one.area, columns), row))
        if one.answered_at:
            days.append((-((one.asked_at - one.answered_at) // DAY), source))
    return records, days


def signals_in(network: Network, start: dt.datetime, end: dt.datetime, columns: Sequence[Area]) -> list[Record]:
    given = Signal.objects.in_network(network).filter(given_at__gte=start, given_at__lt=end)
    rows = list(given.select_related("area", "taken_up_by").defer("text", "reopened_because"))
    sources = sources_of(network, [(one, one.given_at) for one in rows])
    return [Record(sources[one.pk], column_of(one.area, columns), {THEME: one.theme_id or NONE}) for one in rows]


def column_of(area: Area | None, columns: Sequence[Area]) -> str:
    """The column in which an area lies; a wider or unknown one has a column of its own."""
    line = area.line if area else []
    return next((str(one.pk) for one in columns if one.pk in line), NONE)


def sources_of(network: Network, rows: Sequence[tuple[Question | Signal, dt.datetime]]) -> dict[UUID, str | None]:
    """The source of each: the organization of who has it now, else as it was noted before that was forgotten."""
    held = organizations_of({(network.pk, one.owner_id) for one, _at in rows if one.owner_id})
    found: dict[UUID, str | None] = {}
    for one, at in rows:
        if one.owner_id:
            found[one.pk] = str(at_moment(held.get((network.pk, one.owner_id), []), at) or THE_NETWORK)
        else:
            found[one.pk] = noted_source(getattr(one, "taken_up_by", None))
    return found


def noted_source(taken: TakenUpBy | None) -> str | None:
    if taken is None:
        return None
    return THE_NETWORK if taken.is_network else str(taken.organization_id) if taken.organization_id else None


@transaction.atomic
def note_sources() -> int:
    """Note of every question and signal that someone took up which organization that was; again when it went over to
    another. Returns how many were noted.
    """
    noted = 0
    for name, model, moment in (("question", Question, "asked_at"), ("signal", Signal, "given_at")):
        rows: Iterable[tuple[UUID, int, UUID, dt.datetime]] = model._default_manager.exclude(owner=None).values_list(
            "pk", "network_id", "owner_id", moment
        )
        made = list(rows)
        before = dict(TakenUpBy.objects.exclude(**{name: None}).values_list(f"{name}_id", "organization_id"))
        organizations = organizations_of({(network, owner) for _pk, network, owner, _at in made})
        for pk, network, owner, at in made:
            found = at_moment(organizations.get((network, owner), []), at)
            if pk in before and before[pk] == found:
                continue
            which: dict[str, Any] = {f"{name}_id": pk}
            taken = {"organization_id": found, "is_network": found is None}
            TakenUpBy.objects.update_or_create(defaults=taken, **which)
            noted += 1
    return noted


type Held = tuple[UUID, dt.datetime, dt.datetime | None]


def organizations_of(pairs: set[tuple[int, UUID]]) -> dict[tuple[int, UUID], list[Held]]:
    """For people in networks: for which organizations they work or worked there, and when."""
    wanted = Q(network__in={network for network, _person in pairs}, person__in={person for _network, person in pairs})
    found: dict[tuple[int, UUID], list[Held]] = defaultdict(list)
    held = Membership.objects.filter(wanted, organization__isnull=False).order_by("-starts_at", "pk")
    for network, person, organization, starts, ends in held.values_list(
        "network_id", "person_id", "organization_id", "starts_at", "ends_at"
    ):
        if network is not None and organization is not None:
            found[(network, person)].append((organization, starts, ends))
    return found


def at_moment(held: Sequence[Held], at: dt.datetime) -> UUID | None:
    """The organization someone worked for at a moment; else the last one; None without any."""
    then = (one for one, starts, ends in held if starts <= at and (ends is None or ends > at))
    return next(then, held[0][0] if held else None)
