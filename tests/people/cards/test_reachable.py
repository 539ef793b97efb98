"""When someone picks up the phone, in words, by the clock of the network."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.people.models import ReachableHours
from buurtnet.people.reachable import reach_of, week_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TUESDAY = dt.datetime(2026, 11, 24, 12, 0, tzinfo=AMSTERDAM)


def hours(*spans: tuple[int, int, int]) -> list[ReachableHours]:
    return [
        ReachableHours(weekday=day, opens_at=dt.time(opens), closes_at=dt.time(closes))
        for day, opens, closes in spans
    ]


@pytest.mark.parametrize(
    ("spans", "text", "is_now"),
    [
        ([(1, 9, 17)], "nu bereikbaar, tot 17.00 uur", True),
        ([(1, 9, 12), (1, 14, 16)], "vandaag vanaf 14.00 uur", False),
        ([(1, 9, 12), (2, 9, 10)], "weer morgen 9.00 uur", False),
        ([(1, 9, 12)], "weer dinsdag 9.00 uur", False),
        ([(0, 9, 12), (4, 13, 14)], "weer vrijdag 13.00 uur", False),
    ],
)
def test_it_is_said_as_people_say_it(spans: list[tuple[int, int, int]], text: str, is_now: bool) -> None:
    with translation.override("nl"):
        found = reach_of(hours(*spans), TUESDAY)
    assert found
    assert (found.text.replace("\u00a0", " "), found.is_now) == (text, is_now)


def test_who_gave_no_hours_promises_nothing() -> None:
    assert reach_of([], TUESDAY) is None


def test_a_week_is_in_order_with_both_times_of_a_day() -> None:
    with translation.override("nl"):
        lines = week_of(hours((4, 9, 10), (1, 14, 16), (1, 9, 12)))
    assert [(line.day, line.times) for line in lines] == [
        ("dinsdag", "9.00–12.00 en 14.00–16.00"), ("vrijdag", "9.00–10.00"),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 11), st.integers(12, 23)), min_size=1, max_size=8),
       st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1)))  # fmt: skip
def test_now_is_said_exactly_when_it_is_so(spans: list[tuple[int, int, int]], at: dt.datetime) -> None:
    found = reach_of(hours(*spans), at.replace(tzinfo=AMSTERDAM))
    assert found
    is_so = any(day == at.weekday() and dt.time(opens) <= at.time() < dt.time(closes) for day, opens, closes in spans)
    assert found.is_now == is_so
