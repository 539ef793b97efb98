"""Meetings: those that come and were, one of them with what to do next, and calling one."""

import datetime as dt
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pages import pages_of
from buurtnet.meetings.access import AROUND, CALLERS, at_meetings, calling, keeps, kept_meeting, own_meeting
from buurtnet.meetings.choices import COMING, MEETING_ALLOWED, MeetingState
from buurtnet.meetings.coming import counted, listed
from buurtnet.meetings.forms.meetings import MeetingForm
from buurtnet.meetings.models import Meeting
from buurtnet.meetings.planning import begin, call_meeting, cancel_meeting, change_meeting, is_far
from buurtnet.meetings.steps import steps_of
from buurtnet.meetings.times import clock_of, when
from buurtnet.people.doors import ring_one
from buurtnet.people.work import Work

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
A_PAGE: Final = 30
SOON: Final = dt.timedelta(hours=12)  # a meeting of this morning stands with those that come


@ring_one
@require_safe
def meeting_list(request: HttpRequest, network: str) -> HttpResponse:
    """What comes, soonest first, and what was."""
    work = at_meetings(request, network)
    assert work.network
    rows = Meeting.objects.of(work.network).select_related("network", "host")
    line = timezone.now() - SOON
    coming = rows.filter(starts_at__gte=line, state__in=COMING).order_by("starts_at", "pk")
    busy = rows.filter(state=MeetingState.BUSY)
    was = rows.exclude(pk__in=coming).exclude(state=MeetingState.BUSY)
    page = Paginator(was, A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "work": work, "busy": [when(one) for one in busy], "coming": [when(one) for one in coming[:A_PAGE]],
        "was": [when(one) for one in page], "pages": pages_of(page, request), "calls": work.has(CALLERS),
    }  # fmt: skip
    return render(request, "meetings/meeting_list.html", context)


@ring_one
@limited("meeting_new", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def meeting_new(request: HttpRequest, network: str) -> HttpResponse:
    work = calling(request, network)
    assert work.network
    form = MeetingForm(request.POST or None, network=work.network, by=work.person)
    if request.method == "POST" and form.is_valid():
        plan = form.plan(work.network)
        made = call_meeting(work.network, plan, form_key=key_in(request.POST), by=work.person)
        return redirect("meetings:meeting", network, made.pk)
    context = {"work": work, "form": form, "new_key": key_in(request.POST)}
    return render(request, "meetings/meeting_edit.html", context)


@ring_one
@require_safe
def meeting(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One meeting: when and where, what to do next, its agenda, who comes."""
    work, found = own_meeting(request, network, pk)
    return meeting_page(request, work, found)


def meeting_page(request: HttpRequest, work: Work, found: Meeting, *, wrong: str = "") -> HttpResponse:
    keeping = keeps(work, found)
    allowed = MEETING_ALLOWED[MeetingState(found.state)]
    items = list(found.items.filter(is_cut=False).select_related("brought_by"))
    context = {
        "work": work, "meeting": found, "when": when(found), "clock": clock_of(found), "keeps": keeping,
        "wrong": wrong, "items": items, "minutes": sum(one.minutes for one in items),
        "steps": steps_of(found) if keeping else [],
        "sums": counted(listed(found)), "came": found.invitees.filter(came=True).count(),
        "preparers": [one.person for one in found.preparers.select_related("person")],
        "also": list(found.also.all()), "may_change": found.state in COMING and keeping,
        "may_cancel": MeetingState.CANCELLED in allowed and keeping,
        "may_begin": MeetingState.BUSY in allowed and keeping and not is_far(found),
        "points": found.points.count(), "decisions": found.decisions.count(), "actions": found.actions.count(),
    }  # fmt: skip
    return render(request, "meetings/meeting.html", context, status=CONFLICT if wrong else 200)


@ring_one
@limited("meeting_new", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def meeting_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    work, found = kept_meeting(request, network, pk)
    form, wrong = MeetingForm(request.POST or None, network=found.network, by=work.person, meeting=found), ""
    if request.method == "POST" and form.is_valid():
        said = request.POST.get("version", "")
        version = int(said) if said.isdecimal() and len(said) < 9 else 0
        try:
            change_meeting(found, form.plan(found.network), version=version, by=work.person)
            return redirect("meetings:meeting", network, pk)
        except NotNowError as error:
            wrong = str(error)
            found = Meeting.objects.select_related(*AROUND).get(pk=pk)
    context = {"work": work, "form": form, "meeting": found, "wrong": wrong}
    return render(request, "meetings/meeting_edit.html", context, status=CONFLICT if wrong else 200)


@ring_one
@limited("meeting_new", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def meeting_move(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """It begins, or does not take place."""
    work, found = kept_meeting(request, network, pk)
    try:
        if "begin" in request.POST:
            begin(found, by=work.person)
            return redirect("meetings:note", network, pk)
        if "cancel" not in request.POST:
            raise Http404
        why = " ".join(request.POST.get("why", "").split())[:200]
        cancel_meeting(found, why=why, by=work.person)
    except NotNowError as error:
        return meeting_page(request, work, Meeting.objects.select_related(*AROUND).get(pk=pk), wrong=str(error))
    return redirect(reverse("meetings:meeting", args=[network, pk]))
