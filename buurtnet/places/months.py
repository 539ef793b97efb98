"""A month of one place as a calendar: weeks of seven days, Monday first."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import formats

from buurtnet.places.free import Day, calendar, last_day
from buurtnet.places.hours import DAY, zone_of
from buurtnet.places.models import Venue

FARTHEST: Final = 24  # months ahead


@dataclass(frozen=True)
class Month:
    """``weeks``: seven places each, None where a day is of another month. ``before``, ``after``: "2026-03", or ""."""

    label: str
    weeks: list[list[Day | None]]
    before: str
    after: str


def month_in(text: str, today: dt.date) -> dt.date:
    """The first day of the month that is named, not before this one and two years ahead at most; else of this one."""
    this = today.replace(day=1)
    try:
        named = dt.date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return this
    months = (named.year - this.year) * 12 + named.month - this.month
    return named if 0 <= months <= FARTHEST else this


def month_of(venue: Venue, first: dt.date, now: dt.datetime) -> Month:
    """One query, however many bookings there are."""
    after = (first.replace(day=28) + 4 * DAY).replace(day=1)
    days = calendar(venue, first, after - DAY, now)
    cells: list[Day | None] = [None] * first.weekday() + list(days)
    cells += [None] * (-len(cells) % 7)
    this = now.astimezone(zone_of(venue)).date().replace(day=1)
    return Month(
        formats.date_format(first, "F Y"),
        [cells[start : start + 7] for start in range(0, len(cells), 7)],
        f"{first - DAY:%Y-%m}" if first > this else "",
        f"{after:%Y-%m}" if after <= last_day(venue, now) else "",
    )
