"""When something is usually open, and on which of the coming days: as marks of the index."""

import datetime as dt
import json
import math
from functools import lru_cache, reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from buurtnet.areas.holidays import holidays
from buurtnet.directory import facets
from buurtnet.directory.choices import InHolidays
from buurtnet.directory.hours import Opening, openings
from buurtnet.directory.models import Schedule

USUAL_DAYS = 35  # five weeks: the first Saturday of a month is among them
AHEAD_DAYS = 15


@lru_cache(maxsize=20_000)
def usual_times(
    rows: frozenset[tuple[Any, ...]], zone: str, region: str, today: dt.date
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Worked out once for all services with the same times: see ``_times_of``. ``rows`` as ``SCHEDULE_FIELDS``."""
    here = ZoneInfo(zone)
    schedules = [
        Schedule(**dict(zip(SCHEDULE_FIELDS, row[:-1], strict=True)), exceptions=json.loads(row[-1])) for row in rows
    ]
    start = dt.datetime.combine(today, dt.time(), here)
    coming = openings(schedules, start, start + dt.timedelta(days=AHEAD_DAYS), here, holidays(region))
    for schedule in schedules:  # what runs in the holidays only has its usual hours too; the dates say when
        schedule.in_holidays = InHolidays.YES
    usual = openings(schedules, start, start + dt.timedelta(days=USUAL_DAYS), here)
    quarters = {quarter for span in {_quarters(opening) for opening in usual} for quarter in span}
    first, end = today, today + dt.timedelta(days=AHEAD_DAYS)
    dates = {
        day
        for opening in coming
        for day in (opening.start.date(), (opening.end - dt.timedelta(seconds=1)).date())
        if first <= day < end
    }
    slots = tuple(facets.SLOTS[quarter] for quarter in sorted(quarters))
    week = reduce(or_, (facets.BLOCK_BITS[quarter] for quarter in quarters), 0)
    return slots, tuple(map(facets.opens_on, sorted(dates))), week


def _quarters(opening: Opening) -> tuple[int, ...]:
    """The quarters of the week an opening touches, by the clock on the wall."""
    first = facets.quarter_of(opening.start)
    begin, end = (moment.replace(tzinfo=None) for moment in (opening.start, opening.end))
    minutes = (end - begin.replace(minute=begin.minute // 15 * 15, second=0)).total_seconds() / 60
    count = min(facets.QUARTERS_A_WEEK, math.ceil(minutes / 15))
    return tuple((first + number) % facets.QUARTERS_A_WEEK for number in range(count))


SCHEDULE_FIELDS = (
    "valid_from", "valid_to", "dtstart", "until", "count", "wkst", "freq", "interval", "byday", "byweekno",
    "bymonthday", "byyearday", "opens_at", "closes_at", "in_holidays",
)  # fmt: skip
