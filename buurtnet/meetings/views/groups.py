"""Working groups of a network: who does what together, for how long and with how many hours."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.meetings.access import at_meetings, with_a_task
from buurtnet.meetings.choices import ACTION_OPEN
from buurtnet.meetings.forms.life import EndForm, GroupChangeForm, GroupForm, JoinForm
from buurtnet.meetings.groups import (
    begin_group,
    change_group,
    end_group,
    given_in,
    groups_in,
    join,
    leave,
    runs,
    takes_part,
)
from buurtnet.meetings.models import WorkGroup
from buurtnet.meetings.views.desk import CONFLICT, FORM, Desk, handle
from buurtnet.meetings.views.said import number_in
from buurtnet.people.doors import ring_one
from buurtnet.people.work import Work, refuse


@ring_one
@require_safe
def group_list(request: HttpRequest, network: str) -> HttpResponse:
    work = at_meetings(request, network)
    assert work.network
    rows = groups_in(work.network)
    people, hours = given_in(work.network)
    context = {
        "work": work, "going": list(rows.filter(until=None)), "people": people, "hours": hours,
        "over": list(rows.exclude(until=None).order_by("-until")[:50]),
    }  # fmt: skip
    return render(request, "meetings/group_list.html", context)


@ring_one
@limited("meeting_note", setting="SEARCHES_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def group_new(request: HttpRequest, network: str) -> HttpResponse:
    work = at_meetings(request, network)
    assert work.network
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = begin_group(work.network, said["name"], said["text"], form_key=key_in(request.POST), by=work.person)
        return redirect("meetings:group", network, made.pk)
    context = {"work": work, "form": form, "new_key": key_in(request.POST)}
    return render(request, "meetings/group_new.html", context)


def desk_of(request: HttpRequest, work: Work, found: WorkGroup) -> Desk:
    by, version = work.person, number_in(request.POST.get("version", ""))
    as_it_is = {"name": found.name, "text": found.text, "owner": str(found.owner_id or "")}
    return Desk(
        request,
        {
            "join": partial(JoinForm, auto_id="join_%s"),
            "change": partial(GroupChangeForm, network=found.network, initial=as_it_is),
            "end": partial(EndForm, auto_id="end_%s"),
        },
        {
            "join": lambda said: join(found, said["hours"], by=by),
            "leave": lambda _said: leave(found, by=by),
            "change": lambda said: change_group(found, **said, version=version, by=by),
            "end": lambda said: end_group(found, said["why"], by=by),
        },
    )  # fmt: skip


@ring_one
@limited("meeting_note", setting="SEARCHES_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def group(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """For partners, and residents who take part; for who pulls it, and who calls meetings, to change and to end."""
    work = with_a_task(request, network)
    assert work.network
    found, wrong = get_object_or_404(groups_in(work.network), pk=pk), ""
    if not (work.is_partner() or takes_part(found, work.person)):
        refuse(request, work, "meetings")
    desk = desk_of(request, work, found)
    if request.method == "POST":
        may_run = runs(work, found)
        done, wrong = handle(request, work, desk, may=lambda name: may_run or name in ("join", "leave"))
        if done:
            sees = work.is_partner() or takes_part(found, work.person)
            return redirect("meetings:group", network, pk) if sees else redirect("people:account")
        found = get_object_or_404(groups_in(work.network), pk=pk)
    members = list(found.members.filter(until=found.until).select_related("person", "organization"))
    actions = found.actions.filter(state__in=ACTION_OPEN).select_related("owner", "organization")
    context = {
        "work": work, "group": found, "wrong": wrong, "forms": desk.forms, "open_form": desk.asked,
        "members": members, "takes_part": any(one.person_id == work.person.pk for one in members),
        "runs": runs(work, found), "actions": list(actions.order_by("due", "pk")),
    }  # fmt: skip
    return render(request, "meetings/group.html", context, status=CONFLICT if wrong else 200)
