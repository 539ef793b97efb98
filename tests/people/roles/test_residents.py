"""Residents who wish to be found: nobody stands in the who-is-who whom nobody of the network knows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.access import connectors_of, people_of
from buurtnet.people.choices import Role
from buurtnet.people.models import Card, Membership, Person, Welcome
from buurtnet.people.my_data import erase_account
from buurtnet.privacy.models import LogRow
from tests.factories import NetworkFactory
from tests.people.cast import person, ring_one, ring_two
from tests.people.doors.clients import last_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanan(network: Network) -> Person:
    """A resident who wishes to be found by everyone."""
    hanan = person("Hanan Aziz", Role.RESIDENT, network)
    Card.objects.create(person=hanan, gets_things_going=True, is_public=True, ask_me="de speeltuin")
    return hanan


def say(client: Client, who: Person, network: Network, **said: str) -> int:
    address = reverse("people:resident_known", args=[network.slug, who.memberships.get(network=network).pk])
    return client.post(address, {"naam": who.name, **said}).status_code


def is_found(who: Person, network: Network) -> tuple[bool, bool]:
    """In the who-is-who, and on the public page."""
    page = Client().get(reverse("people:connectors", args=[network.slug])).content.decode()
    assert (who.name in page) == connectors_of(network).filter(pk=who.pk).exists()
    return people_of(network).filter(pk=who.pk).exists(), who.name in page


def test_a_stranger_who_signed_up_publishes_nothing(network: Network) -> None:
    client = Client()
    client.post(f"/account/aanmelden/?volgende=/{network.slug}/", {"email": "vreemd@elders.example"})
    client.post(last_link("vreemd@elders.example"))
    client.post("/account/gegevens/", {"name": "Wijkteam Spoed", "language": ""})
    card = {"ask_me": "Betaal vooraf", "is_public": "1", "gets_things_going": "1", "ziet_ask_me": "public"}
    assert client.post("/account/kaart/", card).status_code == 302
    stranger = Person.objects.get(email="vreemd@elders.example")
    assert Card.objects.get(person=stranger).gets_things_going
    assert is_found(stranger, network) == (False, False)
    page = client.get("/account/kaart/").content.decode()
    assert "Nog niet gezien door een regisseur of verbinder van Buurtnet Havendijk" in page


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CONNECTOR])
def test_one_tap_of_who_knows_them_lets_others_find_them_and_another_takes_it_back(
    hanan: Person, network: Network, role: Role
) -> None:
    helper = person("Wie Kent", role, network)
    client = ring_two(helper)
    assert "Hanan Aziz" in client.get(reverse("people:resident_list", args=[network.slug])).content.decode()
    assert say(client, hanan, network) == 302
    known = Welcome.objects.get()
    assert (known.person, known.network, known.said_by, known.known_as) == (hanan, network, helper, "Hanan Aziz")
    assert abs((timezone.now() - known.said_at).total_seconds()) < 60
    row = LogRow.objects.get(rule="resident.known")
    assert (row.actor, row.subject, row.role_then) == (str(helper.pk), str(hanan.pk), role.value)
    assert is_found(hanan, network) == (True, True)
    assert "Nog niet gezien" not in ring_one(hanan).get("/account/kaart/").content.decode()
    assert say(client, hanan, network, terug="1") == 302
    assert is_found(hanan, network) == (False, False)
    assert LogRow.objects.filter(rule="resident.known.taken_back", subject=str(hanan.pk)).count() == 1


def test_the_people_page_of_a_director_has_the_same_button(hanan: Person, ingrid: Person, network: Network) -> None:
    client = ring_two(ingrid)
    address = reverse("people:role_list", args=[network.slug])
    page = client.get(address).content.decode()
    assert "Ik ken deze bewoner" in page
    known = reverse("people:resident_known", args=[network.slug, hanan.memberships.get().pk])
    answer = client.post(known, {"naam": hanan.name, "lijst": "rollen"})
    assert answer.headers["Location"] == address
    assert "gezien door Ingrid de Wit" in client.get(address).content.decode()


def test_the_list_says_above_it_how_many_there_are(hanan: Person, ingrid: Person, network: Network) -> None:
    page = ring_two(ingrid).get(reverse("people:resident_list", args=[network.slug])).content.decode()
    assert '<h2 id="bewoners">Bewoners <span class="number">1</span></h2>' in page


def test_another_name_is_looked_at_again(hanan: Person, ingrid: Person, network: Network) -> None:
    client = ring_two(ingrid)
    say(client, hanan, network)
    ring_one(hanan).post("/account/gegevens/", {"name": "Wijkteam Spoed", "language": ""})
    hanan.refresh_from_db()
    assert is_found(hanan, network) == (False, False)
    assert say(client, hanan, network, naam="Hanan Aziz") == 302
    assert is_found(hanan, network) == (False, False), "the page showed another name than the account has now"
    say(client, hanan, network)
    assert is_found(hanan, network) == (True, True)
    assert Welcome.objects.count() == 1


def test_a_yes_holds_in_its_own_network_and_partners_need_none(
    hanan: Person, ingrid: Person, network: Network
) -> None:
    other = NetworkFactory(slug="duinbeke")
    Membership.objects.create(person=hanan, role=Role.RESIDENT, network=other)
    say(ring_two(ingrid), hanan, network)
    assert is_found(hanan, other) == (False, False)
    partner = person("Noor Visser", Role.VOLUNTEER, network)
    Card.objects.create(person=partner, gets_things_going=True, is_public=True)
    assert is_found(partner, network) == (True, True)
    assert say(ring_two(ingrid), partner, network) == 404


def test_who_does_not_wish_to_be_found_is_shown_to_nobody_there(
    hanan: Person, ingrid: Person, network: Network
) -> None:
    client = ring_two(ingrid)
    say(client, hanan, network)
    Card.objects.update(gets_things_going=False)
    assert is_found(hanan, network) == (False, False)
    assert "Hanan" not in client.get(reverse("people:resident_list", args=[network.slug])).content.decode()
    assert say(client, hanan, network) == 404


def test_reading_the_list_is_written_down_at_a_steady_cost(hanan: Person, ingrid: Person, network: Network) -> None:
    client = ring_two(ingrid)
    address = reverse("people:resident_list", args=[network.slug])

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    cost()
    before = cost()
    assert LogRow.objects.filter(action="list", subject=str(hanan.pk), actor=str(ingrid.pk)).count() == 2
    for number in range(5):
        Card.objects.create(person=person(f"Bewoner {number}", Role.RESIDENT, network), gets_things_going=True)
    assert cost() == before


def test_the_yes_goes_when_the_resident_goes(hanan: Person, ingrid: Person, network: Network) -> None:
    say(ring_two(ingrid), hanan, network)
    erase_account(hanan)
    assert not Welcome.objects.exists()
