"""A question with its filters, and those filters as conditions the index understands."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone

from buurtnet.areas.finding import fewest
from buurtnet.areas.models import Area
from buurtnet.directory import facets
from buurtnet.directory.understanding import Understood
from buurtnet.search.query import Between, Both, Condition, Either, Marked, Without

NOW, WEEK = frozenset({"now", "nu"}), "week"
MOST_COUNTED = 500  # areas
WHEN = "days and parts"  # of the same hours
# Groups of which one option is chosen, with the beginning of their facets.
ONE_OF: dict[str, tuple[str, ...]] = {
    "age": ("age:",),
    "open": ("open_",),
    "neighbourhood": ("in:", "over:"),
    "languages": ("lang:",),
    "gables": ("gable:",),
    "functions": ("function:",),
    "themes": ("theme:",),
    "days": ("day:",),
    "parts": ("part:",),
}


@dataclass(frozen=True)
class Wanted:
    """A question with its filters. Every filter narrows; ``near`` and ``away`` only order.

    ``inside`` and ``over``: the areas searched (``areas.finding.network_areas``); none searches everywhere.
    ``scope``: the source's own area value, verbatim. ``near``: latitude, longitude. ``age`` in years.
    ``open_``: "now" or "week", at ``now``. ``days`` (mo … su) and ``parts`` (ochtend, middag, avond): usually
    open then.
    ``literal``: readings of the text that are not to be made (``understanding.Reading.name``), their words being
    looked for as they are; ``woorden`` looks for nothing but the words. ``network`` has words of its own.
    ``away``: rather where nobody knows me. ``on``: the date of freshness.
    """

    text: str = ""
    inside: tuple[int, ...] = ()
    over: tuple[int, ...] = ()
    scope: str = ""
    near: tuple[float, float] | None = None
    age: float | None = None
    free: bool = False
    open_: str = ""
    languages: tuple[str, ...] = ()
    wheelchair: bool = False
    quiet: bool = False
    online: bool = False
    room: bool = False
    gables: tuple[int, ...] = ()
    functions: tuple[int, ...] = ()
    themes: tuple[str, ...] = ()
    neighbourhood: int | None = None
    days: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    away: bool = False
    literal: frozenset[str] = frozenset()
    network: int | None = None
    on: dt.date = field(default_factory=timezone.localdate)
    now: dt.datetime | None = None


def filtered_by(wanted: Wanted) -> frozenset[str]:
    """The names of readings (``understanding.Reading``) for which a filter was set; that one counts."""
    chosen_ones = {
        "leeftijd": wanted.age is not None,
        "open": bool(wanted.open_),
        "spreekt": bool(wanted.languages),
        "gratis": wanted.free,
        "rolstoel": wanted.wheelchair,
        "online": wanted.online,
        "dag": bool(wanted.days),
        "dagdeel": bool(wanted.parts),
    }
    return frozenset(name for name, is_chosen in chosen_ones.items() if is_chosen)


def with_readings(wanted: Wanted, understood: Understood) -> Wanted:
    """A text that is nothing but wishes is a list with filters."""
    low, high = understood.ages or (None, None)
    return replace(
        wanted,
        age=low if wanted.age is None and low == high else wanted.age,
        free=wanted.free or "gratis" in understood.wishes,
        open_=wanted.open_ or ("now" if "open" in understood.wishes else ""),
        languages=wanted.languages or understood.languages,
        wheelchair=wanted.wheelchair or "rolstoel" in understood.wishes,
        online=wanted.online or "online" in understood.wishes,
        days=wanted.days or understood.days,
        parts=wanted.parts or understood.parts,
    )


def always(wanted: Wanted) -> tuple[Condition, ...]:
    """What every answer keeps to: shown to the public, not hidden by age, in the area or scope."""
    found: list[Condition] = [Marked((facets.SHOWN,)), Without(hidden(wanted.on))]
    if wanted.inside or wanted.over:
        found.append(reaching(wanted.inside, wanted.over))
    if wanted.scope:
        found.append(Marked((facets.scope(wanted.scope),)))
    return tuple(found)


def reaching(inside: tuple[int, ...], over: tuple[int, ...]) -> Condition:
    """In one of some areas, or for the whole of one of others."""
    inner, outer = fewest(inside, over)
    return Marked((*map(facets.inside, inner), *map(facets.over, outer)))


def hidden(on: dt.date) -> Condition:
    """Nobody confirmed it in time; ``KEPT`` makes it few that are looked at."""
    return Both((Marked((facets.KEPT,)), Between("hidden_from", None, on.toordinal())))


def chosen(wanted: Wanted) -> dict[str, Condition]:
    """The filters someone chose, by group."""
    found: dict[str, Condition] = {}
    if wanted.age is not None:
        years = int(wanted.age)
        low = Between("age_from", None, years + 0.999, is_int=False)
        found["age"] = Both((low, Between("age_to", years, None, is_int=False)))
    if wanted.open_ in NOW and wanted.now:
        found["open"] = open_at(wanted.now)
    elif wanted.open_ == WEEK:
        found["open"] = open_in_week(wanted.on)
    if wanted.neighbourhood is not None:
        area = Area.objects.filter(pk=wanted.neighbourhood).only("ancestor_ids").first()
        found["neighbourhood"] = in_neighbourhood(area) if area else Marked(())
    for group, options in (
        ("languages", tuple(map(facets.language, wanted.languages))),
        ("gables", tuple(map(facets.gable, wanted.gables))),
        ("functions", tuple(map(facets.function, wanted.functions))),
        ("themes", tuple(map(facets.theme, wanted.themes))),
        ("free", (facets.FREE,) * wanted.free),
        ("wheelchair", (facets.WHEELCHAIR,) * wanted.wheelchair),
        ("quiet", (facets.QUIET,) * wanted.quiet),
        ("online", (facets.ONLINE,) * wanted.online),
        ("room", (facets.ROOM,) * wanted.room),
        ("days", tuple(map(facets.day, wanted.days))),
        ("parts", tuple(map(facets.part_of_day, wanted.parts))),
        (WHEN, tuple(facets.when(day, part) for day in wanted.days for part in wanted.parts)),
    ):
        if options:
            found[group] = Marked(options)
    return found


def open_at(now: dt.datetime) -> Condition:
    """Open at this moment: usually at this quarter, and on this very day; a day too far ahead is not yet known."""
    here = timezone.localtime(now)
    day = here.date()
    today = Either((Marked((facets.opens_on(day),)), Between("dates_until", None, day.toordinal() - 1)))
    return Both((Marked((facets.slot(here),)), today))


def open_in_week(first: dt.date) -> Condition:
    """Opens on one of seven days."""
    return Marked(tuple(facets.opens_on(first + dt.timedelta(days=number)) for number in range(7)))


def in_neighbourhood(area: Area) -> Condition:
    """In it, or for all of it."""
    return Marked((facets.inside(area.pk), *map(facets.over, area.line)))


def lines_in(areas: Sequence[int]) -> list[tuple[int, list[int]]]:
    """Some areas, each with all around it and itself; none when there are too many to be options of a filter."""
    if not areas or len(areas) > MOST_COUNTED:
        return []
    return [(pk, [*around, pk]) for pk, around in Area.objects.filter(pk__in=areas).values_list("pk", "ancestor_ids")]
