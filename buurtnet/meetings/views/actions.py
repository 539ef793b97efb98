"""Actions of a network: the list, and one with what became of it and what its owner can say."""

from collections.abc import Mapping
from functools import partial
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.meetings.access import at_meetings, with_a_task
from buurtnet.meetings.acting import actions_seen, does, hand_over, networks_around, puts_right, rewrite, tell
from buurtnet.meetings.agreeing import can_own
from buurtnet.meetings.calendars import action_day
from buurtnet.meetings.choices import ACTION_OPEN, ActionState
from buurtnet.meetings.forms.actions import DoneForm, DropForm, HandForm, NotDoneForm, RewriteForm, StillForm
from buurtnet.meetings.models import Action
from buurtnet.meetings.views.desk import CONFLICT, FORM, Desk, handle
from buurtnet.meetings.views.said import number_in
from buurtnet.people.doors import ring_one
from buurtnet.people.links import site_url
from buurtnet.people.work import Work

A_PAGE: Final = 50
MINE, OPEN, LATE, NOBODY, OVER = "mijn", "lopend", "laat", "zonder", "klaar"


@ring_one
@require_safe
def action_list(request: HttpRequest, network: str) -> HttpResponse:
    """Those of one's own first; or all, the late ones, those that nobody pulls, those that are over."""
    work = at_meetings(request, network)
    assert work.network
    today = timezone.localdate()
    rows, which = actions_seen(work), lists_of(work, today)
    counts = rows.aggregate(**{name: Count("pk", filter=condition) for name, condition in which.items()})
    asked = request.GET.get("lijst", "")
    chosen = asked if asked in which else MINE if counts[MINE] else OPEN
    found: QuerySet[Action] = rows.filter(which[chosen])
    page = Paginator(found.order_by(*(("-ended_at", "pk") if chosen == OVER else ("due", "pk"))), A_PAGE)
    page.count = counts[chosen]
    shown = page.get_page(request.GET.get("pagina"))
    context = {
        "work": work, "page": shown, "pages": pages_of(shown, request), "chosen": chosen, "today": today,
        "counts": [(name, counts[name]) for name in which], "is_over": chosen == OVER,
    }  # fmt: skip
    return render(request, "meetings/action_list.html", context)


def lists_of(work: Work, today: object) -> Mapping[str, Q]:
    """By its word in the address: which actions stand in a list."""
    is_open = Q(state__in=ACTION_OPEN)
    return {
        MINE: is_open & Q(owner=work.person), OPEN: is_open, LATE: is_open & Q(due__lt=today),
        NOBODY: is_open & Q(owner=None), OVER: ~is_open,
    }  # fmt: skip


def desk_of(request: HttpRequest, work: Work, found: Action) -> Desk:
    by, version = work.person, number_in(request.POST.get("version", ""))
    state, corrects = ActionState(found.state), puts_right(work, found)
    kinds = {"done": DoneForm, "not_done": NotDoneForm, "still": StillForm, "drop": DropForm, "rewrite": RewriteForm}
    as_it_is = {"text": found.text, "due": found.due}
    forms = {name: partial(kind, auto_id=f"{name}_%s", initial=as_it_is) for name, kind in kinds.items()}
    return Desk(
        request,
        {**forms, "hand": lambda data: HandForm(data, people=can_own(networks_around(found)))},
        {
            "done": lambda said: tell(found, ActionState.DONE, said["result"], by=by),
            "busy": lambda _said: tell(found, ActionState.BUSY, by=by),
            "not_done": lambda said: tell(found, state, said["why"], due=said["due"], by=by),
            "still": lambda said: tell(found, state, due=said["due"], by=by),
            "rewrite": lambda said: rewrite(
                found, said["text"], said["due"], version=version, by=by, corrects=corrects
            ),
            "hand": lambda said: hand_over(found, said["owner"], version=version, by=by, corrects=corrects),
            "drop": lambda said: tell(found, ActionState.DROPPED, said["why"], by=by),
            "take": lambda _said: hand_over(found, by, version=version, by=by),
            "again": lambda _said: tell(found, ActionState.OPEN, by=by),
        },
    )


@ring_one
@limited("meeting_note", setting="SEARCHES_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def action(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """For partners to read; for its owner, and who calls meetings, to say how it stands."""
    work = with_a_task(request, network)
    found, wrong = get_object_or_404(actions_seen(work), pk=pk), ""
    desk = desk_of(request, work, found)
    if request.method == "POST":
        is_mine, is_free = does(work, found), found.owner_id is None
        done, wrong = handle(request, work, desk, may=lambda name: is_mine or (name == "take" and is_free))
        if done:
            return redirect("meetings:action", network, pk)
        found = get_object_or_404(actions_seen(work), pk=pk)
    return action_page(request, work, found, desk, wrong=wrong)


def action_page(request: HttpRequest, work: Work, found: Action, desk: Desk, *, wrong: str) -> HttpResponse:
    is_open = found.state in ACTION_OPEN
    context = {
        "work": work, "action": found, "wrong": wrong, "forms": desk.forms, "open_form": desk.asked,
        "is_open": is_open, "does": does(work, found), "may_take": is_open and found.owner_id is None,
        "today": timezone.localdate(), "asks": is_open and found.asked_still is not None,
        "steps": list(found.steps.select_related("meeting").order_by("at", "pk")),
    }  # fmt: skip
    return render(request, "meetings/action.html", context, status=CONFLICT if wrong else 200)


@ring_one
@require_safe
def action_calendar(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Its day as a file for a calendar."""
    found = get_object_or_404(actions_seen(with_a_task(request, network)), pk=pk)
    url = site_url("meetings:action", network, found.pk)
    made = HttpResponse(action_day(found, url), content_type="text/calendar; charset=utf-8")
    made.headers["Content-Disposition"] = 'attachment; filename="actie.ics"'
    return made
