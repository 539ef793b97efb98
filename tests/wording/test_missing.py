"""An offer that is missing: asked for once, taken on by someone, closed with a reason."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.wording.choices import Outcome
from buurtnet.wording.missing import ask_for, close, take_on
from buurtnet.wording.models import MissingOffer
from tests.directory.searchable import town
from tests.factories import NetworkFactory
from tests.people.cast import person, ring_two

pytestmark = pytest.mark.django_db
LIST = "/havendijk/beheer/woorden/ontbreekt/"


@pytest.fixture
def griet(network: Network) -> Person:
    """A connector."""
    return person("Griet Maes", Role.CONNECTOR, network)


@pytest.fixture
def judo(network: Network, ingrid: Person) -> MissingOffer:
    return ask_for(network, "judo", by=By(ingrid))[0]


def page(offer: MissingOffer) -> str:
    return reverse("wording:missing", args=["havendijk", offer.pk])


def test_asked_twice_it_stands_on_the_list_once(network: Network, director: Client) -> None:
    first = director.post(LIST, {"text": "judo"})
    again = director.post(LIST, {"text": "judo"})
    assert first["Location"].endswith("?klaar=nieuw")
    assert again["Location"].endswith("?klaar=er-al")
    assert "Dit stond al op de lijst" in director.get(again["Location"]).content.decode()
    assert MissingOffer.objects.count() == 1


def test_it_can_be_of_a_neighbourhood(network: Network, director: Client) -> None:
    area = network.areas.get()
    haven = town("Elders", "Haven")[1]
    haven.parent, haven.ancestor_ids, haven.slug = area, [area.pk], "haven"
    haven.save()
    forget_network_areas()
    director.post(LIST, {"text": "judo", "area": "haven", "note": "Voor meisjes"})
    assert MissingOffer.objects.get().area == haven
    for said in ("judo", "Haven", "Voor meisjes", "Nog niemand"):
        assert said in director.get(LIST).content.decode(), said


def test_someone_of_the_network_takes_it_on_and_closes_it_with_a_reason(
    director: Client, griet: Person, judo: MissingOffer
) -> None:
    director.post(page(judo), {"doe": "neem", "owner": str(griet.pk)})
    assert "Griet Maes" in director.get(LIST).content.decode()
    connector = ring_two(griet)
    assert connector.get(page(judo)).status_code == 200
    connector.post(page(judo), {"doe": "klaar", "outcome": "er-nu", "result": "De judoclub begint in maart."})
    judo.refresh_from_db()
    assert judo.closed_at
    assert (judo.owner, judo.outcome) == (griet, Outcome.THERE_NOW)
    assert "judo" not in director.get(LIST).content.decode()
    assert "De judoclub begint in maart." in director.get(f"{LIST}?klaar=1").content.decode()
    assert LogRow.objects.filter(rule="missing.closed", subject=str(griet.pk)).exists()


def test_closed_it_can_be_asked_for_anew(network: Network, ingrid: Person, judo: MissingOffer) -> None:
    close(judo, outcome=Outcome.NOT_NOW, result="", by=By(ingrid))
    assert ask_for(network, "judo", by=By(ingrid))[1]


def test_of_two_who_close_it_the_second_hears_so(director: Client, judo: MissingOffer) -> None:
    director.post(page(judo), {"doe": "klaar", "outcome": "er-nu"})
    second = director.post(page(judo), {"doe": "klaar", "outcome": "nu-niet"})
    assert second.status_code == 409
    assert "Iemand anders was je net voor" in second.content.decode()
    judo.refresh_from_db()
    assert judo.outcome == Outcome.THERE_NOW


def test_whose_name_was_read_is_written_down(
    director: Client, ingrid: Person, griet: Person, judo: MissingOffer
) -> None:
    take_on(judo, owner=griet, by=By(ingrid))
    director.get(LIST)
    director.get(page(judo))
    assert LogRow.objects.filter(subject=str(griet.pk), action="list", fields_group="missing").exists()
    assert LogRow.objects.filter(subject=str(griet.pk), action="view", fields_group="missing").exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"doe": "neem", "owner": "iemand"}, "Kies iemand van het netwerk"),
        ({"doe": "klaar"}, "Kies wat het is geworden"),
        ({"doe": "klaar", "outcome": "x"}, "Kies wat het is geworden"),
        ({"doe": "klaar", "outcome": "er-nu", "result": "x" * 400}, "Dit is te lang"),
    ],
)
def test_what_does_not_hold_gets_a_sentence(
    director: Client, judo: MissingOffer, sent: dict[str, str], sentence: str
) -> None:
    assert sentence in director.post(page(judo), sent).content.decode()
    judo.refresh_from_db()
    assert (judo.owner, judo.closed_at) == (None, None)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"text": " "}, "Schrijf wat er ontbreekt"),
        ({"text": "x" * 90}, "Dit is te lang"),
        ({"text": "judo", "note": "x" * 400}, "Dit is te lang"),
    ],
)
def test_what_is_asked_for_badly_gets_a_sentence(
    network: Network, director: Client, sent: dict[str, str], sentence: str
) -> None:
    assert sentence in director.post(LIST, sent).content.decode()
    assert not MissingOffer.objects.exists()


def test_a_neighbourhood_of_nowhere_is_refused(network: Network, director: Client) -> None:
    assert director.post(LIST, {"text": "judo", "area": "nergens"}).status_code == 200
    assert not MissingOffer.objects.exists()


def test_the_list_costs_the_same_with_more_on_it(network: Network, director: Client, ingrid: Person) -> None:
    def cost() -> int:
        director.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            director.get(LIST)
        return len(captured)

    take_on(ask_for(network, "judo", by=By(ingrid))[0], owner=person("Noor", Role.CONNECTOR, network), by=By(ingrid))
    before = cost()
    for number in range(6):
        owner = person(f"Verbinder {number}", Role.CONNECTOR, network)
        take_on(ask_for(network, f"les {number}", by=By(ingrid))[0], owner=owner, by=By(ingrid))
    assert cost() == before


def test_others_neither_ask_nor_see(network: Network, judo: MissingOffer) -> None:
    member = ring_two(person("Noor", Role.MEMBER, network))
    elsewhere = ring_two(person("Tine", Role.DIRECTOR, NetworkFactory(slug="duinbeke")))
    for client in (member, elsewhere):
        assert client.get(LIST).status_code == 404
        assert client.post(LIST, {"text": "zwemles"}).status_code == 404
        assert client.post(page(judo), {"doe": "klaar", "outcome": "er-nu"}).status_code == 404
    assert elsewhere.get(reverse("wording:missing", args=["duinbeke", judo.pk])).status_code == 404
    assert MissingOffer.objects.count() == 1
