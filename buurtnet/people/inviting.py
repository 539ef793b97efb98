"""Invitations: asked in by mail with one role, accepted once, by one person."""

import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.people.access import may_give
from buurtnet.people.addresses import clean_address
from buurtnet.people.choices import Role
from buurtnet.people.devices import hash_of
from buurtnet.people.links import site_url
from buurtnet.people.mailing import send
from buurtnet.people.models import Invitation, Membership, Organization, Person
from buurtnet.people.models.door import INVITED_FOR
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


@dataclass(frozen=True)
class Invited:
    """An invitation and the address that opens it, which is nowhere kept."""

    invitation: Invitation
    url: str


@transaction.atomic
def invite(
    email: str,
    role: Role,
    *,
    by: Person | None,
    network: Network | None = None,
    organization: Organization | None = None,
    name: str = "",
) -> Invited:
    """Ask someone in, by mail. Whether ``by`` may give this role is asked before (``access.may_give``).

    Raises ``ValidationError`` for what is no mail address.
    """
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=clean_address(email), name=name, role=role, network=network, organization=organization, invited_by=by,
        token_hash=hash_of(token), expires_at=timezone.now() + INVITED_FOR,
    )  # fmt: skip
    url = site_url("people:invitation", token)
    send(
        invitation.email,
        _("Je bent uitgenodigd voor Buurtnet"),
        _(
            "Hallo,\n\nJe bent uitgenodigd om mee te doen. Open deze link om te zien door wie. "
            "De link werkt twee weken en één keer.\n\n{url}\n\nKen je dit niet? Dan hoef je niets te doen."
        ).format(url=url),
    )
    record(
        Action.CREATE, actor=by, role_then="" if by else "operator", obj=invitation, network=network,
        organization=organization, fields_group=role,
    )  # fmt: skip
    return Invited(invitation, url)


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a token, when it can still be accepted."""
    found = Invitation.objects.open().filter(token_hash=hash_of(token))
    invitation = found.select_related("network", "organization", "invited_by").first()
    return invitation if invitation and is_still_given(invitation) else None


def is_still_given(invitation: Invitation) -> bool:
    """Whether who asked still may: their own role can have ended since. One of the operator holds for its time."""
    giver = invitation.invited_by
    return giver is None or may_give(giver, Role(invitation.role), invitation.network, invitation.organization)


@transaction.atomic
def accept(invitation: Invitation, person: Person | None = None) -> Person | None:
    """Take part: ``person``, or who has the account of the invited address, or a new account for it.

    None when someone else was first, the account of the address was closed, or who asked may not any more.
    """
    person = person or person_at(invitation.email, invitation.name)
    open_now = Invitation.objects.open().filter(pk=invitation.pk)
    may_accept = person.is_active and is_still_given(invitation)
    if not may_accept or not open_now.update(used_at=timezone.now(), used_by=person):
        transaction.set_rollback(True)
        return None
    give_role(person, invitation)
    record(
        Action.CHANGE, actor=person, subject=person, obj=invitation, network=invitation.network,
        organization=invitation.organization, fields_group=invitation.role, rule="invitation.accepted",
    )  # fmt: skip
    return person


def account_at(email: str) -> Person | None:
    """Who has the account of an address, in the form of ``clean_address``."""
    return Person.objects.filter(email=email).first()


def person_at(email: str, name: str = "") -> Person:
    """Who has the account of an address, or a new account for it. Raises ``ValidationError`` for what is none."""
    email = clean_address(email)
    found = account_at(email)
    if found:
        return found
    try:
        with transaction.atomic():
            return Person.objects.create_user(email, name=name, language=get_language() or "")
    except IntegrityError:  # made a moment ago, by another click
        return Person.objects.get(email=email)


def give_role(person: Person, invitation: Invitation) -> None:
    """The role of the invitation; who has it already keeps the one they have. Two at once wait in line.

    One of a network for no organization in particular is had already by who has it there for any.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    role = Role(invitation.role)
    network = None if role in {Role.EDITOR, Role.SAFETY_OFFICER} else invitation.network
    bound = {"role": role, "network": network, "organization": invitation.organization}
    held = Membership.objects.filter(person=person, role=role, network=network, ends_at=None)
    if network is None or invitation.organization is not None:
        held = held.filter(organization=invitation.organization)
    if not held.exists():
        Membership.objects.create(person=person, given_by=invitation.invited_by, **bound)
