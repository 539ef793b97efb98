"""What is free of a venue, and when else: its quarters that nobody has."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import pairwise
from typing import Final

from django.utils import timezone

from buurtnet.places.choices import NotFree
from buurtnet.places.hours import (
    DAY,
    STEP,
    Span,
    bookable_on,
    coming_quarter,
    moment_of,
    quarters,
    zone_of,
)
from buurtnet.places.models import BookedQuarter, Venue

SHORTEST: Final = dt.timedelta(minutes=30)
NEAREST_WITHIN: Final = 14  # days
EARLIEST: Final = dt.datetime.min.replace(tzinfo=dt.UTC)


class Fullness(StrEnum):
    """How much of a day can still be had."""

    FREE, PARTLY, FULL, CLOSED = "free", "partly", "full", "closed"


@dataclass(frozen=True)
class Block:
    """A part of a day that is free, or taken by somebody."""

    start: dt.datetime
    end: dt.datetime
    is_free: bool


@dataclass(frozen=True)
class Day:
    """A day of a calendar. ``is_past``: or too soon or too far ahead to be booked."""

    date: dt.date
    blocks: list[Block]
    fullness: Fullness
    is_past: bool = False


def taken_quarters(
    venue: Venue, first: dt.date, last: dt.date, *, but: Collection[dt.datetime] = ()
) -> set[dt.datetime]:
    """The quarters that somebody has from the day before ``first`` to the day after ``last``, in one query."""
    zone = zone_of(venue)
    start = dt.datetime.combine(first - DAY, dt.time(), zone)
    end = dt.datetime.combine(last + 2 * DAY, dt.time(), zone)
    rows = BookedQuarter.objects.filter(venue=venue, quarter__gte=start, quarter__lt=end)
    return set(rows.values_list("quarter", flat=True)).difference(but)


def held_by(venue: Venue, start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """All quarters that a booking from ``start`` to ``end`` holds, with what belongs to it before and after."""
    before, after = dt.timedelta(minutes=venue.buffer_before), dt.timedelta(minutes=venue.buffer_after)
    return list(quarters(start - before, end + after))


def why_not(
    venue: Venue, start: dt.datetime, end: dt.datetime, now: dt.datetime, taken: Collection[dt.datetime]
) -> NotFree | None:
    """Why a venue cannot be had from ``start`` to ``end``; None when it can. Aware moments."""
    day = start.astimezone(zone_of(venue)).date()
    if not venue.is_bookable:
        return NotFree.NOT_BOOKED
    if start < now:
        return NotFree.PAST
    if start < now + dt.timedelta(hours=venue.hours_ahead):
        return NotFree.TOO_SOON
    if day > last_day(venue, now):
        return NotFree.TOO_FAR
    if end - start > dt.timedelta(minutes=venue.longest_minutes):
        return NotFree.TOO_LONG
    utc = start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    if not any(one.start <= utc[0] and utc[1] <= one.end for one in in_utc(bookable_on(venue, day))):
        return NotFree.CLOSED
    return NotFree.TAKEN if not set(taken).isdisjoint(held_by(venue, start, end)) else None


def in_utc(spans: Collection[Span]) -> list[Span]:
    return [Span(one.start.astimezone(dt.UTC), one.end.astimezone(dt.UTC), one.kind) for one in spans]


def last_day(venue: Venue, now: dt.datetime) -> dt.date:
    """The last day that can be booked now."""
    return now.astimezone(zone_of(venue)).date() + dt.timedelta(days=venue.days_ahead)


def starts_on(
    venue: Venue, day: dt.date, length: dt.timedelta, now: dt.datetime, taken: Collection[dt.datetime]
) -> list[dt.datetime]:
    """When on a day one can begin for so long, in the zone of the network: each start that ``why_not`` allows."""
    zone, held = zone_of(venue), set(taken)
    earliest = now + dt.timedelta(hours=venue.hours_ahead)
    is_too_long = length > dt.timedelta(minutes=venue.longest_minutes)
    if not venue.is_bookable or is_too_long or day > last_day(venue, now):
        return []
    return [
        moment.astimezone(zone)
        for span in in_utc(bookable_on(venue, day))
        for moment in quarters(span.start, span.end)
        if moment >= earliest
        and moment + length <= span.end
        and held.isdisjoint(held_by(venue, moment, moment + length))
    ]


def nearest(
    venue: Venue, start: dt.datetime, end: dt.datetime, now: dt.datetime, *, most: int = 3
) -> list[tuple[dt.datetime, dt.datetime]]:
    """The free times of the same length that help most, none overlapping another.

    On the same day those nearest; then of the days before and after, within a fortnight, the one nearest to the same
    time of the clock.
    """
    zone, length = zone_of(venue), end - start
    local = start.astimezone(zone)
    wanted = local.date()
    taken = taken_quarters(venue, wanted - NEAREST_WITHIN * DAY, wanted + NEAREST_WITHIN * DAY)
    found: list[dt.datetime] = []
    for ahead in range(NEAREST_WITHIN + 1):
        for day in dict.fromkeys((wanted + ahead * DAY, wanted - ahead * DAY)):
            target = moment_of(day, local.time(), zone)
            free = sorted(starts_on(venue, day, length, now, taken), key=partial(_away, target))
            for one in free if ahead == 0 else free[:1]:
                if len(found) < most and all(abs(one - other) >= length for other in found):
                    found.append(one)
        if len(found) >= most:
            break
    return [(one, one + length) for one in found]


def _away(target: dt.datetime, moment: dt.datetime) -> tuple[dt.timedelta, dt.datetime]:
    return abs(moment - target), moment


def calendar(venue: Venue, first: dt.date, last: dt.date, now: dt.datetime) -> list[Day]:
    """The days from ``first`` to ``last`` with what is free and what is taken; one query."""
    taken = taken_quarters(venue, first, last)
    days = (last - first).days + 1
    return [_day(venue, first + number * DAY, now, taken) for number in range(days)]


def _day(venue: Venue, day: dt.date, now: dt.datetime, taken: Collection[dt.datetime]) -> Day:
    today, spans = now.astimezone(zone_of(venue)).date(), bookable_on(venue, day)
    if not spans:
        return Day(day, [], Fullness.CLOSED, day < today)
    is_past = day < today or day > last_day(venue, now)
    whole = [block for span in spans for block in _blocks(span, taken)]
    blocks = list(_still(whole, coming_quarter(now + dt.timedelta(hours=venue.hours_ahead))))
    if not any(one.is_free and one.end - one.start >= SHORTEST for one in blocks):
        return Day(day, blocks, Fullness.FULL, is_past)
    is_whole = all(one.is_free for one in whole)
    return Day(day, blocks, Fullness.FREE if is_whole else Fullness.PARTLY, is_past)


def _still(blocks: Iterable[Block], earliest: dt.datetime) -> Iterator[Block]:
    """What is free only from the first moment that can be booked; what is taken as it is."""
    for one in blocks:
        if not one.is_free or one.start >= earliest:
            yield one
        elif one.end > earliest:
            yield replace(one, start=earliest.astimezone(one.start.tzinfo))


def _blocks(span: Span, taken: Collection[dt.datetime]) -> Iterator[Block]:
    """A bookable time, cut where what is free changes."""
    zone, moments = span.start.tzinfo, list(quarters(span.start, span.end))
    cuts = [one for before, one in pairwise(moments) if (before in taken) != (one in taken)]
    edges = [moments[0], *cuts, moments[-1] + STEP]
    for start, end in pairwise(edges):
        yield Block(start.astimezone(zone), end.astimezone(zone), start not in taken)


def local_now(venue: Venue) -> dt.datetime:
    return timezone.now().astimezone(zone_of(venue))
