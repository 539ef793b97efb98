"""The code of a door: when it can be seen, that each look is written down, and that it is in no mail."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Mail, Person
from buurtnet.places.cancelling import cancel
from buurtnet.places.choices import Access, BookingState
from buurtnet.places.deciding import call_off
from buurtnet.places.door_codes import look, may_look
from buurtnet.places.models import Booking
from buurtnet.privacy.models import LogRow
from tests.places.rows import HOUR, a_booking, a_venue, in_days

pytestmark = pytest.mark.django_db
CODE = "4711#geheim"


@pytest.fixture
def booking(network: Network) -> Booking:
    return a_booking(a_venue(network, access=Access.CODE, door_code=CODE), in_days(2), 2)


def moved(booking: Booking, hours: float) -> Booking:
    """The booking begins so many hours from now, and lasts two."""
    start = timezone.now() + hours * HOUR
    Booking.objects.filter(pk=booking.pk).update(starts_at=start, ends_at=start + 2 * HOUR)
    return Booking.objects.select_related("venue__network").get(pk=booking.pk)


@pytest.mark.parametrize(("hours", "may"), [(2.1, False), (1.9, True), (-1, True), (-2.1, False)])
def test_it_is_seen_from_two_hours_before_until_the_end(booking: Booking, hours: float, *, may: bool) -> None:
    assert may_look(moved(booking, hours), timezone.now()) == may


@pytest.mark.parametrize("state", [BookingState.ASKED, BookingState.CANCELLED, BookingState.REFUSED])
def test_it_is_not_seen_by_who_has_no_place(booking: Booking, state: BookingState) -> None:
    Booking.objects.update(state=state)
    with pytest.raises(NotNowError):
        look(moved(booking, 1), by=None)


def test_who_said_it_off_a_moment_ago_on_another_page_does_not_see_it(booking: Booking) -> None:
    begins = moved(booking, 1)
    cancel(Booking.objects.select_related("venue__network").get(pk=begins.pk), by=None)
    assert begins.state == BookingState.CONFIRMED, "as that page read it"
    with pytest.raises(NotNowError):
        look(begins, by=None)
    assert not LogRow.objects.filter(fields_group="door_code", action="view").exists()


def test_each_look_is_written_down_without_the_code(booking: Booking) -> None:
    for _time in range(2):
        assert look(moved(booking, 1), by=None) == CODE
    rows = LogRow.objects.filter(action="view", fields_group="door_code", object_id=str(booking.pk))
    assert rows.count() == 2
    assert CODE not in str(list(rows.values()))


def test_who_decides_hears_that_a_code_was_seen_when_the_booking_is_off(booking: Booking, ingrid: Person) -> None:
    begins = moved(booking, 1)
    look(begins, by=None)
    Mail.objects.all().delete()
    cancel(begins, by=None)
    mail = Mail.objects.get(to=ingrid.email)
    assert "De code van de deur is al bekeken" in mail.body
    assert CODE not in mail.body


def test_who_decides_hears_it_too_when_a_colleague_calls_it_off(booking: Booking, ingrid: Person) -> None:
    begins = moved(booking, 1)
    look(begins, by=None)
    Mail.objects.all().delete()
    call_off(begins, "De zaal is dicht.", by=ingrid)
    assert "al bekeken" in Mail.objects.get(to=ingrid.email).body


def test_a_code_that_nobody_saw_stays_the_code(booking: Booking, ingrid: Person) -> None:
    other = a_booking(booking.venue, in_days(2, "14:00"))
    look(moved(other, 1), by=None)
    Mail.objects.all().delete()
    cancel(moved(booking, 1), by=None)
    assert "al bekeken" not in Mail.objects.get(to=ingrid.email).body


def test_the_database_and_the_mails_hold_no_readable_code(booking: Booking) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT door_code FROM places_venue")
        assert CODE not in cursor.fetchone()[0]
    assert Mail.objects.exists()
    assert not any(CODE in one.body for one in Mail.objects.all())
    assert booking.starts_at - timezone.now() > dt.timedelta(hours=2)
