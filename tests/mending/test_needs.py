"""Whether there is room in one tap, and what a group needs: an owner, a day, a result."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.directory.models import Capacity, Change, Service
from buurtnet.mending.choices import NeedKind
from buurtnet.mending.models import Need
from buurtnet.mending.needing import ask_for
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.search.models import Change as Waiting
from tests.factories import NetworkFactory, ServiceFactory
from tests.people.cast import person, ring_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(joris: Person) -> Client:
    return ring_two(joris)


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_two(ingrid)


def page(service: Service) -> str:
    return reverse("mending:entry_needs", args=["havendijk", service.pk])


def address(need: Need) -> str:
    return reverse("mending:need", args=["havendijk", need.pk])


def later(network: Network, days: int) -> str:
    return (today_in(network) + dt.timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("taps", "shown"),
    [
        (["plek"], "Er is plek: nog 1 plek of meer"),
        (["vol"], "Nu is het vol"),
        (["wachtlijst"], "Vol. Wachttijd: nog niet bekend"),
        (["vol", "plek"], "Er is plek"),
        (["wachtlijst", "vol"], "Nu is het vol"),
    ],
)
def test_one_tap_says_whether_there_is_room(
    editor: Client, client: Client, club: Service, taps: list[str], shown: str
) -> None:
    Waiting.objects.all().delete()
    for tap in taps:
        assert editor.post(page(club), {"plek": tap}).status_code == 302
    assert shown in client.get(f"/havendijk/aanbod/{club.pk}/").content.decode()
    assert Waiting.objects.filter(kind="service", key=str(club.pk)).exists()
    assert club.capacities.count() == 1


def test_how_many_places_stays_where_it_was_known(editor: Client, club: Service) -> None:
    Capacity.objects.create(service=club, available=4, maximum=8, unit_name="plekken")
    editor.post(page(club), {"plek": "plek"})
    assert club.capacities.get().available == 4
    assert club.capacities.get().updated is not None


def test_how_many_places_there_were_stands_in_the_history_and_can_be_put_back(editor: Client, club: Service) -> None:
    Capacity.objects.create(service=club, available=4, maximum=8, unit_name="plekken")
    editor.post(page(club), {"plek": "vol"})
    assert (club.capacities.get().available, club.capacities.get().maximum) == (0, 8)
    shown = editor.get(reverse("mending:history", args=["havendijk", club.pk])).content.decode()
    assert "Er is plek: nog 4 plekken, van de 8" in shown
    assert "Nu is het vol" in shown
    row = Change.objects.get(field="room")
    editor.post(reverse("mending:history_undo", args=["havendijk", club.pk, row.edition]))
    group = club.capacities.get()
    assert (group.available, group.maximum, group.unit_name) == (4, 8, "plekken")


def test_what_is_said_again_is_no_change_but_of_today(editor: Client, club: Service) -> None:
    before = timezone.now()
    Capacity.objects.create(service=club, available=0, updated=before - dt.timedelta(days=90))
    editor.post(page(club), {"plek": "vol"})
    assert not Change.objects.exists()
    updated = club.capacities.get().updated
    assert updated is not None
    assert updated >= before


def test_what_is_needed_is_on_the_list_of_the_network_in_one_tap(
    editor: Client, director: Client, club: Service
) -> None:
    editor.post(page(club), {"kind": "ruimte", "line": "Op woensdag, met stoelen"})
    shown = director.get(reverse("mending:need_list", args=["havendijk"])).content.decode()
    for words in ("Een ruimte", "Huiswerkclub De Loods", "Op woensdag, met stoelen", "Nog niemand"):
        assert words in shown, words


def test_tapped_twice_it_is_asked_once_and_the_newest_line_counts(editor: Client, club: Service) -> None:
    editor.post(page(club), {"kind": "geld"})
    editor.post(page(club), {"kind": "geld", "line": "Voor boeken"})
    editor.post(page(club), {"kind": "geld"})
    assert Need.objects.get().line == "Voor boeken"


def test_a_need_gets_an_owner_a_day_and_a_result_that_the_group_reads(
    editor: Client, director: Client, club: Service, network: Network, ingrid: Person
) -> None:
    need = ask_for(club, NeedKind.MONEY, "", network=network)
    director.post(address(need), {"doe": "neem", "owner": str(ingrid.pk), "due_on": later(network, 14)})
    need.refresh_from_db()
    assert (need.owner, need.due_on) == (ingrid, today_in(network) + dt.timedelta(days=14))
    assert "Iemand van het netwerk kijkt ernaar" in editor.get(page(club)).content.decode()
    assert "Ingrid" not in editor.get(page(club)).content.decode()
    director.post(address(need), {"doe": "klaar", "result": "Het fonds betaalt de boeken."})
    need.refresh_from_db()
    assert need.closed_at
    assert "Het fonds betaalt de boeken." in editor.get(page(club)).content.decode()
    assert ask_for(club, NeedKind.MONEY, "Nog eens", network=network) != need


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"doe": "neem", "owner": "iemand", "due_on": "2030-01-01"}, "Kies iemand van het netwerk"),
        ({"doe": "neem", "due_on": "morgen"}, "Kies een dag"),
        ({"doe": "neem", "due_on": "2020-01-01"}, "vanaf vandaag"),
        ({"doe": "neem", "due_on": "9999-12-31"}, "vanaf vandaag"),
        ({"doe": "klaar", "result": " "}, "Schrijf in één zin wat het is geworden"),
        ({"doe": "klaar", "result": "x" * 400}, "Deze tekst is te lang"),
        ({"doe": "klaar", "result": "https://een.example www.twee.example"}, "rij webadressen"),
    ],
)
def test_what_does_not_hold_gets_a_sentence(
    director: Client, club: Service, network: Network, ingrid: Person, said: dict[str, str], sentence: str
) -> None:
    need = ask_for(club, NeedKind.ROOM, "", network=network)
    answer = director.post(address(need), {"owner": str(ingrid.pk), **said})
    assert sentence in answer.content.decode()
    need.refresh_from_db()
    assert (need.owner, need.closed_at) == (None, None)


def test_of_two_who_close_it_the_second_hears_so(director: Client, club: Service, network: Network) -> None:
    need = ask_for(club, NeedKind.ROOM, "", network=network)
    director.post(address(need), {"doe": "klaar", "result": "Gevonden."})
    second = director.post(address(need), {"doe": "klaar", "result": "Niet gevonden."})
    assert second.status_code == 409
    need.refresh_from_db()
    assert need.result == "Gevonden."


def test_whose_name_was_read_is_written_down(director: Client, club: Service, network: Network) -> None:
    griet = person("Griet Maes", Role.CONNECTOR, network)
    need = ask_for(club, NeedKind.ROOM, "", network=network)
    Need.objects.filter(pk=need.pk).update(owner=griet, due_on=today_in(network))
    director.get(reverse("mending:need_list", args=["havendijk"]))
    assert LogRow.objects.filter(subject=str(griet.pk), action="list", fields_group="need").exists()


def test_the_list_costs_the_same_with_more_on_it(director: Client, club: Service, network: Network) -> None:
    url = reverse("mending:need_list", args=["havendijk"])

    def count() -> int:
        director.get(url)
        with CaptureQueriesContext(connection) as captured:
            director.get(url)
        return len(captured)

    ask_for(club, NeedKind.ROOM, "", network=network)
    before = count()
    for number in range(6):
        ask_for(ServiceFactory(name=f"Club {number}"), NeedKind.ROOM, "", network=network)
    assert count() == before


def test_others_neither_ask_nor_see(club: Service, network: Network, joris: Person) -> None:
    need = ask_for(club, NeedKind.ROOM, "", network=network)
    member = ring_two(person("Noor", Role.MEMBER, network))
    elsewhere = ring_two(person("Tine", Role.DIRECTOR, NetworkFactory(slug="duinbeke")))
    for client in (member, elsewhere):
        assert client.post(page(club), {"plek": "vol"}).status_code == 404
    for client in (member, elsewhere, ring_two(joris)):
        assert client.get(reverse("mending:need_list", args=["havendijk"])).status_code == 404
        assert client.post(address(need), {"doe": "klaar", "result": "x"}).status_code == 404
    assert not club.capacities.exists()
