"""What waits for someone in this room: requests, notices that wait for a look, reports, and groups nobody pulls."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.groups.access import KNOWN, LOOKERS, without_owner
from buurtnet.groups.choices import GroupRole, GroupState, NoticeState, RequestState
from buurtnet.groups.models import Group, GroupMember, JoinRequest, Notice
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.choices import Role
from buurtnet.people.models import Person

MOST = 50  # of a kind


def items(person: Person, now: dt.datetime) -> list[Item]:
    """In a number of queries that does not grow with what waits."""
    held = [one for one in roles_of(person) if one.network and one.network.has(Room.GROUPS)]
    known = {one.network_id for one in held if one.role in KNOWN}
    if not known:
        return []
    owned = GroupMember.objects.filter(person=person, role=GroupRole.OWNER, group__network__in=known)
    groups = list(owned.values_list("group", flat=True))
    looked = {one.network_id for one in held if one.role in LOOKERS}
    directed = {one.network_id: one.network for one in held if one.role == Role.DIRECTOR and one.network}
    found = [*_requests(groups), *_notices(groups), *_reports(groups, list(directed))]
    return [*found, *_new_groups(person, looked), *_unpulled(directed, now)]


def _requests(groups: list[UUID]) -> Iterator[Item]:
    rows = JoinRequest.objects.filter(group__in=groups, state=RequestState.ASKED).select_related("group__network")
    for one in rows.defer("alias", "contact", "word").order_by("asked_at")[:MOST]:
        url = reverse("groups:request_kept", args=[one.group.network.slug, one.group_id, one.pk])
        yield _item(one.asked_at, _("Iemand wil meedoen met een groep"), url, "user-plus", one.group)


def _notices(groups: list[UUID]) -> Iterator[Item]:
    rows = Notice.objects.filter(group__in=groups, state=NoticeState.WAITING).select_related("group__network")
    for one in rows.defer("text", "said_by").order_by("hung_at")[:MOST]:
        url = reverse("groups:notice", args=[one.group.network.slug, one.group_id, one.pk])
        yield _item(one.hung_at, _("Een bericht voor het bord wacht op jou"), url, "eye", one.group)


def _reports(groups: list[UUID], directed: list[int | None]) -> Iterator[Item]:
    rows = Notice.objects.filter(state=NoticeState.SHOWN, reported_at__isnull=False).select_related("group__network")
    mine = rows.filter(group__in=groups) | rows.filter(group__network__in=directed)
    for one in mine.defer("text", "said_by").order_by("reported_at")[:MOST]:
        url = reverse("groups:notice", args=[one.group.network.slug, one.group_id, one.pk])
        since = one.reported_at or one.hung_at
        yield _item(since, _("Iemand meldde een bericht op een bord"), url, "triangle-alert", one.group)


def _new_groups(person: Person, looked: set[int | None]) -> Iterator[Item]:
    rows = Group.objects.filter(network__in=looked, state=GroupState.WAITING).exclude(made_by=person)
    for one in rows.select_related("network").order_by("created_at")[:MOST]:
        url = reverse("groups:inside", args=[one.network.slug, one.pk])
        yield _item(one.created_at, _("Een nieuwe groep moet nog nagekeken worden"), url, "users", one)


def _unpulled(directed: dict[int | None, Network], now: dt.datetime) -> Iterator[Item]:
    for network in directed.values():
        for one in without_owner(network, now).order_by("created_at")[:MOST]:
            url = reverse("groups:members", args=[network.slug, one.pk])
            yield _item(one.changed_at, _("Een groep zoekt een trekker"), url, "users", one)


def _item(since: dt.datetime, title: str, url: str, icon: str, group: Group) -> Item:
    return Item(since, title, url, icon, None, group.network.name)
