"""Taking a place: what can be had and what cannot, what belongs to it, and that nothing is taken twice."""

import datetime as dt
import uuid
from typing import Any

import pytest

from buurtnet.areas.models import Network
from buurtnet.people.models import Mail, Person
from buurtnet.places.booking import NotFreeError, book, hash_of, token_of, with_token
from buurtnet.places.cancelling import cancel
from buurtnet.places.choices import Approval, BookingState, NotFree
from buurtnet.places.free import Fullness, calendar, nearest, starts_on, taken_quarters, why_not
from buurtnet.places.models import BookedQuarter, Booking, Venue
from buurtnet.privacy.models import LogRow
from tests.places.rows import HOUR, MONDAY, a_booking, a_venue, a_wish, at, fresh, in_days, opened

pytestmark = pytest.mark.django_db


def refusal_of(venue: Venue, start: dt.datetime, hours: float = 1, **more: Any) -> NotFree:
    with pytest.raises(NotFreeError) as caught:
        book(venue, a_wish(start, hours, **more), form_key=uuid.uuid4(), by=None, now=MONDAY)
    return caught.value.reason


def test_a_booking_holds_its_quarters_and_is_forgotten_a_fortnight_after(venue: Venue) -> None:
    made = a_booking(venue, at(3, "10:00"), 1.5)
    assert made.state == BookingState.CONFIRMED
    assert made.quarters.count() == 6
    assert made.forget_on == dt.date(2026, 3, 17)
    assert LogRow.objects.filter(object_id=str(made.pk), action="create").exists()


def test_minutes_before_and_after_belong_to_it_and_stop_the_next_one(network: Network) -> None:
    venue = a_venue(network, buffer_before=15, buffer_after=30)
    made = a_booking(venue, at(3, "10:00"))
    assert sorted(made.quarters.values_list("quarter", flat=True))[0] == at(3, "09:45")
    assert made.quarters.count() == 7
    assert refusal_of(venue, at(3, "11:30")) == NotFree.TAKEN  # its own quarter of an hour before would overlap
    assert a_booking(venue, at(3, "11:45")).state == BookingState.CONFIRMED


@pytest.mark.parametrize(
    ("start", "hours", "reason"),
    [
        (at(2, "07:00"), 1, NotFree.PAST),
        (at(2, "09:00"), 1, NotFree.TOO_SOON),
        (at(3, "08:00"), 1, NotFree.CLOSED),
        (at(3, "16:30"), 1, NotFree.CLOSED),
        (at(3, "10:00"), 5, NotFree.TOO_LONG),
        (at(30, "10:00"), 1, NotFree.TOO_FAR),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    network: Network, start: dt.datetime, hours: float, reason: NotFree
) -> None:
    venue = a_venue(network, hours_ahead=4, days_ahead=20)
    assert refusal_of(venue, start, hours) == reason
    assert not BookedQuarter.objects.exists()


def test_more_people_than_fit_or_no_adult_is_refused(network: Network) -> None:
    venue = a_venue(network, capacity=10, adult_required=True)
    assert refusal_of(venue, at(3, "10:00"), people=11, with_adult=True) == NotFree.TOO_MANY
    assert refusal_of(venue, at(3, "10:00"), people=10) == NotFree.NO_ADULT
    assert a_booking(venue, at(3, "10:00"), people=10, with_adult=True).people == 10


def test_a_place_to_walk_into_cannot_be_booked(network: Network) -> None:
    venue = a_venue(network, approval=Approval.NONE)
    assert refusal_of(venue, at(3, "10:00")) == NotFree.NOT_BOOKED


def test_who_comes_second_gets_the_nearest_free_times(venue: Venue) -> None:
    a_booking(venue, at(3, "10:00"), 2)
    with pytest.raises(NotFreeError) as caught:
        book(venue, a_wish(at(3, "11:00")), form_key=uuid.uuid4(), by=None, now=MONDAY)
    assert caught.value.reason == NotFree.TAKEN
    assert [start for start, _end in caught.value.nearest] == [at(3, "12:00"), at(3, "09:00"), at(3, "13:00")]


def test_nearest_times_look_at_days_around_when_a_day_is_full(venue: Venue) -> None:
    for hour in (9, 13):
        a_booking(venue, at(4, f"{hour:02}:00"), 4)
    found = nearest(venue, at(4, "10:00"), at(4, "11:00"), MONDAY)
    assert [start for start, _end in found] == [at(5, "10:00"), at(3, "10:00"), at(6, "10:00")]


def test_the_same_form_sent_twice_is_one_booking_and_another_time_is_another(venue: Venue) -> None:
    key = uuid.uuid4()
    first, again = (book(venue, a_wish(at(3, "10:00")), form_key=key, by=None, now=MONDAY) for _time in range(2))
    other = book(venue, a_wish(at(3, "14:00")), form_key=key, by=None, now=MONDAY)
    assert first == again
    assert {one.pk for one in Booking.objects.all()} == {first.pk, other.pk}
    assert Mail.objects.count() == 2


def test_the_database_has_no_link_and_the_link_opens_one_booking(venue: Venue) -> None:
    made, other = a_booking(venue, in_days(3, "10:00")), a_booking(venue, in_days(3, "12:00"))
    token = token_of(made.form_key)
    assert token not in str(Booking.objects.values())
    assert made.link_hash == hash_of(token)
    assert with_token(token) == made
    assert with_token(token_of(other.form_key)) == other
    assert with_token("x" * 5_000) is None


def test_what_is_said_off_is_free_for_another(venue: Venue) -> None:
    start = in_days(2)
    made = a_booking(venue, start)
    cancel(made, by=None)
    assert not made.quarters.exists()
    assert a_booking(fresh(venue), start).state == BookingState.CONFIRMED


@pytest.mark.parametrize(
    ("approval", "who", "state"),
    [
        (Approval.DIRECT, None, BookingState.CONFIRMED),
        (Approval.TRUSTED, None, BookingState.ASKED),
        (Approval.TRUSTED, "hanan", BookingState.ASKED),
        (Approval.TRUSTED, "joris", BookingState.CONFIRMED),
        (Approval.TRUSTED, "aisha", BookingState.CONFIRMED),
        (Approval.ASK, None, BookingState.ASKED),
        (Approval.ASK, "joris", BookingState.ASKED),
        (Approval.ASK, "ingrid", BookingState.CONFIRMED),
    ],
)
def test_whether_it_is_settled_at_once_follows_from_the_place_and_from_who_asks(
    network: Network, approval: Approval, who: str | None, state: BookingState, request: pytest.FixtureRequest
) -> None:
    by: Person | None = request.getfixturevalue(who) if who else None
    assert a_booking(a_venue(network, approval=approval), at(3, "10:00"), by=by).state == state


def test_a_day_tells_how_much_of_it_is_free(network: Network) -> None:
    venue = a_venue(network, hours="09:00-12:00")
    a_booking(venue, at(4, "09:00"))
    a_booking(venue, at(5, "09:00"), 3)
    days = calendar(venue, dt.date(2026, 3, 1), dt.date(2026, 3, 5), MONDAY)
    assert [one.fullness for one in days] == [
        Fullness.FULL, Fullness.FREE, Fullness.FREE, Fullness.PARTLY, Fullness.FULL,
    ]  # fmt: skip
    assert [(one.start, one.end, one.is_free) for one in days[3].blocks] == [
        (at(4, "09:00"), at(4, "10:00"), False), (at(4, "10:00"), at(4, "12:00"), True),
    ]  # fmt: skip
    assert days[0].is_past


def test_a_booking_through_the_night_of_the_clock_keeps_its_real_length(network: Network) -> None:
    venue = a_venue(network, hours="00:00-23:59")
    start = at(29, "01:00").astimezone(dt.UTC)  # the clock goes from two to three
    made = book(venue, a_wish(start, 2), form_key=uuid.uuid4(), by=None, now=MONDAY)
    assert made.ends_at - made.starts_at == 2 * HOUR
    assert made.quarters.count() == 8


def test_the_starts_of_a_day_are_those_that_would_not_be_refused(network: Network) -> None:
    venue = opened(a_venue(network, buffer_before=15, buffer_after=15, hours_ahead=3), "18:00-20:00")
    a_booking(venue, at(2, "13:00"), now=at(1, "08:00"))
    for hours in (0.5, 1, 2.5):
        length = hours * HOUR
        for day in (2, 3):
            taken = taken_quarters(venue, dt.date(2026, 3, day), dt.date(2026, 3, day))
            moments = [at(day, "00:00") + number * HOUR / 4 for number in range(96)]
            free = [one for one in moments if why_not(venue, one, one + length, MONDAY, taken) is None]
            assert starts_on(venue, dt.date(2026, 3, day), length, MONDAY, taken) == free
            assert free


def test_what_is_past_or_too_soon_is_not_shown_as_free(network: Network) -> None:
    venue = a_venue(network, hours_ahead=2)
    a_booking(venue, at(2, "09:00"), now=at(1, "06:00"))
    today = calendar(venue, dt.date(2026, 3, 2), dt.date(2026, 3, 2), at(2, "12:07"))[0]
    assert [(one.start, one.end, one.is_free) for one in today.blocks] == [
        (at(2, "09:00"), at(2, "10:00"), False), (at(2, "14:15"), at(2, "17:00"), True),
    ]  # fmt: skip
    assert today.fullness == Fullness.PARTLY
    assert calendar(venue, dt.date(2026, 3, 2), dt.date(2026, 3, 2), at(2, "16:00"))[0].fullness == Fullness.FULL
