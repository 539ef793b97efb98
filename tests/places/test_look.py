"""What everyone sees of places: the list with its filters, one place, its month, and where one can go now."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buurtnet.areas.models import Network
from buurtnet.directory.cards import Viewpoint
from buurtnet.places.choices import Approval, Facility, VenueKind
from buurtnet.places.models import ClosedDays, Venue
from buurtnet.places.shown import card_of
from buurtnet.places.wanted import wanted_in
from tests.factories import LocationFactory, NetworkFactory
from tests.places.rows import a_booking, a_venue, in_days, opened, walk_in

pytestmark = pytest.mark.django_db
LIST, NOW = "/havendijk/plekken/", "/havendijk/plekken/nu/"


def words(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def of(venue: Venue, more: str = "") -> str:
    return f"/havendijk/plekken/{venue.pk}/{more}"


def test_the_list_shows_what_is_there_and_filters_leave_out_the_rest(client: Client, network: Network) -> None:
    a_venue(network, name="Zaal", capacity=20, facilities=[Facility.STEP_FREE])
    a_venue(network, name="Tuin", kind=VenueKind.GARDEN, price_cents=500)
    a_venue(network, name="Jongerenplek", kind=VenueKind.YOUTH, safe_for=["young_people"], approval=Approval.NONE)
    a_venue(network, name="Verborgen", is_shown=False)
    names = {"Zaal", "Tuin", "Jongerenplek", "Verborgen"}

    def shown(query: str) -> set[str]:
        page = client.get(f"{LIST}?{query}")
        assert page.status_code == 200
        return {name for name in names if f">{name}</a></h3>" in page.content.decode()}

    assert shown("") == {"Zaal", "Tuin", "Jongerenplek"}
    assert shown("soort=garden") == {"Tuin"}
    assert shown("soort=garden&soort=youth") == {"Tuin", "Jongerenplek"}
    assert shown("voor=young_people") == {"Jongerenplek"}
    assert shown("wat=step_free") == {"Zaal"}
    assert shown("gratis=1") == {"Zaal", "Jongerenplek"}
    assert shown("reserveren=1") == {"Zaal", "Tuin"}
    assert shown("met=21") == {"Tuin", "Jongerenplek"}
    assert shown("soort=sport") == set()


@pytest.mark.parametrize(
    "query", ["soort=%3Cscript%3E", "met=-1", "met=99999999999", "met=%D9%A3", "bij=nergens", "voor=x&wat=y&gratis=2"]
)
def test_nonsense_in_the_address_is_left_out(client: Client, venue: Venue, query: str) -> None:
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert "De Zaal" in words(page)


def test_a_filter_and_its_address_say_the_same() -> None:
    said = "soort=room&voor=quiet&wat=wifi&gratis=1&reserveren=1&met=12"
    wanted = wanted_in(QueryDict(said))
    assert wanted.address() == f"?{said}"
    assert wanted_in(QueryDict(wanted.address()[1:])) == wanted
    assert wanted.address(drop=("met", "12")) == f"?{said.removesuffix('&met=12')}"
    assert len(wanted.chips()) == 6


@pytest.mark.parametrize("url", [LIST, NOW])
def test_a_page_of_many_places_asks_as_much_as_one_of_a_few(client: Client, network: Network, url: str) -> None:
    def add(number: int) -> None:
        venue = a_venue(
            network, name=f"Plek {number}", kind=VenueKind.YOUTH, location=LocationFactory(name=f"Huis {number}")
        )  # fmt: skip
        walk_in(venue, "00:00-23:59", who="jongerenwerker")

    add(1)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(2, 8):
        add(number)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(few) == len(many)


def test_looking_leaves_no_cookie(client: Client, venue: Venue) -> None:
    for url in (LIST, NOW, of(venue), of(venue, "maand/"), of(venue, "reserveren/")):
        page = client.get(url)
        assert page.status_code == 200, url
        assert not page.cookies, url


def test_a_place_says_when_it_is_open_before_when_it_can_be_booked(client: Client, venue: Venue) -> None:
    walk_in(venue, "00:00-23:59", who="gastvrouw")
    page = client.get(of(venue)).content.decode()
    assert "Nu open tot" in page
    assert "met gastvrouw" in page
    assert page.index("met gastvrouw") < page.index("te reserveren 9.00")


def test_the_week_and_the_month_say_free_or_taken_and_never_who(client: Client, venue: Venue) -> None:
    start = in_days(1)
    a_booking(venue, start, 2, purpose="Feest van Hanan", alias="Hanan")
    month = f"maand/?maand={start:%Y-%m}"
    for url in (of(venue), of(venue, month)):
        text = words(client.get(url))
        assert "Hanan" not in text
        assert "Feest" not in text
    assert "10.00 – 12.00 bezet" in words(client.get(of(venue))).replace("\xa0", " ")
    assert "deels" in words(client.get(of(venue, month)))


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "2026-13", "gisteren", ""])
def test_a_month_out_of_reach_is_this_month(client: Client, venue: Venue, month: str) -> None:
    this = client.get(of(venue, "maand/")).context["month"]
    assert client.get(of(venue, f"maand/?maand={month}")).context["month"] == this


def test_a_week_out_of_reach_is_this_week(client: Client, venue: Venue) -> None:
    today = client.get(of(venue)).context["today"]
    for week in ("9999-12-31", "0001-01-01", "x", f"{today - dt.timedelta(days=30)}"):
        assert client.get(of(venue, f"?week={week}")).context["days"][0].date == today


def test_now_tells_who_is_there_and_until_when(client: Client, network: Network) -> None:
    youth = {"kind": VenueKind.YOUTH, "hours": "", "approval": Approval.NONE}
    walk_in(a_venue(network, name="Kaai 9", **youth), "00:00-23:59", who="jongerenwerker")
    walk_in(a_venue(network, name="Bank bij het veld", **youth), "00:00-23:59")
    walk_in(
        a_venue(network, name="Speeltuin", hours="", kind=VenueKind.PLAYGROUND), "00:00-23:59", who="toezichthouder"
    )
    page = client.get(NOW)
    assert [one.card.name for one in page.context["now"].here] == ["Kaai 9"]
    assert [one.card.name for one in page.context["now"].open] == ["Bank bij het veld"]
    text = words(page)
    assert "Er is nu een jongerenwerker" in text
    assert "Speeltuin" not in text
    assert "0999 12 34 56" in text
    assert "Snel weg" in text


def test_now_is_honest_when_nothing_is_open(client: Client, network: Network) -> None:
    venue = walk_in(
        a_venue(network, name="Kaai 9", kind=VenueKind.YOUTH, hours=""), "00:00-23:59", who="jongerenwerker"
    )
    today = dt.datetime.now(dt.UTC).date()
    ClosedDays.objects.create(
        venue=venue, starts_on=today - dt.timedelta(days=1), ends_on=today + dt.timedelta(days=1)
    )  # fmt: skip
    text = words(client.get(NOW))
    assert "Er is nu geen plek open" in text
    assert "Dit gaat straks open" in text
    assert "Kindertelefoon" in text


def test_near_ones_come_first_once_it_is_known_where_someone_is(client: Client, network: Network) -> None:
    for name, latitude in (("Ver", 52.2), ("Dichtbij", 52.05)):
        location = LocationFactory(name=name, latitude=latitude, longitude=4.15)
        walk_in(
            a_venue(network, name=name, kind=VenueKind.YOUTH, hours="", location=location),
            "00:00-23:59",
            who="werker",
        )
    for url in (LIST, NOW):
        page = client.get(f"{url}?bij=52.051,4.150").content.decode()
        assert page.index("Dichtbij") < page.index(">Ver<")


def test_a_secret_address_is_nowhere(client: Client, network: Network) -> None:
    location = LocationFactory(name="Geheim huis", hide_address=True)
    venue = a_venue(network, location=location)
    for url in (LIST, of(venue)):
        page = client.get(url).content.decode()
        assert "Geheim huis" not in page
        assert "52.05" not in page


def test_another_network_a_room_that_is_off_and_what_is_not_shown_are_not_there(
    client: Client, network: Network, venue: Venue
) -> None:
    NetworkFactory(slug="elders", rooms=["places"])
    pages = ["", "nu/", f"{venue.pk}/", f"{venue.pk}/maand/", f"{venue.pk}/reserveren/"]
    for page in pages[2:]:
        assert client.get(f"/elders/plekken/{page}").status_code == 404
    Venue.objects.update(is_shown=False)
    for page in pages[2:]:
        assert client.get(LIST + page).status_code == 404
    network.rooms = []
    network.save()
    for page in pages:
        assert client.get(LIST + page).status_code == 404


def test_what_is_only_walked_into_has_no_month_and_no_form(client: Client, network: Network) -> None:
    venue = a_venue(network, approval=Approval.NONE)
    assert [client.get(of(venue, one)).status_code for one in ("", "maand/", "reserveren/")] == [200, 404, 404]


def test_nothing_is_posted_to_a_page_that_only_shows(client: Client, venue: Venue) -> None:
    assert {client.post(url).status_code for url in (LIST, NOW, of(venue), of(venue, "maand/"))} == {405}


def test_a_card_says_how_one_comes_in(network: Network) -> None:
    view = Viewpoint(network, dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))
    booked = a_venue(network, name="Zaal")
    both = walk_in(a_venue(network, name="Huis", hours=""), "15:00-17:00", 0)
    assert card_of(booked, view).when == "Alleen als je reserveert"
    assert "15.00" in card_of(both, view).when
    assert card_of(opened(both, "12:00-14:00"), view).is_open is False
