"""Roles given, changed and ended. What someone held in trust is handed over when they leave."""

import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.people.access import may_give, roles_of
from buurtnet.people.choices import ASKERS, IN_A_NETWORK, Role
from buurtnet.people.consent_left import without_asker
from buurtnet.people.consent_links import tell_keepers
from buurtnet.people.devices import hash_of
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Invitation, Membership, Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

A_DAY = datetime.timedelta(days=1)
ASKS_OTHERS_IN = (Role.DIRECTOR, Role.EDITOR)


class EndReason(models.TextChoices):
    """Why a role ends; a fixed word in the log, never a judgement."""

    LEFT = "left", gettext_lazy("stopt zelf")
    OTHER_WORK = "other_work", gettext_lazy("ander werk of andere taak")
    AGREED = "agreed", gettext_lazy("zo afgesproken")
    MISTAKE = "mistake", gettext_lazy("de rol was niet juist")


class LastDirectorError(Exception):
    """A network keeps one director at least: first another takes over."""


class HeldAlreadyError(Exception):
    """This person has this role already."""


class ChangedMeanwhileError(Exception):
    """Someone else changed or ended this role since it was read; what they did stays."""


@transaction.atomic
def give_role(
    person: Person,
    role: Role,
    *,
    by: Person | None,
    network: Network | None = None,
    organization: Organization | None = None,
    title: str = "",
    until: datetime.datetime | None = None,
) -> Membership:
    """Whether ``by`` may give it is asked before (``access.may_give``). Raises ``HeldAlreadyError``."""
    network = network if role in IN_A_NETWORK else None
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    held = Membership.objects.current().filter(person=person, role=role, network=network, organization=organization)
    if held.exists():
        raise HeldAlreadyError
    membership = Membership.objects.create(
        person=person, role=role, network=network, organization=organization, title=title, ends_at=until, given_by=by
    )
    note(Action.CREATE, membership, by=by)
    return membership


@transaction.atomic
def change_role(
    membership: Membership,
    *,
    by: Person,
    role: Role,
    organization: Organization | None,
    title: str,
    until: datetime.datetime | None,
) -> Membership:
    """Another role or organization ends the row and begins a new one, so that the past stays true.

    Raises ``LastDirectorError``, ``HeldAlreadyError`` and ``ChangedMeanwhileError``; then nothing has changed.
    """
    membership = as_read(membership)
    if membership.role == Role.DIRECTOR and (role != Role.DIRECTOR or until is not None):
        keep_a_director(membership)
    if role == membership.role and organization == membership.organization:
        membership.title, membership.ends_at = title, until
        membership.save(update_fields=["title", "ends_at"])
        note(Action.CHANGE, membership, by=by)
        return membership
    close(membership, by=by, at=timezone.now())
    changed = give_role(
        membership.person, role, by=by, network=membership.network, organization=organization, title=title,
        until=until,
    )  # fmt: skip
    if organization == membership.organization:
        membership.mandates.update(membership=changed)
    note(Action.CHANGE, membership, by=by, rule="role.changed")
    hand_over(membership, by=by)
    return changed


@transaction.atomic
def end_as_read(membership: Membership, *, by: Person, reason: EndReason) -> Membership:
    """End a role that someone has before them. Raises ``ChangedMeanwhileError`` and ``LastDirectorError``."""
    return end_role(as_read(membership), by=by, reason=reason)


@transaction.atomic
def end_role(
    membership: Membership, *, by: Person | None, reason: EndReason, at: datetime.datetime | None = None
) -> Membership:
    """End a role, now or at a moment. Its mandates end with it, and what its holder set in motion is handed over.

    ``by`` None: the operator, who tells the holder in words of their own. Raises ``LastDirectorError`` for the only
    director of a network. A role that ended stays as it is.
    """
    now = timezone.now()
    membership = locked(membership)
    if membership.ends_at is not None and membership.ends_at <= now:
        return membership
    if membership.role == Role.DIRECTOR:
        keep_a_director(membership)
    close(membership, by=by, at=max(at or now, membership.starts_at))
    note(Action.CHANGE, membership, by=by, rule=f"role.ended.{reason}")
    hand_over(membership, by=by)
    if by is not None and by.pk != membership.person_id:
        tell_holder(membership.person)
    return membership


def locked(membership: Membership) -> Membership:
    """The row as it is now, behind the lock of its network: two who end the last two directors wait in line."""
    if membership.network_id is not None:
        Network.objects.select_for_update(no_key=True).get(pk=membership.network_id)
    found = Membership.objects.select_for_update(of=("self",)).select_related("person", "network", "organization")
    return found.get(pk=membership.pk)


def as_read(membership: Membership) -> Membership:
    """The row behind its lock, when it is still what was read. Raises ``ChangedMeanwhileError``."""
    found = locked(membership)
    if state_of(found) != state_of(membership):
        raise ChangedMeanwhileError
    return found


def state_of(membership: Membership) -> str:
    """What can change of a role, as a mark that a form carries along."""
    parts = (membership.role, membership.organization_id, membership.title, membership.ends_at)
    return hash_of(repr(parts))[:16]


def keep_a_director(leaving: Membership) -> None:
    """Someone else directs the network, and goes on doing so. Raises ``LastDirectorError``."""
    others = Membership.objects.current().filter(role=Role.DIRECTOR, network=leaving.network, ends_at=None)
    if not others.exclude(person=leaving.person_id).exists():
        raise LastDirectorError


def close(membership: Membership, *, by: Person | None, at: datetime.datetime) -> None:
    membership.ends_at, membership.ended_by = at, by
    membership.save(update_fields=["ends_at", "ended_by"])


def hand_over_all(person: Person) -> None:
    """Before an account goes: what its roles held in trust. Raises ``LastDirectorError``."""
    end_all_roles(person, by=person, reason=EndReason.LEFT)


@transaction.atomic
def end_all_roles(person: Person, *, by: Person | None, reason: EndReason) -> None:
    """All roles of someone, or none of them: raises ``LastDirectorError``.

    Two who do so at once wait in line; networks are locked before persons, here as everywhere.
    """
    networks = Network.objects.filter(pk__in=roles_of(person).values("network"))
    list(networks.order_by("pk").select_for_update(no_key=True))
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    for membership in roles_of(person).order_by("starts_at"):
        end_role(membership, by=by, reason=reason)


def hand_over(membership: Membership, *, by: Person | None) -> None:
    """Open invitations of who may not invite there any more are withdrawn; an organization without an editor is told.

    Whoever else directs or edits there sees the same lists, so that everything that stays has a keeper. Of what was
    asked of families, whoever keeps the organization hears that it waits for a colleague.
    """
    if membership.role in ASKERS:
        tell_of_consents_left(membership, by=by)
    if membership.role not in ASKS_OTHERS_IN:
        return
    asked = Invitation.objects.unused().filter(
        invited_by=membership.person,
        **({"network": membership.network} if membership.network_id else {"organization": membership.organization}),
    )  # fmt: skip
    for invitation in asked:
        withdraw(invitation, by=by)
    if membership.role == Role.EDITOR and membership.organization is not None:
        tell_directors_of(membership.organization)


def tell_of_consents_left(membership: Membership, *, by: Person | None) -> bool:
    """Not while another role of the same person keeps them. Returns whether someone must take something over."""
    organization, network = membership.organization, membership.network
    left = without_asker().filter(organization=organization, network=network, asked_by=membership.person_id)
    if organization is None or network is None or not left.exists():
        return False
    tell_keepers(organization, network, by=by)
    return True


def tell_of_last_days() -> int:
    """A job of each day: roles that came to their last day since yesterday, which nobody ended by hand.

    Returns for how many of them someone must take something over.
    """
    now = timezone.now()
    over = Membership.objects.filter(role__in=ASKERS, ended_by=None, ends_at__gt=now - A_DAY, ends_at__lte=now)
    found = over.select_related("organization", "network").order_by("ends_at", "pk")
    return sum(tell_of_consents_left(membership, by=None) for membership in found)


def tell_directors_of(organization: Organization) -> None:
    """An organization lost its last editor: the directors of the networks it takes part in hear that."""
    held = Membership.objects.current()
    if held.filter(role=Role.EDITOR, organization=organization, ends_at=None).exists():
        return
    networks = Network.objects.filter(pk__in=held.filter(organization=organization).values("network"))
    for held_by in held.filter(role=Role.DIRECTOR, network__in=networks).select_related("person", "network"):
        assert held_by.network
        if may_give(held_by.person, Role.EDITOR, None, organization):
            mail(held_by.person, ask_one_in(), site_url("people:role_list", held_by.network.slug))
        else:
            mail(held_by.person, have_one_asked_in(), str(organization.pk))


def ask_one_in() -> str:
    return _(
        "Hallo,\n\nEen organisatie in je netwerk heeft geen beheerder meer. Spreek samen af wie het "
        "overneemt, en nodig die persoon uit:\n\n{url}"
    )


def have_one_asked_in() -> str:
    return _(
        "Hallo,\n\nEen organisatie in je netwerk heeft geen beheerder meer. Ze doet ook mee in een ander netwerk. "
        "Daarom kun je zelf niemand uitnodigen. Spreek samen af wie het overneemt. Vraag dan de systeembeheerder van "
        "Buurtnet om die persoon uit te nodigen. Geef dit nummer van de organisatie door:\n\n{url}"
    )


def tell_holder(person: Person) -> None:
    mail(
        person,
        _("Hallo,\n\nEr is iets veranderd aan wat je in Buurtnet bent. Je ziet het bij je account:\n\n{url}"),
        site_url("people:account"),
    )


def mail(person: Person, body: str, url: str) -> None:
    with in_their_language(person):
        send(person.email, _("Bericht van Buurtnet"), body.format(url=url), person=person)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Person | None) -> bool:
    """Take an invitation back. False when it was accepted or withdrawn before."""
    still_open = Invitation.objects.unused().filter(pk=invitation.pk)
    if not still_open.update(withdrawn_at=timezone.now()):
        return False
    record(
        Action.CHANGE, actor=by, role_then="" if by else "operator", obj=invitation, network=invitation.network_id,
        organization=invitation.organization_id, fields_group=invitation.role, rule="invitation.withdrawn",
    )  # fmt: skip
    return True


def note(action: Action, membership: Membership, *, by: Person | None, rule: str = "") -> None:
    record(
        action, actor=by, role_then="" if by else "operator", obj=membership, subject=membership.person_id,
        network=membership.network_id, organization=membership.organization_id, fields_group=membership.role,
        rule=rule,
    )  # fmt: skip
