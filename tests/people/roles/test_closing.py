"""An account that the operator closes: handed over as when someone leaves, shut on every side, and opened again."""

import pytest
from django.test import Client
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.config.cli import parser_for
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.actions import close_account
from buurtnet.people.choices import Role
from buurtnet.people.inviting import invite
from buurtnet.people.models import Device, Mail, Membership, Person
from buurtnet.people.roles import LastDirectorError
from buurtnet.privacy.models import LogRow
from tests.people.cast import person
from tests.people.doors.clients import last_link, signed_in

pytestmark = pytest.mark.django_db


def command(*words: str) -> int:
    args = parser_for(list(words)).parse_args(list(words))
    return int(args.module.run(args))


def test_closing_ends_roles_invitations_and_every_sign_in(network: Network, ingrid: Person, samira: Person) -> None:
    griet = person("Griet Maes", Role.DIRECTOR, network)
    client = signed_in(griet)
    waiting = invite("nieuw@kompas.example", Role.MEMBER, by=griet, network=network).invitation
    assert command("account", "close", " Griet.Maes@havendijk.example ") == 0
    griet.refresh_from_db()
    waiting.refresh_from_db()
    assert not griet.is_active
    assert not Membership.objects.holding().filter(person=griet, starts_at__lt=timezone.now()).exists()
    assert waiting.withdrawn_at
    assert not Device.objects.filter(person=griet).exists()
    assert client.get("/account/").status_code == 302
    mail = Mail.objects.filter(to=griet.email).latest("queued_at")
    assert "gesloten" in mail.body
    assert "gesloten" not in mail.subject
    rows = LogRow.objects.filter(subject=str(griet.pk), role_then="operator")
    assert set(rows.values_list("rule", flat=True)) == {"role.ended.agreed", "account.closed"}


def test_the_only_director_is_not_closed_and_nothing_changes(network: Network, ingrid: Person) -> None:
    with pytest.raises(PlainError, match="only director"):
        command("account", "close", ingrid.email)
    with pytest.raises(LastDirectorError):
        close_account(ingrid, by=ingrid)
    ingrid.refresh_from_db()
    assert ingrid.is_active
    assert Membership.objects.current().filter(person=ingrid, role=Role.DIRECTOR).exists()
    assert not Mail.objects.filter(to=ingrid.email).exists()


def test_it_is_opened_again_without_the_roles(network: Network, samira: Person) -> None:
    command("account", "close", samira.email)
    with pytest.raises(PlainError, match="no open account"):
        command("account", "close", samira.email)
    assert command("account", "open", samira.email) == 0
    with pytest.raises(PlainError, match="no closed account"):
        command("account", "open", samira.email)
    assert signed_in(samira).get("/account/").status_code == 200
    assert not Membership.objects.current().filter(person=samira).exists()
    assert LogRow.objects.filter(rule="account.opened", subject=str(samira.pk)).exists()


def test_a_link_that_was_on_its_way_opens_nothing(samira: Person) -> None:
    Client().post("/account/aanmelden/", {"email": samira.email})
    link = last_link(samira.email)
    command("account", "close", samira.email)
    client = Client()
    assert client.post(link).status_code == 410
    assert "_auth_user_id" not in client.session
