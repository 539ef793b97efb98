"""The rules of a time zone as a calendar takes them along (VTIMEZONE, RFC 5545 section 3.6.5).

Written from what this system knows of the zone. ``icalendar`` can make one too, but it has summer begin at the time
the clock then shows, an hour late for whoever believes it.
"""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

FIRST_YEAR, LAST_YEAR = 2000, 2037  # a change beyond the last year follows the rule, where there is one
DAY = dt.timedelta(days=1)


class Change(NamedTuple):
    """A moment at which the clock is moved, in the time of before, with what it then moves to."""

    is_summer: bool
    name: str
    before: dt.timedelta
    after: dt.timedelta
    moment: dt.datetime


@cache
def time_zone(name: str) -> Timezone:
    """The zone as a part of a calendar; the same on every day."""
    zone = ZoneInfo(name)
    found = Timezone()
    found.add("tzid", name)
    changes = sorted(_changes(zone)) or [_as_it_is(zone)]
    for (is_summer, called, before, after), group in groupby(changes, key=lambda one: one[:4]):
        moments = sorted(one.moment for one in group)
        part = TimezoneDaylight() if is_summer else TimezoneStandard()
        part.add("dtstart", moments[0])
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", called)
        if _is_last_sunday_every_year(moments):
            part.add("rrule", {"freq": "yearly", "bymonth": moments[0].month, "byday": "-1SU"})
        elif moments[1:]:
            part.add("rdate", moments[1:])
        found.add_component(part)
    return found


def _changes(zone: ZoneInfo) -> Iterable[Change]:
    last = dt.datetime(LAST_YEAR, 12, 31, tzinfo=dt.UTC)
    day = dt.datetime(FIRST_YEAR, 1, 1, tzinfo=dt.UTC)
    while day < last:
        if _offset(zone, day) != _offset(zone, day + DAY):
            yield _change(zone, day)
        day += DAY


def _change(zone: ZoneInfo, day: dt.datetime) -> Change:
    """The change within a day after this moment, found to the minute."""
    low, high = 0, 24 * 60
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, day + dt.timedelta(minutes=middle)) == _offset(zone, day):
            low = middle
        else:
            high = middle
    moment = day + dt.timedelta(minutes=high)
    before, after = _offset(zone, day), _offset(zone, moment)
    there = moment.astimezone(zone)
    return Change(bool(there.dst()), there.tzname() or "", before, after, (moment + before).replace(tzinfo=None))


def _as_it_is(zone: ZoneInfo) -> Change:
    """A clock that is never moved."""
    there = dt.datetime(FIRST_YEAR, 1, 1, tzinfo=zone)
    offset = _offset(zone, there)
    return Change(False, there.tzname() or "", offset, offset, there.replace(tzinfo=None))


def _offset(zone: ZoneInfo, moment: dt.datetime) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()


def _is_last_sunday_every_year(moments: list[dt.datetime]) -> bool:
    """As in all of the European Union."""
    same = {(one.month, one.time()) for one in moments}
    is_last = all(one.weekday() == 6 and (one + 7 * DAY).month != one.month for one in moments)
    return is_last and len(same) == 1 and [one.year for one in moments] == list(range(FIRST_YEAR, LAST_YEAR + 1))
