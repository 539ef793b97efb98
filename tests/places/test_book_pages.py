"""Taking a place through its pages: a day, a time, and the last page; what is wrong is said and nothing is lost."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.kit import guarded
from buurtnet.people.models import Organization, Person
from buurtnet.places.booking import token_of
from buurtnet.places.choices import Approval, BookingState
from buurtnet.places.forms import booking as booking_form
from buurtnet.places.models import Booking, BookingSeries, Venue
from buurtnet.places.views import book as book_views
from tests.people.cast import ring_one
from tests.places.rows import a_booking, a_venue, in_days

pytestmark = pytest.mark.django_db
DAY = 2


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test types faster than a person."""
    monkeypatch.setattr(guarded, "LEAST", 0)


def url_of(venue: Venue) -> str:
    return f"/havendijk/plekken/{venue.pk}/reserveren/"


def when(clock: str = "10:00", minutes: int = 60, day: int = DAY) -> dict[str, str]:
    return {"dag": f"{in_days(day):%Y-%m-%d}", "van": clock, "duur": str(minutes)}


def hidden(page: Any) -> dict[str, str]:
    """What the page itself sends along: when it was begun, and its key."""
    found = {
        name: re.search(rf'name="{name}" value="([^"]+)"', page.content.decode()) for name in ("begun", "form_key")
    }
    assert all(found.values()), found
    return {name: unescape(one[1]) for name, one in found.items() if one}


def words(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\xa0", " ").split())


def send(client: Client, venue: Venue, *, clock: str = "10:00", page: Any = None, **said: Any) -> Any:
    page = page or hidden(client.get(url_of(venue), when(clock)))
    usual = {"people": "6", "alias": "Hanan", "contact": "", "purpose": "Koken"}
    return client.post(url_of(venue), when(clock) | usual | page | said)


def test_from_a_day_to_a_time_to_a_booking_with_a_link_of_ones_own(client: Client, venue: Venue) -> None:
    day = client.get(url_of(venue))
    assert "Welke dag wil je?" in words(day)
    time_page = client.get(url_of(venue), {"dag": when()["dag"]})
    assert "Vanaf hoe laat?" in words(time_page)
    done = send(client, venue)
    booking = Booking.objects.get()
    assert (booking.alias, booking.people, booking.purpose, booking.contact) == ("Hanan", 6, "Koken", "")
    assert done.status_code == 302
    assert token_of(booking.form_key) in done["Location"]
    page = client.get(done["Location"])
    assert "Je plek is geregeld" in words(page)
    assert "Alleen met deze link" in words(page)


def test_sent_twice_it_is_one_and_leads_to_the_same_page(client: Client, venue: Venue) -> None:
    page = hidden(client.get(url_of(venue), when()))
    assert len({send(client, venue, page=page)["Location"] for _time in range(2)}) == 1
    assert Booking.objects.count() == 1


def test_who_comes_second_takes_another_time_and_types_nothing_again(client: Client, venue: Venue) -> None:
    page = hidden(client.get(url_of(venue), when()))
    a_booking(venue, in_days(DAY))
    late = send(client, venue, page=page)
    assert late.status_code == 409
    assert "al van iemand anders" in words(late)
    assert 'value="Hanan"' in late.content.decode()
    other = re.search(r'name="anders" value="([^"]*)"', late.content.decode())
    assert other
    done = send(client, venue, page=hidden(late), anders=unescape(other[1]))
    assert done.status_code == 302
    assert Booking.objects.count() == 2


def test_a_time_that_is_taken_is_said_before_anything_is_typed(client: Client, venue: Venue) -> None:
    a_booking(venue, in_days(DAY))
    page = client.get(url_of(venue), when())
    assert page.status_code == 409
    assert "Dit is wel vrij" in words(page)


def test_what_is_missing_is_said_and_what_was_typed_stays(client: Client, network: Network) -> None:
    venue = a_venue(network, approval=Approval.ASK, adult_required=True, capacity=5)
    page = send(client, venue, alias="", people="6", purpose="Samen <b>koken</b>")
    text = words(page)
    assert page.status_code == 200
    for sentence in (
        "hoogstens 5 mensen",
        "Hoe mogen we je noemen?",
        "Vul je mailadres in",
        "volwassene bij zijn",
    ):
        assert sentence in text
    assert "Samen &lt;b&gt;koken&lt;/b&gt;" in page.content.decode()
    assert not Booking.objects.exists()


def test_who_must_wait_for_a_yes_gives_an_address_and_hears_how_it_stands(client: Client, network: Network) -> None:
    venue = a_venue(network, approval=Approval.ASK)
    done = send(client, venue, contact="hanan@voorbeeld.example")
    assert Booking.objects.get().state == BookingState.ASKED
    assert "zegt ja of nee" in words(client.get(done["Location"]))


@pytest.mark.parametrize(
    "said",
    [
        {"dag": "9999-99-99"}, {"dag": "0001-01-01"}, {"van": "25:99"}, {"van": "10:07"}, {"duur": "100000"},
        {"duur": "-60"}, {"van": "10:00+01:00"}, {"anders": "dag=x&van=y"}, {"anders": "%00"}, {"dag": "", "van": ""},
    ],
)  # fmt: skip
def test_a_forged_time_leads_back_to_the_beginning(client: Client, venue: Venue, said: dict[str, str]) -> None:
    answer = send(client, venue, **said)
    assert answer.status_code in {302, 409}
    assert not Booking.objects.exists()


@pytest.mark.parametrize("begun", ["", "x", "a:b:c", "1" * 5_000])
def test_a_page_that_is_not_ours_is_shown_again_with_what_was_typed(client: Client, venue: Venue, begun: str) -> None:
    answer = client.post(url_of(venue), when() | {"people": "6", "alias": "Hanan", "begun": begun, "form_key": "x"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert 'value="Hanan"' in answer.content.decode()
    assert not Booking.objects.exists()
    assert send(client, venue, page=hidden(answer)).status_code == 302, "and then it goes"


def test_a_page_of_one_place_is_no_page_of_another(client: Client, network: Network, venue: Venue) -> None:
    page = hidden(client.get(url_of(venue), when()))
    assert "stond lang open" in words(send(client, a_venue(network, name="Andere"), page=page))
    assert not Booking.objects.exists()


def test_input_with_a_nul_or_of_endless_length_is_refused_clearly(client: Client, venue: Venue) -> None:
    assert send(client, venue, alias="Ha\0nan").status_code == 400
    page = send(client, venue, alias="x" * 100_000, purpose="y" * 100_000, people="9" * 400)
    assert page.status_code == 200
    assert not Booking.objects.exists()


def test_signs_that_turn_a_text_around_are_left_out(client: Client, venue: Venue) -> None:
    send(client, venue, alias="Ha\u202enan\u200b", purpose="Feest\u2066")
    assert (Booking.objects.get().alias, Booking.objects.get().purpose) == ("Hanan", "Feest")


def test_a_machine_that_fills_the_hidden_box_or_hurries_books_nothing(
    client: Client, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Laat het onderste vak leeg" in words(send(client, venue, bericht2="x"))
    monkeypatch.setattr(guarded, "LEAST", 60)
    assert "heel snel" in words(send(client, venue))
    assert not Booking.objects.exists()


def test_one_address_books_twenty_times_an_hour_at_most(
    client: Client, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_views, "PER_HOUR", 2)
    answers = [send(client, venue, clock=clock).status_code for clock in ("09:00", "11:00", "13:00")]
    assert answers == [302, 302, 429]


def test_forms_a_minute_are_limited(client: Client, venue: Venue, settings: Settings) -> None:
    settings.FORMS_PER_MINUTE = 1
    assert [client.post(url_of(venue)).status_code for _time in range(2)] == [302, 429]


def test_who_is_signed_in_books_for_an_organization_and_types_no_address(
    network: Network, joris: Person, buurtteam: Organization
) -> None:
    venue = a_venue(network, approval=Approval.TRUSTED)
    client = ring_one(joris)
    assert "Je mailadres" not in words(client.get(url_of(venue), when()))
    assert send(client, venue, organization=str(buurtteam.pk)).status_code == 302
    booking = Booking.objects.get()
    assert (booking.booker, booking.organization, booking.state) == (joris, buurtteam, BookingState.CONFIRMED)


def test_nobody_books_for_another_organization(hanan: Person, venue: Venue, buurtteam: Organization) -> None:
    assert send(ring_one(hanan), venue, organization=str(buurtteam.pk)).status_code == 200
    assert not Booking.objects.exists()


def test_who_has_a_role_books_the_same_time_every_week(joris: Person, venue: Venue) -> None:
    until = f"{in_days(DAY + 21):%Y-%m-%d}"
    done = send(ring_one(joris), venue, repeat="weekly", until=until)
    assert (done.status_code, Booking.objects.count(), BookingSeries.objects.count()) == (302, 4, 1)
    assert "Alle keren" in words(Client().get(done["Location"]))


def test_a_visitor_does_not_fill_a_place_that_is_booked_directly_with_a_series(client: Client, venue: Venue) -> None:
    send(client, venue, repeat="weekly", until=f"{in_days(90):%Y-%m-%d}")
    assert (Booking.objects.count(), BookingSeries.objects.count()) == (1, 0)


@pytest.mark.parametrize(("until", "sentence"), [("", "Kies tot en met welke dag"), ("9999-12-31", "te ver weg")])
def test_a_series_needs_an_end_within_reach(joris: Person, venue: Venue, until: str, sentence: str) -> None:
    page = send(ring_one(joris), venue, repeat="monthly", until=until)
    assert sentence in words(page)
    assert not Booking.objects.exists()


def test_lengths_end_with_what_the_place_allows(network: Network) -> None:
    assert booking_form.lengths_of(a_venue(network, longest_minutes=60)) == [30, 45, 60]
    assert booking_form.lengths_of(a_venue(network, longest_minutes=15)) == [15]
