"""The time zone that goes along in a calendar says the same as the zone this system knows, to whoever believes it."""

import datetime as dt
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz

from buurtnet.feeds.time_zones import time_zone

HOUR = dt.timedelta(hours=1)


def read(name: str) -> dt.tzinfo:
    """The zone as another library reads it, of nothing but what is written."""
    text = time_zone(name).to_ical().decode()
    found = tz.tzical(StringIO(f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n")).get()
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["Europe/Amsterdam", "Europe/Brussels", "America/New_York", "UTC", "Asia/Kolkata"])
def test_the_clock_says_the_same_at_every_hour_around_a_change(name: str) -> None:
    known, told = ZoneInfo(name), read(name)
    for day in ("2026-03-29", "2026-10-25", "2027-03-14", "2027-11-07", "2028-03-26", "2030-10-27", "2036-03-30"):
        start = dt.datetime.fromisoformat(f"{day}T00:00:00+00:00") - 6 * HOUR
        for number in range(36):
            moment = start + number * HOUR
            # A time that comes twice is read as the first of both, by either.
            wall = moment.astimezone(known).replace(tzinfo=None)
            if wall.replace(tzinfo=known).utcoffset() == moment.astimezone(known).utcoffset():
                assert wall.replace(tzinfo=told).utcoffset() == wall.replace(tzinfo=known).utcoffset(), (name, moment)


def test_the_rule_of_the_union_goes_on_after_the_last_year_that_is_written() -> None:
    told = read("Europe/Amsterdam")
    assert dt.datetime(2045, 7, 1, tzinfo=told).utcoffset() == 2 * HOUR
    assert dt.datetime(2045, 12, 1, tzinfo=told).utcoffset() == HOUR
