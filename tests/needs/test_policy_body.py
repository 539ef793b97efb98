"""Who reads and answers for a body: its policy reader, and nobody who merely works at the same organization."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.needs.models import PolicySignal
from buurtnet.needs.policy_measures import policy_items
from buurtnet.people.choices import OF_AN_ORGANIZATION, OF_THE_SYSTEM, PARTNERS, Role
from buurtnet.people.models import Membership, Organization, Person
from tests.factories import NetworkFactory, OrganizationFactory
from tests.needs.policy_cast import agreement, gemeente, sent
from tests.people.cast import person, ring_two

pytestmark = pytest.mark.django_db

READERS = {*PARTNERS, Role.POLICY_READER}
ANSWERERS = {Role.POLICY_READER, Role.DIRECTOR}  # a director copies what came by letter


@pytest.fixture
def body() -> Organization:
    return gemeente()


@pytest.fixture
def signal(network: Network, ingrid: Person, body: Organization) -> PolicySignal:
    return sent(network, ingrid, agreement=agreement(network, ingrid, organization=body))


def someone_of(body: Organization, role: Role, network: Network) -> Person:
    where = None if role in {*OF_AN_ORGANIZATION, *OF_THE_SYSTEM} else network
    at = None if role in OF_THE_SYSTEM else body
    return person("Ambtenaar Van Dam", role, where, at)


def opens(client: Client, signal: PolicySignal, name: str = "policy") -> bool:
    return client.get(reverse(f"needs:{name}", args=[signal.network.slug, signal.pk])).status_code == 200


def receives(client: Client, signal: PolicySignal) -> bool:
    answer = client.post(reverse("needs:policy_received", args=[signal.network.slug, signal.pk]))
    return answer.status_code == 302


@pytest.mark.parametrize("role", list(Role))
def test_of_those_who_work_at_the_body_only_a_role_that_reads_reads(
    role: Role, network: Network, signal: PolicySignal, body: Organization
) -> None:
    client = ring_two(someone_of(body, role, network))
    assert opens(client, signal) == (role in READERS)
    assert opens(client, signal, "policy_answer") == (role in ANSWERERS)
    assert receives(client, signal) == (role in ANSWERERS)


@pytest.mark.parametrize("role", list(Role))
def test_only_its_policy_reader_finds_it_on_their_day(
    role: Role, network: Network, signal: PolicySignal, body: Organization
) -> None:
    found = policy_items(someone_of(body, role, network), timezone.now())
    address = reverse("needs:policy", args=[network.slug, signal.pk])
    assert [one.url for one in found] == ([address] if role == Role.POLICY_READER else [])


def test_a_policy_reader_of_another_body_does_not_answer_for_this_one(network: Network, signal: PolicySignal) -> None:
    client = ring_two(person("Lezer Elders", Role.POLICY_READER, network, OrganizationFactory()))
    assert opens(client, signal)  # what was sent is public
    assert not opens(client, signal, "policy_answer")
    assert not receives(client, signal)


def test_a_policy_reader_of_the_body_for_another_network_reads_nothing_here(
    signal: PolicySignal, body: Organization
) -> None:
    other = NetworkFactory(slug="duinbeke", rooms=[Room.NEEDS])
    reader = person("Lezer Elders", Role.POLICY_READER, other, body)
    client = ring_two(reader)
    assert not opens(client, signal)
    assert not opens(client, signal, "policy_answer")
    assert policy_items(reader, timezone.now()) == []


def test_one_who_is_a_member_here_and_a_policy_reader_elsewhere_does_not_answer_here(
    network: Network, signal: PolicySignal, body: Organization
) -> None:
    other = NetworkFactory(slug="duinbeke", rooms=[Room.NEEDS])
    reader = person("Lezer Elders", Role.POLICY_READER, other, body)
    reader.memberships.create(role=Role.MEMBER, network=network, organization=body)
    client = ring_two(reader)
    assert opens(client, signal)  # as everyone who works in this network
    assert not opens(client, signal, "policy_answer")


def test_a_policy_reader_whose_role_ended_reads_no_more(
    network: Network, signal: PolicySignal, body: Organization
) -> None:
    reader = someone_of(body, Role.POLICY_READER, network)
    client, now = ring_two(reader), timezone.now()
    assert opens(client, signal)
    Membership.objects.filter(person=reader).update(
        starts_at=now - dt.timedelta(days=9), ends_at=now - dt.timedelta(days=1)
    )
    assert not opens(client, signal)
    assert not opens(client, signal, "policy_answer")
    assert policy_items(reader, now) == []
