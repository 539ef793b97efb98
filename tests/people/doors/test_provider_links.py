"""A provider's account takes over nothing: who has a key or a strong role links it, in the second ring."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from buurtnet.areas.models import Network
from buurtnet.people import doors
from buurtnet.people.choices import Role
from buurtnet.people.inviting import accept, invite
from buurtnet.people.models import Invitation, Membership, Person
from tests.people.doors.authenticator import Phone
from tests.people.doors.clients import signed_in, strong
from tests.people.doors.test_passkeys import make_key
from tests.people.doors.test_provider import START, come_back, issuer, provider
from tests.people.doors.test_rings import code_for

__all__ = ["issuer", "provider"]
pytestmark = pytest.mark.django_db
MAIL = "zuster@gemeente.example"
CONNECT = "?process=connect"


@pytest.fixture
def zuster() -> Person:
    return Person.objects.create_user(MAIL, name="Zuster")


def with_a_key(person: Person, network: Network) -> None:
    make_key(strong(person), Phone())


def as_director(person: Person, network: Network) -> None:
    Membership.objects.create(person=person, role=Role.DIRECTOR, network=network)


def with_another_account(person: Person, network: Network) -> None:
    SocialAccount.objects.create(user=person, provider="oidc", uid="earlier")


def asked_in(person: Person, network: Network) -> None:
    invite(MAIL, Role.VOLUNTEER, by=None, network=network)


def came_in(person: Person, network: Network) -> None:
    accept(invite(MAIL, Role.VOLUNTEER, by=None, network=network).invitation, person)


@pytest.mark.parametrize("has", [with_a_key, as_director, with_another_account])
@pytest.mark.parametrize("was", [asked_in, came_in])
def test_an_account_with_something_to_take_is_not_linked_by_an_invitation(
    zuster: Person, network: Network, has: Callable[..., None], was: Callable[..., None]
) -> None:
    has(zuster, network)
    was(zuster, network)
    accounts = SocialAccount.objects.count()
    client = Client()
    answer = come_back(client, "two-steps")
    assert answer.status_code == 403
    assert "koppel je dit account" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert SocialAccount.objects.count() == accounts
    assert not Membership.objects.filter(role=Role.VOLUNTEER).exclude(given_by=None).exists()
    assert Invitation.objects.unused().exists() == (was is asked_in), "the invitation was not used up either"


def linked(client: Client, sub: str = "two-steps") -> Any:
    return come_back(client, sub, CONNECT)


def test_its_owner_links_it_in_the_second_ring_and_sees_it_among_their_keys(zuster: Person, network: Network) -> None:
    as_director(zuster, network)
    with_a_key(zuster, network)
    client = strong(zuster)
    page = client.get("/account/sleutels/").content.decode()
    assert "Koppel je account van Gemeente" in page
    assert linked(client).headers["Location"] == "/account/sleutels/?gekoppeld=1"
    assert SocialAccount.objects.get().user_id == zuster.pk
    page = client.get("/account/sleutels/?gekoppeld=1").content.decode()
    assert "is gekoppeld" in page
    assert "Account van je organisatie" in page
    again = Client()
    assert come_back(again, "two-steps").status_code == 302
    assert again.session["_auth_user_id"] == str(zuster.pk)
    assert linked(client).status_code == 302, "linked once more, nothing changes"
    assert SocialAccount.objects.count() == 1


def test_in_the_first_ring_nothing_is_linked(zuster: Person, network: Network) -> None:
    client = signed_in(zuster)
    assert client.post(START + CONNECT).headers["Location"].startswith("/account/sterk/")
    assert Client().post(START + CONNECT).headers["Location"].startswith("/account/sterk/")
    assert not SocialAccount.objects.exists()


def test_a_second_ring_that_closed_on_the_way_links_nothing(zuster: Person) -> None:
    client = strong(zuster)
    away = client.post(START + CONNECT)
    session = client.session
    session.pop(doors.STRONG_AT)
    session.save()
    back = requests.post(away.headers["Location"], data={"sub": "two-steps"}, allow_redirects=False, timeout=5)
    answer = client.get(back.headers["Location"].removeprefix("http://testserver"))
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


def test_an_account_of_another_is_not_linked(zuster: Person, samira: Person) -> None:
    linked(strong(zuster))
    answer = linked(strong(samira))
    assert answer.status_code == 403
    assert "hoort al bij iemand anders" in answer.content.decode()
    assert SocialAccount.objects.get().user_id == zuster.pk


def test_it_is_taken_off_in_the_second_ring_by_its_owner_only(zuster: Person, samira: Person) -> None:
    client = strong(zuster)
    linked(client)
    account = SocialAccount.objects.get()
    address = f"/account/sleutels/organisatie/{account.pk}/weg/"
    assert strong(samira).post(address).status_code == 404
    assert signed_in(zuster).post(address).status_code == 403
    assert "Gemeente" in client.get(address).content.decode()
    assert SocialAccount.objects.exists(), "looking takes nothing off"
    assert client.post(address).status_code == 302
    assert not SocialAccount.objects.exists()


def test_once_taken_off_it_does_not_come_back_by_itself(network: Network) -> None:
    invite(MAIL, Role.VOLUNTEER, by=None, network=network)
    assert come_back(Client(), "nurse").status_code == 302
    account = SocialAccount.objects.get()
    assert strong(account.user).post(f"/account/sleutels/organisatie/{account.pk}/weg/").status_code == 302
    answer = come_back(Client(), "nurse")
    assert answer.status_code == 403
    assert "Mijn sleutels" in answer.content.decode()
    assert not SocialAccount.objects.exists()


def test_the_only_strong_way_in_stays(zuster: Person, network: Network) -> None:
    client = strong(zuster)
    linked(client)
    as_director(zuster, network)
    account = SocialAccount.objects.get()
    answer = client.post(f"/account/sleutels/organisatie/{account.pk}/weg/")
    assert answer.headers["Location"].endswith("?laatste=1")
    assert SocialAccount.objects.exists()


@pytest.mark.parametrize("has_key", [True, False])
def test_a_new_key_in_the_place_of_a_lost_one_takes_the_provider_s_account_along(
    zuster: Person, joris: Person, network: Network, has_key: bool
) -> None:
    Membership.objects.create(person=zuster, role=Role.CONNECTOR, network=network)
    if has_key:
        with_a_key(zuster, network)
    linked(strong(zuster))
    client = signed_in(zuster)
    assert client.post(code_for(strong(joris), zuster)).status_code == 302
    assert make_key(client, Phone()) == 302
    assert not SocialAccount.objects.exists()
    assert Authenticator.objects.filter(user=zuster).count() == 1
    stranger = Client()
    assert come_back(stranger, "two-steps").status_code == 403
    assert "_auth_user_id" not in stranger.session
