"""The same time again and again: the rule, what is booked, and what is refused with its reason and other times."""

import datetime as dt
import uuid
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.areas.models import Network
from buurtnet.people.models import Mail, Person
from buurtnet.places.booking import NotFreeError
from buurtnet.places.cancelling import cancel_series
from buurtnet.places.choices import Approval, BookingState, NotFree, Repeat
from buurtnet.places.models import Booking, BookingSeries, ClosedDays, Venue
from buurtnet.places.series import MOST, book_series, moments, refused_of
from tests.places.rows import AMSTERDAM, HOUR, MONDAY, a_booking, a_venue, a_wish, at, fresh, in_days


def series_of(
    venue: Venue, until: dt.date, repeat: Repeat = Repeat.WEEKLY, key: uuid.UUID | None = None
) -> BookingSeries:
    return book_series(
        venue, a_wish(at(3, "10:00")), repeat, until, form_key=key or uuid.uuid4(), by=None, now=MONDAY
    )  # fmt: skip


def days_of(first: dt.datetime, repeat: Repeat, until: dt.date) -> list[dt.date]:
    return [start.date() for start, _end in moments(first, HOUR, repeat, until, AMSTERDAM)]


def test_a_week_a_fortnight_and_a_month_are_counted_from_the_first_time() -> None:
    until = dt.date(2026, 5, 1)
    assert days_of(at(3, "10:00"), Repeat.WEEKLY, until)[-1] == dt.date(2026, 4, 28)
    assert days_of(at(3, "10:00"), Repeat.FORTNIGHTLY, until)[:2] == [dt.date(2026, 3, 3), dt.date(2026, 3, 17)]
    assert days_of(at(10, "10:00"), Repeat.MONTHLY, dt.date(2026, 6, 1)) == [  # each second Tuesday
        dt.date(2026, 3, 10), dt.date(2026, 4, 14), dt.date(2026, 5, 12),
    ]  # fmt: skip


def test_a_fifth_day_of_the_month_is_its_last() -> None:
    found = days_of(at(31, "10:00"), Repeat.MONTHLY, dt.date(2026, 6, 30))
    assert found == [dt.date(2026, 3, 31), dt.date(2026, 4, 28), dt.date(2026, 5, 26), dt.date(2026, 6, 30)]


def test_an_end_before_the_beginning_leaves_the_first_time() -> None:
    assert days_of(at(3, "10:00"), Repeat.WEEKLY, dt.date(1900, 1, 1)) == [dt.date(2026, 3, 3)]


@given(
    day=st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)), hour=st.integers(4, 20),
    repeat=st.sampled_from([Repeat.WEEKLY, Repeat.FORTNIGHTLY, Repeat.MONTHLY]), until=st.dates(),
)  # fmt: skip
def test_a_series_is_bounded_in_order_and_the_clock_says_the_same(
    day: dt.date, hour: int, repeat: Repeat, until: dt.date
) -> None:
    first = dt.datetime.combine(day, dt.time(hour), AMSTERDAM)
    found = moments(first, HOUR, repeat, until, AMSTERDAM)
    assert 1 <= len(found) <= MOST
    assert found[0][0] == first
    assert {start.time() for start, _end in found} == {dt.time(hour)}
    assert {start.weekday() for start, _end in found} == {day.weekday()}
    assert all(one[1] <= other[0] for one, other in pairwise(found))


@pytest.mark.django_db
def test_each_refused_day_is_told_with_its_reason_and_the_rest_is_booked(venue: Venue) -> None:
    a_booking(venue, at(10, "09:30"))
    ClosedDays.objects.create(venue=venue, starts_on=dt.date(2026, 3, 17), ends_on=dt.date(2026, 3, 17))
    series = series_of(fresh(venue), dt.date(2026, 3, 31))
    assert [one.starts_at.astimezone(AMSTERDAM).day for one in series.bookings.order_by("starts_at")] == [3, 24, 31]
    assert [(row["starts_at"], row["reason"]) for row in series.refused] == [
        ("2026-03-10T10:00:00+01:00", "taken"), ("2026-03-17T10:00:00+01:00", "closed"),
    ]  # fmt: skip
    told = refused_of(series, fresh(venue), HOUR, MONDAY)
    assert told[0].nearest[0] == (at(10, "10:30"), at(10, "11:30"))
    assert {start for start, _end in told[1].nearest} == {at(16, "10:00"), at(18, "10:00")}
    assert Mail.objects.count() == 2  # one of the booking before, one of the whole series


@pytest.mark.django_db
def test_a_series_sent_twice_is_one(venue: Venue) -> None:
    key = uuid.uuid4()
    first, again = (series_of(venue, dt.date(2026, 3, 17), key=key) for _time in range(2))
    assert first == again
    assert Booking.objects.count() == 3


@pytest.mark.django_db
def test_a_series_of_which_nothing_is_free_is_not_made(venue: Venue) -> None:
    a_booking(venue, at(3, "10:00"))
    with pytest.raises(NotFreeError) as caught:
        series_of(venue, dt.date(2026, 3, 3))
    assert caught.value.reason == NotFree.TAKEN
    assert not BookingSeries.objects.exists()


@pytest.mark.django_db
def test_an_endless_series_ends_after_sixty_times_and_beyond_the_days_that_can_be_booked(venue: Venue) -> None:
    series = series_of(venue, dt.date(2099, 1, 1))
    assert series.bookings.count() + len(series.refused) == MOST
    assert {row["reason"] for row in series.refused} == {NotFree.TOO_FAR}


@pytest.mark.django_db
def test_all_that_is_to_come_of_a_series_is_said_off_at_once(network: Network, joris: Person) -> None:
    venue = a_venue(network, approval=Approval.TRUSTED)
    start = in_days(1)
    series = book_series(
        venue, a_wish(start), Repeat.WEEKLY, start.date() + dt.timedelta(weeks=3), form_key=uuid.uuid4(), by=joris
    )
    assert cancel_series(series.bookings.select_related("venue__network")[0], by=joris) == 4
    assert set(series.bookings.values_list("state", flat=True)) == {BookingState.CANCELLED}
    assert not venue.booked_quarters.exists()
