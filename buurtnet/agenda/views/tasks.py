"""Doing it again with a day, and what must be done for an activity: done, dropped, handed on, added."""

import datetime as dt
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from buurtnet.agenda.access import changeable_by, people_to_ask
from buurtnet.agenda.again import begin_again, last_of, put_in_calendar
from buurtnet.agenda.choices import ActivityState, TaskState
from buurtnet.agenda.desk import Desk, at_agenda, own_activity
from buurtnet.agenda.forms.tasks import AgainForm, HandForm, TaskForm
from buurtnet.agenda.handing_over import is_told_to, open_offer
from buurtnet.agenda.models import Activity, OwnerOffer, Task
from buurtnet.agenda.overview import when_of
from buurtnet.agenda.tasks import add_task, hand, lines_of, move_task
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.moving import NotNowError as NoLessonError
from buurtnet.people.doors import ring_one
from buurtnet.people.logged_roles import record_read
from buurtnet.people.models import Person
from buurtnet.people.work import refuse
from buurtnet.practices.choices import PlaybookState
from buurtnet.practices.desk import network_with_practices, today_in
from buurtnet.practices.forms.playbooks import LessonForm
from buurtnet.practices.models import Playbook
from buurtnet.practices.playbooks import add_lesson
from buurtnet.practices.shown import moments_of, total_of
from buurtnet.privacy.choices import Action

FORM: Final = ["GET", "HEAD", "POST"]
LESSON_IDS: Final = "les_%s"  # beside a task, which has a text too
JUST_ENDED: Final = "net"  # the parameter with the task that was just ticked off
TO: Final = {"klaar": TaskState.DONE, "hoeft-niet": TaskState.DROPPED, "weer-open": TaskState.OPEN}


@ring_one
@limited("tasks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def again(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """From a playbook: choose a day, and it becomes an activity with a task for each step."""
    desk = at_agenda(request, network)
    network_with_practices(request, network)
    playbook = get_object_or_404(
        Playbook.objects.select_related("network"), network=desk.network, pk=pk, state=PlaybookState.IN_USE
    )
    return again_page(request, desk, playbook=playbook, like=last_of(playbook))


@ring_one
@limited("tasks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def again_activity(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Again as it was: the same activity on another day, with the tasks of its playbook."""
    desk = at_agenda(request, network)
    like = own_activity(request, desk, pk)
    return again_page(request, desk, playbook=like.playbook, like=like)


def again_page(request: HttpRequest, desk: Desk, *, playbook: Playbook | None, like: Activity | None) -> HttpResponse:
    title = like.title if like else playbook.title if playbook else ""
    repeat = like.repeats.first() if like else None
    form = AgainForm(
        request.POST or None, today=today_in(desk.network), title=title, starts=repeat.starts_at if repeat else None
    )
    if request.method == "POST" and form.is_valid():
        made = begin_again(
            desk.network, form.times, title=form.cleaned_data["title"], key=form.row_key, by=desk.by(request),
            playbook=playbook, like=like,
        )  # fmt: skip
        return redirect(f"{reverse('agenda:tasks', args=[desk.network.slug, made.pk])}?klaar=nieuw")
    steps = list(playbook.steps.all()) if playbook else []
    context = {
        "work": desk.work, "here": desk.network, "form": form, "playbook": playbook, "like": like,
        "number": len(steps), "total": total_of(steps), "moments": moments_of(steps),
    }  # fmt: skip
    return render(request, "agenda/again.html", context)


def at_tasks(request: HttpRequest, slug: str, pk: UUID) -> tuple[Desk, Activity, bool]:
    """An activity one may change, or has a task for; and whether one may change it. 404 for everyone else."""
    desk = at_agenda(request, slug)
    around = Activity.objects.select_related("network", "owner", "owner_organization", "playbook")
    activity = get_object_or_404(around, network=desk.network, pk=pk)
    changes = changeable_by(desk.work.person, desk.network).filter(pk=pk).exists()
    if not changes and not activity.tasks.filter(owner=desk.work.person).exists():
        refuse(request, desk.work, "agenda")
    return desk, activity, changes


@ring_one
@limited("tasks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def tasks(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """What is still to do and what is done; a form adds one by hand."""
    desk, activity, changes = at_tasks(request, network, pk)
    who, today = desk.work.person, today_in(desk.network)
    form = TaskForm(request.POST or None, activity=activity, person=who, today=today)
    if request.method == "POST" and not changes:
        refuse(request, desk.work, "agenda")
    wrong = ""
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}
        try:
            add_task(activity, **said, key=form.row_key, by=desk.by(request))
            return redirect("agenda:tasks", network, pk)
        except NotNowError as error:
            wrong = str(error)
    return tasks_page(request, desk, activity, changes=changes, form=form, wrong=wrong)


def tasks_page(
    request: HttpRequest, desk: Desk, activity: Activity, *, changes: bool, form: TaskForm | None = None,
    lesson: LessonForm | None = None, wrong: str = "",
) -> HttpResponse:  # fmt: skip
    today, who = today_in(desk.network), desk.work.person
    todo, done = lines_of(activity, who, today, just_ended=request.GET.get(JUST_ENDED, ""))
    note_owners(request, desk, activity, [one.task for one in (*todo, *done)])
    context = {
        "work": desk.work, "here": desk.network, "activity": activity, "changes": changes, "todo": todo, "done": done,
        "form": form or TaskForm(None, activity=activity, person=who, today=today), "wrong": wrong, "today": today,
        "when": when_of(activity, desk.network, timezone.now()), "said": request.GET.get("klaar", ""),
        "is_idea": activity.state == ActivityState.IDEA,
        "people": list(people_to_ask(who, activity)) if changes and todo else [],
        "number": sum(one.task.state == TaskState.OPEN for one in todo),
        "lesson_form": lesson or LessonForm(auto_id=LESSON_IDS), "lessons": lessons_of(activity),
        "offer": told_offer(activity, who) if changes else None,
    }  # fmt: skip
    return render(request, "agenda/tasks.html", context, status=HTTPStatus.CONFLICT if wrong else HTTPStatus.OK)


def told_offer(activity: Activity, person: Person) -> OwnerOffer | None:
    """The open question to take over, of which this person may read."""
    asked = open_offer(activity)
    return asked if asked and is_told_to(person, asked, activity) else None


def lessons_of(activity: Activity) -> list[Any]:
    return list(activity.playbook.lessons.all()[:3]) if activity.playbook else []


def note_owners(request: HttpRequest, desk: Desk, activity: Activity, found: list[Task]) -> None:
    """Whose names were read, before they are shown."""
    people = {one.owner_id for one in found if one.owner_id} | ({activity.owner_id} if activity.owner_id else set())
    record_read(
        Action.VIEW, [(activity.pk, one) for one in sorted(people, key=str)], kind=Activity, request=request,
        role_then=desk.work.role_then, network=desk.network, fields_group="task",
    )  # fmt: skip


@ring_one
@limited("tasks", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def task(request: HttpRequest, network: str, pk: UUID, task: UUID) -> HttpResponse:
    """Done, not needed, open again (``doe``), or handed to someone: by who may change it, or whose task it is."""
    desk, activity, changes = at_tasks(request, network, pk)
    row = get_object_or_404(Task.objects.select_related("activity__network"), activity=activity, pk=task)
    if not changes and row.owner_id != desk.work.person.pk:
        refuse(request, desk.work, "agenda")
    do = request.POST.get("doe", "")
    try:
        if do in TO:
            move_task(row, TO[do], by=desk.by(request))
        elif do == "geef" and changes:
            form = HandForm(request.POST, activity=activity, person=desk.work.person)
            if form.is_valid():
                hand(row, form.cleaned_data["owner"], by=desk.by(request))
        else:
            raise Http404
    except NotNowError as error:
        return tasks_page(request, desk, activity, changes=changes, wrong=str(error))
    # What was ticked off stays where it stood until the next tap, so that nobody loses their place.
    just_ended = f"?{JUST_ENDED}={row.pk}" if row.state != TaskState.OPEN else ""
    return redirect(f"{reverse('agenda:tasks', args=[network, pk])}{just_ended}#taak-{row.pk}")


@ring_one
@limited("tasks", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def into_calendar(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """What was begun again goes into the calendar, or first before the eyes of another."""
    desk = at_agenda(request, network)
    activity = own_activity(request, desk, pk)
    try:
        put_in_calendar(activity, by=desk.by(request))
    except NotNowError as error:
        return tasks_page(request, desk, activity, changes=True, wrong=str(error))
    return redirect(f"{reverse('agenda:tasks', args=[network, pk])}?klaar=agenda")


@ring_one
@limited("tasks", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def lesson(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """What we do otherwise next time: it stands in the playbook from now on."""
    desk, activity, changes = at_tasks(request, network, pk)
    if activity.playbook is None:
        raise Http404
    form = LessonForm(request.POST, auto_id=LESSON_IDS)
    if not form.is_valid():
        return tasks_page(request, desk, activity, changes=changes, lesson=form)
    today: dt.date = today_in(desk.network)
    try:
        add_lesson(
            activity.playbook, form.cleaned_data["text"], by=desk.work.person, on=today, role=desk.work.role_then
        )
    except NoLessonError as error:
        return tasks_page(request, desk, activity, changes=changes, wrong=str(error))
    return redirect(f"{reverse('agenda:tasks', args=[network, pk])}?klaar=les#lessen")
