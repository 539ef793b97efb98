"""Working groups: a few partners and residents who do something together, for a time; who gives how many hours."""

import datetime as dt
import uuid
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.meetings.access import CALLERS, KNOWN
from buurtnet.meetings.agreeing import of_owner
from buurtnet.meetings.choices import ACTION_OPEN
from buurtnet.meetings.models import Action, WorkGroup, WorkGroupMember
from buurtnet.meetings.moving import change, locked, note, refuse
from buurtnet.people.models import Membership, Person
from buurtnet.people.work import Work
from buurtnet.privacy.choices import Action as LogAction

MOST: Final = 40  # members of one
MOST_HOURS: Final = 200  # a month


def groups_in(network: Network) -> QuerySet[WorkGroup]:
    """With how many take part, the hours they give and the actions that go on."""
    now = Q(members__until=None)
    actions = Action.objects.filter(group=OuterRef("pk"), state__in=ACTION_OPEN).order_by()
    count = actions.values("group").annotate(count=Count("pk")).values("count")
    rows = WorkGroup.objects.filter(network=network).select_related("owner", "network")
    return rows.annotate(
        people=Count("members", filter=now), hours=Sum("members__hours", filter=now), actions_open=Subquery(count)
    ).order_by("name", "pk")  # a count drops the order of the model


def given_in(network: Network) -> tuple[int, int]:
    """How many places in groups that go on are taken, and the hours a month that are given in them."""
    rows = WorkGroupMember.objects.filter(group__network=network, group__until=None, until=None)
    found = rows.aggregate(people=Count("pk"), hours=Sum("hours"))
    return found["people"], found["hours"] or 0


def runs(work: Work, group: WorkGroup) -> bool:
    """Whether someone pulls it, or calls meetings in its network."""
    return work.person.pk == group.owner_id or work.has(CALLERS)


def takes_part(group: WorkGroup, person: Person) -> bool:
    """Whether someone is in it, or was when it ended."""
    return group.members.filter(person=person, until=group.until).exists()


def begin_group(network: Network, name: str, text: str, *, form_key: uuid.UUID, by: Person) -> WorkGroup:
    """Who begins it pulls it and takes part. Sent twice it is one."""
    key = uuid.uuid5(form_key, f"{network.pk} {by.pk}")
    try:
        with transaction.atomic():
            made = WorkGroup.objects.create(network=network, name=name, text=text, owner=by, form_key=key)
            _put_in(made, by, None)
            note(LogAction.CREATE, made, by)
            return made
    except IntegrityError:
        return WorkGroup.objects.get(form_key=key)


@transaction.atomic
def change_group(
    group: WorkGroup, name: str, text: str, owner: Person | None, *, version: int, by: Person
) -> WorkGroup:
    """What it is for and who pulls it; who does so takes part. Raises ``NotNowError``."""
    if _going(group, by).version != version:
        raise ChangedMeanwhileError
    change(group, name=name, text=text, owner=owner)
    if owner is not None:
        _put_in(group, owner, None)
    note(LogAction.CHANGE, group, by)
    return group


@transaction.atomic
def join(group: WorkGroup, hours: int | None, *, by: Person) -> WorkGroup:
    """Take part, for one's organization; done again it says how many hours. Raises ``NotNowError``."""
    _going(group, by)
    if not _now_in(group).filter(person=by).exists() and _now_in(group).count() >= MOST:
        refuse(group, "group.most", by, _("De werkgroep is vol. Begin er samen een tweede."))
    _put_in(group, by, hours)
    note(LogAction.CHANGE, group, by, result="joined")
    return group


def _put_in(group: WorkGroup, person: Person, hours: int | None) -> None:
    there = _now_in(group).filter(person=person).first()
    if there is None:
        theirs = of_owner([group.network], person)
        WorkGroupMember.objects.create(group=group, person=person, organization=theirs, hours=hours)
    elif hours is not None and there.hours != hours:
        there.hours = hours
        there.save(update_fields=["hours"])


@transaction.atomic
def leave(group: WorkGroup, *, by: Person) -> WorkGroup:
    """Take part no longer. Who pulled it leaves it asking for another. Raises ``NotNowError``."""
    _going(group, by)
    _now_in(group).filter(person=by).update(until=timezone.localdate())
    if group.owner_id == by.pk:
        change(group, owner=None)
    note(LogAction.CHANGE, group, by, result="left")
    return group


@transaction.atomic
def end_group(group: WorkGroup, why: str, *, on: dt.date | None = None, by: Person) -> WorkGroup:
    """It is done, or stops, and why. Ended twice it ended once. Raises ``NotNowError``."""
    if locked(group).until is not None:
        return group
    if not why:
        refuse(group, "group.why", by, _("Schrijf in één zin waarom de groep stopt."))
    day = on or timezone.localdate()
    change(group, until=day, ended_because=why)
    _now_in(group).update(until=day)
    note(LogAction.CHANGE, group, by, result="ended")
    return group


def free_places() -> int:
    """A daily job: who takes part in the network no longer is in no group either. Returns how many; again none."""
    held = Membership.objects.current().filter(
        role__in=KNOWN, network=OuterRef("group__network"), person=OuterRef("person")
    )
    rows = WorkGroupMember.objects.filter(until=None, group__until=None, person__isnull=False)
    found = list(rows.exclude(Exists(held)).select_related("group__network", "person"))
    for one in found:
        with transaction.atomic():
            _now_in(locked(one.group)).filter(pk=one.pk).update(until=timezone.localdate())
            note(LogAction.CHANGE, one.group, None, result="owner_left")
    return len(found)


def _now_in(group: WorkGroup) -> QuerySet[WorkGroupMember]:
    return WorkGroupMember.objects.filter(group=group, until=None)


def _going(group: WorkGroup, by: Person) -> WorkGroup:
    if locked(group).until is not None:
        refuse(group, "group.over", by, _("Deze werkgroep is gestopt."))
    return group
