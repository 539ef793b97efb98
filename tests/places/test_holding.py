"""Taking a place at once: from the coming quarter, as long as it is free and open, two hours at most."""

import datetime as dt
import uuid

import pytest

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.places.booking import NotFreeError
from buurtnet.places.choices import Approval, BookingState, NotFree
from buurtnet.places.holding import hold
from buurtnet.places.hours import coming_quarter
from buurtnet.places.models import ClosedDays, Venue
from tests.places.rows import a_booking, a_venue, at, fresh

pytestmark = pytest.mark.django_db
NOON = at(2, "12:07")


def held(venue: Venue, joris: Person, now: dt.datetime = NOON) -> tuple[dt.datetime, dt.datetime]:
    made = hold(venue, form_key=uuid.uuid4(), by=joris, now=now)
    assert made.state == BookingState.CONFIRMED
    return made.starts_at, made.ends_at


def test_it_begins_with_the_coming_quarter_and_lasts_two_hours(network: Network, joris: Person) -> None:
    venue = a_venue(network, approval=Approval.ASK, hours_ahead=48)
    assert held(venue, joris) == (at(2, "12:15"), at(2, "14:15"))
    assert coming_quarter(at(2, "12:15")) == at(2, "12:15")


def test_it_ends_where_someone_else_comes_with_the_minutes_between(network: Network, joris: Person) -> None:
    venue = a_venue(network, buffer_after=15)
    a_booking(venue, at(2, "13:30"), now=at(1, "12:00"))
    assert held(fresh(venue), joris) == (at(2, "12:15"), at(2, "13:15"))


def test_it_ends_where_the_place_closes(venue: Venue, joris: Person) -> None:
    assert held(venue, joris, at(2, "16:20")) == (at(2, "16:30"), at(2, "17:00"))


def test_what_is_taken_or_closed_is_refused(venue: Venue, joris: Person) -> None:
    for now, reason in ((at(2, "20:00"), NotFree.CLOSED), (NOON, NotFree.TAKEN)):
        if reason == NotFree.TAKEN:
            a_booking(venue, at(2, "12:00"), now=at(1, "12:00"))
        with pytest.raises(NotFreeError) as caught:
            hold(fresh(venue), form_key=uuid.uuid4(), by=joris, now=now)
        assert caught.value.reason == reason
    ClosedDays.objects.create(venue=venue, starts_on=dt.date(2026, 3, 3), ends_on=dt.date(2026, 3, 3))
    with pytest.raises(NotFreeError):
        hold(fresh(venue), form_key=uuid.uuid4(), by=joris, now=at(3, "12:00"))


def test_two_taps_are_one(venue: Venue, joris: Person) -> None:
    key = uuid.uuid4()
    assert hold(venue, form_key=key, by=joris, now=NOON) == hold(venue, form_key=key, by=joris, now=NOON)
    assert venue.bookings.count() == 1
