"""Working days: Monday to Friday, less the days on which a country does not work. The days are data with a source."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

TABLE: Final = Path(__file__).parent / "data" / "free_days.toml"
DAY: Final = dt.timedelta(days=1)
FRIDAY: Final = 4
LAST_YEAR: Final = 9998


def is_working_day(day: dt.date, country: str) -> bool:
    """Whether people work on it in this country."""
    return day.weekday() <= FRIDAY and day not in free_days(country, day.year)


def working_days_between(after: dt.date, until: dt.date, country: str) -> int:
    """How many working days come after a day, up to and with another; 0 when that is not later."""
    days = (after + DAY * step for step in range(1, (until - after).days + 1))
    return sum(is_working_day(day, country) for day in days)


def days_after(day: dt.date, country: str) -> Iterator[dt.date]:
    """The working days after a day, for ever."""
    while day.year < LAST_YEAR:
        day += DAY
        if is_working_day(day, country):
            yield day


@cache
def free_days(country: str, year: int) -> frozenset[dt.date]:
    """The days off of a country in a year; a country that the table does not know has none."""
    return frozenset(found for row in rows() if country in row["countries"] if (found := day_of(row, year)))


def day_of(row: dict[str, Any], year: int) -> dt.date | None:
    if year % row.get("every", 1):
        return None
    if "easter" in row:
        offset: int = row["easter"]
        return easter(year) + DAY * offset
    day = dt.date(year, row["month"], row["day"])
    moves: int = row["then"] if day.weekday() == row.get("unless") else 0
    return day + DAY * moves


def easter(year: int) -> dt.date:
    """Easter Sunday in the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    leap_centuries, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, odd = divmod(of_century, 4)
    to_sunday = (32 + 2 * rest + 2 * leaps - epact - odd) % 7
    shift = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * shift + 114, 31)
    return dt.date(year, month, day + 1)


@cache
def rows() -> tuple[dict[str, Any], ...]:
    with TABLE.open("rb") as file:
        return tuple(tomllib.load(file)["day"])
