"""For the director: how much of the map was confirmed, where not, what needs a call, and what we asked of whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from buurtnet.areas.here import network_or_404
from buurtnet.people.doors import ring_two
from buurtnet.people.work import directing
from buurtnet.upkeep import measuring
from buurtnet.upkeep.burden import taken_in
from buurtnet.upkeep.calling import first_to_call, to_call
from buurtnet.upkeep.doubting import counts_in
from buurtnet.upkeep.lines import call_lines

FIRST_CALLS = 3
MOST_ORGANIZATIONS = 20


@ring_two
@require_safe
def standing(request: HttpRequest, network: str) -> HttpResponse:
    """By function, by neighbourhood and by month; ``deel`` chooses whose months are shown."""
    work = directing(request, network)
    here = network_or_404(request, network)
    today = timezone.localdate()
    waiting = to_call(here, today)
    taken = taken_in(here, today.year)
    context = {
        "work": work,
        "here": here,
        "standing": measuring.standing(here, request.GET.get("deel", "")),
        "calls": waiting.count(),
        "doubts": counts_in(here),
        "first": call_lines(request, first_to_call(here, today, FIRST_CALLS), here),
        "taken": taken[:MOST_ORGANIZATIONS],
        "taken_more": max(0, len(taken) - MOST_ORGANIZATIONS),
        "year": today.year,
    }
    return render(request, "upkeep/standing.html", context)
