"""What is done each day: reminding, ending what nobody answered, and forgetting who booked."""

import datetime as dt

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.models import Mail, Person
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
