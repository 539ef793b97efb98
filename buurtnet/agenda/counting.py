"""After a date: how many of a kind came, which organizations were there, and what is done otherwise next time."""

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.access import partners_in
from buurtnet.agenda.choices import Counted, DateState, Joining
from buurtnet.agenda.models import ActivityDate, Attending, Tally
from buurtnet.agenda.moving import locked_date, move_date, note, refuse
from buurtnet.areas.choices import Room
from buurtnet.kit.moving import NotNowError as NoRoomError
from buurtnet.kit.today import Item
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.practices.playbooks import add_lesson

MOST_COUNTED = 9_999
ASKED_FOR = dt.timedelta(days=14)  # so long after a date its owner is asked how it was
MOST_LINES = 20


@transaction.atomic
def count(date: ActivityDate, numbers: Mapping[Counted, int], *, by: By, now: dt.datetime | None = None) -> None:
    """How many of each kind came; these are the numbers from now on. Raises ``NotNowError`` before it began."""
    found = was_there(date, by, now)
    for kind, number in numbers.items():
        Tally.objects.update_or_create(
            date=found, counted=kind, defaults={"count": min(max(number, 0), MOST_COUNTED)}
        )  # fmt: skip
    note(found, by, "date.counted")


@transaction.atomic
def tell(
    date: ActivityDate, *, organizations: Iterable[UUID], next_time: str, by: By, now: dt.datetime | None = None
) -> ActivityDate:
    """Which organizations were there, and what is done otherwise next time, which goes into the playbook too.

    The date is told then; what was written can be changed later. Raises ``NotNowError`` before it began.
    """
    found = was_there(date, by, now)
    here = {one.pk for one in partners_in(found.activity.network)}
    wanted = set(organizations) & here
    found.attending.exclude(organization__in=wanted).delete()
    Attending.objects.bulk_create(
        [Attending(date=found, organization_id=pk) for pk in sorted(wanted)], ignore_conflicts=True
    )
    if found.state == DateState.PLANNED:
        move_date(found, DateState.TOLD, by=by)
    is_new = bool(next_time) and next_time != found.next_time
    found.next_time, found.changed_at = next_time, timezone.now()
    found.save(update_fields=["state", "next_time", "changed_at"])
    if is_new:
        learn(found, by)
    note(found, by, "date.told")
    return found


def learn(date: ActivityDate, by: By) -> None:
    """In the playbook, for who does it next; one that is full keeps what it has, and the date has the words."""
    if date.activity.playbook is None:
        return
    try:
        with transaction.atomic():
            add_lesson(date.activity.playbook, date.next_time, by=by.person, on=date.day, role=by.role)
    except NoRoomError:
        return


def was_there(date: ActivityDate, by: By, now: dt.datetime | None) -> ActivityDate:
    """The date behind its lock, once it began and was not called off. Raises ``NotNowError``."""
    found = locked_date(date)
    if found.state == DateState.CANCELLED:
        refuse(found, "told", by, _("Deze keer ging niet door. Er valt niets te tellen."))
    if found.starts_at > (now or timezone.now()):
        refuse(found, "told", by, _("Deze keer is nog niet begonnen."))
    return found


def untold_items(person: Person, now: dt.datetime) -> list[Item]:
    """The last date of each activity someone pulls that nobody told of yet, while who was there still knows it."""
    rows = ActivityDate.objects.filter(
        activity__owner=person, activity__registration__in=(Joining.COUNT, Joining.NAMES), state=DateState.PLANNED,
        ends_at__lt=now, ends_at__gt=now - ASKED_FOR, taken__gt=0,
    )  # fmt: skip
    last = {one.activity_id: one for one in rows.select_related("activity__network").order_by("ends_at")[:MOST_LINES]}
    return [
        Item(
            one.ends_at, _("Hoe was het? Tel wie er kwam"),
            reverse("agenda:afterwards", args=[one.activity.network.slug, one.pk]), "calendar-days", None,
            one.activity.network.name,
        )
        for one in last.values() if one.activity.network.has(Room.AGENDA)
    ]  # fmt: skip
