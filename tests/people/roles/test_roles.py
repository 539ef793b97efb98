"""Roles given, changed and ended; the last director stays; what someone held in trust is handed over."""

import datetime

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.access import has_role, may_give, may_keep
from buurtnet.people.choices import MandateKind, Role
from buurtnet.people.inviting import accept, invite
from buurtnet.people.models import Invitation, Mail, Mandate, Membership, Organization, Person
from buurtnet.people.roles import (
    EndReason,
    HeldAlreadyError,
    LastDirectorError,
    change_role,
    end_role,
    give_role,
    hand_over_all,
    withdraw,
)
from buurtnet.privacy.models import LogRow
from tests.at_once import at_once
from tests.factories import NetworkFactory, OrganizationFactory
from tests.people.cast import person

pytestmark = pytest.mark.django_db


def rules() -> list[str]:
    return list(LogRow.objects.order_by("pk").values_list("rule", flat=True))


def test_a_role_is_given_once_and_written_down(network: Network, ingrid: Person, samira: Person) -> None:
    given = give_role(samira, Role.MEMBER, by=ingrid, network=network, title="Buurtwerker")
    row = LogRow.objects.get(object_id=str(given.pk))
    assert (row.actor, row.subject, row.network) == (str(ingrid.pk), str(samira.pk), str(network.pk))
    with pytest.raises(HeldAlreadyError):
        give_role(samira, Role.MEMBER, by=ingrid, network=network)
    assert samira.memberships.count() == 2


def test_a_role_ends_with_the_next_request_and_stays_for_the_record(
    network: Network, ingrid: Person, samira: Person, samiras: Membership
) -> None:
    end_role(samiras, by=ingrid, reason=EndReason.AGREED)
    assert not has_role(samira, [Role.CONNECTOR], network=network)
    samiras.refresh_from_db()
    assert samiras.ended_by == ingrid
    assert "role.ended.agreed" in rules()
    assert "veranderd" in Mail.objects.get(to=samira.email).body


def test_a_role_that_ends_next_week_holds_until_then(network: Network, ingrid: Person, samiras: Membership) -> None:
    end_role(samiras, by=ingrid, reason=EndReason.OTHER_WORK, at=timezone.now() + datetime.timedelta(days=7))
    assert has_role(samiras.person, [Role.CONNECTOR], network=network)


def test_ending_again_changes_nothing(ingrid: Person, samiras: Membership) -> None:
    first = end_role(samiras, by=ingrid, reason=EndReason.AGREED).ends_at
    assert end_role(samiras, by=ingrid, reason=EndReason.MISTAKE).ends_at == first
    assert rules().count("role.ended.agreed") == 1
    assert "role.ended.mistake" not in rules()


def test_the_last_director_cannot_be_ended_changed_or_leave(network: Network, ingrid: Person) -> None:
    directing = ingrid.memberships.get()
    with pytest.raises(LastDirectorError):
        end_role(directing, by=ingrid, reason=EndReason.LEFT)
    with pytest.raises(LastDirectorError):
        change_role(directing, by=ingrid, role=Role.MEMBER, organization=None, title="", until=None)
    soon = timezone.now() + datetime.timedelta(days=1)
    with pytest.raises(LastDirectorError):
        change_role(directing, by=ingrid, role=Role.DIRECTOR, organization=None, title="", until=soon)
    with pytest.raises(LastDirectorError):
        hand_over_all(ingrid)
    assert has_role(ingrid, [Role.DIRECTOR], network=network)


def test_a_director_whose_role_ends_soon_does_not_count_as_the_other(network: Network, ingrid: Person) -> None:
    griet = person("Griet", Role.DIRECTOR, network)
    griet.memberships.update(ends_at=timezone.now() + datetime.timedelta(days=1))
    with pytest.raises(LastDirectorError):
        end_role(ingrid.memberships.get(), by=ingrid, reason=EndReason.LEFT)


def test_of_two_directors_one_may_leave(network: Network, ingrid: Person) -> None:
    griet = person("Griet", Role.DIRECTOR, network)
    ours, theirs = ingrid.memberships.get(), griet.memberships.get()
    end_role(ours, by=ingrid, reason=EndReason.LEFT)
    with pytest.raises(LastDirectorError):
        end_role(theirs, by=griet, reason=EndReason.LEFT)


@pytest.mark.django_db(transaction=True)
def test_two_directors_who_leave_at_once_leave_one_behind(network: Network, ingrid: Person) -> None:
    griet = person("Griet", Role.DIRECTOR, network)

    def leave(who: Person) -> object:
        return end_role(who.memberships.get(), by=who, reason=EndReason.LEFT)

    said = at_once(lambda: leave(ingrid), lambda: leave(griet), met=(LastDirectorError,))
    assert sum(isinstance(one, LastDirectorError) for one in said) == 1
    assert Membership.objects.current().filter(role=Role.DIRECTOR, network=network).count() == 1


def test_mandates_end_with_the_role_and_move_along_with_another_role(
    network: Network, ingrid: Person, samiras: Membership
) -> None:
    mandate = Mandate.objects.create(membership=samiras, kind=MandateKind.PROMISE, text="twee uur per week")
    changed = change_role(
        samiras, by=ingrid, role=Role.MEMBER, organization=samiras.organization, title="Opbouwwerker", until=None
    )
    mandate.refresh_from_db()
    assert (mandate.membership, changed.title) == (changed, "Opbouwwerker")
    samiras.refresh_from_db()
    assert samiras.ends_at
    end_role(changed, by=ingrid, reason=EndReason.AGREED)
    assert not Mandate.objects.filter(membership__in=Membership.objects.current()).exists()


def test_invitations_of_a_director_who_leaves_are_withdrawn(network: Network, ingrid: Person) -> None:
    person("Griet", Role.DIRECTOR, network)
    other = NetworkFactory()
    here = invite("nieuw@havendijk.example", Role.MEMBER, by=ingrid, network=network).invitation
    there = invite("nieuw@duinbeke.example", Role.MEMBER, by=ingrid, network=other).invitation
    end_role(ingrid.memberships.get(), by=ingrid, reason=EndReason.LEFT)
    here.refresh_from_db()
    there.refresh_from_db()
    assert here.withdrawn_at
    assert not there.withdrawn_at


def test_the_director_hears_that_an_organization_has_no_editor_any_more(
    network: Network, ingrid: Person, samira: Person, buurtteam: Organization
) -> None:
    joris = person("Joris Bakker", Role.EDITOR, None, buurtteam)
    end_role(joris.memberships.get(), by=joris, reason=EndReason.LEFT)
    mail = Mail.objects.get(to=ingrid.email)
    assert "geen beheerder meer" in mail.body
    assert "Joris" not in mail.subject + mail.body
    assert "Buurtteam" not in mail.subject + mail.body


def test_a_director_who_may_ask_nobody_in_there_hears_whom_to_ask(
    network: Network, ingrid: Person, samira: Person, buurtteam: Organization
) -> None:
    elsewhere = NetworkFactory(slug="duinbeke")
    griet = person("Griet Maes", Role.DIRECTOR, elsewhere)
    person("Tine Claes", Role.MEMBER, elsewhere, buurtteam)
    joris = person("Joris Bakker", Role.EDITOR, None, buurtteam)
    end_role(joris.memberships.get(), by=joris, reason=EndReason.LEFT)
    for director in (ingrid, griet):
        mail = Mail.objects.get(to=director.email)
        assert "Vraag dan de systeembeheerder" in mail.body
        assert str(buurtteam.pk) in mail.body
        assert "/beheer/mensen/" not in mail.body, "there they can do nothing about it"


def test_an_organization_that_keeps_an_editor_needs_nobody_to_hear(
    network: Network, ingrid: Person, samira: Person, buurtteam: Organization
) -> None:
    joris = person("Joris Bakker", Role.EDITOR, None, buurtteam)
    give_role(samira, Role.EDITOR, by=joris, organization=buurtteam)
    end_role(joris.memberships.get(), by=joris, reason=EndReason.LEFT)
    assert not Mail.objects.filter(to=ingrid.email).exists()


def test_an_invitation_is_withdrawn_once_and_not_after_it_was_used(network: Network, ingrid: Person) -> None:
    invitation = invite("nieuw@havendijk.example", Role.MEMBER, by=ingrid, network=network).invitation
    assert withdraw(invitation, by=ingrid)
    assert not withdraw(invitation, by=ingrid)
    used = invite("ander@havendijk.example", Role.MEMBER, by=ingrid, network=network).invitation
    Invitation.objects.filter(pk=used.pk).update(used_at=timezone.now(), used_by=ingrid)
    assert not withdraw(used, by=ingrid)


def test_who_keeps_which_role(network: Network, ingrid: Person, samiras: Membership, buurtteam: Organization) -> None:
    joris = person("Joris Bakker", Role.EDITOR, None, buurtteam)
    editing = joris.memberships.get()
    elsewhere = person("Griet", Role.DIRECTOR, NetworkFactory())
    stranger = person("Emre", Role.EDITOR, None, OrganizationFactory())
    assert may_keep(ingrid, samiras)
    assert may_keep(ingrid, editing), "a director, of an organization that takes part in the network"
    assert not may_keep(joris, samiras), "an editor keeps no connector"
    assert may_keep(joris, editing)
    assert not any(may_keep(who, samiras) for who in (elsewhere, stranger, samiras.person))
    assert not any(may_keep(who, editing) for who in (elsewhere, stranger))
    assert not may_give(elsewhere, Role.EDITOR, None, buurtteam)


def test_an_invitation_is_open_until_it_is_used_withdrawn_or_too_late(network: Network, ingrid: Person) -> None:
    made = invite("nieuw@havendijk.example", Role.MEMBER, by=ingrid, network=network).invitation
    row = Invitation.objects.filter(pk=made.pk)
    assert Invitation.objects.open().filter(pk=made.pk).exists()
    row.update(withdrawn_at=timezone.now())
    assert not Invitation.objects.open().filter(pk=made.pk).exists()
    row.update(withdrawn_at=None, expires_at=timezone.now())
    assert Invitation.objects.unused().filter(pk=made.pk).exists()
    assert not Invitation.objects.open().filter(pk=made.pk).exists()
    assert accept(made) is None, "also when its page was opened in time"
