"""Days on which banks carry out payments in euros: those of the system they settle with (T2)."""

import datetime as dt

from dateutil.easter import easter

DAY = dt.timedelta(days=1)


def is_bank_day(day: dt.date) -> bool:
    """Not on Saturday, Sunday, New Year, Good Friday, Easter Monday, 1 May, Christmas and the day after."""
    sunday = easter(day.year)
    fixed = {(1, 1), (5, 1), (12, 25), (12, 26)}
    return day.weekday() < 5 and (day.month, day.day) not in fixed and day not in {sunday - 2 * DAY, sunday + DAY}


def bank_day_from(day: dt.date) -> dt.date:
    """This day, or the first one after it on which banks pay."""
    while not is_bank_day(day):
        day += DAY
    return day
