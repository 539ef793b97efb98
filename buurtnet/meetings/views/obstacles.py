"""Obstacles of a network: what stands in the way, who looks at it, what was lifted; telling one; and one of them."""

from functools import partial
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.meetings.access import at_meetings
from buurtnet.meetings.choices import OBSTACLE_ALLOWED, OBSTACLE_OPEN, PRACTICE_AFTER, ObstacleState
from buurtnet.meetings.forms.obstacles import AnswerForm, LiftForm, TakeForm, TellForm, WhyForm
from buurtnet.meetings.models import Obstacle
from buurtnet.meetings.obstacles import (
    answer_obstacle,
    answers,
    except_again,
    exceptions_of,
    figures_of,
    give_back,
    is_late,
    may_hold,
    may_withdraw,
    obstacles_in,
    take_obstacle,
    tell_obstacle,
    withdraw,
)
from buurtnet.meetings.views.desk import CONFLICT, FORM, Desk, handle
from buurtnet.meetings.views.said import number_in
from buurtnet.people.doors import ring_one
from buurtnet.people.work import Work

A_PAGE: Final = 50
OPEN, AWAY, STAYS = "lopend", "weg", "blijft"
LISTS: Final = {
    OPEN: Q(state__in=OBSTACLE_OPEN),
    AWAY: Q(state__in=(ObstacleState.LIFTED, ObstacleState.EXCEPTION, ObstacleState.PRACTICE)),
    STAYS: Q(state=ObstacleState.REFUSED),
}


@ring_one
@require_safe
def obstacle_list(request: HttpRequest, network: str) -> HttpResponse:
    """What is open, the ones that must be answered first; with how it goes on the whole."""
    work = at_meetings(request, network)
    assert work.network
    asked, today = request.GET.get("lijst", ""), timezone.localdate()
    chosen = asked if asked in LISTS else OPEN
    rows = obstacles_in(work.network).filter(LISTS[chosen])
    due = F("answer_by").asc(nulls_last=True)
    order = (due, "told_at") if chosen == OPEN else ("-ended_at", "-told_at")
    page = Paginator(rows.order_by(*order, "pk"), A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "work": work, "page": page, "pages": pages_of(page, request), "chosen": chosen, "lists": list(LISTS),
        "figures": figures_of(work.network, today), "today": today,
    }  # fmt: skip
    return render(request, "meetings/obstacle_list.html", context)


@ring_one
@limited("meeting_note", setting="SEARCHES_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def obstacle_new(request: HttpRequest, network: str) -> HttpResponse:
    """Told in a minute, by everyone who takes part."""
    work = at_meetings(request, network)
    assert work.network
    form = TellForm(request.POST or None, network=work.network)
    if request.method == "POST" and form.is_valid():
        made = tell_obstacle(work.network, form.said, form_key=key_in(request.POST), by=work.person)
        return redirect("meetings:obstacle", network, made.pk)
    context = {"work": work, "form": form, "new_key": key_in(request.POST)}
    return render(request, "meetings/obstacle_new.html", context)


def desk_of(request: HttpRequest, work: Work, found: Obstacle) -> Desk:
    by, version, state = work.person, number_in(request.POST.get("version", "")), ObstacleState
    answered = partial(answer_obstacle, found, version=version, by=by)
    here = {"network": found.network}
    return Desk(
        request,
        {
            "take": TakeForm, "lift": partial(LiftForm, auto_id="lift_%s", **here),
            "except": partial(AnswerForm, auto_id="except_%s", **here),
            "refuse": partial(AnswerForm, auto_id="refuse_%s", **here),
            "practice": partial(LiftForm, auto_id="practice_%s", **here),
            "more": partial(WhyForm, auto_id="more_%s", **here), "back": partial(WhyForm, auto_id="back_%s", **here),
        },
        {
            "take": lambda said: take_obstacle(found, said["answer_by"], version=version, by=by),
            "lift": lambda said: answered(state.LIFTED, said["answer"], links_after=said["links_after"]),
            "except": lambda said: answered(state.EXCEPTION, said["answer"]),
            "refuse": lambda said: answered(state.REFUSED, said["answer"]),
            "practice": lambda said: answered(state.PRACTICE, said["answer"], links_after=said["links_after"]),
            "more": lambda said: except_again(found, said["why"], form_key=key_in(request.POST), by=by),
            "back": lambda said: give_back(found, said["why"], version=version, by=by),
            "withdraw": lambda _said: withdraw(found, by=by),
        },
    )  # fmt: skip


def may(name: str, work: Work, found: Obstacle) -> bool:
    if name == "take":
        return may_hold(work)
    return may_withdraw(work, found) if name == "withdraw" else answers(work, found)


@ring_one
@limited("meeting_note", setting="SEARCHES_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def obstacle(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One obstacle, and what became of it; to take for who has a mandate, to answer for who took it."""
    work = at_meetings(request, network)
    assert work.network
    found, wrong = get_object_or_404(obstacles_in(work.network), pk=pk), ""
    desk = desk_of(request, work, found)
    if request.method == "POST":
        done, wrong = handle(request, work, desk, may=lambda name: may(name, work, found))
        if done:
            return redirect("meetings:obstacle", network, pk)
        found = get_object_or_404(obstacles_in(work.network), pk=pk)
    return obstacle_page(request, work, found, desk, wrong=wrong)


def may_take(work: Work, found: Obstacle) -> bool:
    """An exception that holds is looked at anew by who does not answer for it already."""
    can = ObstacleState.TAKEN in OBSTACLE_ALLOWED[ObstacleState(found.state)] and may_hold(work)
    return can and not (found.state == ObstacleState.EXCEPTION and answers(work, found))


def obstacle_page(request: HttpRequest, work: Work, found: Obstacle, desk: Desk, *, wrong: str) -> HttpResponse:
    allowed = OBSTACLE_ALLOWED[ObstacleState(found.state)]
    context = {
        "work": work, "obstacle": found, "wrong": wrong, "forms": desk.forms, "open_form": desk.asked,
        "new_key": key_in({}), "answers": answers(work, found), "may_withdraw": may_withdraw(work, found),
        "may_take": may_take(work, found), "is_open": found.state in OBSTACLE_OPEN,
        "may_practice": ObstacleState.PRACTICE in allowed and exceptions_of(found) >= PRACTICE_AFTER,
        "practice_after": PRACTICE_AFTER, "steps": list(found.steps.order_by("at", "pk")),
        "is_late": is_late(found, timezone.localdate()),
    }  # fmt: skip
    return render(request, "meetings/obstacle.html", context, status=CONFLICT if wrong else 200)
