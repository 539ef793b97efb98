"""What must be done for an activity and by when: counted from the day, or added by hand; done, dropped, handed on."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.agenda.access import may_change
from buurtnet.agenda.choices import TASK_ALLOWED, ActivityState, DateState, TaskState
from buurtnet.agenda.models import Activity, ActivityDate, Task
from buurtnet.agenda.nudges import may_nudge
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.amounts import euros
from buurtnet.kit.folding import fold
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.today import Item
from buurtnet.people.acting import By
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Membership, Person
from buurtnet.practices.access import people_in
from buurtnet.practices.models import PlaybookLesson
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_refusal

MOST_TASKS: Final = 300  # of one activity
SOON: Final = dt.timedelta(days=14)
LOOKED_BACK: Final = dt.timedelta(days=30)
MOST_LINES: Final = 50
OWNER_ROLES: Final = ("", "trekker", "de trekker")  # of a step, folded: whoever pulls the activity
IN_HAND: Final = (ActivityState.IDEA, ActivityState.WAITING, ActivityState.LIVE)


@dataclass(frozen=True)
class TaskLine:
    """A task on the page. ``is_late``: its day is over; ``was_before``: it was over when the task was made."""

    task: Task
    is_late: bool
    was_before: bool
    cost: str
    is_mine: bool


@transaction.atomic
def make_tasks(
    date: ActivityDate, *, owner: Person | None, crew: Mapping[str, Person] | None = None, by: By | None = None
) -> int:
    """A task for each step of the playbook, counted from this date; done again none. Returns how many came.

    ``owner`` has what no role or the one who pulls it does, ``crew`` the other roles; the rest is of nobody yet. With
    ``by``, who got a task hears so.
    """
    playbook = date.activity.playbook
    if playbook is None:
        return 0
    on, done_by = date.day, dict(crew or {}) | (dict.fromkeys(OWNER_ROLES, owner) if owner else {})
    before = Task.objects.filter(date=date).count()
    made = [
        Task(
            activity_id=date.activity_id, date=date, step=step, text=step.text, role=step.role,
            cost_cents=step.cost_cents, due_on=on + dt.timedelta(days=step.days), owner=done_by.get(fold(step.role)),
        )
        for step in playbook.steps.all()
    ]  # fmt: skip
    Task.objects.bulk_create(made, ignore_conflicts=True)
    came = Task.objects.filter(date=date).count() - before
    if by is not None and came:
        for task in {one.owner_id: one for one in made if one.owner_id}.values():
            tell_owner(task, by)
    return came


def crew_of(activity: Activity | None, person: Person) -> dict[str, Person]:
    """Who does what for an activity, told to who may change it: each role that one person of the network has there.

    Who may not change it reads nowhere who helped, and gives nobody a task of it.
    """
    if activity is None or not may_change(person, activity):
        return {}
    rows = activity.tasks.exclude(role="").filter(owner__in=people_in(activity.network)).select_related("owner")
    people: dict[str, dict[object, Person]] = {}
    for task in rows:
        assert task.owner
        people.setdefault(fold(task.role), {})[task.owner.pk] = task.owner
    return {role: next(iter(those.values())) for role, those in people.items() if len(those) == 1}


@transaction.atomic
def follow_date(date: ActivityDate) -> int:
    """Count open tasks from the day again, once a date was moved. Returns how many have another day."""
    on, moved = date.day, 0
    rows = Task.objects.open().filter(date=date, step__isnull=False).select_related("step")
    for task in rows.select_for_update(of=("self",)):
        assert task.step
        due = on + dt.timedelta(days=task.step.days)
        if due != task.due_on:
            task.due_on = due
            task.save(update_fields=["due_on"])
            moved += 1
    return moved


def lines_of(
    activity: Activity, person: Person, today: dt.date, *, just_ended: str = ""
) -> tuple[list[TaskLine], list[TaskLine]]:
    """What is still to do, by day, and what is done or not needed any more, the last first.

    ``just_ended``: the id of a task that keeps its place among what is to do.
    """
    rows = list(activity.tasks.select_related("owner").order_by("due_on", "step__position", "created_at", "pk"))
    zone = ZoneInfo(activity.network.time_zone)
    lines = [
        TaskLine(
            one, one.state == TaskState.OPEN and one.due_on < today,
            one.due_on < one.created_at.astimezone(zone).date(),
            euros(one.cost_cents) if one.cost_cents else "", one.owner_id == person.pk,
        )
        for one in rows
    ]  # fmt: skip
    stays = {one.task.pk for one in lines if one.task.state == TaskState.OPEN or str(one.task.pk) == just_ended}
    return (
        [one for one in lines if one.task.pk in stays],
        [one for one in reversed(lines) if one.task.pk not in stays],
    )


@transaction.atomic
def add_task(
    activity: Activity, *, text: str, due_on: dt.date, role: str = "", cost_cents: int | None = None,
    owner: Person | None = None, key: UUID, by: By,
) -> Task:  # fmt: skip
    """One by hand; the same form sent twice makes one. Raises ``NotNowError`` when there are too many."""
    Activity.objects.select_for_update(of=("self",), no_key=True).get(pk=activity.pk)
    made = activity.tasks.filter(pk=key).first()
    if made is not None:
        return made
    if activity.tasks.count() >= MOST_TASKS:
        raise NotNowError(_("Deze activiteit heeft al heel veel taken. Rond er eerst een paar af."))
    said = {"text": text, "due_on": due_on, "role": role, "cost_cents": cost_cents, "owner": owner}
    try:
        with transaction.atomic():
            task = Task.objects.create(pk=key, activity=activity, **said)
    except IntegrityError:  # another activity has a task with this key
        task = Task.objects.create(pk=uuid4(), activity=activity, **said)
    note(task, by, "task.added", Action.CREATE)
    tell_owner(task, by)
    return task


@transaction.atomic
def move_task(task: Task, to: TaskState, *, by: By) -> Task:
    """Done, not needed any more, or open again. Raises ``NotNowError``."""
    held(task)
    if to not in TASK_ALLOWED[TaskState(task.state)]:
        record_refusal(
            actor=by.person, obj=task, network=task.activity.network_id, role_then=by.role, fields_group="task",
            rule=f"task.{task.state}.{to}", request=by.request,
        )  # fmt: skip
        raise NotNowError
    task.state = to
    task.ended_at = None if to == TaskState.OPEN else timezone.now()
    task.save(update_fields=["state", "ended_at"])
    note(task, by, f"task.{to}")
    return task


@transaction.atomic
def hand(task: Task, to: Person | None, *, by: By) -> Task:
    """Someone of the network does it from now on, or nobody yet; they hear it by mail. Raises ``NotNowError``."""
    held(task)
    if task.state != TaskState.OPEN:
        raise NotNowError
    if to is not None and not people_in(task.activity.network).filter(pk=to.pk).exists():
        raise NotNowError(_("Kies iemand uit het netwerk."))
    if task.owner_id != (to.pk if to else None):
        task.owner = to
        task.save(update_fields=["owner"])
        note(task, by, "task.handed")
        tell_owner(task, by)
    return task


def held(task: Task) -> Task:
    """Read again behind its lock, into the same object."""
    around = Task.objects.select_for_update(of=("self",)).select_related("activity__network")
    task.refresh_from_db(from_queryset=around)
    return task


def note(task: Task, by: By, rule: str, action: Action = Action.CHANGE) -> None:
    record(
        action, actor=by.person, obj=task, network=task.activity.network_id, role_then=by.role, fields_group="task",
        rule=rule, request=by.request,
    )  # fmt: skip


def tell_owner(task: Task, by: By) -> None:
    """By mail to who must do it, without saying what; not to who said so themselves."""
    person = task.owner
    if person is None or person.pk == by.person.pk or not may_nudge(person):
        return
    url = site_url("agenda:tasks", task.activity.network.slug, task.activity_id)
    with in_their_language(person):
        subject = _("Er staat iets voor je klaar in Buurtnet")
        body = _("Hallo,\n\nEr staat een taak voor je klaar in Buurtnet. Je leest het hier:\n\n{url}").format(url=url)
        send(person.email, subject, body, person=person)


def task_items(person: Person, now: dt.datetime) -> list[Item]:
    """Tasks of the coming fortnight and those that are late, one line for each activity; what nobody does yet goes to
    who pulls the activity.
    """
    mine = Q(owner=person) | Q(owner=None, activity__owner=person)
    rows = Task.objects.open().filter(mine, due_on__lte=timezone.localdate(now) + SOON, activity__state__in=IN_HAND)
    rows = rows.filter(Q(date=None) | ~Q(date__state=DateState.CANCELLED))
    found = rows.order_by().values("activity").annotate(
        number=Count("pk"), due=Min("due_on"), since=Min("created_at")
    ).order_by("due", "activity")[:MOST_LINES]  # fmt: skip
    said = {one["activity"]: one for one in found}
    activities = Activity.objects.filter(pk__in=said, network__in=networks_of(person)).select_related("network")
    return [
        Item(
            said[one.pk]["since"],
            ngettext(
                "Een taak voor een activiteit", "{number} taken voor een activiteit", said[one.pk]["number"]
            ).format(number=said[one.pk]["number"]),
            reverse("agenda:tasks", args=[one.network.slug, one.pk]), "check", end_of(said[one.pk]["due"]),
            one.network.name,
        )
        for one in activities if one.network.has(Room.AGENDA)
    ]  # fmt: skip


def networks_of(person: Person) -> QuerySet[Network]:
    """Ids of the networks in which someone has a role."""
    held_here = Membership.objects.current().filter(person=person, network__isnull=False)
    return Network.objects.filter(pk__in=held_here.values("network"))


def lesson_items(person: Person, now: dt.datetime) -> list[Item]:
    """Dates of the last month with a playbook of which nothing was written down yet, for who pulls them."""
    told = PlaybookLesson.objects.filter(
        playbook=OuterRef("activity__playbook"), learned_on__gte=OuterRef("ends_at__date")
    )
    rows = ActivityDate.objects.filter(
        ~Exists(told), activity__owner=person, activity__playbook__isnull=False, next_time="",
        ends_at__lt=now, ends_at__gte=now - LOOKED_BACK, network__in=networks_of(person),
    ).exclude(state=DateState.CANCELLED)  # fmt: skip
    found = {
        one.activity_id: one for one in rows.select_related("activity__network").order_by("ends_at")[:MOST_LINES]
    }
    return [
        Item(
            one.ends_at, _("Hoe ging het? Schrijf op wat jullie volgende keer anders doen"),
            f"{reverse('agenda:tasks', args=[one.activity.network.slug, one.activity_id])}#lessen", "pencil", None,
            one.activity.network.name,
        )
        for one in found.values() if one.activity.network.has(Room.AGENDA)
    ]  # fmt: skip


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day, as the site's clock has it."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59)))
