"""A panel: for everyone how the lots were drawn, for residents being willing, for who directs making it public."""

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.models import Network
from buurtnet.budget.access import at_budget, budget_room, directing_budget, lanes_of
from buurtnet.budget.choices import SeatState
from buurtnet.budget.forms.panels import AnnounceForm
from buurtnet.budget.models import Panel
from buurtnet.budget.panels import (
    SITTING,
    announce,
    answer_seat,
    become_willing,
    candidates,
    drawn_from,
    drawn_next,
    is_willing,
    lot_of,
    running_panel,
    seat_of,
    stop_willing,
)
from buurtnet.directory.crumbs import Crumb
from buurtnet.kit.amounts import euros
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.access import has_role
from buurtnet.people.choices import Role
from buurtnet.people.doors import ring_one
from buurtnet.people.models import Person
from buurtnet.people.work import Work

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
SHOWN: Final = 6  # panels, the newest first


@login_not_required
@require_safe
def panel(request: HttpRequest, network: str) -> HttpResponse:
    """What the panel is, with which text lots were drawn, in which order, and how many seats are taken. No names."""
    here = budget_room(request, network)
    lanes = lanes_of(here)
    rows = Panel.objects.filter(network=here).prefetch_related("seats")[:SHOWN]
    context = {
        "panels": [panel_shown(one) for one in rows], "lanes": lanes, "least": euros(lanes.direct_most),
        "most": euros(lanes.panel_most),
        "crumbs": [
            Crumb(_("Buurtbudget"), reverse("budget:home", args=[here.slug])), Crumb(_("Buurtpanel")),
        ],
    }  # fmt: skip
    return render(request, "budget/panel.html", context)


def panel_shown(one: Panel) -> dict[str, Any]:
    """The lots with their hash, and numbers of seats."""
    seats = list(one.seats.all())
    numbers = {state.value: sum(seat.state == state for seat in seats) for state in SeatState}
    today = timezone.localdate()
    return {
        "panel": one, "draws_at": drawn_from(one), "numbers": numbers,
        "lots": [(lot, lot_of(one.seed, lot)) for lot in one.order],
        "runs": one.drawn_at is not None and one.starts_on <= today <= one.ends_on,
        "is_over": one.ends_on < today,
    }  # fmt: skip


@ring_one
@limited("budget_panel", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def panel_desk(request: HttpRequest, network: str) -> HttpResponse:
    """Being willing or not any more, one's own seat, and for who directs how the panel stands."""
    work, wrong = at_budget(request, network), ""
    assert work.network
    done = request.POST.get("doe", "")
    try:
        if act(work.network, work.person, done):
            return redirect(f"{request.path}?klaar={done}")
    except NotNowError as error:
        wrong = str(error)
    context = {"work": work, "wrong": wrong, "done": request.GET.get("klaar", "")} | desk_of(work.network, work)
    return render(request, "budget/panel_desk.html", context, status=CONFLICT if wrong else 200)


def act(here: Network, person: Person, done: str) -> bool:
    """Do what was posted; whether anything was. Raises ``NotNowError``."""
    match done:
        case "wil":
            become_willing(here, person)
        case "wil-niet":
            stop_willing(here, person)
        case "plaats-ja" | "plaats-nee":
            newest = own_panel(here, person)
            seat = seat_of(person, newest) if newest else None
            if seat is None:
                raise NotNowError
            answer_seat(seat, yes=done == "plaats-ja", by=person)
        case _:
            return False
    return True


def own_panel(here: Network, person: Person) -> Panel | None:
    """The newest panel that is not over in which someone has a seat, or was asked for one."""
    rows = Panel.objects.filter(network=here, ends_on__gte=timezone.localdate(), seats__person=person)
    return rows.filter(seats__state__in=SITTING).select_related("network").order_by("-starts_on", "pk").first()


def desk_of(here: Network, work: Work) -> dict[str, Any]:
    lanes, own = lanes_of(here), own_panel(here, work.person)
    rows = Panel.objects.filter(network=here, ends_on__gte=timezone.localdate()).prefetch_related("seats")
    return {
        "willing": is_willing(work.person, here), "lanes": lanes, "own": own,
        "seat": seat_of(work.person, own) if own else None,
        "may_sit": lanes.has_panel and has_role(work.person, [Role.RESIDENT], network=here),
        "least": euros(lanes.direct_most), "most": euros(lanes.panel_most),
        "panels": [panel_shown(one) for one in rows] if work.is_director() else [],
        "count": len(candidates(here, timezone.now())) if work.is_director() else 0,
        "may_announce": lanes.has_panel and work.is_director() and drawn_next(here) is None,
        "running": running_panel(here),
    }  # fmt: skip


@ring_one
@limited("budget_panel", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def panel_announce(request: HttpRequest, network: str) -> HttpResponse:
    """Make the text and the first day of a panel public; lots are drawn a day later."""
    work, wrong = directing_budget(request, network), ""
    assert work.network
    form = AnnounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            announce(work.network, seed=said["seed"], starts_on=said["starts_on"], by=work.person)
            return redirect(f"{reverse('budget:panel_desk', args=[network])}?klaar=aangekondigd")
        except NotNowError as error:
            wrong = str(error)
    lanes, count = lanes_of(work.network), len(candidates(work.network, timezone.now()))
    context = {"work": work, "form": form, "wrong": wrong, "lanes": lanes, "count": count}
    return render(request, "budget/panel_announce.html", context, status=CONFLICT if wrong else 200)
