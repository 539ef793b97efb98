"""When a venue is open: days of the week, holidays, closed days, and the clock that changes twice a year."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.areas.models import Network
from buurtnet.places.choices import HoursKind
from buurtnet.places.hours import (
    bookable_on,
    next_open,
    open_now,
    quarters,
    spans_on,
    why_closed_on,
)
from buurtnet.places.models import ClosedDays, Venue
from tests.places.rows import AMSTERDAM, HOUR, MONDAY, a_venue, at, fresh, opened, walk_in

QUARTER = dt.timedelta(minutes=15)
moments = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2028, 1, 1), timezones=st.just(dt.UTC))


@pytest.mark.django_db
def test_it_is_open_on_its_days_of_the_week_and_no_other(network: Network) -> None:
    venue = walk_in(a_venue(network, hours=""), "14:00-17:00", 0, 2)
    assert [bool(spans_on(venue, dt.date(2026, 3, day))) for day in range(2, 9)] == [True, False, True, *[False] * 4]
    assert open_now(venue, at(2, "13:59")) is None
    now = open_now(venue, at(2, "14:00"))
    assert now
    assert now.end == at(2, "17:00")
    assert open_now(venue, at(2, "17:00")) is None


@pytest.mark.django_db
def test_where_someone_is_there_comes_first(network: Network) -> None:
    venue = walk_in(walk_in(a_venue(network, hours=""), "09:00-20:00"), "15:00-18:00", who="jongerenwerker")
    now = open_now(venue, at(2, "16:00"))
    assert now
    assert (now.is_supervised, now.who) == (True, "jongerenwerker")


@pytest.mark.django_db
def test_what_is_open_next_skips_days_on_which_it_is_closed(network: Network) -> None:
    venue = walk_in(a_venue(network, hours=""), "14:00-17:00", 0)
    ClosedDays.objects.create(venue=venue, starts_on=dt.date(2026, 3, 9), ends_on=dt.date(2026, 3, 9), reason="Feest")
    venue = fresh(venue)
    coming = next_open(venue, at(2, "18:00"))
    assert coming
    assert coming.start == at(16, "14:00")
    assert why_closed_on(venue, dt.date(2026, 3, 9)) == "Feest"
    assert next_open(venue, MONDAY, is_supervised=True) is None


@pytest.mark.django_db
def test_a_school_holiday_of_the_region_closes_what_is_not_open_in_holidays(network: Network) -> None:
    network.holiday_region = "nl-midden"
    network.save()
    venue = opened(a_venue(network, hours=""), "09:00-17:00", in_holidays=False)
    assert bookable_on(venue, dt.date(2026, 7, 15)) != []  # two days before the summer holiday of this region
    assert bookable_on(venue, dt.date(2026, 7, 22)) == []
    venue = opened(venue, "10:00-12:00")
    assert [one.start for one in bookable_on(venue, dt.date(2026, 7, 22))] == [at(22, "10:00", month=7)]


@pytest.mark.django_db
def test_a_day_has_as_many_quarters_as_the_clock_gives_it(network: Network) -> None:
    venue = a_venue(network, hours="00:00-23:59")
    days = dt.date(2026, 3, 28), dt.date(2026, 3, 29), dt.date(2026, 10, 25)
    found = [{one for span in bookable_on(venue, day) for one in quarters(span.start, span.end)} for day in days]
    assert [len(one) for one in found] == [96, 92, 100]


@pytest.mark.django_db
def test_an_hour_that_the_clock_skips_moves_on_and_opens_nothing_backwards(network: Network) -> None:
    venue = opened(a_venue(network, hours=""), "02:15-02:45", 6)
    venue = opened(venue, "02:30-03:00", 6)
    spans = spans_on(venue, dt.date(2026, 3, 29))
    assert [one.start.astimezone(dt.UTC) < one.end.astimezone(dt.UTC) for one in spans] == [True]


@pytest.mark.django_db
def test_hours_that_touch_are_one_and_those_off_the_quarter_lose_their_ends(network: Network) -> None:
    venue = opened(opened(a_venue(network, hours=""), "09:10-12:00"), "12:00-14:50")
    assert [(one.start, one.end) for one in bookable_on(venue, dt.date(2026, 3, 2))] == [
        (at(2, "09:15"), at(2, "14:45"))
    ]


@pytest.mark.django_db
def test_what_is_walked_into_is_not_booked(network: Network) -> None:
    venue: Venue = walk_in(a_venue(network, hours=""), "09:00-17:00")
    assert bookable_on(venue, dt.date(2026, 3, 2)) == []
    assert len(spans_on(venue, dt.date(2026, 3, 2), HoursKind.WALK_IN)) == 1


@given(start=moments, minutes=st.integers(1, 600))
def test_quarters_cover_a_time_without_holes_or_doubles(start: dt.datetime, minutes: int) -> None:
    end = start + dt.timedelta(minutes=minutes)
    found = list(quarters(start.astimezone(AMSTERDAM), end.astimezone(AMSTERDAM)))
    assert found[0] <= start < found[0] + QUARTER
    assert found[-1] < end <= found[-1] + QUARTER
    assert found == [found[0] + number * QUARTER for number in range(len(found))]
    assert all(one.minute % 15 == 0 and one.second == 0 for one in found)


@given(start=moments, first=st.integers(1, 24), second=st.integers(1, 24))
def test_quarters_of_two_times_that_touch_are_those_of_both_together(
    start: dt.datetime, first: int, second: int
) -> None:
    begin = start.replace(minute=0, second=0, microsecond=0)
    middle, end = begin + first * HOUR / 4, begin + (first + second) * HOUR / 4
    assert [*quarters(begin, middle), *quarters(middle, end)] == list(quarters(begin, end))
