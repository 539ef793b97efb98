"""Groups, places and turns with a specialist beside what a search finds."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.groups.choices import GroupKind, GroupState
from buurtnet.places.choices import Approval, VenueKind
from tests.groups.rows import a_group
from tests.places.clinic_rows import a_clinic
from tests.places.rows import a_venue
from tests.questions.public import words

pytestmark = pytest.mark.django_db
HEADING = "Ook in de buurt"


@pytest.fixture
def town(network: Network) -> Network:
    network.rooms = [*network.rooms, Room.GROUPS, Room.PLACES]
    network.save()
    return network


def url() -> str:
    return reverse("home:beside", args=["havendijk"])


def part(client: Client, text: str) -> str:
    answer = client.get(url(), {"q": text, "deel": "1"})
    assert answer.status_code == 200
    return words(answer)


def test_a_search_finds_groups_places_and_clinics_by_their_words(client: Client, town: Network) -> None:
    a_group(town, name="Breicafé", summary="Samen breien met koffie")
    a_venue(town, name="Buurtkeuken", summary="Koken of breien aan een lange tafel")
    a_clinic(town, title="Spreekuur geld", expertise="Rekeningen en brieven")
    shown = part(client, "breien")
    assert HEADING in shown
    assert "Breicafé" in shown
    assert "Buurtkeuken" in shown
    assert "Spreekuur geld" not in shown
    assert "Eerste vrije tijd:" in part(client, "rekeningen")
    english = client.get(url(), {"q": "breien", "deel": "1", "taal": "en"}).content.decode()
    assert '<span lang="nl">Breicafé</span>' in english


def test_nothing_is_shown_when_nothing_or_half_of_it_fits(client: Client, town: Network) -> None:
    a_group(town, name="Breicafé", summary="Samen breien met koffie")
    for text in ("", "schaken", "breien schaken", "de", "!?"):
        assert part(client, text).strip() == ""
    page = client.get(url(), {"q": "schaken"})
    assert "We vonden geen groep, plek of spreekuur met deze woorden." in words(page)


def test_closed_and_waiting_groups_and_hidden_places_stay_hidden(client: Client, town: Network) -> None:
    a_group(town, name="Breien in stilte", kind=GroupKind.CLOSED)
    a_group(town, name="Breien op proef", state=GroupState.WAITING)
    a_venue(town, name="Breilokaal", is_shown=False)
    a_clinic(town, title="Breien voor wie hier werkt", for_professionals=True)
    a_clinic(town, title="Breien van vroeger", is_shown=False)
    assert part(client, "breien").strip() == ""


def test_a_room_to_rent_is_found_by_what_everyone_calls_it(client: Client, town: Network) -> None:
    a_venue(town, name="De Ankerplaats", summary="Licht en groot")
    a_venue(town, name="Stille kamer", approval=Approval.NONE)
    a_venue(town, name="Het fornuis", kind=VenueKind.KITCHEN)
    assert "De Ankerplaats" in part(client, "zaal huren")
    assert "Stille kamer" not in part(client, "zaal huren")
    assert "Het fornuis" in part(client, "keuken huren")


@pytest.mark.parametrize("text", ["zaal huren", "vergaderzaal", "een ruimte om te huren", "rent a room"])
def test_who_asks_for_a_room_reads_it_above_the_services(client: Client, town: Network, text: str) -> None:
    a_venue(town, name="Vergaderzaal De Ankerplaats", summary="Licht en groot")
    shown = client.get(reverse("home:search", args=["havendijk"]), {"q": text}).content.decode()
    above = shown.partition('id="lijst"')[2].partition("data-erbij")[0]
    assert "Vergaderzaal De Ankerplaats" in above


@pytest.mark.parametrize("text", ["huis huren", "licht", "zaalvoetbal", "boeken"])
def test_who_asks_for_something_else_does_not(client: Client, town: Network, text: str) -> None:
    a_venue(town, name="Huiskamer", summary="Licht, met boeken en zaalvoetbal")
    shown = client.get(reverse("home:search", args=["havendijk"]), {"q": text}).content.decode()
    assert "Huiskamer" not in shown


def test_what_is_for_parents_is_for_a_mother_and_what_is_for_fathers_is_not(client: Client, town: Network) -> None:
    a_group(town, name="Oudercafé", summary="Ouders drinken koffie")
    a_group(town, name="Vaders koken", summary="Voor vaders")
    shown = part(client, "praatgroep moeders")
    assert "Oudercafé" in shown
    assert "Vaders koken" not in shown


def test_of_many_the_three_that_say_it_in_their_name_come_first(client: Client, town: Network) -> None:
    for number in range(5):
        a_group(town, name=f"Groep {number}", summary="Samen breien")
    a_group(town, name="Zin in breien", summary="Elke week")
    shown = part(client, "breien")
    assert [name for name in ("Zin in breien", "Groep 0", "Groep 1", "Groep 2") if name in shown] == [
        "Zin in breien", "Groep 0", "Groep 1",
    ]  # fmt: skip


def test_it_costs_the_same_with_many(client: Client, town: Network, django_assert_max_num_queries: Any) -> None:
    def more(number: int) -> None:
        a_group(town, name=f"Breien {number}")
        a_venue(town, name=f"Breilokaal {number}", summary="Om te breien")
        a_clinic(town, title=f"Breien {number}")

    more(0)
    part(client, "breien")
    with django_assert_max_num_queries(30) as first:
        part(client, "breien")
    for number in range(1, 8):
        more(number)
    with django_assert_max_num_queries(len(first)):
        part(client, "breien")


def test_the_page_of_a_search_leads_there_while_there_is_something_to_lead_to(
    client: Client, network: Network
) -> None:
    def searched(**query: str) -> str:
        return client.get(reverse("home:search", args=["havendijk"]), query).content.decode()

    link = f'href="{url()}?q=zaal+huren"'
    assert link not in searched(q="zaal huren")
    assert client.get(url()).status_code == 404
    network.rooms = [*network.rooms, Room.GROUPS]
    network.save()
    assert link in searched(q="zaal huren")
    assert url() not in searched(gratis="1")
    assert url() not in searched(q="zaal huren", kaart="1")
    assert url() not in searched(q="ik wil dood")


def test_each_room_by_itself_has_its_own(client: Client, network: Network) -> None:
    a_group(network, name="Breien")
    a_venue(network, name="Breilokaal", summary="Om te breien")
    for room, shown, hidden in ((Room.GROUPS, "Breien", "Breilokaal"), (Room.PLACES, "Breilokaal", "Breien")):
        network.rooms = [Room.MAP, room]
        network.save()
        found = part(client, "breien")
        assert shown in found
        assert f"{hidden} " not in found
