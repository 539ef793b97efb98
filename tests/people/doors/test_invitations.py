"""Invitations: accepted once, by one person, by a button; and the first administrator of an empty site."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.config.cli import parser_for
from buurtnet.people.choices import Role
from buurtnet.people.inviting import accept, invite, open_invitation
from buurtnet.people.models import Invitation, Mail, Membership, Person
from tests.people.doors.clients import last_link, signed_in

pytestmark = pytest.mark.django_db
NURSE = "zuster@havendijk.example"


@pytest.fixture
def link(network: Network, joris: Person) -> str:
    invite(NURSE, Role.MEMBER, by=joris, network=network, name="Zuster")
    return last_link(NURSE)


def test_looking_shows_who_asks_and_what_the_role_means_and_does_nothing(link: str) -> None:
    page = Client().get(link).content.decode()
    assert "Joris vraagt je om mee te doen" in page
    assert "Netwerk Havendijk" in page
    assert "Je werkt mee vanuit een organisatie" in page
    assert not Person.objects.filter(email=NURSE).exists()


def test_the_button_makes_the_account_gives_the_role_and_signs_in(link: str, joris: Person) -> None:
    client = Client()
    assert client.post(link, {"onthoud": "1"}).status_code == 302
    person = Person.objects.get(email=NURSE)
    assert person.name == "Zuster"
    role = person.memberships.get()
    assert (role.role, role.given_by, role.ends_at) == (Role.MEMBER, joris, None)
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_mail_names_nobody_and_the_database_holds_no_secret(link: str) -> None:
    mail = Mail.objects.get(to=NURSE)
    assert "Joris" not in mail.subject + mail.body
    assert "Havendijk" not in mail.subject + mail.body
    token = link.split("/")[-2]
    assert token not in str(Invitation.objects.values().get())


def test_a_used_a_late_a_withdrawn_and_a_forged_invitation_say_so(link: str) -> None:
    for spoilt in (
        {"withdrawn_at": timezone.now()},
        {"expires_at": timezone.now() - datetime.timedelta(seconds=1)},
    ):
        before = Invitation.objects.values("withdrawn_at", "expires_at").get()
        Invitation.objects.update(**spoilt)
        assert Client().post(link).status_code == 410
        Invitation.objects.update(**before)
    assert Client().post(link[:-3] + "/").status_code == 410
    assert Client().post(link).status_code == 302
    page = Client().post(link)
    assert page.status_code == 410
    assert "nieuwe uitnodiging" in page.content.decode()
    assert Membership.objects.filter(role=Role.MEMBER).count() == 1


def test_of_two_who_accept_at_once_one_comes_in(link: str, samira: Person) -> None:
    first, second = open_invitation(link.split("/")[-2]), open_invitation(link.split("/")[-2])
    assert first
    assert second
    assert accept(first, samira) == samira
    assert accept(second) is None
    assert not Person.objects.filter(email=NURSE).exists(), "the account of who was too late is not left behind"
    assert Membership.objects.filter(role=Role.MEMBER).count() == 1


def test_who_is_signed_in_takes_part_with_that_account(link: str, samira: Person) -> None:
    client = signed_in(samira)
    assert samira.email in client.get(link).content.decode()
    client.post(link)
    assert samira.memberships.get().role == Role.MEMBER
    assert not Person.objects.filter(email=NURSE).exists()


def test_who_has_the_role_already_keeps_the_one_they_have(link: str, network: Network, samira: Person) -> None:
    Membership.objects.create(person=samira, role=Role.MEMBER, network=network)
    signed_in(samira).post(link)
    assert samira.memberships.count() == 1


def test_what_is_sent_along_changes_nothing(link: str) -> None:
    Client().post(link, {"role": "administrator", "person": "x", "network": "", "email": "a@b.nl", "onthoud": "1"})
    assert Person.objects.get(email=NURSE).memberships.get().role == Role.MEMBER


def test_a_closed_account_does_not_come_back_by_an_invitation(link: str) -> None:
    Person.objects.create_user(NURSE, is_active=False)
    assert Client().post(link).status_code == 410


def command(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    args = parser_for(["invite-admin"]).parse_args(["invite-admin", *words])
    code: int = args.module.run(args)
    return code, capsys.readouterr().out


def test_an_empty_site_gets_its_administrator(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = command(capsys, "beheer@havendijk.example")
    assert code == 0
    path = told.strip().splitlines()[-1].strip().removeprefix(settings.SITE_URL)
    assert Client().post(path).status_code == 302
    person = Person.objects.get()
    assert (person.email, person.memberships.get().role) == ("beheer@havendijk.example", Role.ADMINISTRATOR)


def test_a_network_gets_its_first_director(network: Network, capsys: pytest.CaptureFixture[str]) -> None:
    _, told = command(capsys, "regie@havendijk.example", "--network", "havendijk")
    Client().post("/account/" + told.strip().splitlines()[-1].split("/account/")[1])
    role = Membership.objects.get()
    assert (role.role, role.network) == (Role.DIRECTOR, network)
