"""The page behind the link of a booking: what it shows, the code of the door, and saying it off."""

import datetime as dt
import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.places.booking import token_of
from buurtnet.places.choices import Access, Approval, BookingState, Repeat
from buurtnet.places.deciding import say_no
from buurtnet.places.models import Booking, Venue
from buurtnet.places.series import book_series
from buurtnet.privacy.models import LogRow
from tests.factories import NetworkFactory
from tests.places.rows import HOUR, a_booking, a_venue, a_wish, in_days

pytestmark = pytest.mark.django_db


def url_of(booking: Booking, network: str = "havendijk") -> str:
    return f"/{network}/plekken/reservering/{token_of(booking.form_key)}/"


def words(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\xa0", " ").split())


def test_it_shows_how_it_stands_and_keeps_its_address_to_itself(client: Client, venue: Venue) -> None:
    page = client.get(url_of(a_booking(venue, in_days(2))))
    assert "Je plek is geregeld" in words(page)
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]
    assert 'content="noindex"' in page.content.decode()


def test_looking_changes_nothing(client: Client, venue: Venue) -> None:
    booking = a_booking(venue, in_days(2))
    before, rows = Booking.objects.values().get(), LogRow.objects.count()
    for more in ("", "?doe=zeker", "?klaar=1", "?doe=code"):
        client.get(url_of(booking) + more)
    assert (Booking.objects.values().get(), LogRow.objects.count()) == (before, rows)


def test_saying_it_off_asks_once_more_and_twice_is_once(client: Client, venue: Venue) -> None:
    booking = a_booking(venue, in_days(2))
    assert "Wil je afzeggen?" in words(client.post(url_of(booking), {"doe": "afzeggen"}))
    assert Booking.objects.get().state == BookingState.CONFIRMED
    for _time in range(2):
        assert "Afgezegd" in words(client.post(url_of(booking), {"doe": "zeker"}))
    assert Booking.objects.get().state == BookingState.CANCELLED


def test_what_has_begun_is_not_said_off_and_the_page_says_so(client: Client, venue: Venue) -> None:
    booking = a_booking(venue, in_days(2))
    Booking.objects.update(starts_at=timezone.now() - HOUR, ends_at=timezone.now() + HOUR)
    page = client.post(url_of(booking), {"doe": "zeker"})
    assert page.status_code == 409
    assert "al begonnen" in words(page)
    assert Booking.objects.get().state == BookingState.CONFIRMED


def test_a_no_is_read_with_its_reason_and_a_way_on(client: Client, network: Network) -> None:
    booking = a_booking(a_venue(network, approval=Approval.ASK), in_days(2))
    say_no(booking, "De zaal wordt geverfd.", by=None)
    text = words(client.get(url_of(booking)))
    assert "De zaal wordt geverfd." in text
    assert "Kies een andere tijd" in text


def test_the_code_stands_on_the_page_only_after_a_button_and_in_time(client: Client, network: Network) -> None:
    booking = a_booking(a_venue(network, access=Access.CODE, door_code="4711#"), in_days(2))
    assert "vanaf twee uur" in words(client.get(url_of(booking)))
    assert client.post(url_of(booking), {"doe": "code"}).status_code == 409
    Booking.objects.update(starts_at=timezone.now() + HOUR, ends_at=timezone.now() + 2 * HOUR)
    assert "4711#" not in words(client.get(url_of(booking)))
    assert "4711#" in words(client.post(url_of(booking), {"doe": "code"}))
    assert LogRow.objects.filter(fields_group="door_code", action="view").count() == 1


def test_the_code_stays_behind_another_booking_another_network_and_the_end(client: Client, network: Network) -> None:
    NetworkFactory(slug="elders", rooms=["places"])
    venue, now = a_venue(network, access=Access.CODE, door_code="4711#"), timezone.now()
    mine, other = a_booking(venue, in_days(2)), a_booking(venue, in_days(3))
    Booking.objects.filter(pk=mine.pk).update(starts_at=now + HOUR, ends_at=now + 2 * HOUR)
    asked = {"doe": "code", "booking": str(mine.pk), "pk": str(mine.pk)}
    forged = f"/havendijk/plekken/reservering/{token_of(mine.pk)}/"
    for address, status in ((url_of(other), 409), (url_of(mine, "elders"), 404), (forged, 404)):
        answer = client.post(address, asked)
        assert answer.status_code == status, address
        assert b"4711#" not in answer.content
    assert b"4711#" not in client.get(f"{url_of(mine)}?doe=code").content
    Booking.objects.filter(pk=mine.pk).update(starts_at=now - 2 * HOUR, ends_at=now - HOUR / 60)
    assert client.post(url_of(mine), asked).status_code == 409
    assert not LogRow.objects.filter(fields_group="door_code", action="view").exists()


def test_who_booked_hears_in_time_that_the_code_cannot_be_read(client: Client, network: Network) -> None:
    booking = a_booking(a_venue(network, access=Access.CODE, door_code="4711#"), in_days(2))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_venue SET door_code = %s", ["1:kweg:AAAA"])
    text = words(client.get(url_of(booking)))
    assert "De code van de deur is nu niet te lezen." in text
    assert "vanaf twee uur" not in text


def test_a_series_shows_all_its_times_and_can_be_said_off_whole(client: Client, venue: Venue) -> None:
    start = in_days(2)
    a_booking(venue, in_days(9))
    series = book_series(
        venue, a_wish(start), Repeat.WEEKLY, start.date() + dt.timedelta(weeks=2), form_key=uuid.uuid4(), by=None
    )
    first = series.bookings.order_by("starts_at")[0]
    text = words(client.get(url_of(first)))
    assert "Deze dagen kon het niet" in text
    assert "al van iemand anders" in text
    assert "Wel vrij:" in text
    client.post(url_of(first), {"doe": "reeks"})
    assert set(series.bookings.values_list("state", flat=True)) == {BookingState.CANCELLED}
    assert Booking.objects.filter(state=BookingState.CONFIRMED).count() == 1


@pytest.mark.parametrize("token", ["x", "0" * 48, "a" * 900, "%00", "..", "é"])
def test_a_link_that_is_none_opens_nothing(client: Client, venue: Venue, token: str) -> None:
    a_booking(venue, in_days(2))
    assert client.get(f"/havendijk/plekken/reservering/{token}/").status_code in {400, 404}


def test_a_link_opens_nothing_once_who_booked_is_forgotten(client: Client, venue: Venue) -> None:
    booking = a_booking(venue, in_days(2))
    Booking.objects.update(forget_on=timezone.localdate() + dt.timedelta(days=1))
    assert client.get(url_of(booking)).status_code == 200
    Booking.objects.update(forget_on=timezone.localdate())
    assert client.get(url_of(booking)).status_code == 404
    assert client.post(url_of(booking), {"doe": "zeker"}).status_code == 404
    assert Booking.objects.get().state == BookingState.CONFIRMED


def test_a_link_opens_in_its_own_network_and_with_the_room_on(client: Client, network: Network, venue: Venue) -> None:
    booking = a_booking(venue, in_days(2))
    NetworkFactory(slug="elders", rooms=["places"])
    assert client.get(url_of(booking, "elders")).status_code == 404
    network.rooms = []
    network.save()
    assert client.get(url_of(booking)).status_code == 404


def test_the_page_of_one_booking_tells_nothing_of_another(client: Client, venue: Venue) -> None:
    one = a_booking(venue, in_days(2))
    other = a_booking(venue, in_days(3), alias="Emre", purpose="Iets anders", contact="emre@voorbeeld.example")
    text = client.get(url_of(one)).content.decode()
    for secret in ("Emre", "Iets anders", "emre@", token_of(other.form_key)):
        assert secret not in text


def test_a_series_with_many_days_that_could_not_be_asks_no_more_for_each_than_what_is_taken(
    client: Client, network: Network
) -> None:
    def queries_of(weeks: int) -> int:
        venue, start = a_venue(network), in_days(2)
        for week in range(1, weeks + 1):
            a_booking(venue, start + dt.timedelta(weeks=week))
        until = start.date() + dt.timedelta(weeks=weeks)
        series = book_series(venue, a_wish(start), Repeat.WEEKLY, until, form_key=uuid.uuid4(), by=None)
        assert len(series.refused) == weeks
        with CaptureQueriesContext(connection) as asked:
            client.get(url_of(series.bookings.all()[0]))
        return len(asked)

    assert queries_of(12) - queries_of(2) == 8  # one each, for the first ten
