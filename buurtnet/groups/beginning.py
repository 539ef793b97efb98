"""A group from the first day: begun, looked at (yes or no), changed, stopped, and taken up again."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.groups.access import ADULTS, is_refused, known_adults, may_begin_at_once
from buurtnet.groups.choices import GroupRole, GroupState
from buurtnet.groups.emails import mail_begun
from buurtnet.groups.models import Group, GroupMember
from buurtnet.groups.moving import locked, move, note, refuse
from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.people.models import Person
from buurtnet.places.keeping import own_key
from buurtnet.privacy.choices import Action


def begin(network: Network, said: Mapping[str, Any], *, form_key: uuid.UUID, by: Person) -> Group:
    """A new group, with who begins it as its owner. Sent twice it is one.

    A partner's is there at once, a resident's after a look; one for young people once two adults pull it.
    """
    key = own_key(form_key, network, by)
    try:
        with transaction.atomic():
            at_once = may_begin_at_once(by, network) and not said.get("for_young")
            state = GroupState.LIVE if at_once else GroupState.WAITING
            let_in_at = timezone.now() if at_once else None
            group = Group.objects.create(
                network=network, made_by=by, form_key=key, state=state, let_in_at=let_in_at,
                contact_by=by if is_own_contact(said) else None, **said,
            )  # fmt: skip
            GroupMember.objects.create(group=group, person=by, role=GroupRole.OWNER)
            note(Action.CREATE, group, group, by, result=state)
    except IntegrityError:
        return Group.objects.select_related("network").get(form_key=key)
    return group


def is_own_contact(said: Mapping[str, Any]) -> bool:
    """Without an organization it is the number or address of who writes it down."""
    return bool(said.get("contact")) and said.get("organization") is None


@transaction.atomic
def go_live(group: Group, *, by: Person) -> Group:
    """Someone looked and said yes, also after a no of before: on the site. Raises ``NotNowError``."""
    locked(group)
    if group.state != GroupState.WAITING and not is_refused(group):
        refuse(group, group, f"group.{group.state}.look", by)
    require_adults(group, by)
    move(group, GroupState.LIVE, by=by, let_in_at=timezone.now(), refused_at=None, looked_at_by=by)
    if group.made_by and group.made_by != by:
        mail_begun(group.made_by, group)
    return group


@transaction.atomic
def say_no(group: Group, *, by: Person) -> Group:
    """Someone looked and said no; its owners do not undo that. Raises ``NotNowError``."""
    locked(group)
    if group.state != GroupState.WAITING:
        refuse(group, group, f"group.{group.state}.look", by)
    move(group, GroupState.STOPPED, by=by, refused_at=timezone.now(), looked_at_by=by)
    if group.made_by and group.made_by != by:
        mail_begun(group.made_by, group)
    return group


@transaction.atomic
def take_up(group: Group, *, by: Person) -> Group:
    """An owner wants it on the site: at once when it was let in before or they are a partner, else after a look.

    Raises ``NotNowError``, also for a group that someone who looked said no to.
    """
    locked(group)
    if is_refused(group):
        sentence = _("Iemand van het netwerk keek ernaar en zei: nu niet. Vraag de netwerkregisseur waarom.")
        refuse(group, group, "group.refused", by, sentence)
    if group.let_in_at is None and not may_begin_at_once(by, group.network):
        move(group, GroupState.WAITING, by=by)
        return group
    require_adults(group, by)
    move(group, GroupState.LIVE, by=by, let_in_at=group.let_in_at or timezone.now())
    return group


@transaction.atomic
def stop(group: Group, *, by: Person) -> Group:
    """An owner takes it off the site; who is in it still finds the board. Raises ``NotNowError``."""
    locked(group)
    move(group, GroupState.STOPPED, by=by)
    return group


@transaction.atomic
def change(group: Group, said: Mapping[str, Any], *, version: int, by: Person) -> Group:
    """Write down what changed. Raises ``ChangedMeanwhileError`` when it is not as the page showed it."""
    locked(group)
    if group.version != version:
        raise ChangedMeanwhileError
    if said.get("contact") != group.contact:
        group.contact_by = by if is_own_contact(said) else None
    for name, value in said.items():
        setattr(group, name, value)
    if group.state == GroupState.LIVE:
        require_adults(group, by)
    group.version += 1
    group.changed_at = timezone.now()
    group.save(update_fields=[*said, "contact_by", "version", "changed_at"])
    note(Action.CHANGE, group, group, by)
    return group


def require_adults(group: Group, by: Person, *, leaving: int = 0) -> None:
    """A group for young people has two adults whom the network knows. Raises ``NotNowError``."""
    if group.for_young and known_adults(group).count() - leaving < ADULTS:
        sentence = _("Een groep voor jongeren heeft twee volwassen trekkers die het netwerk kent. Vraag er nog een.")
        refuse(group, group, "group.two_adults", by, sentence)
