"""A calendar has the times that ``directory.hours`` has, for two years and over four changes of the clock."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.areas.holidays import holidays
from buurtnet.areas.models import Network
from buurtnet.directory.hours import openings
from buurtnet.directory.models import Schedule
from buurtnet.feeds.events import COUNTED_FROM, Told, agenda
from buurtnet.feeds.recurrence import Period, happenings
from tests.feeds.reading import events, spans

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TODAY = dt.date(2026, 11, 23)
START = dt.datetime(2026, 11, 23, tzinfo=AMSTERDAM)
END = dt.datetime(2028, 11, 23, tzinfo=AMSTERDAM)
HERE = Network(
    slug="havendijk", name="Havendijk", country="NL", time_zone="Europe/Amsterdam", holiday_region="nl-midden"
)

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
CLOCK = [
    "", "00:00", "01:30", "02:00", "02:30", "03:00", "09:00", "13:15", "15:30:00", "22:00", "23:30", "23:59", "24:00",
]  # fmt: skip

type Parts = dict[str, Any]


def parts(**found: str | st.SearchStrategy[Any]) -> st.SearchStrategy[Parts]:
    """Parts of a rule: a text is always that text."""
    return st.fixed_dictionaries({k: st.just(v) if isinstance(v, str) else v for k, v in found.items()})


def one_of(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from(texts)


def several(what: st.SearchStrategy[str], most: int, least: int = 1) -> st.SearchStrategy[str]:
    return st.lists(what, min_size=least, max_size=most, unique=True).map(",".join)


days = several(one_of(*WEEKDAYS), 4)
numbered = st.builds(
    lambda number, day: f"{number}{day}", st.sampled_from([1, 2, 3, 4, 5, -1, -2]), one_of(*WEEKDAYS)
)
clock_times = one_of(*CLOCK)
dates = st.dates(dt.date(2026, 10, 1), dt.date(2028, 12, 31))
closed = parts(date=dates.map(str), closed=st.just(True), note="dicht")
other = parts(date=dates.map(str), opens_at=clock_times.filter(bool), closes_at=clock_times, note="anders")
exceptions = st.lists(st.one_of(closed, other), max_size=4)
rules: st.SearchStrategy[Parts] = st.one_of(
    parts(freq=one_of("WEEKLY", ""), byday=days),
    parts(freq="WEEKLY", byday=st.one_of(one_of(""), numbered)),
    parts(freq="MONTHLY", byday=several(numbered, 2, 0)),
    parts(freq="MONTHLY", bymonthday=several(one_of("1", "15", "28", "-1"), 2)),
    parts(freq="MONTHLY", bymonthday="13", byday=one_of("FR", "2FR")),
    parts(freq="DAILY", byday=st.one_of(one_of(""), days)),
    parts(freq="YEARLY", bymonthday=one_of("", "5")),
    parts(freq="YEARLY", byweekno=one_of("10", "20,40"), byday=one_of("", "WE")),
    parts(freq="YEARLY", byyearday="100,-1"),
    parts(dtstart=dates.map(str)),
)
more: st.SearchStrategy[Parts] = st.fixed_dictionaries(
    {
        "opens_at": clock_times,
        "closes_at": clock_times,
        "in_holidays": st.sampled_from(["yes", "no", "only"]),
        "exceptions": exceptions,
    },
    optional={
        "interval": st.integers(1, 4),
        "count": st.integers(1, 200),
        "until": dates.map(str),
        "valid_from": dates,
        "valid_to": dates,
        "wkst": st.sampled_from(["MO", "SU"]),
        "dtstart": st.sampled_from(["2019-03-31", "2026-01-07T10:00:00+01:00", "2027-02-28", "2020-02-29"]),
    },
)


def written(*schedules: Schedule, on: dt.date = TODAY) -> str:
    """A calendar with these times, as text."""
    told = Told(HERE_ID, "Huiswerkclub", "", "https://buurt.example/", "", None, (), COUNTED_FROM)
    return agenda(
        "Huiswerkclub", "https://buurt.example/", HERE, [(told, one) for one in schedules], on
    ).body.decode()


HERE_ID = Schedule().pk


def meant(*schedules: Schedule) -> set[tuple[dt.datetime, dt.datetime]]:
    """When ``directory.hours`` says that it is open in these two years."""
    found = openings(schedules, START, END, AMSTERDAM, holidays("nl-midden"))
    return {(one.start.astimezone(dt.UTC), one.end.astimezone(dt.UTC)) for one in found}


@given(rules, more)
def test_another_library_reads_the_times_that_the_pages_show(rule: Parts, fields: Parts) -> None:
    schedule = Schedule(**{**fields, **rule})
    assert spans(written(schedule), START, END) == meant(schedule)


@given(rules, more)
def test_the_keys_of_one_schedule_are_all_different(rule: Parts, fields: Parts) -> None:
    found = happenings(Schedule(**{**fields, **rule}), Period.around(TODAY), AMSTERDAM, holidays("nl-midden"))
    assert len({one.key for one in found}) == len(found)


def test_a_night_in_which_the_clock_changes_stands_alone() -> None:
    bar = Schedule(freq="WEEKLY", byday="SA", opens_at="22:00", closes_at="04:00")
    alone = [one for one in events(written(bar)) if one.rrule is None]
    assert dt.date(2027, 3, 27) in {one.start_datetime.date() for one in alone}
    assert all(one.start_datetime.month in {3, 10} for one in alone)
    assert spans(written(bar), START, END) == meant(bar)


def test_a_service_that_is_closed_in_the_holidays_has_one_series_that_leaves_them_out() -> None:
    club = Schedule(freq="WEEKLY", byday="TU", opens_at="15:30", closes_at="17:00", in_holidays="no")
    (series,) = events(written(club))
    assert series.rrule is not None
    assert dt.date(2026, 12, 22) in {one.date() for one in series.exdate if isinstance(one, dt.datetime)}


def test_what_runs_in_the_holidays_only_has_a_series_for_each() -> None:
    camp = Schedule(freq="WEEKLY", byday="MO,TU,WE", opens_at="09:00", closes_at="16:00", in_holidays="only")
    found = events(written(camp))
    assert len(found) >= 8
    assert all(one.rrule is None or one.rrule.until is not None for one in found)


def test_a_rule_without_an_end_goes_on_after_what_is_looked_at() -> None:
    club = Schedule(freq="WEEKLY", byday="TU", opens_at="15:30", closes_at="17:00")
    later = dt.datetime(2035, 1, 1, tzinfo=AMSTERDAM)
    assert len(spans(written(club), later, later + dt.timedelta(days=28))) == 4


@pytest.mark.parametrize(
    "nonsense",
    [
        {"freq": "WEEKLY", "byday": "MO;FREQ=SECONDLY", "opens_at": "09:00"},
        {"freq": "SECONDLY", "opens_at": "09:00"},
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "soms"},
        {"dtstart": "9999-99-99", "opens_at": "09:00"},
        {"freq": "WEEKLY", "byday": "XX", "opens_at": "09:00"},
        {"freq": "MONTHLY", "byday": "9MO", "opens_at": "09:00"},
    ],
)
def test_nonsense_gives_an_empty_calendar(nonsense: Parts) -> None:
    assert events(written(Schedule(**nonsense))) == []


def test_the_calendar_is_the_same_on_every_day_of_a_year_and_begins_anew_in_the_next() -> None:
    club = Schedule(freq="WEEKLY", byday="TU", opens_at="15:30", closes_at="17:00")
    assert written(club, on=dt.date(2026, 1, 1)) == written(club, on=dt.date(2026, 12, 31))
    before, after = (events(written(club, on=day))[0] for day in (dt.date(2026, 12, 31), dt.date(2027, 1, 1)))
    assert before.uid == after.uid
    assert (before.sequence or 0) < (after.sequence or 0)
    assert before.dtstamp < after.dtstamp
