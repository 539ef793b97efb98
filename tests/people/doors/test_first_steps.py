"""The first steps of someone who has a role and knows nothing yet: where to go, and how to get a key."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people.choices import OF_AN_ORGANIZATION, Role
from buurtnet.people.inviting import accept, invite
from buurtnet.people.models import Mail, Organization, Person
from tests.people.at_work import buurtteam, fresh_limits, ingrid, network, samira
from tests.people.cast import person, ring_one
from tests.people.doors.clients import last_link, signed_in

__all__ = ["buurtteam", "fresh_limits", "ingrid", "network", "samira"]
pytestmark = pytest.mark.django_db
ACCOUNT, KEYS, STRONG, SIGN_IN = "/account/", "/account/sleutels/", "/account/sterk/", "/account/aanmelden/"


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.DIRECTOR, ["people:card_list", "people:role_list"]),
        (Role.CONNECTOR, ["people:card_list"]),
        (Role.VOLUNTEER, ["people:card_list"]),
        (Role.RESIDENT, []),
        (Role.POLICY_READER, []),
    ],
)
def test_from_one_s_account_a_role_leads_to_its_work(network: Network, role: Role, pages: list[str]) -> None:
    page = ring_one(person("Noor Visser", role, network)).get(ACCOUNT).content.decode()
    for name in ("people:card_list", "people:role_list"):
        assert (f'href="{reverse(name, args=[network.slug])}"' in page) == (name in pages), name


def test_an_editor_goes_from_there_to_the_people_of_the_organization(buurtteam: Organization) -> None:
    page = ring_one(person("Joris Bakker", Role.EDITOR, None, buurtteam)).get(ACCOUNT).content.decode()
    assert f'href="{reverse("people:organization_people", args=[buurtteam.pk])}"' in page
    assert "Mensen van Buurtteam Havendijk" in page


def test_no_button_promises_a_key_that_cannot_be_made_here(network: Network, ingrid: Person) -> None:
    page = signed_in(ingrid).get(ACCOUNT).content.decode()
    assert "Lees hoe je die maakt" in page
    assert ">Maak een sleutel<" not in page
    asked_in = Client()
    invite(ingrid.email, Role.DIRECTOR, by=None, network=network)
    asked_in.post(last_link(ingrid.email))
    assert ">Maak een sleutel<" in asked_in.get(ACCOUNT).content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.RESIDENT])
def test_a_mailbox_alone_makes_no_key_to_what_others_told(
    network: Network, buurtteam: Organization, role: Role
) -> None:
    in_network = None if role in {Role.ADMINISTRATOR, *OF_AN_ORGANIZATION} else network
    organization = buurtteam if role in OF_AN_ORGANIZATION else None
    client = signed_in(person("Noor Visser", role, in_network, organization))
    assert "Bij jouw rol maak je je eerste sleutel samen" in client.get(KEYS).content.decode()
    assert STRONG in client.post(KEYS, {"credential": "{}"}).headers["Location"]
    assert client.post(f"{KEYS}vraag/").status_code == 404
    assert STRONG in client.get(f"{KEYS}app/").headers["Location"]


def test_a_resident_makes_a_key_after_a_mail(network: Network) -> None:
    page = signed_in(person("Noor Visser", Role.RESIDENT, network)).get(KEYS).content.decode()
    assert ">Maak een sleutel<" in page


@pytest.mark.parametrize("address", [KEYS, STRONG])
def test_where_nobody_has_a_key_yet_it_says_whom_to_ask(ingrid: Person, settings: Settings, address: str) -> None:
    settings.DEMO = False
    page = signed_in(ingrid).get(address).content.decode()
    assert "Vraag dan de systeembeheerder om een nieuwe uitnodiging." in page
    assert "invite-admin" not in page
    settings.DEMO = True
    page = signed_in(ingrid).get(address).content.decode()
    assert f"invite-admin --network havendijk {ingrid.email}" in page


def test_the_demo_tells_the_command_to_directors_only(samira: Person, settings: Settings) -> None:
    settings.DEMO = True
    page = signed_in(samira).get(KEYS).content.decode()
    assert "Vraag dan de systeembeheerder" in page
    assert "invite-admin" not in page


def test_a_director_of_an_organization_who_is_asked_in_anew_directs_once(
    network: Network, buurtteam: Organization
) -> None:
    griet = person("Griet Maes", Role.DIRECTOR, network, buurtteam)
    assert accept(invite(griet.email, Role.DIRECTOR, by=None, network=network).invitation)
    assert griet.memberships.get().organization == buurtteam
    assert accept(invite(griet.email, Role.MEMBER, by=None, network=network).invitation)
    assert griet.memberships.count() == 2, "another role is another role"


def test_the_demo_offers_its_people_and_another_site_nobody(
    ingrid: Person, samira: Person, settings: Settings
) -> None:
    settings.DEMO = True
    person("Joris Bakker", Role.ADMINISTRATOR)
    page = Client().get(SIGN_IN).content.decode()
    assert page.index(f'value="{ingrid.email}"') < page.index(f'value="{samira.email}"')
    assert "Joris Bakker" not in page
    assert "Kijk in je mail" in Client().post(SIGN_IN, {"email": ingrid.email}).content.decode()
    assert Mail.objects.filter(to=ingrid.email).count() == 1
    assert Client().post(last_link(ingrid.email)).status_code == 302
    settings.DEMO = False
    page = Client().get(SIGN_IN).content.decode()
    for who in (ingrid, samira):
        assert who.email not in page
        assert who.name not in page


def test_of_one_role_in_a_network_the_demo_offers_one(network: Network, ingrid: Person, settings: Settings) -> None:
    settings.DEMO = True
    griet = person("Griet Maes", Role.DIRECTOR, network)
    page = Client().get(SIGN_IN).content.decode()
    assert ingrid.email in page
    assert griet.email not in page
