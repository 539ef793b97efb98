"""Who erases their account leaves nothing of theirs behind in groups."""

import uuid
from typing import Any

import pytest

from buurtnet.areas.models import Network
from buurtnet.groups.beginning import begin, change
from buurtnet.groups.choices import GroupKind
from buurtnet.groups.models import Group, GroupMember, JoinRequest, Notice
from buurtnet.people.models import Organization, Person
from buurtnet.people.my_data import erase_account
from tests.factories import OrganizationFactory
from tests.groups.rows import a_group, a_notice, a_request, in_it

pytestmark = pytest.mark.django_db


def said(contact: str = "0999 - 21 40 00", organization: Organization | None = None) -> dict[str, Any]:
    return {
        "name": "Leesclub", "summary": "We lezen samen", "kind": GroupKind.OPEN, "contact": contact,
        "organization": organization,
    }  # fmt: skip


def test_notices_membership_and_requests_go(network: Network, joris: Person, hanan: Person) -> None:
    group = a_group(network, joris)
    a_notice(group, joris, said_by="Joris")
    a_notice(group, hanan)
    a_request(group, hanan)
    in_it(group, hanan)
    erase_account(hanan)
    assert [one.said_by for one in Notice.objects.all()] == ["Joris"]
    assert not JoinRequest.objects.exists()
    assert [one.person for one in GroupMember.objects.all()] == [joris]


def test_one_s_own_number_goes_and_the_group_stays(network: Network, joris: Person, hanan: Person) -> None:
    group = begin(network, said(), form_key=uuid.uuid4(), by=hanan)
    other = begin(network, said("leesclub@havendijk.example"), form_key=uuid.uuid4(), by=joris)
    erase_account(hanan)
    group.refresh_from_db()
    other.refresh_from_db()
    assert (group.name, group.contact, group.contact_by, group.made_by) == ("Leesclub", "", None, hanan)
    assert (other.contact, other.contact_by) == ("leesclub@havendijk.example", joris)


def test_the_number_of_an_organization_stays(network: Network, hanan: Person) -> None:
    group = begin(network, said(organization=OrganizationFactory()), form_key=uuid.uuid4(), by=hanan)
    erase_account(hanan)
    group.refresh_from_db()
    assert group.contact == "0999 - 21 40 00"


def test_a_number_is_of_who_changed_it_last(network: Network, joris: Person, hanan: Person) -> None:
    group = begin(network, said(), form_key=uuid.uuid4(), by=hanan)
    change(group, said(), version=1, by=joris)
    assert Group.objects.get().contact_by == hanan
    change(group, said("0999 - 21 40 01"), version=2, by=joris)
    assert Group.objects.get().contact_by == joris
    change(group, said(""), version=3, by=joris)
    assert Group.objects.get().contact_by is None


def test_a_number_stays_someone_s_own_when_an_organization_comes_to_stand_beside_it(
    network: Network, joris: Person, hanan: Person
) -> None:
    group = begin(network, said(), form_key=uuid.uuid4(), by=hanan)
    change(group, said(organization=OrganizationFactory()), version=1, by=joris)
    erase_account(hanan)
    group.refresh_from_db()
    assert (group.contact, group.contact_by) == ("", None)
