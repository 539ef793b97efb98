"""Which streets were visited, which were not for half a year, and what came of going round. Streets, never houses."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from buurtnet.areas.choices import PlaceKind
from buurtnet.areas.finding import network_areas
from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Area, Network, Place
from buurtnet.areas.names import folded
from buurtnet.needs.models import Evidence, OutreachRound, RoundStreet, Signal

LONG_AGO: Final = dt.timedelta(days=183)  # half a year: once is not enough (needs, section 6)
HALVES_SHOWN: Final = 4
MOST_ON_THE_MAP: Final = 600  # those that wait longest come first
DUE_GABLE: Final = 3  # the brick house of the map

type Key = tuple[int, str]  # of a street: its neighbourhood, and its name as it is compared


@dataclass(frozen=True)
class Street:
    """A street of a neighbourhood. ``last``: the day it was last visited; ``times``: in how many rounds this year."""

    name: str
    area: Area
    latitude: float | None = None
    longitude: float | None = None
    last: dt.date | None = None
    times: int = 0
    is_due: bool = True

    @property
    def key(self) -> Key:
        return self.area.pk, folded(self.name)


@dataclass(frozen=True)
class Coverage:
    """The streets, longest ago first. Counts of streets are about no one, so they are exact."""

    streets: list[Street]

    @property
    def due(self) -> int:
        return sum(street.is_due for street in self.streets)

    @property
    def this_year(self) -> int:
        return sum(street.times > 0 for street in self.streets)

    @property
    def percent(self) -> int:
        """Streets visited this year, of a hundred; 0 where no streets are known."""
        return 100 * self.this_year // len(self.streets) if self.streets else 0


@dataclass(frozen=True)
class HalfYear:
    """What was done in half a year, and what came of it."""

    starts_on: dt.date
    ends_on: dt.date
    rounds: int = 0
    counted: int = 0
    streets: int = 0
    talks: int = 0
    signals: int = 0
    questions: int = 0
    needs: int = 0

    @property
    def is_second(self) -> bool:
        return self.starts_on.month > 1

    @property
    def talks_a_round(self) -> float | None:
        """Talks per round with a count; None where no round has one."""
        return round(self.talks / self.counted, 1) if self.counted else None


@dataclass(frozen=True)
class Outcome:
    """What came of one round."""

    signals: int
    questions: int
    needs: int


def coverage_of(network: Network, now: dt.datetime, area: Area | None = None) -> Coverage:
    """All streets of a network, or of one neighbourhood, with when they were last visited. Three queries."""
    areas = [area] if area else neighbourhoods_of(network)
    zone = ZoneInfo(network.time_zone)
    today = now.astimezone(zone).date()
    streets = {street.key: street for street in known_streets(network, areas)}
    for row in _visits(network, areas, dt.datetime(today.year, 1, 1, tzinfo=zone)):
        _add_visit(streets, row, {one.pk: one for one in areas}, zone)
    marked = [replace(one, is_due=one.last is None or one.last < today - LONG_AGO) for one in streets.values()]
    return Coverage(sorted(marked, key=lambda one: (one.last or dt.date.min, folded(one.name), one.area.pk)))


def known_streets(network: Network, areas: Iterable[Area]) -> list[Street]:
    """The streets that we have a point of, each in its neighbourhood, in order of name. One query."""
    wanted = {area.pk for area in areas}
    near = {area.pk: area for area in neighbourhoods_of(network)}
    by_name = {folded(area.name): area for area in near.values()}
    places = Place.objects.filter(kind=PlaceKind.STREET, area__in=network_areas(network).inside)
    found: dict[Key, Street] = {}
    for place in places.only("name", "neighbourhood", "latitude", "longitude", "area_id").order_by("folded", "pk"):
        area = near.get(place.area_id or 0) or by_name.get(folded(place.neighbourhood))
        if area is None and len(near) == 1:
            area = next(iter(near.values()))
        if area is not None and area.pk in wanted:
            street = Street(place.name, area, place.latitude, place.longitude)
            found.setdefault(street.key, street)
    return list(found.values())


def halves_of(network: Network, now: dt.datetime) -> list[HalfYear]:
    """The last four half years, this one first. A number of queries that does not grow with what was done."""
    zone = ZoneInfo(network.time_zone)
    halves = _last_halves(now.astimezone(zone).date())
    since = dt.datetime.combine(halves[-1].starts_on, dt.time(), tzinfo=zone)
    rounds = list(OutreachRound.objects.filter(network=network, starts_on__gte=halves[-1].starts_on))
    visited = RoundStreet.objects.filter(round__network=network, done_at__gte=since)
    streets = [
        (at.astimezone(zone).date(), (area, folded(name)))
        for at, area, name in visited.values_list("done_at", "round__area", "name")
        if at
    ]
    signals = Counter(
        Signal.objects.filter(network=network, round__in=rounds).order_by().values_list("round", flat=True)
    )
    needs = _needs_by_round(network, since.date())
    return [_filled(half, rounds, streets, signals, needs) for half in halves]


def outcome_of(made: OutreachRound) -> Outcome:
    """What came of one round, until now. Two queries."""
    needs = Evidence.objects.filter(Q(round=made) | Q(signal__round=made))
    return Outcome(
        Signal.objects.filter(round=made).count(), made.questions, needs.order_by().values("need").distinct().count()
    )


def map_points(covered: Coverage) -> list[dict[str, Any]]:
    """The streets with a point, as the map takes them; what a colour says stands in words beside it."""
    shown = [street for street in covered.streets if street.latitude is not None and street.longitude is not None]
    return [
        {
            "id": f"s{number}", "lat": street.latitude, "lon": street.longitude, "url": "", "number": "", "count": 1,
            "gable": DUE_GABLE if street.is_due else 1, "label": f"{street.name}: {last_words(street)}", "items": [],
        }
        for number, street in enumerate(shown[:MOST_ON_THE_MAP])
    ]  # fmt: skip


def last_words(street: Street) -> str:
    """ "3 mei 2026", or that nobody went there yet."""
    return date_format(street.last, "j F Y") if street.last else _("nog niet geweest")


def _visits(network: Network, areas: list[Area], year: dt.datetime) -> Iterable[Mapping[str, Any]]:
    done = RoundStreet.objects.filter(round__network=network, round__area__in=areas, done_at__isnull=False)
    return done.order_by().values("round__area", "name").annotate(
        last=Max("done_at"), times=Count("pk", filter=Q(done_at__gte=year)),
        latitude=Max("latitude"), longitude=Max("longitude"),
    )  # fmt: skip


def _add_visit(streets: dict[Key, Street], row: Mapping[str, Any], areas: Mapping[int, Area], zone: ZoneInfo) -> None:
    """Beside the street it is of; a street that we have no point of comes into the list by being visited."""
    visited = Street(row["name"], areas[row["round__area"]], row["latitude"], row["longitude"])
    known = streets.get(visited.key, visited)
    day = row["last"].astimezone(zone).date()
    last = max(known.last, day) if known.last else day
    streets[visited.key] = replace(known, last=last, times=known.times + row["times"])


def _last_halves(today: dt.date) -> list[HalfYear]:
    halves: list[HalfYear] = []
    year, second = today.year, today.month > 6
    while len(halves) < HALVES_SHOWN:
        first, last = ((7, 1), (12, 31)) if second else ((1, 1), (6, 30))
        halves.append(HalfYear(dt.date(year, *first), dt.date(year, *last)))
        year, second = (year, False) if second else (year - 1, True)
    return halves


def _needs_by_round(network: Network, since: dt.date) -> list[tuple[Any, Any]]:
    """Shared needs and the round that points to them, or to a signal of it."""
    points = Evidence.objects.filter(need__network=network)
    recent = points.filter(Q(round__starts_on__gte=since) | Q(signal__round__starts_on__gte=since))
    rows = recent.values_list("need", "round", "signal__round")
    return list({(need, own or of_signal) for need, own, of_signal in rows})


def _filled(
    half: HalfYear,
    rounds: list[OutreachRound],
    streets: list[tuple[dt.date, Key]],
    signals: Mapping[Any, int],
    needs: list[tuple[Any, Any]],
) -> HalfYear:
    own = [one for one in rounds if half.starts_on <= one.starts_on <= half.ends_on]
    ids = {one.pk for one in own}
    return replace(
        half,
        rounds=len(own),
        counted=sum(one.talks is not None for one in own),
        streets=len({key for day, key in streets if half.starts_on <= day <= half.ends_on}),
        talks=sum(one.talks or 0 for one in own),
        signals=sum(count for key, count in signals.items() if key in ids),
        questions=sum(one.questions for one in own),
        needs=len({need for need, made in needs if made in ids}),
    )
