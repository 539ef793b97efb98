"""What is done each day: reminding, ending what nobody answered, and forgetting who booked."""

import datetime as dt

import pytest
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.people.models import Mail, Person
from buurtnet.places import jobs
from buurtnet.places.choices import Approval, BookingState
from buurtnet.places.jobs import end_unanswered, look_after_places, remind
from buurtnet.places.models import Booking, Venue
from buurtnet.privacy.retention import expire
from tests.places.rows import HOUR, a_booking, a_venue, at, in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def tomorrow(venue: Venue) -> Booking:
    """Booked days ago, for the third of March."""
    made = a_booking(venue, at(3, "10:00"))
    Booking.objects.filter(pk=made.pk).update(asked_at=at(1, "10:00"))
    Mail.objects.all().delete()
    return made


def test_a_reminder_goes_once_and_only_the_day_before(tomorrow: Booking) -> None:
    assert [remind(at(1, "12:00")), remind(at(2, "03:00")), remind(at(2, "04:00"))] == [0, 1, 0]
    assert Mail.objects.get().to == "hanan@voorbeeld.example"


def test_who_gave_no_mail_address_gets_no_reminder_and_nothing_breaks(tomorrow: Booking) -> None:
    Booking.objects.update(contact="")
    assert remind(at(2, "03:00")) == 1
    assert not Mail.objects.exists()


def test_what_nobody_answered_in_time_ends_with_an_honest_word(network: Network, ingrid: Person) -> None:
    booking = a_booking(a_venue(network, approval=Approval.ASK), in_days(2))
    now = timezone.now()
    Booking.objects.update(starts_at=now - HOUR, ends_at=now)
    assert end_unanswered(now) == 1
    booking.refresh_from_db()
    assert booking.state == BookingState.REFUSED
    assert "op tijd" in booking.reason
    assert end_unanswered(now) == 0


def test_what_is_due_first_comes_first_and_the_rest_another_time(
    network: Network, ingrid: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_A_TIME", 1)
    venue = a_venue(network, approval=Approval.ASK)
    later, first = a_booking(venue, in_days(3, "14:00")), a_booking(venue, in_days(3, "10:00"), alias="Emre")
    Booking.objects.update(asked_at=timezone.now() - dt.timedelta(days=5))
    assert end_unanswered(timezone.now()) == 1
    states = dict(Booking.objects.values_list("pk", "state"))
    assert (states[first.pk], states[later.pk]) == (BookingState.REFUSED, BookingState.ASKED)
    Booking.objects.update(state=BookingState.CONFIRMED)
    assert remind(first.starts_at - dt.timedelta(days=1)) == 1
    assert Booking.objects.get(reminded_at__isnull=False) == first


def test_a_network_that_closed_the_room_mails_nobody(network: Network, tomorrow: Booking) -> None:
    asked = a_booking(a_venue(network, approval=Approval.ASK), at(3, "12:00"))
    Mail.objects.all().delete()
    Network.objects.update(rooms=[Room.MAP])
    assert remind(at(2, "03:00")) == end_unanswered(at(4, "03:00")) == 0
    asked.refresh_from_db()
    assert asked.state == BookingState.ASKED
    assert not Mail.objects.exists()
    Network.objects.update(rooms=[Room.PLACES])
    assert remind(at(2, "03:00")) == 1


def test_who_has_a_place_in_the_last_quarter_of_tomorrow_is_reminded_too(network: Network) -> None:
    """The day is that of the network, not of UTC."""
    late = a_booking(a_venue(network, hours="09:00-23:59", name="Laat"), at(3, "23:30"), 0.25)
    Booking.objects.filter(pk=late.pk).update(asked_at=at(1, "10:00"))
    assert remind(at(1, "23:50")) == 0
    assert remind(at(2, "00:10")) == 1


def test_who_booked_is_forgotten_a_fortnight_after_and_the_booking_stays(venue: Venue, hanan: Person) -> None:
    old = a_booking(venue, at(3, "10:00"), by=hanan, purpose="Feest", alias="Hanan")
    coming = a_booking(venue, in_days(3), by=hanan, purpose="Feest")
    Booking.objects.filter(pk=old.pk).update(forget_on=timezone.localdate() - dt.timedelta(days=1))
    expire()
    old.refresh_from_db()
    coming.refresh_from_db()
    assert (old.alias, old.contact, old.purpose, old.booker) == ("", "", "", None)
    assert (coming.alias, coming.booker) == ("Hanan", hanan)


def test_the_job_of_the_day_does_both(tomorrow: Booking) -> None:
    Booking.objects.update(starts_at=in_days(1), ends_at=in_days(1) + HOUR)
    assert look_after_places() == 1
