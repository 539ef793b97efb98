"""Every address of what plays here × every role × own, other or ended. A role reaches what it is for and no more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.needs.models import SharedNeed
from buurtnet.people.choices import OF_AN_ORGANIZATION, PARTNERS, Role
from buurtnet.people.models import Membership
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from tests.factories import NetworkFactory, OrganizationFactory
from tests.needs.rows import a_need, a_signal, evidence_of
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db
DECIDE = (Role.DIRECTOR, Role.CONNECTOR)
OWN, OTHER, ENDED = "own", "another network", "ended yesterday"
# name: the roles that reach it in their own network, and whether it is of one need.
READ: dict[str, tuple[tuple[Role, ...], bool]] = {
    "board": (PARTNERS, False),
    "need": (PARTNERS, True),
    "need_new": (DECIDE, False),
    "proposals": (DECIDE, False),
    "need_edit": (DECIDE, True),
    "need_move": (DECIDE, True),
    "need_merge": (DECIDE, True),
    "need_split": (DECIDE, True),
}
BY_POST = ("need_read", "need_add")


def address(name: str, network: Network, need: SharedNeed, *, of_one: bool) -> str:
    return reverse(f"needs:{name}", args=[network.slug, need.pk] if of_one else [network.slug])


def signed_in(role: Role, network: Network, when: str) -> Client:
    where = NetworkFactory(rooms=[Room.NEEDS]) if when == OTHER else network
    who = person(f"Iemand {role} {when}")
    Membership.objects.create(
        person=who, role=role, network=None if role in OF_AN_ORGANIZATION else where,
        organization=OrganizationFactory() if role in OF_AN_ORGANIZATION else None,
        starts_at=timezone.now() - timedelta(days=9),
        ends_at=timezone.now() - timedelta(days=1) if when == ENDED else None,
    )  # fmt: skip
    return ring_one(who)


@pytest.mark.parametrize("when", [OWN, OTHER, ENDED])
@pytest.mark.parametrize("role", [one for one in Role if one != Role.ADMINISTRATOR])
def test_a_role_reaches_what_it_is_for(role: Role, when: str, network: Network) -> None:
    need = a_need(network)
    evidence_of(need, a_signal(network), a_signal(network))
    client = signed_in(role, network, when)
    for name, (roles, of_one) in READ.items():
        expected = 200 if when == OWN and role in roles else 404
        found = client.get(address(name, network, need, of_one=of_one)).status_code
        assert found == expected, (name, role, when)
    take_up(patience=0)
    refused = LogRow.objects.filter(action="deny", fields_group="needs").count()
    assert refused == sum(not (when == OWN and role in roles) for roles, _of_one in READ.values())


@pytest.mark.parametrize("when", [OWN, OTHER, ENDED])
@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CONNECTOR, Role.MEMBER, Role.RESIDENT])
@pytest.mark.parametrize("name", [*BY_POST, "need_edit", "need_move", "need_merge", "need_split"])
def test_only_who_decides_can_send_anything(name: str, role: Role, when: str, network: Network) -> None:
    need = a_need(network)
    answer = signed_in(role, network, when).post(address(name, network, need, of_one=True), {"version": "1"})
    assert (answer.status_code != 404) == (when == OWN and role in DECIDE)


@pytest.mark.parametrize("name", [*READ, *BY_POST])
def test_a_visitor_is_asked_to_sign_in(name: str, network: Network, client: Client) -> None:
    of_one = name in BY_POST or READ[name][1]
    answer = client.get(address(name, network, a_need(network), of_one=of_one))
    assert answer.status_code == 302
    assert "/account/" in answer["Location"]


@pytest.mark.parametrize("name", BY_POST)
def test_nothing_changes_by_looking(name: str, network: Network, director: Client) -> None:
    assert director.get(address(name, network, a_need(network), of_one=True)).status_code == 405


def test_a_need_of_another_network_is_not_there(network: Network, director: Client) -> None:
    elsewhere = a_need(NetworkFactory(rooms=[Room.NEEDS]))
    for name, (_roles, of_one) in READ.items():
        if of_one:
            assert director.get(address(name, network, elsewhere, of_one=True)).status_code == 404
    for name in BY_POST:
        assert director.post(address(name, network, elsewhere, of_one=True)).status_code == 404


def test_a_need_of_another_network_takes_nothing_in(network: Network, director: Client) -> None:
    elsewhere, here = a_need(NetworkFactory(rooms=[Room.NEEDS])), a_need(network)
    a_need(network, title="Van hier")
    found = director.post(
        address("need_merge", network, here, of_one=True), {"into": str(elsewhere.pk), "version": "1"}
    )
    assert "Kies waar dit bij hoort" in found.content.decode()
    assert not SharedNeed.objects.exclude(merged_into=None).exists()


def test_without_the_token_of_the_page_nothing_is_done(network: Network, director: Client) -> None:
    need = a_need(network)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = director.cookies
    assert strict.post(address("need_edit", network, need, of_one=True), {"title": "Iets"}).status_code == 403
