"""The page of an activity, and what is on of a service, an organization or a place."""

import datetime as dt
import json
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.models import Activity, Partner
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.directory.models import ServiceReach
from buurtnet.places.models import Venue
from tests.agenda.calendar_rows import activity, calendar_network, forget_all, next_monday, north, off, on
from tests.factories import (
    LocationFactory,
    OrganizationFactory,
    PersonFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

MONDAY = next_monday()
DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(db: None) -> Network:
    forget_all()
    return calendar_network()


def address(one: Activity) -> str:
    return reverse("agenda:activity", args=[one.network.slug, one.pk])


def page(client: Client, one: Activity, **query: str) -> str:
    answer = client.get(address(one), query)
    assert answer.status_code == 200
    return answer.content.decode()


def events(shown: str) -> list[dict[str, Any]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', shown)
    assert found
    read: list[dict[str, Any]] = json.loads(found[1])["@graph"]
    return read


def test_it_says_what_when_where_and_what_to_know(client: Client, network: Network) -> None:
    one = activity(
        network, "Buurtmaaltijd", summary="Eten aan een lange tafel.", text="Eerst soep.\nDan de rest.",
        place_text="De Ankerplaats", bring="Een bord", weather="Dan eten we binnen.", price_cents=300,
        price_note="Kinderen gratis.", age_from=4, for_whom=["families"], languages=["nl", "ar"],
        facilities=["step_free", "toilet"], contact="0999 - 12 34 56",
    )  # fmt: skip
    on(one, MONDAY, 18)
    shown = page(client, one)
    for said in (
        "Eten aan een lange tafel.", "<p>Dan de rest.</p>", "De Ankerplaats", "Een bord", "Dan eten we binnen.",
        "€ 3", "Kinderen gratis.", "Vanaf 4 jaar", "Voor het hele gezin", "Je komt zonder drempel binnen.",
        "Er is: wc.", "We spreken Nederlands en Arabisch.", 'href="tel:0999123456"', "Je hoeft je niet op te geven.",
    ):  # fmt: skip
        assert said in shown, said


@pytest.mark.parametrize("state", [ActivityState.WAITING, ActivityState.DECLINED, ActivityState.IDEA])
def test_what_is_not_in_the_calendar_has_no_page(client: Client, network: Network, state: ActivityState) -> None:
    assert client.get(address(activity(network, state=state))).status_code == 404


def test_the_page_of_another_network_and_of_a_closed_room_is_not_found(client: Client, network: Network) -> None:
    one = activity(network)
    calendar_network("elders")
    assert client.get(reverse("agenda:activity", args=["elders", one.pk])).status_code == 404
    assert client.get(reverse("agenda:activity", args=["havendijk", uuid.uuid4()])).status_code == 404
    network.rooms = [Room.MAP]
    network.save()
    assert client.get(address(one)).status_code == 404


def test_what_stopped_says_so_and_shows_no_dates(client: Client, network: Network) -> None:
    one = activity(network, state=ActivityState.STOPPED)
    on(one, MONDAY)
    shown = page(client, one)
    assert "Deze activiteit is gestopt." in shown
    assert "noindex" in shown
    assert "application/ld+json" not in shown


def test_all_coming_dates_stand_there_and_the_next_that_goes_on_is_on_top(client: Client, network: Network) -> None:
    one = activity(network)
    off(one, MONDAY, "Ziek.")
    for number in range(1, 9):
        on(one, MONDAY + 7 * number * DAY)
    on(one, MONDAY - 21 * DAY)
    shown = page(client, one)
    head = shown.split("entry-tools")[0]
    assert shown.count("<li class=") >= 9
    assert "Nog 3 keer" in shown
    assert f"{(MONDAY + 7 * DAY).day} " in head.split("entry-now")[1]
    assert "gaat niet door: Ziek." in shown


def test_the_date_someone_comes_for_is_on_top(client: Client, network: Network) -> None:
    one = activity(network)
    on(one, MONDAY)
    off_day = off(one, MONDAY + 7 * DAY, "De zaal is bezet.")
    assert "Deze keer gaat het niet door." in page(client, one, keer=str(off_day.pk))
    assert "Deze keer gaat het niet door." not in page(client, one)
    for nonsense in ("x", "", str(uuid.uuid4()), "y" * 3_000):
        assert "Deze keer gaat het niet door." not in page(client, one, keer=nonsense)


def test_without_a_coming_date_it_says_when_it_was(client: Client, network: Network) -> None:
    one = activity(network)
    assert "Er is nog geen datum." in page(client, one)
    on(one, timezone.localdate() - 30 * DAY)
    assert "Er is nog geen nieuwe datum." in page(client, one)


@pytest.mark.parametrize("shows", [True, False])
def test_the_first_name_of_the_owner_stands_there_only_by_their_wish(
    client: Client, network: Network, shows: bool
) -> None:
    owner = PersonFactory(name="Hanan Quartey", email="hanan@havendijk.example")
    one = activity(network, owner=owner, shows_owner=shows, owner_organization=OrganizationFactory(name="De Loods"))
    shown = page(client, one)
    assert ("Hanan van De Loods" in shown) is shows
    assert "De Loods" in shown
    assert "Quartey" not in shown
    assert "hanan@" not in shown


def test_partners_stand_there_with_their_sentence(client: Client, network: Network) -> None:
    one = activity(network)
    Partner.objects.create(activity=one, organization=OrganizationFactory(name="De Bieb"), sentence="Wij lezen voor.")
    Partner.objects.create(activity=one, organization=OrganizationFactory(name="Weg", gone_at=timezone.now()))
    shown = page(client, one)
    assert "De Bieb" in shown
    assert "Wij lezen voor." in shown
    assert "Weg</a>" not in shown


def test_a_secret_address_is_nowhere_on_the_page(client: Client, network: Network) -> None:
    safe = LocationFactory(name="Het Veilige Huis", hide_address=True)
    one = activity(network, location=safe, **north(30))
    on(one, MONDAY)
    shown = page(client, one)
    assert "Het adres is geheim." in shown
    assert "Veilige Huis" not in shown
    assert f"{one.latitude}" not in shown
    assert "data-kaart" not in shown


def test_a_venue_gives_its_name(client: Client, network: Network) -> None:
    location = LocationFactory(name="De Touwbaan")
    one = activity(
        network, venue=Venue.objects.create(network=network, name="De keuken", location=location), location=location,
        **north(0),
    )  # fmt: skip
    on(one, MONDAY)
    shown = page(client, one)
    assert "<strong>De keuken</strong>" in shown
    venue_page = reverse("places:venue", args=[network.slug, one.venue.pk]) if one.venue else ""
    assert reverse("directory:place", args=[network.slug, location.pk]) in shown
    assert venue_page not in shown
    network.rooms = [Room.AGENDA, Room.PLACES]
    network.save()
    assert venue_page in page(client, one)


def test_search_engines_get_events(client: Client, network: Network) -> None:
    one = activity(
        network, 'Koken "</script>"', price_cents=0, place_text="Plein", age_from=8, age_to=12, languages=["nl"],
        owner_organization=OrganizationFactory(name="De Loods"), owner=PersonFactory(name="Hanan"),
    )  # fmt: skip
    on(one, MONDAY, 15)
    off(one, MONDAY + 7 * DAY, "Ziek.")
    first, second = events(page(client, one))
    assert first["@type"] == "Event"
    assert first["name"] == 'Koken "</script>"'
    assert first["startDate"].startswith(f"{MONDAY}T15:00:00+0")
    assert first["eventStatus"].endswith("EventScheduled")
    assert first["isAccessibleForFree"] is True
    assert first["offers"]["price"] == "0.00"
    assert first["typicalAgeRange"] == "8-12"
    assert first["location"]["name"] == "Plein"
    assert first["organizer"]["name"] == "De Loods"
    assert second["eventStatus"].endswith("EventCancelled")
    assert "Hanan" not in json.dumps([first, second])


def test_the_page_costs_the_same_however_many_dates_it_has(client: Client, network: Network) -> None:
    one = activity(
        network, location=LocationFactory(), owner=PersonFactory(), owner_organization=OrganizationFactory()
    )

    def cost() -> int:
        page(client, one)
        with CaptureQueriesContext(connection) as captured:
            page(client, one)
        return len(captured)

    on(one, MONDAY)
    first = cost()
    for number in range(1, 20):
        on(one, MONDAY + 7 * number * DAY)
        Partner.objects.create(activity=one, organization=OrganizationFactory())
    assert cost() == first


# On other pages of the map


def shown_here(network: Network, **fields: Any) -> Any:
    """A service that the network shows, at a location."""
    service = ServiceFactory(name="Inloop", **fields)
    location = LocationFactory(name="De Touwbaan")
    ServiceAtLocationFactory(service=service, location=location)
    for area in network.areas.all():
        ServiceReach.objects.create(service=service, area=area)
    return service, location


def part_of(client: Client, network: Network, kind: str, pk: uuid.UUID, **query: str) -> str:
    answer = client.get(reverse(f"agenda:activities_of_{kind}", args=[network.slug, pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_service_an_organization_and_a_place_show_what_is_on(client: Client, network: Network) -> None:
    service, location = shown_here(network)
    on(activity(network, "Van de inloop", service=service), MONDAY)
    on(activity(network, "Van de club", owner_organization=service.organization), MONDAY)
    together = activity(network, "Samen met de club")
    Partner.objects.create(activity=together, organization=service.organization)
    on(together, MONDAY)
    room = Venue.objects.create(network=network, name="Zaal", location=location)
    on(activity(network, "In de zaal", venue=room), MONDAY)
    on(activity(network, "Op de plek", location=location), MONDAY)
    on(activity(network, "Deze keer elders", location=location), MONDAY, place_text="Plein")
    on(activity(network, "Heel iets anders"), MONDAY)
    of_service = part_of(client, network, "service", service.pk)
    of_organization = part_of(client, network, "organization", service.organization.pk)
    of_place = part_of(client, network, "place", location.pk)
    assert named(of_service) == {"Van de inloop"}
    assert named(of_organization) == {"Van de club", "Samen met de club"}
    assert named(of_place) == {"In de zaal", "Op de plek"}


def named(shown: str) -> set[str]:
    return set(re.findall(r'<h3><a href="[^"]*/agenda/[^"]*">([^<]*)</a></h3>', shown))


def test_a_part_has_the_first_three_and_is_empty_when_nothing_is_on(client: Client, network: Network) -> None:
    service, _location = shown_here(network)
    assert part_of(client, network, "service", service.pk, deel="1").strip() == ""
    assert "Nu staat er niets gepland" in part_of(client, network, "service", service.pk)
    for number in range(5):
        on(activity(network, f"Nummer {number}", service=service), MONDAY + number * DAY)
    part = part_of(client, network, "service", service.pk, deel="1")
    assert named(part) == {"Nummer 0", "Nummer 1", "Nummer 2"}
    assert "Alle activiteiten" in part
    assert "<html" not in part


@pytest.mark.parametrize("kind", ["service", "organization", "place"])
def test_what_the_network_does_not_show_has_no_such_page(client: Client, network: Network, kind: str) -> None:
    service, location = shown_here(calendar_network("elders"))
    pk = {"service": service.pk, "organization": service.organization.pk, "place": location.pk}[kind]
    assert client.get(reverse(f"agenda:activities_of_{kind}", args=[network.slug, pk])).status_code == 404
    network.rooms = [Room.MAP]
    network.save()
    assert client.get(reverse(f"agenda:activities_of_{kind}", args=["elders", pk])).status_code == 200
    assert client.get(reverse(f"agenda:activities_of_{kind}", args=[network.slug, pk])).status_code == 404


@pytest.mark.parametrize("kind", ["service", "organization", "place"])
def test_a_page_of_the_map_holds_a_plain_link_while_there_is_a_calendar(
    client: Client, network: Network, kind: str
) -> None:
    service, location = shown_here(network)
    pk = {"service": service.pk, "organization": service.organization.pk, "place": location.pk}[kind]
    link = f'href="{reverse(f"agenda:activities_of_{kind}", args=[network.slug, pk])}"'
    own_page = reverse(f"directory:{kind}", args=[network.slug, pk])
    assert link in client.get(own_page).content.decode()
    network.rooms = [Room.MAP]
    network.save()
    assert "/agenda/" not in client.get(own_page).content.decode()


# Letting know that one comes


def joins(client: Client, one: Activity) -> list[str]:
    """The dates one can let know for, by the links of the page, without the button on top."""
    below = page(client, one).split("entry-tools")[1]
    return re.findall(rf'href="/{one.network.slug}/agenda/keer/([^/]+)/meedoen/"', below)


def test_one_joins_a_date_that_goes_on_and_has_a_line_to_wait_in(client: Client, network: Network) -> None:
    one = activity(network, registration="names", most=2)
    first, full = on(one, MONDAY), on(one, MONDAY + DAY, taken=2)
    off(one, MONDAY + 2 * DAY, "Ziek.")
    assert joins(client, one) == [str(first.pk), str(full.pk)]
    Activity.objects.update(has_waiting_list=False)
    assert joins(client, one) == [str(first.pk)]
    Activity.objects.update(registration="none")
    assert joins(client, one) == []


def test_the_button_on_top_is_for_the_next_date(client: Client, network: Network) -> None:
    one = activity(network, registration="count")
    date = on(one, MONDAY)
    head = page(client, one).split("entry-tools")[0]
    assert f'<a class="button" href="{reverse("agenda:join", args=[network.slug, date.pk])}">' in head
    assert "Ik kom" in head


def test_what_was_written_in_dutch_says_so_on_a_page_in_english(client: Client, network: Network) -> None:
    one = activity(network, summary="Eten met z'n allen.", text="Neem een bord mee.")
    on(one, MONDAY, note="Met soep.")
    shown = page(client, one, taal="en")
    for said in ("Eten met z&#x27;n allen.", "Neem een bord mee.", "Met soep."):
        assert f'<span lang="nl">{said}</span>' in shown
    assert '<meta name="description" content="Eten met z&#x27;n allen.">' in shown
