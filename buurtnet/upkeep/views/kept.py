"""For everyone: how a network keeps its map true."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from buurtnet.areas.here import network_or_404
from buurtnet.upkeep.measuring import newest_of
from buurtnet.upkeep.promptness import promptness_of


@login_not_required
@require_safe
def kept(request: HttpRequest, network: str) -> HttpResponse:
    """Within how many days a suggestion is decided on, and how much was confirmed in the last six months."""
    here = network_or_404(request, network)
    whole = newest_of(here)
    context = {
        "here": here,
        "promptness": promptness_of(here, timezone.now()),
        "whole": whole if whole and whole.total else None,
    }
    return render(request, "upkeep/kept.html", context)
