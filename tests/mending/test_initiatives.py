"""Something new on the map: five questions, without an account, and one look by the network."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.choices import PlaceKind
from buurtnet.areas.models import Area, Network, Place
from buurtnet.directory.access import shown_services_in
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Change, Location, Service
from buurtnet.mending.choices import State
from buurtnet.mending.duplicates import LIKELY, likely_doubles, likeness, pairs_in
from buurtnet.mending.marks import marks_in
from buurtnet.mending.models import NotDouble, Suggestion
from buurtnet.mending.spoken_week import week_in
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Organization, Person
from tests.directory.searchable import reaching
from tests.factories import ServiceFactory
from tests.mending.tips import begun
from tests.people.cast import person, ring_two

pytestmark = pytest.mark.django_db
NEW = reverse("mending:initiative", args=["havendijk"])
WALK: dict[str, Any] = {
    "name": "Wandelclub De Vuurtoren",
    "description": "Samen een rondje lopen.",
    "eligibility_description": "Iedereen",
    "where-name": "Bij de vuurtoren", "where-street": "Zeeweg 1", "where-city": "Havendijk",
    "when": "elke dinsdag van 14.00 tot 16.00 uur",
    "phones": "0999 11 22 33",
}  # fmt: skip


def send(client: Client, network: Network, **said: Any) -> Any:
    return client.post(NEW, {**WALK, "begun": begun(f"new {network.pk}"), **said})


def look(network: Network, who: Person, **said: Any) -> Any:
    """Someone of the network puts it on the map."""
    client = ring_two(who)
    url = reverse("mending:suggestion", args=["havendijk", Suggestion.objects.get().pk])
    page = client.get(url)
    fields = [side.field for side in page.context["sides"]]
    return client.post(url, {"doe": "ja", "veld": fields, "stand": page.context["stand"], **said})


def test_five_answers_wait_for_one_look_and_nothing_is_public(client: Client, network: Network) -> None:
    assert send(client, network).status_code == 302
    one = Suggestion.objects.get()
    assert (one.is_new, one.service, one.state) == (True, None, State.SENT)
    assert not Service.objects.exists()
    assert not Location.objects.exists()


def test_one_look_puts_it_on_the_map_with_its_place_its_times_and_its_history(
    client: Client, network: Network, area: Area, ingrid: Person
) -> None:
    square = [[4.1, 52.0], [4.2, 52.0], [4.2, 52.1], [4.1, 52.1], [4.1, 52.0]]
    Area.objects.filter(pk=area.pk).update(
        boundary={"type": "Polygon", "coordinates": [square]}, west=4.1, east=4.2, south=52.0, north=52.1
    )
    Place.objects.create(kind=PlaceKind.STREET, name="Zeeweg", folded="zeeweg", town="Havendijk", latitude=52.05,
                         longitude=4.15, area=area)  # fmt: skip
    send(client, network, contact="buur@havendijk.example")
    assert look(network, ingrid).status_code == 302
    made = Service.objects.get()
    assert (made.name, made.source, made.assured_by) == ("Wandelclub De Vuurtoren", "", AssuredBy.MEMBER)
    place = made.at_locations.get().location
    assert place
    assert (place.latitude, place.longitude, place.addresses.get().address_1) == (52.05, 4.15, "Zeeweg 1")
    row = made.schedules.get()
    assert (row.byday, row.opens_at, row.closes_at) == ("TU", "14:00", "16:00")
    assert made.phones.get().e164 == "+31999112233"
    assert made in shown_services_in(network)
    assert client.get(f"/havendijk/aanbod/{made.pk}/").status_code == 200
    assert Change.objects.filter(service=made, is_suggested=True).exists()
    assert "staat nu op de kaart" in Mail.objects.get(to="buur@havendijk.example").body


def test_without_a_known_street_it_serves_the_network(client: Client, network: Network, ingrid: Person) -> None:
    send(client, network, **{"where-name": "", "where-street": "", "where-city": ""})
    assert look(network, ingrid).status_code == 302
    assert Service.objects.get() in shown_services_in(network)


def test_a_place_that_is_on_the_map_already_is_used_again(
    client: Client, network: Network, club: Service, ingrid: Person
) -> None:
    place = Location.objects.create(name="Bij de vuurtoren")
    place.addresses.create(address_1="Zeeweg 1", city="Havendijk")
    send(client, network)
    look(network, ingrid)
    made = Service.objects.get(name="Wandelclub De Vuurtoren")
    assert made.at_locations.get().location == place


def test_it_can_belong_to_an_organization(
    client: Client, network: Network, ingrid: Person, stichting: Organization
) -> None:
    send(client, network)
    assert "kennen we niet" in look(network, ingrid, organization="Bestaat Niet").content.decode()
    assert look(network, ingrid, organization=stichting.name).status_code == 302
    assert Service.objects.get().organization == stichting


def test_looked_at_twice_it_stands_there_once(client: Client, network: Network, ingrid: Person) -> None:
    send(client, network)
    look(network, ingrid)
    look(network, ingrid)
    assert Service.objects.count() == 1


def test_an_editor_does_not_decide_on_what_is_new(
    client: Client, network: Network, club: Service, joris: Person
) -> None:
    send(client, network)
    url = reverse("mending:suggestion", args=["havendijk", Suggestion.objects.get().pk])
    assert ring_two(joris).get(url).status_code == 404
    assert ring_two(person("Noor", Role.MEMBER, network)).get(url).status_code == 404


def test_it_can_be_declined_and_nothing_is_made(client: Client, network: Network, ingrid: Person) -> None:
    send(client, network)
    url = reverse("mending:suggestion", args=["havendijk", Suggestion.objects.get().pk])
    ring_two(ingrid).post(url, {"doe": "nee", "sentence": "Dit is reclame."})
    assert Suggestion.objects.get().state == State.DECLINED
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [({"name": ""}, "Vul dit nog in"), ({"description": ""}, "Vul dit nog in"), ({"phones": ""}, "Eén is genoeg")],
)
def test_what_is_missing_is_asked_and_nothing_is_lost(
    client: Client, network: Network, missing: dict[str, str], sentence: str
) -> None:
    shown = send(client, network, **missing).content.decode()
    assert sentence in shown
    assert "elke dinsdag van 14.00 tot 16.00 uur" in shown
    assert not Suggestion.objects.exists()


def test_spam_is_kept_out_as_on_the_other_page(client: Client, network: Network) -> None:
    assert "heel snel" in send(client, network, begun=begun(f"new {network.pk}", 1)).content.decode()
    assert "onderste vak leeg" in send(client, network, bericht2="x").content.decode()
    many = "https://a.example https://b.example"
    assert "rij webadressen" in send(client, network, description=many).content.decode()


# Times in words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("elke dinsdag van 14.00 tot 16.00 uur", {"TU": [["14:00", "16:00"]], "text": ""}),
        ("Maandag t/m woensdag 9-12", {d: [["09:00", "12:00"]] for d in ("MO", "TU", "WE")} | {"text": ""}),
        ("zaterdag en zondag 10:00-24:00", {d: [["10:00", "00:00"]] for d in ("SA", "SU")} | {"text": ""}),
        ("dinsdagmiddag 14.00 - 16.00 uur", {"TU": [["14:00", "16:00"]], "text": ""}),
        ("elke eerste dinsdag van 14.00 tot 16.00 uur", {"text": "elke eerste dinsdag van 14.00 tot 16.00 uur"}),
        ("dinsdag 9-12 en donderdag 13-15", {"text": "dinsdag 9-12 en donderdag 13-15"}),
        ("om de week op vrijdag 9-12", {"text": "om de week op vrijdag 9-12"}),
        ("dinsdag 25.00 tot 26.00", {"text": "dinsdag 25.00 tot 26.00"}),
        ("in de zomer", {"text": "in de zomer"}),
        ("", {}),
    ],
)
def test_only_what_is_understood_to_the_last_word_becomes_days(text: str, value: dict[str, Any]) -> None:
    assert week_in(text) == value


# Likely duplicates


def test_what_is_likely_there_already_is_shown_before_it_is_sent(
    client: Client, network: Network, club: Service
) -> None:
    said = {"name": "De huiswerkclub in De Loods", "phones": "0999 123456"}
    shown = send(client, network, **said).content.decode()
    assert f"/havendijk/aanbod/{club.pk}/" in shown
    assert "zelfde telefoonnummer" in shown
    assert 'name="toch" value="1"' in shown
    assert not Suggestion.objects.exists()
    assert send(client, network, toch="1", **said).status_code == 302


def test_the_part_that_is_asked_while_typing_says_the_same(client: Client, network: Network, club: Service) -> None:
    url = reverse("mending:initiative_doubles", args=["havendijk"])
    assert f"/havendijk/aanbod/{club.pk}/" in client.get(url, {"name": "Huiswerkclub de loods"}).content.decode()
    assert "/aanbod/" not in client.get(url, {"name": "Zwemles"}).content.decode()
    for nasty in ("%", "'", "a" * 500, "الحي", ""):
        assert client.get(url, {"name": nasty, "phones": nasty, "url": nasty}).status_code == 200


def test_the_moderator_sees_them_too(client: Client, network: Network, club: Service, ingrid: Person) -> None:
    send(client, network, name="Huiswerkclub De Loods", toch="1")
    url = reverse("mending:suggestion", args=["havendijk", Suggestion.objects.get().pk])
    assert "Staat dit er al?" in ring_two(ingrid).get(url).content.decode()


@pytest.mark.parametrize(
    ("one", "other", "is_likely"),
    [
        ({"name": "Huiswerkclub De Loods"}, {"name": "Huiswerk club de loods"}, True),
        ({"name": "Huiswerkclubs de Loods"}, {"name": "De Loods, huiswerkclub"}, True),
        ({"name": "Spreekuur schulden"}, {"name": "Spreekuur opvoeden"}, False),
        ({"name": "Inloop", "where": {"street": "Kade 1", "city": "A"}},
         {"name": "Inloop", "where": {"street": "Dijk 9", "city": "A"}}, False),
        ({"name": "Inloop", "where": {"street": "Kade 1", "city": "A"}},
         {"name": "Inloop", "where": {"street": "kade 1", "city": "a"}}, True),
        ({"name": "Peuterinloop Zon", "url": "https://www.zon.example/"},
         {"name": "Inloop Zon", "url": "http://zon.example"}, True),
        ({"name": "Zwemles", "phones": [["0", "", "+31999"]]},
         {"name": "Judo", "phones": [["0", "", "+31999"]]}, False),
        ({"name": "Spreekuur schulden", "phones": [["0", "", "+31999"]], "url": "https://zon.example"},
         {"name": "Spreekuur opvoeden", "phones": [["0", "", "+31999"]], "url": "https://zon.example"}, False),
    ],
)  # fmt: skip
def test_alike_is_judged_by_name_first_and_both_ways_round(
    one: dict[str, Any], other: dict[str, Any], is_likely: bool
) -> None:
    here, there = marks_in(one), marks_in(other)
    assert likeness(here, there) == likeness(there, here)
    assert (likeness(here, there).points >= LIKELY) == is_likely


def test_pairs_of_a_network_are_found_without_those_that_someone_called_two(
    network: Network, club: Service, area: Area
) -> None:
    twin = ServiceFactory(name="Huiswerkclub de loods")
    reaching(twin, area)
    ServiceFactory(name="Huiswerkclub De Loods")  # of another network
    [pair] = pairs_in(network)
    assert {pair.first, pair.second} == {club, twin}
    NotDouble.objects.create(network=network, first=pair.first, second=pair.second)
    assert pairs_in(network) == []


def test_pairs_cost_the_same_queries_for_more_entries(network: Network, club: Service, area: Area) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            pairs_in(network)
        return len(captured)

    for number in range(2):
        reaching(ServiceFactory(name=f"Zwemles {number} voor kinderen"), area)
    pairs_in(network)
    before = count()
    for number in range(12):
        reaching(ServiceFactory(name=f"Zwemles {number} voor kinderen"), area)
    assert count() == before


def test_doubles_of_another_network_are_not_shown(network: Network) -> None:
    ServiceFactory(name="Huiswerkclub De Loods")
    assert likely_doubles(marks_in({"name": "Huiswerkclub De Loods"}), network) == []
