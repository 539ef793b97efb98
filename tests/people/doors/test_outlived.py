"""What was given goes with who gave it, and what was allowed for a while does not stay."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.actions import close_account
from buurtnet.people.choices import Role
from buurtnet.people.inviting import accept, invite, open_invitation
from buurtnet.people.models import Membership, Person
from tests.factories import NetworkFactory, OrganizationFactory
from tests.people.doors.authenticator import Phone
from tests.people.doors.clients import last_link, signed_in, strong
from tests.people.doors.conftest import Clock
from tests.people.doors.test_passkeys import ASK, make_key
from tests.people.doors.test_rings import aisha, code_for

__all__ = ["aisha"]
pytestmark = pytest.mark.django_db
NEW = "nieuw@havendijk.example"
HOUR = 3600


def role_ended(giver: Person) -> None:
    now = timezone.now()
    giver.memberships.update(starts_at=now - datetime.timedelta(days=9), ends_at=now - datetime.timedelta(hours=1))


def account_closed(giver: Person) -> None:
    another = Person.objects.create_user("opvolger@havendijk.example")
    Membership.objects.create(person=another, role=Role.DIRECTOR, network=giver.memberships.get().network)
    close_account(giver, by=another)


def became_a_member(giver: Person) -> None:
    giver.memberships.update(role=Role.MEMBER)


@pytest.mark.parametrize("happens", [role_ended, account_closed, became_a_member])
def test_an_invitation_holds_as_long_as_its_giver_may_give_it(joris: Person, network: Network, happens) -> None:  # type: ignore[no-untyped-def]  # one of three functions above
    made = invite(NEW, Role.DIRECTOR, by=joris, network=network)
    link = last_link(NEW)
    token = link.split("/")[-2]
    assert open_invitation(token)
    happens(joris)
    assert open_invitation(token) is None
    assert accept(made.invitation) is None, "also when its page was opened in time"
    page = Client().post(link)
    assert page.status_code == 410
    assert "kan dat nu niet meer" in page.content.decode()
    assert not Person.objects.filter(email=NEW).exists()


def test_one_of_an_editor_holds_as_long_as_the_organization_takes_part(network: Network) -> None:
    organization = OrganizationFactory()
    colleague = Person.objects.create_user("collega@havendijk.example")
    part = Membership.objects.create(person=colleague, role=Role.MEMBER, network=network, organization=organization)
    editor = Person.objects.create_user("beheerder@havendijk.example")
    Membership.objects.create(person=editor, role=Role.EDITOR, organization=organization)
    made = invite(NEW, Role.MEMBER, by=editor, network=network, organization=organization).invitation
    Membership.objects.filter(pk=part.pk).update(ends_at=timezone.now())
    assert accept(made) is None


def test_one_of_the_operator_holds_for_its_time(network: Network) -> None:
    assert accept(invite(NEW, Role.DIRECTOR, by=None, network=network).invitation)


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_no_invitation_makes_a_first_key_for_who_needed_one_before(joris: Person, is_signed_in: bool) -> None:
    elsewhere = NetworkFactory()
    other = Person.objects.create_user("ander@elders.example")
    Membership.objects.create(person=other, role=Role.DIRECTOR, network=elsewhere)
    client = signed_in(joris) if is_signed_in else Client()
    invite(joris.email, Role.VOLUNTEER, by=other, network=elsewhere)
    assert client.post(last_link(joris.email)).headers["Location"] == "/account/"
    assert joris.memberships.filter(network=elsewhere).exists(), "the role itself is taken"
    assert client.post(ASK).status_code == 404
    assert client.get("/account/sleutels/app/").headers["Location"].startswith("/account/sterk/")


def test_one_of_the_operator_to_one_s_own_address_does(joris: Person, network: Network) -> None:
    """How a director without a key comes back: the command line stands behind it."""
    invite(joris.email, Role.DIRECTOR, by=None, network=network)
    client = Client()
    assert client.post(last_link(joris.email)).headers["Location"] == "/account/sleutels/?welkom=1"
    assert client.post(ASK).status_code == 200


def test_one_of_the_operator_to_another_address_does_not(joris: Person, network: Network) -> None:
    client = signed_in(joris)
    invite(NEW, Role.DIRECTOR, by=None, network=network)
    assert client.post(last_link(NEW)).headers["Location"] == "/account/"
    assert client.post(ASK).status_code == 404


@pytest.mark.parametrize(("after", "expected"), [(HOUR - 60, 302), (HOUR + 60, 404)])
def test_after_an_invitation_a_first_key_is_made_within_the_hour(
    network: Network, clock: Clock, after: float, expected: int
) -> None:
    invite(NEW, Role.DIRECTOR, by=None, network=network)
    client = Client()
    client.post(last_link(NEW), {"onthoud": "1"})
    clock.forward(after)
    if expected == 302:
        assert make_key(client, Phone()) == 302
    else:
        assert client.post(ASK).status_code == 404
        assert "maak je je eerste sleutel samen" in client.get("/account/sleutels/").content.decode()


@pytest.mark.parametrize("after", [HOUR + 60, 80 * 24 * HOUR])
def test_after_a_code_too_and_the_old_keys_stay_then(
    joris: Person, aisha: Person, clock: Clock, after: float
) -> None:
    make_key(strong(aisha), Phone())
    client = signed_in(aisha)
    assert client.post(code_for(strong(joris), aisha)).status_code == 302
    assert "in de plaats van de oude" in client.get("/account/sleutels/").content.decode()
    clock.forward(after)
    assert client.post(ASK).status_code == 404
    assert "in de plaats van de oude" not in client.get("/account/sleutels/").content.decode()


@pytest.mark.parametrize("happens", [role_ended, account_closed, became_a_member])
def test_a_code_of_who_may_help_no_more_opens_nothing(joris: Person, aisha: Person, happens) -> None:  # type: ignore[no-untyped-def]  # as above
    path = code_for(strong(joris), aisha)
    client = signed_in(aisha)
    happens(joris)
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    assert client.post(ASK).status_code == 404
