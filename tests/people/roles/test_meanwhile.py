"""Two at once, days that cannot be, and what a link by mail alone does not end."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.inviting import accept, invite
from buurtnet.people.models import Invitation, Mail, Membership, Person
from buurtnet.people.my_data import erase_account
from buurtnet.people.roles import ChangedMeanwhileError, EndReason, change_role, end_as_read, end_role
from tests.at_once import at_once
from tests.factories import AreaFactory
from tests.people.cast import person, ring_one, ring_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_two(ingrid)


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-30", "2999-01-01"])
def test_a_last_day_too_far_away_is_said(director: Client, network: Network, samiras: Membership, day: str) -> None:
    address = reverse("people:role", args=[network.slug, samiras.pk])
    page = director.post(address, {"role": "connector", "organization": "", "title": "", "last_day": day})
    assert "te ver weg" in page.content.decode()
    samiras.refresh_from_db()
    assert samiras.ends_at is None


@pytest.mark.parametrize("key", ["9" * 30, "²", "-1", "abc", "١", "1" * 5_000])
def test_a_neighbourhood_that_cannot_be_one_is_no_choice(network: Network, samira: Person, key: str) -> None:
    network.areas.set([AreaFactory(kind="neighbourhood")])
    forget_network_areas()
    client = ring_one(samira)
    assert client.post("/account/kaart/", {"areas": key}).status_code == 200


def fields(page: str) -> dict[str, str]:
    was = page.split('name="was" value="')[1].split('"')[0]
    assert was
    return {"role": "connector", "organization": "Buurtteam Havendijk", "title": "Opbouwwerker", "was": was}


def test_a_form_of_before_another_s_change_does_not_undo_it(
    director: Client, ingrid: Person, network: Network, samiras: Membership
) -> None:
    address = reverse("people:role", args=[network.slug, samiras.pk])
    said = fields(director.get(address).content.decode())
    ends = timezone.now() + datetime.timedelta(days=20)
    Membership.objects.filter(pk=samiras.pk).update(ends_at=ends)
    answer = director.post(address, said, follow=True)
    assert "Iemand anders paste deze rol net aan" in answer.content.decode()
    samiras.refresh_from_db()
    assert (samiras.ends_at, samiras.title) == (ends, "")
    director.post(address, fields(director.get(address).content.decode()) | {"last_day": ""})
    samiras.refresh_from_db()
    assert (samiras.ends_at, samiras.title) == (None, "Opbouwwerker"), "with the page of now it is changed"


def test_of_two_at_the_same_moment_the_second_hears_it(ingrid: Person, samiras: Membership) -> None:
    first, second, third = (Membership.objects.get(pk=samiras.pk) for _ in range(3))
    end_role(first, by=ingrid, reason=EndReason.AGREED)
    with pytest.raises(ChangedMeanwhileError):
        change_role(second, by=ingrid, role=Role.CONNECTOR, organization=second.organization, title="", until=None)
    with pytest.raises(ChangedMeanwhileError):
        end_as_read(third, by=ingrid, reason=EndReason.LEFT)
    assert not Membership.objects.current().filter(person=samiras.person).exists()


def test_a_role_that_another_replaced_is_not_called_ended(ingrid: Person, samiras: Membership) -> None:
    first, second = (Membership.objects.get(pk=samiras.pk) for _ in range(2))
    change_role(first, by=ingrid, role=Role.MEMBER, organization=None, title="", until=None)
    with pytest.raises(ChangedMeanwhileError):
        end_as_read(second, by=ingrid, reason=EndReason.LEFT)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CONNECTOR])
def test_a_strong_role_is_not_left_by_a_link_from_a_mail_alone(network: Network, ingrid: Person, role: Role) -> None:
    mine = person("Griet Maes", role, network).memberships.get()
    address = reverse("people:role_leave", args=[mine.pk])
    client = ring_one(mine.person)
    assert client.get(address).headers["Location"].startswith(reverse("people:strong"))
    assert client.post(address).status_code == 403
    mine.refresh_from_db()
    assert mine.ends_at is None
    assert ring_two(mine.person).post(address).status_code == 302
    mine.refresh_from_db()
    assert mine.ends_at


def test_another_role_is(network: Network) -> None:
    mine = person("Noor Visser", Role.VOLUNTEER, network).memberships.get()
    assert ring_one(mine.person).post(reverse("people:role_leave", args=[mine.pk])).status_code == 302
    mine.refresh_from_db()
    assert mine.ends_at


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_invite_once(network: Network, ingrid: Person) -> None:
    said = {"people": "nieuw@kompas.example", "role": "member", "organization": "", "verstuur": "1"}
    clients = [ring_two(ingrid) for _ in range(3)]
    address = reverse("people:role_invite", args=[network.slug])
    codes = at_once(*[lambda one=one: one.post(address, said).status_code for one in clients])
    assert codes == [302, 302, 302]
    assert Invitation.objects.count() == Mail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_invitations_accepted_at_once_give_one_role(network: Network, ingrid: Person) -> None:
    noor = person("Noor Visser")
    made = [invite(noor.email, Role.MEMBER, by=ingrid, network=network).invitation for _ in range(3)]
    assert at_once(*[lambda one=one: accept(one) for one in made]) == [noor] * 3
    assert noor.memberships.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_account_erased_twice_at_once_is_gone_once(network: Network, samira: Person) -> None:
    assert at_once(*[lambda: erase_account(Person.objects.get(pk=samira.pk)) for _ in range(3)]) == [None] * 3
    assert not Person.objects.get(pk=samira.pk).is_active
