"""The dates of a network that someone looks for, in a number of queries that does not grow with what there is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce

from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.models import ActivityDate
from buurtnet.agenda.models.activity import LONGEST
from buurtnet.agenda.near import around
from buurtnet.agenda.wanted import PARTS, Wanted
from buurtnet.agenda.words import ids_of
from buurtnet.areas.models import Network
from buurtnet.directory.facets import DAYS
from buurtnet.places.choices import Facility, SafeFor

NEARBY_M = 1_500  # "in my neighbourhood": twenty minutes on foot at most
DAY = dt.timedelta(days=1)
MOST_READ = 1_500  # dates of a month that are read at once; of more, each day is asked for by itself
EVERYTHING = Wanted()

type Span = tuple[dt.datetime, dt.datetime]


def dates_in(
    network: Network, wanted: Wanted, first: dt.datetime, last: dt.datetime, limit: int, *, offset: int = 0
) -> list[ActivityDate]:
    """At most ``limit`` dates that begin from ``first`` up to ``last`` (aware), in order, with their activities."""
    found = matching(network, wanted, first, last).filter(starts_at__gte=first, starts_at__lt=last)
    return list(for_cards(found)[offset : offset + limit])


def going_on(network: Network, wanted: Wanted, first: dt.datetime, limit: int) -> list[ActivityDate]:
    """What began before ``first`` and still goes on then: a night, or an exhibition of some weeks."""
    some = matching(network, wanted, first, first + DAY).filter(starts_at__lt=first, ends_at__gt=first)
    # What is over within a day began yesterday; longer ones are few, and found by how long they last.
    longer = Q(starts_at__gte=first - DAY) | Q(repeat__minutes__gt=24 * 60)
    return list(for_cards(some.filter(longer, starts_at__gte=first - LONGEST))[:limit])


def days_of(
    network: Network, wanted: Wanted, first: dt.date, last: dt.date, most: int
) -> dict[dt.date, tuple[list[ActivityDate], int | None]]:
    """Of each day from ``first`` up to and with ``last`` at most ``most`` dates, and how many there are in all.

    None: more than ``most``, in a network with so much that nobody counts it. Two queries, and there one a day.
    """
    zone = ZoneInfo(network.time_zone)
    period = midnight(first, zone), midnight(last + DAY, zone)
    dates = matching(network, wanted, *period)
    days: defaultdict[dt.date, list[UUID]] = defaultdict(list)
    rows = moments_in(dates, period, MOST_READ + 1)
    for key, starts_at in rows[:MOST_READ]:
        days[starts_at.astimezone(zone).date()].append(key)
    if len(rows) > MOST_READ:
        days.update(day_by_day(dates, rows[-1][1].astimezone(zone).date(), last, zone, most))
    read = for_cards(ActivityDate.objects.filter(pk__in=[key for keys in days.values() for key in keys[:most]]))
    known = {date.pk: date for date in read}
    uncounted = rows[-1][1].astimezone(zone).date() if len(rows) > MOST_READ else last + DAY
    return {
        day: (
            [known[key] for key in keys[:most] if key in known],
            None if day >= uncounted and len(keys) > most else len(keys),
        )
        for day, keys in days.items()
    }


def day_by_day(
    dates: QuerySet[ActivityDate], first: dt.date, last: dt.date, zone: ZoneInfo, most: int
) -> Iterator[tuple[dt.date, list[UUID]]]:
    """Of each of these days the first few, and one more when there are more."""
    day = first
    while day <= last:
        rows = moments_in(dates, (midnight(day, zone), midnight(day + DAY, zone)), most + 1)
        if rows:
            yield day, [key for key, _starts_at in rows]
        day += DAY


def moments_in(dates: QuerySet[ActivityDate], period: Span, most: int) -> list[tuple[UUID, dt.datetime]]:
    """Ids and beginnings, in order: so little that many can be read."""
    begun = dates.filter(starts_at__gte=period[0], starts_at__lt=period[1]).order_by("starts_at", "pk")
    return list(begun.values_list("pk", "starts_at")[:most])


def first_after(network: Network, wanted: Wanted, moment: dt.datetime) -> ActivityDate | None:
    """The first date that begins then or later."""
    return next(iter(dates_in(network, wanted, moment, moment + dt.timedelta(days=400), 1)), None)


def for_cards(dates: QuerySet[ActivityDate]) -> QuerySet[ActivityDate]:
    """With all that a card says, in one query."""
    return (
        dates.select_related("activity", "activity__venue", "activity__location")
        .defer("activity__text", "activity__venue__house_rules", "activity__venue__door_code", "next_time")
        .order_by("starts_at", "pk")
    )


def matching(network: Network, wanted: Wanted, first: dt.datetime, last: dt.datetime) -> QuerySet[ActivityDate]:
    """The dates of what stands in the calendar that are wanted; cancelled ones too, which say so."""
    dates = ActivityDate.objects.filter(network=network, activity__state=ActivityState.LIVE)
    if wanted.text:
        ids = ids_of(wanted.text, network) if wanted.found is None else wanted.found
        dates = dates.filter(activity__in=ids)
    if wanted.days or wanted.part:
        dates = dates.filter(in_spans(spans(wanted, first, last, ZoneInfo(network.time_zone))))
    return with_switches(of_kind(dates, wanted), wanted)


def of_kind(dates: QuerySet[ActivityDate], wanted: Wanted) -> QuerySet[ActivityDate]:
    """For these ages, for these people, in these languages, about this, here."""
    if wanted.age is not None:
        low, high = int(wanted.age), int(wanted.age if wanted.age_to is None else wanted.age_to)
        dates = dates.filter(
            Q(activity__age_from=None) | Q(activity__age_from__lte=high),
            Q(activity__age_to=None) | Q(activity__age_to__gte=low),
        )
    if wanted.for_whom:
        dates = dates.alias(whom=as_text("activity__for_whom")).filter(any_of("whom", wanted.for_whom))
    if wanted.languages:
        dates = dates.alias(spoken=as_text("activity__languages")).filter(any_of("spoken", wanted.languages))
    if wanted.function:
        dates = dates.alias(about=as_text("activity__functions")).filter(about__contains=str(wanted.function))
    if wanted.theme:
        dates = dates.filter(activity__themes=wanted.theme)
    if wanted.area:
        dates = dates.filter(activity__area=wanted.area)
    return dates


def with_switches(dates: QuerySet[ActivityDate], wanted: Wanted) -> QuerySet[ActivityDate]:
    """Free, room left, without a step, quiet, near."""
    if "gratis" in wanted.switches:
        dates = dates.filter(activity__price_cents=0)
    if "plek" in wanted.switches:
        most = Coalesce(F("most"), F("activity__most"))
        unlimited = Q(most=None, activity__most=None)
        dates = dates.filter(unlimited | Q(taken__lt=most), state=DateState.PLANNED)
    if "rolstoel" in wanted.switches:
        dates = dates.alias(here=as_text("activity__facilities"), there=as_text("activity__venue__facilities"))
        dates = dates.filter(any_of("here", (Facility.STEP_FREE,)) | any_of("there", (Facility.STEP_FREE,)))
    if "rustig" in wanted.switches:
        dates = dates.alias(safe=as_text("activity__venue__safe_for")).filter(any_of("safe", (SafeFor.QUIET,)))
    if "dichtbij" in wanted.switches and wanted.point:
        dates = dates.filter(around(wanted.point, NEARBY_M))
    return dates


def as_text(name: str) -> Cast:
    """A list in JSON as both databases write it: ``["nl", "ar"]``. Its words are ours, and hold no quotes."""
    return Cast(name, TextField())


def any_of(name: str, values: tuple[str, ...]) -> Q:
    found = Q()
    for value in values:
        found |= Q(**{f"{name}__contains": f'"{value}"'})
    return found


def in_spans(wanted: list[tuple[Span, Span]]) -> Q:
    """Begins within one of these hours; what takes the whole day is there in the morning and in the evening."""
    found = Q(pk=None)
    for (start, end), (day, next_day) in wanted:
        found |= Q(starts_at__gte=start, starts_at__lt=end)
        found |= Q(starts_at__gte=day, starts_at__lt=next_day, whole_day=True)
    return found


def spans(wanted: Wanted, first: dt.datetime, last: dt.datetime, zone: ZoneInfo) -> list[tuple[Span, Span]]:
    """The hours that are wanted of each day in a period of some weeks, each with the day they are of."""
    opens, closes = PARTS.get(wanted.part, (0, 24))
    day, end = first.astimezone(zone).date(), last.astimezone(zone).date()
    found = []
    while day <= end:
        if not wanted.days or DAYS[day.weekday()] in wanted.days:
            whole = midnight(day, zone), midnight(day + DAY, zone)
            start = dt.datetime.combine(day, dt.time(opens), zone)
            until = whole[1] if closes == 24 else dt.datetime.combine(day, dt.time(closes), zone)
            found.append(((start, until), whole))
        day += DAY
    return found


def midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The moment on which a day begins there."""
    return dt.datetime.combine(day, dt.time(), zone)
