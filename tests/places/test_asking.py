"""What is asked holds a place: how much one may ask, who may ask a series, and how long someone unknown holds it."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.models import Mail, Person
from buurtnet.places.asking import MOST_OPEN
from buurtnet.places.booking import NotFreeError, token_of
from buurtnet.places.cancelling import cancel
from buurtnet.places.choices import Approval, BookingState, NotFree, Repeat
from buurtnet.places.deciding import say_no
from buurtnet.places.forms.booking import DetailsForm
from buurtnet.places.jobs import end_unanswered
from buurtnet.places.models import BookedQuarter, Booking, Venue
from buurtnet.places.series import book_series
from tests.people.cast import person, ring_one, ring_two
from tests.places.rows import a_booking, a_venue, a_wish, in_days
from tests.places.test_book_pages import no_hurry, send, words

pytestmark = pytest.mark.django_db
QUEUE = "/havendijk/beheer/plekken/reserveringen/"
__all__ = ["no_hurry"]


@pytest.fixture
def hall(network: Network) -> Venue:
    """Its keeper says yes or no."""
    return a_venue(network, approval=Approval.ASK)


def a_series(venue: Venue, by: Person | None, weeks: int = 3, clock: str = "10:00") -> Any:
    start = in_days(3, clock)
    until = start.date() + dt.timedelta(weeks=weeks)
    return book_series(venue, a_wish(start, contact=""), Repeat.WEEKLY, until, form_key=uuid.uuid4(), by=by)


def test_who_is_not_known_asks_one_time_and_no_series(client: Client, hall: Venue) -> None:
    said = {"repeat": "weekly", "until": f"{in_days(90):%Y-%m-%d}", "contact": "wie@voorbeeld.example"}
    send(client, hall, **said)
    send(ring_one(person("Wie Weet")), hall, clock="13:00", **said)
    assert Booking.objects.count() == 2
    assert not Booking.objects.exclude(series=None).exists()


def test_who_has_a_role_here_asks_a_series(hanan: Person, aisha: Person, joris: Person, hall: Venue) -> None:
    assert all(DetailsForm(None, venue=hall, person=one).may_repeat for one in (hanan, aisha, joris))
    assert not any(DetailsForm(None, venue=hall, person=one).may_repeat for one in (None, person("Wie Weet")))


def test_a_fourth_question_from_one_address_waits_for_an_answer(client: Client, hall: Venue) -> None:
    for hour in range(MOST_OPEN):
        a_booking(hall, in_days(2, f"{9 + hour:02}:00"), contact="Ik@voorbeeld.example")
    late = send(client, hall, clock="14:00", contact="ik@Voorbeeld.example")
    assert late.status_code == 409
    assert "drie vragen" in words(late)
    assert Booking.objects.count() == MOST_OPEN
    assert send(client, hall, clock="14:00", contact="ander@voorbeeld.example").status_code == 302
    cancel(Booking.objects.select_related("venue__network").order_by("starts_at")[0], by=None)
    assert send(client, hall, clock="15:00", contact="ik@voorbeeld.example").status_code == 302


def test_another_place_and_a_place_that_is_had_at_once_are_not_counted(network: Network, hall: Venue) -> None:
    for hour in range(MOST_OPEN):
        a_booking(hall, in_days(2, f"{9 + hour:02}:00"))
    for venue in (a_venue(network, approval=Approval.ASK), a_venue(network)):
        assert a_booking(venue, in_days(2)).pk
    with pytest.raises(NotFreeError):
        a_booking(hall, in_days(2, "15:00"))


def test_who_is_signed_in_is_counted_without_an_address_and_a_series_is_one(hanan: Person, hall: Venue) -> None:
    for hour in (9, 11, 13):
        a_series(hall, hanan, clock=f"{hour:02}:00")
    with pytest.raises(NotFreeError) as caught:
        a_series(hall, hanan, clock="15:00")
    assert caught.value.reason == NotFree.TOO_MANY_ASKED
    with pytest.raises(NotFreeError):
        a_booking(hall, in_days(2), by=hanan, contact="")


def test_who_works_with_the_network_may_ask_more(joris: Person, hall: Venue) -> None:
    for hour in range(MOST_OPEN + 1):
        a_booking(hall, in_days(2, f"{9 + hour:02}:00"), by=joris, contact="")
    assert Booking.objects.filter(state=BookingState.ASKED).count() == MOST_OPEN + 1


def test_what_someone_unknown_asked_ends_after_two_days_and_frees_its_time(hanan: Person, hall: Venue) -> None:
    unknown, known = a_booking(hall, in_days(20)), a_booking(hall, in_days(21), by=hanan, contact="")
    Mail.objects.all().delete()
    now = timezone.now()
    assert end_unanswered(now + dt.timedelta(days=1, hours=23)) == 0
    assert end_unanswered(now + dt.timedelta(days=2, hours=1)) == 1
    unknown.refresh_from_db()
    known.refresh_from_db()
    assert (unknown.state, known.state) == (BookingState.REFUSED, BookingState.ASKED)
    assert set(BookedQuarter.objects.values_list("booking", flat=True)) == {known.pk}
    assert [mail.to for mail in Mail.objects.all()] == ["hanan@voorbeeld.example"]


def test_who_is_not_known_reads_when_the_question_ends(client: Client, hanan: Person, hall: Venue) -> None:
    unknown, known = a_booking(hall, in_days(20)), a_booking(hall, in_days(21), by=hanan)
    pages = [client.get(f"/havendijk/plekken/reservering/{token_of(one.form_key)}/") for one in (unknown, known)]
    assert ["Dan vervalt je vraag." in words(page) for page in pages] == [True, False]
    say_no(unknown, "De zaal is dicht.", by=None)
    page = client.get(f"/havendijk/plekken/reservering/{token_of(unknown.form_key)}/")
    assert "Dan vervalt" not in words(page)


def test_a_whole_series_is_answered_at_once_in_one_mail(hanan: Person, ingrid: Person, hall: Venue) -> None:
    series, other = a_series(hall, hanan), a_booking(hall, in_days(3, "14:00"))
    client, url = ring_two(ingrid), f"{QUEUE}{series.bookings.order_by('starts_at')[0].pk}/"
    assert "Nee tegen de hele reeks (4 keer)" in words(client.get(url))
    Mail.objects.all().delete()
    assert "waarom het niet kan" in words(client.post(url, {"doe": "nee-reeks", "reason": ""}))
    assert client.post(url, {"doe": "nee-reeks", "reason": "De zaal is dicht."}).status_code == 302
    assert set(series.bookings.values_list("state", "reason")) == {(BookingState.REFUSED, "De zaal is dicht.")}
    assert [mail.to for mail in Mail.objects.all()] == [hanan.email]
    assert set(BookedQuarter.objects.values_list("booking", flat=True)) == {other.pk}
    again = client.post(url, {"doe": "nee-reeks", "reason": "De zaal is dicht."})
    assert again.status_code == 409


def test_a_yes_to_a_whole_series_is_one_mail_too(hanan: Person, ingrid: Person, hall: Venue) -> None:
    series = a_series(hall, hanan)
    Mail.objects.all().delete()
    url = f"{QUEUE}{series.bookings.order_by('starts_at')[0].pk}/"
    assert ring_two(ingrid).post(url, {"doe": "ja-reeks"}).status_code == 302
    assert set(series.bookings.values_list("state", flat=True)) == {BookingState.CONFIRMED}
    assert [mail.to for mail in Mail.objects.all()] == [hanan.email]
