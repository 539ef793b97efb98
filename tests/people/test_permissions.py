"""Every address of the working side × every role × own, other or ended. A role reaches what it is for and no more."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.access import WELCOMERS
from buurtnet.people.choices import ASKERS, IN_A_NETWORK, OF_AN_ORGANIZATION, PARTNERS, Role
from buurtnet.people.models import Card, Invitation, Membership, Organization, Person
from buurtnet.people.urls import urlpatterns
from tests.factories import NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_one, ring_two

pytestmark = pytest.mark.django_db

KEEPERS = (Role.EDITOR, Role.DIRECTOR)
OWN, OTHER, ENDED = "own", "another network and organization", "ended yesterday"
# name: the roles that reach it, in their own network or organization; the arguments of its address.
OF_A_NETWORK: dict[str, tuple[tuple[Role, ...], list[str]]] = {
    "card_list": (PARTNERS, ["network"]),
    "card_print": (PARTNERS, ["network"]),
    "card": (PARTNERS, ["network", "colleague"]),
    "vcard": (PARTNERS, ["network", "colleague"]),
    "consent_list": (ASKERS, ["network"]),
    "consent_ask": (ASKERS, ["network"]),
    "resident_list": (WELCOMERS, ["network"]),
    "role_list": ((Role.DIRECTOR,), ["network"]),
    "role_invite": ((Role.DIRECTOR,), ["network"]),
    "role": ((Role.DIRECTOR,), ["network", "membership"]),
    "role_end": ((Role.DIRECTOR,), ["network", "membership"]),
    "holding": ((Role.DIRECTOR,), ["network"]),
    "network_settings": ((Role.DIRECTOR,), ["network"]),
    # A director keeps an organization that has no editor, and takes part in networks of this director only.
    "organization_people": (KEEPERS, ["organization"]),
    "organization_role": (KEEPERS, ["organization", "membership"]),
}
# Only by POST, by the same roles.
BY_POST: dict[str, tuple[tuple[Role, ...], list[str]]] = {
    "invitation_withdraw": ((Role.DIRECTOR,), ["network", "invitation"]),
    "resident_known": (WELCOMERS, ["network", "resident"]),
    "organization_withdraw": (KEEPERS, ["organization", "invitation"]),
    "organization_hand_over": (KEEPERS, ["organization"]),
}
# For everyone, or of the person who asks; tests of their own beside this table.
ELSEWHERE = {"my_card", "my_photo", "photo", "connectors", "role_leave", "consent"}
SECOND_RING = {name for name, (roles, _) in (OF_A_NETWORK | BY_POST).items() if roles != PARTNERS}


@dataclass
class Place:
    """A network, an organization that takes part in it, and a colleague with a role there."""

    network: Network
    organization: Organization
    colleague: Person
    membership: Membership
    invitation: Invitation
    resident: Membership

    def address(self, name: str, args: list[str]) -> str:
        ids = {
            "network": self.network.slug,
            "organization": self.organization.pk,
            "colleague": self.colleague.pk,
            "membership": self.membership.pk,
            "invitation": self.invitation.pk,
            "resident": self.resident.pk,
        }
        return reverse(f"people:{name}", args=[ids[key] for key in args])


def place(name: str) -> Place:
    network, organization = NetworkFactory(), OrganizationFactory()
    colleague = person(f"Collega {name}", Role.MEMBER, network, organization)
    invitation = Invitation.objects.create(
        email="nieuw@havendijk.example",
        role=Role.MEMBER,
        network=network,
        organization=organization,
        token_hash=uuid4().hex,
        expires_at=timezone.now() + timedelta(days=1),
    )
    resident = person(f"Bewoner {name}", Role.RESIDENT, network)
    Card.objects.create(person=resident, gets_things_going=True)
    return Place(
        network, organization, colleague, colleague.memberships.get(), invitation, resident.memberships.get()
    )  # fmt: skip


def someone(role: Role, where: Place, *, ended: bool = False) -> Person:
    who = person(
        f"Iemand {role}",
        role,
        where.network if role in IN_A_NETWORK else None,
        where.organization if role in (*OF_AN_ORGANIZATION, *ASKERS) else None,
    )
    if ended:
        now = timezone.now()
        who.memberships.update(starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=1))
    return who


def test_every_address_outside_one_s_own_account_stands_in_this_table() -> None:
    names = {str(pattern.name) for pattern in urlpatterns if not str(pattern.pattern).startswith("account/")}
    assert names <= set(OF_A_NETWORK) | set(BY_POST) | ELSEWHERE


@pytest.mark.parametrize("relation", [OWN, OTHER, ENDED])
@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_what_it_is_for_and_no_more(role: Role, relation: str) -> None:
    here = place("hier")
    where = place("daar") if relation == OTHER else here
    client = ring_two(someone(role, where, ended=relation == ENDED))
    found, expected = {}, {}
    for name, (roles, args) in OF_A_NETWORK.items():
        found[name] = client.get(here.address(name, args)).status_code
        expected[name] = 200 if relation == OWN and role in roles else 404
    for name, (roles, args) in BY_POST.items():
        Invitation.objects.update(withdrawn_at=None)
        found[name] = client.post(here.address(name, args)).status_code
        expected[name] = 302 if relation == OWN and role in roles else 404
    assert found == expected


def test_the_ids_of_another_network_are_not_found_in_one_s_own() -> None:
    here, there = place("hier"), place("daar")
    client = ring_two(someone(Role.DIRECTOR, here))
    there.network = here.network
    for name in ("card", "vcard", "role", "role_end"):
        assert client.get(there.address(name, OF_A_NETWORK[name][1])).status_code == 404, name
    for name in ("invitation_withdraw", "resident_known"):
        assert client.post(there.address(name, BY_POST[name][1])).status_code == 404, name


def test_the_ids_of_another_organization_are_not_found_in_one_s_own() -> None:
    here, there = place("hier"), place("daar")
    client = ring_two(someone(Role.EDITOR, here))
    there.organization = here.organization
    assert client.get(there.address("organization_role", ["organization", "membership"])).status_code == 404
    assert client.post(there.address("organization_withdraw", ["organization", "invitation"])).status_code == 404


@pytest.mark.parametrize("name", sorted(OF_A_NETWORK | BY_POST))
def test_a_visitor_is_asked_to_sign_in_first(name: str) -> None:
    here = place("hier")
    args = (OF_A_NETWORK | BY_POST)[name][1]
    for answer in (Client().get(here.address(name, args)), Client().post(here.address(name, args))):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("people:signin"))


@pytest.mark.parametrize("name", sorted(SECOND_RING))
def test_a_link_by_mail_alone_does_not_open_the_second_ring(name: str) -> None:
    here = place("hier")
    roles, args = (OF_A_NETWORK | BY_POST)[name]
    client = ring_one(someone(roles[0], here))
    answer = client.get(here.address(name, args))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("people:strong"))
    assert client.post(here.address(name, args)).status_code == 403


def test_the_administrator_reads_nobody_s_card() -> None:
    here = place("hier")
    client = ring_two(someone(Role.ADMINISTRATOR, here))
    for name, (_roles, args) in OF_A_NETWORK.items():
        assert client.get(here.address(name, args)).status_code == 404, name


def test_a_role_is_left_by_its_own_person_only() -> None:
    here = place("hier")
    own = reverse("people:role_leave", args=[here.membership.pk])
    assert ring_two(here.colleague).get(own).status_code == 200
    assert ring_two(someone(Role.DIRECTOR, here)).get(own).status_code == 404
