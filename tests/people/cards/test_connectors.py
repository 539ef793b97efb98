"""Whom can I turn to: connectors who agreed, with only what they show to everyone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buurtnet.areas.models import Network
from buurtnet.people.choices import Audience, MandateKind, Role
from buurtnet.people.models import Card, CardField, Mandate, Membership, Organization, Person
from buurtnet.privacy.models import LogRow
from tests.factories import AreaFactory, NetworkFactory
from tests.people.cast import person

pytestmark = pytest.mark.django_db


def page(network: Network, query: str = "") -> str:
    answer = Client().get(f"/{network.slug}/verbinders/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def card(samira: Person) -> Card:
    return Card.objects.create(person=samira, phone="0999 214 014", ask_me="de taalles", is_public=True)


def test_only_who_agreed_stands_there(network: Network, card: Card) -> None:
    person("Ingrid de Wit", Role.DIRECTOR, network)
    partner = person("Noor Visser", Role.MEMBER, network)
    Card.objects.create(person=partner, is_public=True)
    found = page(network)
    assert "Samira Haddad" in found
    assert "Ingrid" not in found
    assert "Noor" not in found, "a partner who is no connector and no gangmaker"
    Card.objects.filter(person=partner).update(gets_things_going=True)
    assert "Noor Visser" in page(network)
    Card.objects.update(is_public=False)
    assert "Hier staat nog niemand" in page(network)


def test_only_public_fields_are_there(
    network: Network, card: Card, samira: Person, samiras: Membership, buurtteam: Organization
) -> None:
    Membership.objects.create(person=samira, role=Role.SAFETY_OFFICER, organization=buurtteam)
    Mandate.objects.create(membership=samiras, kind=MandateKind.RAISE, text="wat er leeft")
    for hidden in (found := page(network),):
        for words in (
            "0999 214 014",
            samira.email,
            "de taalles",
            "wat er leeft",
            "Aandachtsfunctionaris",
            "Verbinder",
        ):
            assert (words in hidden) == (words == "Verbinder"), words
    assert str(samira.pk) not in found
    card.audiences = {CardField.PHONE: Audience.PUBLIC}
    card.save()
    found = page(network)
    assert "tel:0999214014" in found
    assert samira.email not in found


def test_a_role_that_ended_and_another_network_are_not_there(
    network: Network, card: Card, samira: Person, ingrid: Person
) -> None:
    assert "Samira" not in page(NetworkFactory())
    samira.is_active = False
    samira.save()
    assert "Samira" not in page(network)


def test_a_neighbourhood_can_be_chosen(network: Network, card: Card) -> None:
    area = AreaFactory(name="Molenveld", slug="molenveld")
    card.areas.add(area)
    assert "Samira" in page(network, "?buurt=molenveld")
    assert "Samira" not in page(network, "?buurt=westerkade")


def test_a_visitor_costs_a_steady_number_of_questions_and_leaves_no_trace(network: Network, card: Card) -> None:
    def count() -> int:
        page(network)
        with CaptureQueriesContext(connection) as captured:
            page(network)
        return len(captured)

    before = count()
    for number in range(6):
        Card.objects.create(person=person(f"Mens {number}", Role.CONNECTOR, network), is_public=True)
    assert count() == before <= 10
    assert not LogRow.objects.exists()
