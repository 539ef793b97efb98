"""No director reaches into another network by way of an organization; of two with one name the page asks which."""

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.people.access import may_give, may_keep, organizations_directed
from buurtnet.people.choices import Role
from buurtnet.people.inviting import accept, invite
from buurtnet.people.keeping import roles_in
from buurtnet.people.models import Invitation, Mail, Membership, Organization, Person
from tests.factories import NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def other() -> Network:
    return NetworkFactory(slug="duinbeke", name="Buurtnet Duinbeke")


@pytest.fixture
def school(other: Network) -> Organization:
    """Takes part in the other network, without an editor."""
    school = OrganizationFactory(name="School De Meeuw")
    person("Tine Claes", Role.MEMBER, other, school)
    return school


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_two(ingrid)


def ask(director: Client, network: Network, role: str, organization: str) -> str:
    said = {"people": "nieuw@kompas.example", "role": role, "organization": organization, "verstuur": "1"}
    answer = director.post(reverse("people:role_invite", args=[network.slug]), said, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", ["member", "volunteer", "connector", "organization_editor"])
def test_the_name_of_an_organization_of_another_network_goes_on_no_invitation(
    director: Client, network: Network, school: Organization, role: str
) -> None:
    assert "doet niet mee in dit netwerk" in ask(director, network, role, "School De Meeuw")
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


def test_nor_on_a_role(director: Client, network: Network, school: Organization) -> None:
    noor = person("Noor Visser", Role.MEMBER, network).memberships.get()
    address = reverse("people:role", args=[network.slug, noor.pk])
    page = director.post(address, {"role": "member", "organization": "School De Meeuw"}).content.decode()
    assert "doet niet mee in dit netwerk" in page
    assert not Membership.objects.filter(network=network, organization=school).exists()


def test_one_that_takes_part_nowhere_yet_or_here_already_goes_on_it(
    director: Client, network: Network, samira: Person
) -> None:
    OrganizationFactory(name="Leesmaatjes")
    for name in ("Leesmaatjes", "Buurtteam Havendijk"):
        ask(director, network, "member", name)
    asked = Invitation.objects.values_list("organization__name", flat=True)
    assert set(asked) == {"Leesmaatjes", "Buurtteam Havendijk"}


def test_of_an_organization_in_two_networks_no_director_of_one_sees_or_keeps_the_editor(
    director: Client, ingrid: Person, network: Network, other: Network, school: Organization
) -> None:
    person("Noor Visser", Role.MEMBER, network, school)
    editing = person("Joris Bakker", Role.EDITOR, None, school).memberships.get()
    officer = person("Griet Maes", Role.SAFETY_OFFICER, None, school).memberships.get()
    page = director.get(reverse("people:role_list", args=[network.slug])).content.decode()
    assert "Noor Visser" in page
    assert "Joris Bakker" not in page
    assert "Griet Maes" not in page
    assert not set(roles_in(network, directed=set(organizations_directed(ingrid).values_list("pk", flat=True)))) & {
        editing,
        officer,
    }
    assert not may_keep(ingrid, editing)
    assert not may_give(ingrid, Role.EDITOR, None, school)
    assert not may_give(ingrid, Role.SAFETY_OFFICER, None, school)


def test_also_without_an_editor_it_is_directed_by_nobody_of_one_network(
    ingrid: Person, network: Network, school: Organization
) -> None:
    person("Noor Visser", Role.MEMBER, network, school)
    assert not organizations_directed(ingrid).exists()
    assert not may_give(ingrid, Role.EDITOR, network, school)


def test_who_directs_both_networks_keeps_it(
    ingrid: Person, network: Network, other: Network, school: Organization
) -> None:
    Membership.objects.create(person=ingrid, role=Role.DIRECTOR, network=other)
    assert may_give(ingrid, Role.MEMBER, network, school)
    person("Noor Visser", Role.MEMBER, network, school)
    assert may_give(ingrid, Role.EDITOR, network, school)


def test_an_invitation_that_became_out_of_reach_is_not_accepted(
    ingrid: Person, network: Network, other: Network
) -> None:
    free = OrganizationFactory(name="Leesmaatjes")
    waiting = invite("nieuw@kompas.example", Role.MEMBER, by=ingrid, network=network, organization=free).invitation
    person("Tine Claes", Role.MEMBER, other, free)
    assert accept(waiting) is None
    assert not Membership.objects.filter(network=network, organization=free).exists()


def test_of_two_with_one_name_the_one_that_takes_part_here_is_meant(
    director: Client, network: Network, samira: Person, buurtteam: Organization, other: Network
) -> None:
    far = OrganizationFactory(name="Buurtteam Havendijk")
    person("Tine Claes", Role.MEMBER, other, far)
    OrganizationFactory(name="Buurtteam Havendijk")
    ask(director, network, "member", "buurtteam havendijk")
    assert Invitation.objects.get().organization == buurtteam


def test_of_two_with_one_name_that_are_new_the_page_asks_which(director: Client, network: Network) -> None:
    OrganizationFactory(name="Bibliotheek", website="https://noord.bieb.example/contact")
    south = OrganizationFactory(name="Bibliotheek", website="https://zuid.bieb.example")
    page = ask(director, network, "member", "Bibliotheek")
    assert "Bibliotheek (noord.bieb.example)" in page
    assert not Invitation.objects.exists()
    ask(director, network, "member", "Bibliotheek (zuid.bieb.example)")
    assert Invitation.objects.get().organization == south
    assert "kennen we niet" in ask(director, network, "member", "Bibliotheek (oost.bieb.example)")


def test_an_editor_takes_back_what_an_editor_gives_and_nothing_more(
    ingrid: Person, network: Network, samira: Person, buurtteam: Organization
) -> None:
    editor = ring_two(person("Joris Bakker", Role.EDITOR, None, buurtteam))
    asked = {
        role: invite(f"{role}@kompas.example", role, by=ingrid, network=network, organization=buurtteam).invitation
        for role in (Role.DIRECTOR, Role.CONNECTOR, Role.MEMBER)
    }
    page = editor.get(reverse("people:organization_people", args=[buurtteam.pk])).content.decode()
    for role, invitation in asked.items():
        address = reverse("people:organization_withdraw", args=[buurtteam.pk, invitation.pk])
        assert editor.post(address).status_code == (302 if role == Role.MEMBER else 404)
        assert (address in page) == (role == Role.MEMBER)
        invitation.refresh_from_db()
        assert bool(invitation.withdrawn_at) == (role == Role.MEMBER)
