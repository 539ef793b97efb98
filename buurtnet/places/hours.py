"""When a venue is open: by day of the week, school holidays, and the days on which it is closed.

Times are wall-clock times of the network, so 15.30 stays 15.30 across daylight saving; an hour that the clock skips
moves on, and one that comes twice is the first. 23.59 as a closing time is midnight. Quarters are moments in UTC.
A venue is asked with its ``network``, ``hours`` and ``closed_days`` at hand (``access.venues_with_hours``).
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from buurtnet.areas.holidays import holidays
from buurtnet.areas.models import Network
from buurtnet.places.choices import HoursKind
from buurtnet.places.models import OpenHours, Venue
from buurtnet.places.models.venue import QUARTER

STEP: Final = dt.timedelta(minutes=QUARTER)
DAY: Final = dt.timedelta(days=1)
MIDNIGHT: Final = dt.time(23, 59)
LOOK_AHEAD: Final = 21  # days in which a next opening is looked for


@dataclass(frozen=True)
class Span:
    """Open from ``start`` up to ``end``, in the time zone of the network. ``who``: the role that is there."""

    start: dt.datetime
    end: dt.datetime
    kind: HoursKind = HoursKind.BOOKABLE
    is_supervised: bool = False
    who: str = ""


def zone_of(venue: Venue) -> ZoneInfo:
    return ZoneInfo(venue.network.time_zone)


def spans_on(venue: Venue, day: dt.date, kind: HoursKind | None = None) -> list[Span]:
    """When it is open on a day, in order: all, or only what one walks into or books."""
    if is_closed_on(venue, day):
        return []
    in_holiday = any(one.first <= day <= one.last for one in holidays(venue.network.holiday_region))
    found = [
        _span(one, day, zone_of(venue))
        for one in venue.hours.all()
        if one.weekday == day.weekday() and kind in {None, one.kind} and (one.in_holidays or not in_holiday)
    ]
    # An opening that lies in the hour that the clock skips is none.
    return sorted(
        (one for one in found if _utc(one.start) < _utc(one.end)), key=lambda one: (_utc(one.start), _utc(one.end))
    )


def is_closed_on(venue: Venue, day: dt.date) -> bool:
    return any(one.starts_on <= day <= one.ends_on for one in venue.closed_days.all())


def why_closed_on(venue: Venue, day: dt.date) -> str:
    """What the venue says about a day on which it is closed."""
    return next((one.reason for one in venue.closed_days.all() if one.starts_on <= day <= one.ends_on), "")


def open_now(venue: Venue, now: dt.datetime) -> Span | None:
    """Into what one can walk at this moment; where someone is there comes first."""
    today, moment = now.astimezone(zone_of(venue)).date(), _utc(now)
    spans = spans_on(venue, today, HoursKind.WALK_IN)
    current = [one for one in spans if _utc(one.start) <= moment < _utc(one.end)]
    return next(iter(sorted(current, key=lambda one: not one.is_supervised)), None)


def next_open(venue: Venue, now: dt.datetime, *, is_supervised: bool = False) -> Span | None:
    """When one can walk in next, within three weeks; with ``is_supervised`` only when someone is there."""
    today = now.astimezone(zone_of(venue)).date()
    for ahead in range(LOOK_AHEAD):
        for one in spans_on(venue, today + ahead * DAY, HoursKind.WALK_IN):
            if _utc(one.start) > _utc(now) and (one.is_supervised or not is_supervised):
                return one
    return None


def bookable_on(venue: Venue, day: dt.date) -> list[Span]:
    """The bookable hours of a day on whole quarters, those that touch joined to one."""
    joined: list[Span] = []
    for one in spans_on(venue, day, HoursKind.BOOKABLE):
        start, end = _up(one.start), _down(one.end)
        if _utc(start) >= _utc(end):
            continue
        if joined and _utc(start) <= _utc(joined[-1].end):
            joined[-1] = Span(joined[-1].start, max(end, joined[-1].end, key=_utc))
        else:
            joined.append(Span(start, end))
    return joined


def quarters(start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    """The quarters of an hour, in UTC, that a time touches; in order."""
    moment, last = _utc(_down(start)), _utc(_up(end))
    while moment < last:
        yield moment
        moment += STEP


def coming_quarter(moment: dt.datetime) -> dt.datetime:
    """The quarter that begins at this moment or next, in UTC."""
    return _utc(_up(moment))


def tomorrow_in(network: Network, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """When the coming day of a network begins and ends."""
    zone = ZoneInfo(network.time_zone)
    day = now.astimezone(zone).date() + DAY
    return moment_of(day, dt.time(), zone), moment_of(day + DAY, dt.time(), zone)


def moment_of(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """A time of the clock on a day, as it really is there."""
    return dt.datetime.combine(day, time, zone).astimezone(dt.UTC).astimezone(zone)


def _span(hours: OpenHours, day: dt.date, zone: ZoneInfo) -> Span:
    last, closes = (day + DAY, dt.time()) if hours.closes_at >= MIDNIGHT else (day, hours.closes_at)
    return Span(
        moment_of(day, hours.opens_at, zone), moment_of(last, closes, zone), HoursKind(hours.kind),
        hours.is_supervised, hours.who_is_there,
    )  # fmt: skip


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)


def _down(moment: dt.datetime) -> dt.datetime:
    """The quarter it lies in; every time zone of today differs from UTC by whole quarters."""
    whole = moment.replace(minute=moment.minute - moment.minute % QUARTER, second=0, microsecond=0)
    return whole.astimezone(dt.UTC).astimezone(moment.tzinfo)


def _up(moment: dt.datetime) -> dt.datetime:
    down = _down(moment)
    return down if down == moment else (_utc(down) + STEP).astimezone(moment.tzinfo)
