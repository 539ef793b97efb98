"""Whether there is room, said in one tap; and what a group needs to say yes, with an owner, a day and a result."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.actions import apply, tell_index, value_of
from buurtnet.directory.models import Service
from buurtnet.mending.access import KEEPERS
from buurtnet.mending.answering import By
from buurtnet.mending.choices import NeedKind, RoomSaid
from buurtnet.mending.models import Need
from buurtnet.people.models import Membership, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

# Texts of the entry itself, which are Dutch as it is: "Wachttijd: nog niet bekend", "Er is plek: nog 1 plek of meer".
WAIT_UNKNOWN = "nog niet bekend"
ROOM_UNIT = "plek of meer"


class ClosedAlreadyError(Exception):
    """Someone else closed this need."""


@transaction.atomic
def say_room(service: Service, said: RoomSaid, *, network: Network, by: By) -> None:
    """Whether there is room, as of now. How many places is kept where it was known and still is true.

    How many there were, and how long one waited, stands in the history, and can be put back from there.
    """
    found = Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)
    now = timezone.now()
    waiting = (found.wait_time or WAIT_UNKNOWN) if said == RoomSaid.LIST else ""
    new = {"room": room_after(value_of(found, "room"), said), "wait_time": waiting}
    if apply(found, new, by=by.kind) is None:
        Service.objects.filter(pk=found.pk).update(last_modified=now)
        tell_index(found)
    found.capacities.update(updated=now)
    record(
        Action.CHANGE, actor=by.person, obj=found, network=network, organization=found.organization_id,
        role_then=by.role, rule="entry.room", request=by.request,
    )  # fmt: skip


def room_after(groups: list[list[Any]], said: RoomSaid) -> list[list[Any]]:
    """The value of ``room`` after one tap: no places left in any group, or at least one."""
    groups = groups or [[0.0, None, ""]]
    if said != RoomSaid.ROOM:
        return [[0.0, most, unit] for _left, most, unit in groups]
    if any(left > 0 for left, _most, _unit in groups):
        return groups
    return [[1.0, groups[0][1], ROOM_UNIT], *groups[1:]]


def room_said(service: Service) -> RoomSaid | None:
    """What the page says now; None when nothing is known."""
    groups = list(service.capacities.all())
    if not groups:
        return None
    if any(group.available > 0 for group in groups):
        return RoomSaid.ROOM
    return RoomSaid.LIST if service.wait_time else RoomSaid.FULL


@transaction.atomic
def ask_for(service: Service, kind: NeedKind, line: str, *, network: Network) -> Need:
    """Say what is needed. Of one kind one is open at a time; asked again, its line is the new one."""
    Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)
    made, is_new = Need.objects.get_or_create(
        service=service, kind=kind, closed_at=None,
        defaults={"network": network, "organization": service.organization, "line": line},
    )  # fmt: skip
    if not is_new and line and line != made.line:
        made.line = line
        made.save(update_fields=["line"])
    return made


def keepers_of(network: Network) -> list[Person]:
    """Who can see to a need: directors and connectors, by name."""
    held = Membership.objects.current().filter(network=network, role__in=KEEPERS).select_related("person")
    return sorted({one.person for one in held}, key=lambda one: (one.name.casefold(), str(one.pk)))


@transaction.atomic
def take_on_need(need: Need, *, owner: Person, due_on: dt.date, by: By) -> Need:
    """Someone sees to it, by a day. Raises ``ClosedAlreadyError``."""
    found = _locked(need)
    found.owner, found.due_on = owner, due_on
    found.save(update_fields=["owner", "due_on"])
    _note(found, "taken", by)
    return found


@transaction.atomic
def close_need(need: Need, *, result: str, by: By) -> Need:
    """What came of it. Raises ``ClosedAlreadyError``."""
    found = _locked(need)
    found.closed_at, found.result = timezone.now(), result
    found.save(update_fields=["closed_at", "result"])
    _note(found, "closed", by)
    return found


def _locked(need: Need) -> Need:
    found = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if found.closed_at:
        raise ClosedAlreadyError
    return found


def _note(need: Need, what: str, by: By) -> None:
    record(
        Action.CHANGE, actor=by.person, obj=need, network=need.network_id, role_then=by.role, rule=f"need.{what}",
        subject=need.owner_id, request=by.request,
    )  # fmt: skip
