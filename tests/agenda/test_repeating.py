"""Rules: read, refused, counted out, and put in words."""

import datetime as dt
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtnet.agenda.how_often import Pace, often_in_words, pace_of, rule_for, time_in_words
from buurtnet.agenda.repeating import (
    MOST_MOMENTS,
    Moment,
    Rule,
    RuleError,
    check_rule,
    days_on,
    moment_on,
    moments,
)
from buurtnet.areas.holidays import Holiday

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST = dt.date(2026, 1, 7)  # a Wednesday
HOUR = dt.time(15, 30)

DAYS = st.lists(st.sampled_from(range(7)), min_size=1, max_size=4, unique=True).map(
    lambda days: tuple((0, day) for day in sorted(days))
)
NTH = st.lists(
    st.tuples(st.sampled_from([-2, -1, 1, 2, 3, 4, 5]), st.sampled_from(range(7))),
    min_size=1,
    max_size=2,
    unique=True,
).map(lambda days: tuple(sorted(days)))
MONTH_DAYS = st.lists(st.sampled_from([1, 2, 15, 28, 29, 30, 31, -1, -3]), min_size=1, max_size=3, unique=True).map(
    lambda days: tuple(sorted(days))
)
COUNT = st.one_of(st.none(), st.integers(1, 40))
INTERVAL = st.integers(1, 6)
MONTHS = st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))
RULES = st.one_of(
    st.builds(Rule, freq=st.just("DAILY"), interval=INTERVAL, days=st.one_of(st.just(()), DAYS), count=COUNT),
    st.builds(
        Rule, freq=st.just("WEEKLY"), interval=INTERVAL, days=st.one_of(st.just(()), DAYS), count=COUNT,
        week_starts=st.sampled_from([0, 6]),
    ),
    st.builds(Rule, freq=st.just("MONTHLY"), interval=INTERVAL, days=NTH, count=COUNT),
    st.builds(Rule, freq=st.just("MONTHLY"), interval=INTERVAL, month_days=MONTH_DAYS, count=COUNT),
    st.builds(
        Rule, freq=st.just("MONTHLY"), interval=INTERVAL, days=DAYS, count=COUNT,
        positions=st.sampled_from([(1,), (-1,), (-1, 1)]),
    ),
    st.builds(Rule, freq=st.just("YEARLY"), interval=st.integers(1, 4), count=COUNT),
    st.builds(Rule, freq=st.just("YEARLY"), months=MONTHS, days=NTH, count=COUNT),
    st.builds(Rule, freq=st.just("YEARLY"), months=MONTHS, month_days=st.sampled_from([(1,), (15,), (28,)])),
)  # fmt: skip
STARTS = st.dates(dt.date(2019, 1, 1), dt.date(2027, 12, 31))


@given(rule=RULES, starts_on=STARTS)
@settings(max_examples=300, deadline=None)
def test_days_are_those_that_another_library_counts(rule: Rule, starts_on: dt.date) -> None:
    last = starts_on + dt.timedelta(days=2_000)
    other = rrule.rrulestr(rule.text, dtstart=dt.datetime.combine(starts_on, dt.time()))
    expected = [one.date() for one in takewhile(lambda one: one.date() <= last, other)]
    assert list(days_on(rule, starts_on, last)) == expected


@given(rule=RULES)
def test_a_rule_in_text_is_the_same_rule(rule: Rule) -> None:
    assert check_rule(rule.text) == rule


@given(rule=RULES, starts_on=STARTS, ahead=st.integers(0, 300), into=st.integers(0, 300), at=st.times())
@settings(max_examples=150, deadline=None)
def test_moments_are_in_order_within_bounds_each_once_and_the_same_in_two_halves(
    rule: Rule, starts_on: dt.date, ahead: int, into: int, at: dt.time
) -> None:
    first = starts_on + dt.timedelta(days=ahead)
    last, cut = first + dt.timedelta(days=300), first + dt.timedelta(days=into)
    at = at.replace(microsecond=0)

    def asked(begin: dt.date, end: dt.date) -> list[Moment]:
        return moments(rule, starts_on, at, 90, AMSTERDAM, begin, end)

    whole = asked(first, last)
    starts = [one.start.astimezone(dt.UTC) for one in whole]
    assert starts == sorted(set(starts))
    assert all(first <= one.start.date() <= last for one in whole)
    assert all(one.end.astimezone(dt.UTC) > one.start.astimezone(dt.UTC) for one in whole)
    assert asked(first, cut) + asked(cut + dt.timedelta(days=1), last) == whole


def test_no_count_goes_past_its_bound() -> None:
    found = moments(Rule("DAILY"), FIRST, HOUR, 60, AMSTERDAM, FIRST, FIRST + dt.timedelta(days=5_000))
    assert len(found) == MOST_MOMENTS
    assert list(days_on(Rule("YEARLY", interval=52), dt.date(9000, 2, 28), dt.date.max))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=53",
        "FREQ=DAILY;COUNT=501",
        "FREQ=WEEKLY;COUNT=3;UNTIL=20270101",
        "FREQ=WEEKLY;BYDAY=1WE",
        "FREQ=MONTHLY;BYDAY=6WE",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;BYHOUR=3",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=YEARLY;BYDAY=MO",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;UNTIL=nu",
        "FREQ=WEEKLY;UNTIL=20270231",
        "FREQ=WEEKLY;BYDAY=",
        "WEEKLY",
        "FREQ=WEEKLY;INTERVAL=²",
        "FREQ=WEEKLY\x00",
        "FREQ=MONTHLY;BYMONTHDAY=" + "1," * 200 + "1",
        "FREQ=WEEKLY;WKST=ZZ",
        "FREQ=WEEKLY;INTERVAL=99999999999",
    ],
)
def test_an_endless_or_absurd_rule_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(RuleError) as refused:
        check_rule(text)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 80


def test_the_clock_on_the_wall_stays_when_the_time_changes() -> None:
    found = moments(Rule("WEEKLY"), FIRST, HOUR, 90, AMSTERDAM, dt.date(2026, 3, 18), dt.date(2026, 4, 8))
    assert {one.start.time() for one in found} == {HOUR}
    assert {one.end.time() for one in found} == {dt.time(17)}
    assert {one.start.utcoffset() for one in found} == {dt.timedelta(hours=1), dt.timedelta(hours=2)}


def test_an_hour_that_does_not_exist_moves_on() -> None:
    found = moment_on(dt.date(2026, 3, 29), dt.time(2, 30), 30, AMSTERDAM)
    assert found.start.time() == dt.time(3, 30)
    assert found.end - found.start == dt.timedelta(minutes=30)


def test_of_an_hour_that_is_twice_it_is_the_first() -> None:
    found = moment_on(dt.date(2026, 10, 25), dt.time(2, 30), 15, AMSTERDAM)
    assert found.start.utcoffset() == dt.timedelta(hours=2)
    assert found.start.astimezone(dt.UTC).time() == dt.time(0, 30)


def test_a_night_ends_on_the_next_day_by_the_clock() -> None:
    found = moment_on(dt.date(2026, 3, 28), dt.time(22), 6 * 60, AMSTERDAM)
    assert found.end.replace(tzinfo=None) == dt.datetime(2026, 3, 29, 4)


@pytest.mark.parametrize(("minutes", "days"), [(60, 1), (24 * 60, 1), (24 * 60 + 1, 2), (3 * 24 * 60, 3)])
def test_without_an_hour_it_is_whole_days_from_midnight(minutes: int, days: int) -> None:
    found = moment_on(dt.date(2026, 10, 25), None, minutes, AMSTERDAM)
    assert found.whole_day
    assert found.start.replace(tzinfo=None) == dt.datetime(2026, 10, 25)
    assert found.end.replace(tzinfo=None) == dt.datetime(2026, 10, 25) + dt.timedelta(days=days)


def test_29_february_comes_in_leap_years_only() -> None:
    days = list(days_on(Rule("YEARLY"), dt.date(2024, 2, 29), dt.date(2036, 12, 31)))
    assert days == [dt.date(year, 2, 29) for year in (2024, 2028, 2032, 2036)]


def test_holidays_are_skipped_and_count_among_the_times() -> None:
    off = [Holiday("kerstvakantie", dt.date(2026, 1, 14), dt.date(2026, 1, 21))]
    found = moments(Rule("WEEKLY", count=4), FIRST, HOUR, 60, AMSTERDAM, FIRST, dt.date(2026, 12, 31), off)
    assert [one.start.date() for one in found] == [FIRST, dt.date(2026, 1, 28)]


def test_nothing_is_on_after_the_last_day() -> None:
    found = moments(
        Rule("WEEKLY"), FIRST, HOUR, 60, AMSTERDAM, FIRST, dt.date(2026, 12, 31), until=dt.date(2026, 1, 20)
    )
    assert [one.start.date() for one in found] == [FIRST, dt.date(2026, 1, 14)]


@pytest.mark.parametrize(
    ("pace", "day", "weekdays", "rule", "words"),
    [
        (Pace.ONCE, dt.date(2026, 12, 5), (), "", "zaterdag 5 december 2026"),
        (Pace.WEEKLY, FIRST, (), "FREQ=WEEKLY;BYDAY=WE", "elke week op woensdag"),
        (Pace.WEEKLY, FIRST, (0,), "FREQ=WEEKLY;BYDAY=MO,WE", "elke week op maandag en woensdag"),
        (Pace.FORTNIGHTLY, FIRST, (), "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "om de week op woensdag"),
        (Pace.MONTHLY_DAY, dt.date(2026, 1, 15), (), "FREQ=MONTHLY;BYMONTHDAY=15", "elke maand op de 15e"),
        (
            Pace.MONTHLY_DAY, dt.date(2026, 1, 31), (), "FREQ=MONTHLY;BYMONTHDAY=31",
            "elke maand op de 31e (alleen in maanden die zo lang zijn)",
        ),
        (Pace.MONTHLY_WEEKDAY, FIRST, (), "FREQ=MONTHLY;BYDAY=1WE", "elke maand op de eerste woensdag"),
        (
            Pace.MONTHLY_WEEKDAY, dt.date(2026, 4, 29), (), "FREQ=MONTHLY;BYDAY=-1WE",
            "elke maand op de laatste woensdag",
        ),
        (Pace.YEARLY, dt.date(2026, 12, 5), (), "FREQ=YEARLY", "elk jaar op 5 december"),
        (
            Pace.YEARLY, dt.date(2028, 2, 29), (), "FREQ=YEARLY",
            "elk jaar op 29 februari (alleen in een schrikkeljaar)",
        ),
    ],
)  # fmt: skip
def test_what_people_choose_is_a_rule_and_reads_as_they_say_it(
    pace: Pace, day: dt.date, weekdays: tuple[int, ...], rule: str, words: str
) -> None:
    assert rule_for(pace, day, weekdays) == rule
    assert pace_of(rule, day) == pace
    with translation.override("nl"):
        assert often_in_words(rule, day) == words


@given(rule=RULES, starts_on=STARTS)
@settings(max_examples=100, deadline=None)
def test_every_rule_has_words(rule: Rule, starts_on: dt.date) -> None:
    with translation.override("nl"):
        words = often_in_words(rule.text, starts_on)
    assert words.strip()
    assert "%" not in words


def test_a_rule_of_elsewhere_is_told_and_kept() -> None:
    text = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
    assert pace_of(text, FIRST) == Pace.OTHER
    with translation.override("nl"):
        assert often_in_words(text, FIRST) == "elke maand op de laatste werkdag"
        assert often_in_words("FREQ=SECONDLY", FIRST) == "een herhaling van elders"


@pytest.mark.parametrize(
    ("at", "minutes", "words"),
    [
        (HOUR, 90, "15.30 – 17.00 uur"),
        (dt.time(22), 240, "22.00 – 2.00 uur"),
        (None, 1440, "de hele dag"),
        (None, 4320, "3 dagen"),
    ],
)
def test_times_read_as_people_say_them(at: dt.time | None, minutes: int, words: str) -> None:
    with translation.override("nl"):
        assert time_in_words(at, minutes).replace("\xa0", " ") == words
