"""The operator asks in an editor, for an organization that no director may give one."""

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.config.cli import parser_for
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.choices import Role
from buurtnet.people.models import Invitation, Mail, Organization, Person
from buurtnet.privacy.models import LogRow
from tests.factories import NetworkFactory
from tests.people.at_work import buurtteam, fresh_limits, network
from tests.people.cast import person

__all__ = ["buurtteam", "fresh_limits", "network"]
pytestmark = pytest.mark.django_db
MAIL = "nieuw@kompas.example"


@pytest.fixture
def in_two_networks(network: Network, buurtteam: Organization) -> Organization:
    person("Noor Visser", Role.MEMBER, network, buurtteam)
    person("Tine Claes", Role.MEMBER, NetworkFactory(), buurtteam)
    return buurtteam


def command(*words: object) -> int:
    said = ["organization", "editor", *map(str, words)]
    args = parser_for(said).parse_args(said)
    return int(args.module.run(args))


def test_it_invites_by_mail_and_the_log_says_the_operator_did(
    in_two_networks: Organization, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(in_two_networks.pk, f" {MAIL} ", "--name", "Els Jacobs") == 0
    told = capsys.readouterr().out
    mail = Mail.objects.get()
    assert mail.to == MAIL
    path = told.strip().splitlines()[-1].strip().removeprefix(settings.SITE_URL)
    assert path in mail.body
    row = LogRow.objects.get(object_kind="people.Invitation")
    assert (row.actor, row.role_then, row.fields_group) == ("", "operator", Role.EDITOR)
    assert row.organization == str(in_two_networks.pk)
    assert Client().post(path).status_code == 302
    held = Person.objects.get(email=MAIL).memberships.get()
    assert (held.role, held.organization, held.network) == (Role.EDITOR, in_two_networks, None)


def test_one_that_has_an_editor_is_left_to_it(in_two_networks: Organization) -> None:
    joris = person("Joris Bakker", Role.EDITOR, None, in_two_networks)
    with pytest.raises(PlainError, match="has an editor"):
        command(in_two_networks.pk, MAIL)
    Person.objects.filter(pk=joris.pk).update(is_active=False)
    assert command(in_two_networks.pk, MAIL) == 0


@pytest.mark.parametrize("said", [uuid4(), "x", "9" * 500, "\0"])
def test_a_number_of_nothing_is_told_and_nobody_is_asked(said: object) -> None:
    with pytest.raises(PlainError, match="organization"):
        command(said, MAIL)
    assert not Invitation.objects.exists()


def test_what_is_no_address_is_told(in_two_networks: Organization) -> None:
    with pytest.raises(PlainError):
        command(in_two_networks.pk, "geen adres")
    assert not Mail.objects.exists()
