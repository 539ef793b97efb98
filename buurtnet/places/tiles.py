"""A day as a leaf of a calendar: "do", 16, "apr". The same in every list of every room above this one."""

import datetime as dt
from dataclasses import dataclass

from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR


@dataclass(frozen=True)
class DayTile:
    """``month``: with its year when that is another."""

    short: str
    number: int
    month: str


def tile_of(day: dt.date, today: dt.date) -> DayTile:
    month = str(MONTHS_3[day.month])
    return DayTile(weekday_short(day.weekday()), day.day, month if day.year == today.year else f"{month} {day.year}")


def weekday_short(number: int) -> str:
    """ "wo", of the weekday with this number (0 is Monday)."""
    return str(WEEKDAYS_ABBR[number])[:2].lower()
