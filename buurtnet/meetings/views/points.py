"""Points and their life: those of a network, or of one meeting however long ago; and one of them."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.form_keys import uuid_in
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.meetings.access import at_meetings
from buurtnet.meetings.choices import ACTION_OPEN, POINT_ALLOWED, POINT_OPEN, PointState
from buurtnet.meetings.forms.life import GiveBackForm, LetGoForm, ResultForm, WordForm
from buurtnet.meetings.models import Meeting, Point
from buurtnet.meetings.points import (
    bring_on,
    in_order,
    last_words,
    life_of,
    points_here,
    points_seen,
    pulls,
    said_in,
    sums_of,
    take_point,
)
from buurtnet.meetings.views.desk import CONFLICT, FORM, Desk, Said, handle
from buurtnet.meetings.views.said import number_in
from buurtnet.people.doors import ring_one
from buurtnet.people.work import Work

A_PAGE: Final = 50
OPEN, NOBODY, OVER, ALL = "lopend", "vrij", "klaar", "alle"
LISTS: Final = {
    OPEN: Q(state__in=POINT_OPEN), NOBODY: Q(state=PointState.SAID), OVER: ~Q(state__in=POINT_OPEN), ALL: Q(),
}  # fmt: skip


@ring_one
@require_safe
def point_list(request: HttpRequest, network: str) -> HttpResponse:
    """All of one meeting on one page, in the order in which they were said; else those that go on."""
    work = at_meetings(request, network)
    assert work.network
    if key := request.GET.get("bijeenkomst"):
        rows = Meeting.objects.of(work.network).select_related("network")
        return of_one_meeting(request, work, get_object_or_404(rows, pk=uuid_in(key)))
    asked, rows_seen = request.GET.get("lijst", ""), points_seen(work)
    chosen = asked if asked in LISTS else OPEN
    found = rows_seen.filter(LISTS[chosen]).order_by("-meeting__starts_at", "number")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    said, sums = last_words(page.object_list), sums_of(rows_seen)
    context = {
        "work": work, "rows": [(one, one, said.get(one.pk, "")) for one in page], "chosen": chosen,
        "pages": pages_of(page, request), "sums": sums, "total": sum(count for _state, count in sums),
        "lists": LISTS,
    }  # fmt: skip
    return render(request, "meetings/point_list.html", context)


def of_one_meeting(request: HttpRequest, work: Work, meeting: Meeting) -> HttpResponse:
    """However long ago: what became of each point that was said in it."""
    points = said_in(work, meeting)
    said = last_words(life_of(one) for one in points)
    context = {
        "work": work, "meeting": meeting, "total": len(points),
        "rows": [(one, life_of(one), said.get(life_of(one).pk, "")) for one in points],
        "sums": in_order(Counter(life_of(one).state for one in points)),
    }  # fmt: skip
    return render(request, "meetings/point_list.html", context)


def desk_of(request: HttpRequest, work: Work, found: Point) -> Desk:
    by, version = work.person, number_in(request.POST.get("version", ""))
    kinds = {"under_way": WordForm, "done": ResultForm, "dropped": LetGoForm, "said": GiveBackForm}

    def on(to: str) -> Callable[[Said], object]:
        return lambda said: bring_on(found, PointState(to), said["why"], version=version, by=by)

    return Desk(
        request,
        {name: partial(kind, auto_id=f"{name}_%s") for name, kind in kinds.items()},
        {"take": lambda _said: take_point(found, version=version, by=by)} | {name: on(name) for name in kinds},
    )


@ring_one
@limited("meeting_note", setting="SEARCHES_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def point(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One point from being said to being done; for who pulls it, and who calls meetings, to bring on."""
    work = at_meetings(request, network)
    found, wrong = get_object_or_404(points_here(work), pk=pk), ""
    if found.same_as_id:
        return redirect("meetings:point", network, found.same_as_id)
    desk = desk_of(request, work, found)
    if request.method == "POST":
        mine = pulls(work, found)
        done, wrong = handle(request, work, desk, may=lambda name: mine or name == "take")
        if done:
            return redirect("meetings:point", network, pk)
        found = get_object_or_404(points_seen(work), pk=pk)
    return point_page(request, work, found, desk, wrong=wrong)


def point_page(request: HttpRequest, work: Work, found: Point, desk: Desk, *, wrong: str) -> HttpResponse:
    actions = list(found.actions.select_related("owner", "organization").order_by("due", "pk"))
    allowed = POINT_ALLOWED[PointState(found.state)] if pulls(work, found) else frozenset()
    context = {
        "work": work, "point": found, "wrong": wrong, "forms": desk.forms, "open_form": desk.asked,
        "allowed": [state.value for state in allowed], "joined": list(found.joined.order_by("number")),
        "may_take": found.state == PointState.SAID, "actions": actions,
        "all_done": bool(actions) and not any(one.state in ACTION_OPEN for one in actions),
        "decisions": list(found.decisions.exclude(state="open").order_by("number")),
        "steps": list(found.steps.select_related("meeting").order_by("at", "pk")),
        "is_open": found.state in POINT_OPEN,
    }  # fmt: skip
    return render(request, "meetings/point.html", context, status=CONFLICT if wrong else 200)
