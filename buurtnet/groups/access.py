"""Who finds, enters, keeps and looks at which group. A closed group is not there for who is not in it."""

import datetime as dt
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.groups.choices import GroupKind, GroupRole, GroupState
from buurtnet.groups.models import Group, GroupMember
from buurtnet.people.access import has_role, known_in
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Device, Membership, Organization, Person
from buurtnet.people.work import Work, refuse, work_of

KNOWN: Final = (*PARTNERS, Role.RESIDENT)
LOOKERS: Final = (Role.MEMBER, Role.CONNECTOR, Role.DIRECTOR)  # who look at what a resident begins
ADULTS: Final = 2  # owners known to the network, of a group for young people
SILENT_AFTER: Final = dt.timedelta(days=90)  # an owner who was not here for so long is asked after


def groups_room(request: HttpRequest, slug: str) -> Network:
    """The network of the page; 404 where this room is switched off."""
    network = network_or_404(request, slug)
    if not network.has(Room.GROUPS):
        raise Http404
    return network


def at_groups(request: HttpRequest, slug: str) -> Work:
    """Everyone who is known in this network; 404 for others."""
    network = groups_room(request, slug)
    work = work_of(request, network)
    if not work.has(KNOWN):
        refuse(request, work, "groups")
    return work


def is_known(person: Person | None, network: Network) -> bool:
    return person is not None and has_role(person, KNOWN, network=network)


def may_begin_at_once(person: Person, network: Network) -> bool:
    """Whose group needs no look by another."""
    return has_role(person, PARTNERS, network=network)


def groups_of(person: Person, network: Network) -> QuerySet[Group]:
    """The groups someone is in; none once they are not known in the network any more."""
    if not is_known(person, network):
        return Group.objects.none()
    mine = GroupMember.objects.filter(person=person).values("group")
    return Group.objects.filter(network=network, pk__in=mine).select_related("network", "organization", "activity")


def role_in(person: Person | None, group: Group) -> GroupRole | None:
    """What someone is in a group; None for who is not in it, or not known in its network any more."""
    if person is None or not is_known(person, group.network):
        return None
    found = GroupMember.objects.filter(group=group, person=person).first()
    return GroupRole(found.role) if found else None


def waiting_for_a_look(work: Work) -> QuerySet[Group]:
    """New groups that someone else began, for who looks at them."""
    if not work.has(LOOKERS):
        return Group.objects.none()
    rows = Group.objects.filter(network=work.network, state=GroupState.WAITING)
    return rows.exclude(made_by=work.person).select_related("network", "organization", "activity")


def refused_before(work: Work) -> QuerySet[Group]:
    """Groups of others to which someone who looked said no, the last first: who looks can still say yes."""
    if not work.has(LOOKERS):
        return Group.objects.none()
    rows = Group.objects.filter(network=work.network, state=GroupState.STOPPED, refused_at__isnull=False)
    return rows.exclude(made_by=work.person).order_by("-refused_at")


def may_look(work: Work, group: Group) -> bool:
    """Whether this is a group that someone says yes or no to."""
    waits, refused = waiting_for_a_look(work), refused_before(work)
    return waits.filter(pk=group.pk).exists() or refused.filter(pk=group.pk).exists()


def enterable(work: Work) -> QuerySet[Group]:
    """Groups that someone opens from within: theirs, those they look at, and for the director those nobody pulls."""
    assert work.network
    keys = Q(pk__in=groups_of(work.person, work.network).values("pk"))
    if work.has(LOOKERS):
        keys |= Q(pk__in=waiting_for_a_look(work).values("pk")) | Q(pk__in=refused_before(work).values("pk"))
    if work.is_director():
        keys |= Q(pk__in=without_owner(work.network, timezone.now()).values("pk"))
    rows = Group.objects.filter(keys, network=work.network)
    return rows.select_related("network", "organization", "activity")


def owners_of(group: Group) -> QuerySet[Person]:
    """Who pull it and are still known in its network."""
    held = Membership.objects.current().filter(network=group.network_id, role__in=KNOWN)
    owners = GroupMember.objects.filter(group=group, role=GroupRole.OWNER, person__in=held.values("person"))
    return Person.objects.filter(pk__in=owners.values("person"), is_active=True)


def known_adults(group: Group) -> QuerySet[Person]:
    """Owners whom the network knows: partners, and residents whom a connector or director said to know."""
    partners = Membership.objects.current().filter(network=group.network_id, role__in=PARTNERS)
    known = Q(pk__in=partners.values("person")) | Q(pk__in=known_in(group.network))
    return owners_of(group).filter(known)


def without_owner(network: Network, now: dt.datetime) -> QuerySet[Group]:
    """Groups in use whose owners all left the network, or were not here for ninety days."""
    rows = Group.objects.filter(network=network, state=GroupState.LIVE)
    held = Membership.objects.current().filter(network=network, role__in=KNOWN, person=OuterRef("person"))
    owners = GroupMember.objects.filter(Exists(held), group=OuterRef("pk"), role=GroupRole.OWNER)
    since = now - SILENT_AFTER
    signed_in = Q(person__last_login__gte=since) | Q(person__joined_at__gte=since)
    # Who is on a remembered device never signs in again.
    seen = Exists(Device.objects.filter(person=OuterRef("person"), last_seen_at__gte=since))
    active = owners.filter(signed_in | seen, person__is_active=True)
    return rows.filter(~Exists(active)).select_related("network")


def organizations_for(person: Person, network: Network) -> QuerySet[Organization]:
    """In whose name someone begins a group: organizations they work for in this network."""
    held = Membership.objects.current().filter(
        person=person, network=network, role__in=PARTNERS, organization__isnull=False
    )
    return Organization.objects.filter(pk__in=held.values("organization")).order_by("name", "pk")


def is_refused(group: Group) -> bool:
    """Whether someone who looked said no; an owner does not undo that."""
    return group.state == GroupState.STOPPED and group.refused_at is not None


def is_shown(group: Group) -> bool:
    """Whether visitors may know of it."""
    return group.state == GroupState.LIVE and group.kind != GroupKind.CLOSED
