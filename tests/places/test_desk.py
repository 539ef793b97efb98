"""Places at work: what is on today, taking a place with one tap, the queue, and the sheet for the door."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.models import Mail, Organization, Person
from buurtnet.places.booking import token_of
from buurtnet.places.choices import Access, Approval, BookingState
from buurtnet.places.hours import DAY
from buurtnet.places.models import Booking, Venue
from buurtnet.places.views import week as week_views
from buurtnet.privacy.models import LogRow
from tests.people.cast import ring_one, ring_two
from tests.places.rows import HOUR, a_booking, a_venue, at, in_days, walk_in

pytestmark = pytest.mark.django_db
DESK = "/havendijk/beheer/plekken/"
QUEUE = f"{DESK}reserveringen/"


def words(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\xa0", " ").split())


@pytest.fixture
def asked(network: Network, ingrid: Person) -> Booking:
    made = a_booking(a_venue(network, name="Grote zaal", approval=Approval.ASK), in_days(3), purpose="Kinderfeest")
    Mail.objects.all().delete()
    return made


def test_the_desk_shows_what_is_taken_today_and_no_names(network: Network, joris: Person) -> None:
    venue = a_venue(network, hours="00:00-23:59", name="Grote zaal")
    a_booking(venue, in_days(0, "00:00"), 24 / 8, alias="Geheime groep", purpose="Niet voor jou")
    text = words(ring_one(joris).get(DESK))
    assert "Bezet: 0.00 – 3.00 uur" in text
    assert "Geheime groep" not in text
    assert "Niet voor jou" not in text


def test_the_desk_says_when_one_walks_in_and_when_one_can_book(network: Network, joris: Person) -> None:
    walk_in(a_venue(network, hours="11:00-19:00"), "08:00-20:00")
    text = words(ring_one(joris).get(DESK))
    assert "Vandaag binnenlopen: 8.00 – 20.00 uur Vandaag te reserveren: 11.00 – 19.00 uur" in text


def test_the_desk_asks_as_much_for_many_places_as_for_a_few(network: Network, joris: Person) -> None:
    client = ring_one(joris)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(DESK).status_code == 200
        return len(asked)

    walk_in(a_venue(network), "00:00-23:59")
    client.get(DESK)
    few = count()
    for number in range(6):
        a_booking(a_venue(network, name=f"Zaal {number}", hours="00:00-23:59"), in_days(0, "00:00"))
    assert count() == few


@pytest.mark.usefixtures("by_day")
def test_one_tap_takes_a_place_and_two_taps_are_one(network: Network, joris: Person) -> None:
    venue = a_venue(network, hours="00:00-23:59", approval=Approval.ASK)
    client, key = ring_one(joris), {"form_key": str(uuid4())}
    for _time in range(2):
        answer = client.post(f"{DESK}{venue.pk}/neem/", key)
        assert answer.status_code == 302
    booking = Booking.objects.get()
    assert (booking.booker, booking.state) == (joris, BookingState.CONFIRMED)
    assert booking.ends_at - booking.starts_at <= 2 * HOUR


def test_what_cannot_be_taken_says_why(network: Network, joris: Person) -> None:
    venue = a_venue(network, hours="00:00-23:59", approval=Approval.NONE)
    page = ring_one(joris).post(f"{DESK}{venue.pk}/neem/", {"form_key": "onzin"})
    assert page.status_code == 409
    assert "niet reserveren" in words(page)


def test_the_queue_shows_what_waits_and_a_yes_empties_it(ingrid: Person, asked: Booking) -> None:
    client = ring_two(ingrid)
    assert "Grote zaal" in words(client.get(QUEUE))
    page = client.get(f"{QUEUE}{asked.pk}/")
    assert "Kinderfeest" in words(page)
    assert "hanan@voorbeeld.example" in words(page)
    assert client.post(f"{QUEUE}{asked.pk}/", {"doe": "ja"}).status_code == 302
    assert "Er wacht niemand op je" in words(client.get(QUEUE))
    assert "Grote zaal" in words(client.get(f"{QUEUE}?lijst=komt"))
    assert Mail.objects.count() == 1


def test_looking_at_who_booked_is_written_down(ingrid: Person, asked: Booking) -> None:
    ring_two(ingrid).get(f"{QUEUE}{asked.pk}/")
    assert LogRow.objects.filter(action="view", fields_group="booking", object_id=str(asked.pk)).count() == 1


def test_a_no_needs_a_reason(ingrid: Person, asked: Booking) -> None:
    client, url = ring_two(ingrid), f"{QUEUE}{asked.pk}/"
    assert "waarom het niet kan" in words(client.post(url, {"doe": "nee", "reason": "  "}))
    assert Booking.objects.get().state == BookingState.ASKED
    assert client.post(url, {"doe": "nee", "reason": "De zaal wordt geverfd."}).status_code == 302
    assert Booking.objects.get().state == BookingState.REFUSED
    late = client.post(url, {"doe": "ja"})
    assert late.status_code == 409
    assert "Dit kan nu niet meer" in words(late)


@pytest.mark.parametrize("done", ["", "weg", "ja ", "x" * 5_000])
def test_a_button_that_is_none_does_nothing(ingrid: Person, asked: Booking, done: str) -> None:
    assert ring_two(ingrid).post(f"{QUEUE}{asked.pk}/", {"doe": done}).status_code == 409
    assert Booking.objects.get().state == BookingState.ASKED


def test_afterwards_it_is_marked_used_or_not(ingrid: Person, asked: Booking) -> None:
    now = timezone.now()
    Booking.objects.update(state=BookingState.CONFIRMED, starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    client = ring_two(ingrid)
    assert "Is de plek gebruikt?" in words(client.get(f"{QUEUE}{asked.pk}/"))
    client.post(f"{QUEUE}{asked.pk}/", {"doe": "niet-gekomen"})
    assert Booking.objects.get().state == BookingState.NO_SHOW
    assert "Niet gekomen" in words(client.get(f"{QUEUE}?lijst=was"))


def test_who_booked_is_behind_the_second_ring(ingrid: Person, asked: Booking) -> None:
    for url in (QUEUE, f"{QUEUE}{asked.pk}/"):
        answer = ring_one(ingrid).get(url)
        assert answer.status_code == 302
        assert "sterk" in answer["Location"] or "strong" in answer["Location"] or "volgende" in answer["Location"]


def test_an_editor_keeps_the_places_of_the_host_and_no_others(
    network: Network, aisha: Person, buurtteam: Organization, asked: Booking
) -> None:
    own = a_booking(a_venue(network, name="Eigen", host=buurtteam, approval=Approval.ASK), in_days(2))
    client = ring_two(aisha)
    assert client.get(f"{QUEUE}{own.pk}/").status_code == 200
    assert client.get(f"{QUEUE}{asked.pk}/").status_code == 404
    assert client.post(f"{QUEUE}{asked.pk}/", {"doe": "ja"}).status_code == 404
    assert "Grote zaal" not in words(client.get(QUEUE))


def test_the_sheet_for_the_door_has_no_names(network: Network, joris: Person) -> None:
    venue = a_venue(network, key_holder="De balie van het buurthuis")
    start = in_days(1)
    a_booking(venue, start, 2, alias="Geheime groep", purpose="Niet voor jou")
    page = ring_one(joris).get(f"{DESK}{venue.pk}/deur/?week={start:%Y-%m-%d}")
    text = words(page)
    assert "10.00 – 12.00 uur" in text
    assert "De balie van het buurthuis" in text
    assert "Geheime groep" not in text
    assert "Niet voor jou" not in text


@pytest.mark.usefixtures("by_day")
def test_who_takes_a_place_with_a_code_finds_the_way_in_beside_it_and_nobody_else_does(
    network: Network, joris: Person, ingrid: Person
) -> None:
    venue = a_venue(network, hours="00:00-23:59", approval=Approval.TRUSTED, access=Access.CODE, door_code="4711#")
    client = ring_one(joris)
    client.post(f"{DESK}{venue.pk}/neem/", {"form_key": str(uuid4())})
    text = client.get(DESK).content.decode()
    assert "/neem/" not in text, "it is theirs already, also before its first quarter begins"
    assert "4711#" not in Mail.objects.get(to=joris.email).body
    mine = f"/havendijk/plekken/reservering/{token_of(Booking.objects.get().form_key)}/"
    assert mine in text
    assert "4711#" not in text
    assert "4711#" in words(client.post(mine, {"doe": "code"}))
    assert "/plekken/reservering/" not in ring_one(ingrid).get(DESK).content.decode()


@pytest.mark.parametrize("week", ["9999-12-31", "x", "0001-01-01", ""])
def test_a_week_out_of_reach_is_the_coming_one(venue: Venue, joris: Person, week: str) -> None:
    client = ring_one(joris)
    this = client.get(f"{DESK}{venue.pk}/week/").context["first"]
    assert client.get(f"{DESK}{venue.pk}/week/?week={week}").context["first"] == this


def test_on_a_sunday_the_week_of_a_place_is_the_one_that_comes(
    venue: Venue, joris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_booking(venue, at(10, "10:00"))
    client = ring_one(joris)
    sunday = at(8, "12:00")
    monkeypatch.setattr(week_views, "local_now", lambda _venue: sunday)
    page = client.get(f"{DESK}{venue.pk}/week/")
    assert [one.date for one in page.context["days"]] == [sunday.date() + number * DAY for number in range(7)]
    assert "10.00 – 11.00 uur" in words(page)
    later = client.get(f"{DESK}{venue.pk}/week/?week={page.context['after']:%Y-%m-%d}")
    assert later.context["first"] == sunday.date() + 7 * DAY
