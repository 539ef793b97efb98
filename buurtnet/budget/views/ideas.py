"""For everyone: the way in to money of the neighbourhood, and all ideas, in a list and on a map."""

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.budget.access import budget_room, lanes_of
from buurtnet.budget.choices import IdeaState, PotState
from buurtnet.budget.finding import LIKED, address, chips_of, find, wanted_in
from buurtnet.budget.models import Idea, Pot
from buurtnet.budget.shown import cards_of, map_points
from buurtnet.budget.sitemap import pages_of as public_pages
from buurtnet.directory.crumbs import Crumb
from buurtnet.kit.amounts import euros
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.kit.sitemap import XML, sitemap_file

NEWEST: Final = 6
TOLD: Final = 3
PER_PAGE: Final = 24
ON_MAP: Final = 500
AN_HOUR: Final = 3600  # seconds


@login_not_required
@require_safe
def home(request: HttpRequest, network: str) -> HttpResponse:
    """What there is: money, three ways in, the newest ideas, and what others became."""
    here = budget_room(request, network)
    shown = Idea.objects.shown_in(here).select_related("network", "area").defer("contact")
    told = shown.filter(state=IdeaState.TOLD, told_shown_at__isnull=False).exclude(sentence="")
    busy = shown.exclude(state__in=[IdeaState.TOLD, IdeaState.REFUSED, IdeaState.RETURNED])
    lanes = lanes_of(here)
    context = {
        "money": money_in(here), "lanes": lanes, "direct_most": euros(lanes.direct_most),
        "panel_most": euros(lanes.panel_most), "crumbs": [Crumb(_("Buurtbudget"))],
        "cards": cards_of(busy.order_by("-told_at_first", "pk")[:NEWEST]),
        "told": cards_of(told.order_by("-ended_at", "pk")[:TOLD]), "pots": Pot.objects.shown_in(here),
    }  # fmt: skip
    return render(request, "budget/home.html", context)


def money_in(here: Network) -> dict[str, Any]:
    """What is free in the open pots, and what was given since the year began."""
    free = Pot.objects.filter(network=here, state=PotState.OPEN).aggregate(sum=Sum("free"))["sum"]
    since = timezone.localtime().replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    got = Idea.objects.filter(network=here, granted__gt=0, answered_at__gte=since)
    this_year = got.aggregate(sum=Sum("granted"))["sum"] or 0
    return {
        "is_open": free is not None, "free": euros(int(free or 0)), "given": euros(int(this_year)),
        "ideas": got.count(),
    }  # fmt: skip


@login_not_required
@require_safe
def idea_list(request: HttpRequest, network: str) -> HttpResponse:
    """All ideas on the site: by how it stands with them, by neighbourhood, on a list or on a map."""
    here = budget_room(request, network)
    wanted = wanted_in(request.GET, here)
    rows = find(here, wanted)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    on_map = cards_of(rows.filter(latitude__isnull=False)[:ON_MAP]) if wanted.on_map else []
    home_url = reverse("budget:home", args=[here.slug])
    context = {
        "cards": cards_of(page.object_list), "pages": pages_of(page, request), "count": page.paginator.count,
        "chips": chips_of(request.GET, wanted), "areas": neighbourhoods_of(here), "wanted": wanted,
        "list_url": address(request.GET, bekijk=""), "map_url": address(request.GET, bekijk="kaart"),
        "newest_url": address(request.GET, orde=""), "liked_url": address(request.GET, orde=LIKED),
        "map_points": map_points(on_map), "is_filtered": bool(wanted.stand or wanted.area),
        "all_url": reverse("budget:idea_list", args=[here.slug]),
        "crumbs": [Crumb(_("Buurtbudget"), home_url), Crumb(_("Ideeën"))],
    }  # fmt: skip
    return render(request, "budget/idea_list.html", context)


@login_not_required
@limited("budget_sitemap", setting="SEARCHES_PER_MINUTE")
@cache_control(public=True, max_age=AN_HOUR)
@require_safe
def sitemap(request: HttpRequest, network: str) -> HttpResponse:
    """The part of the sitemap about ideas; 404 for a network that stands in no list."""
    here = budget_room(request, network)
    if not here.is_listed:
        raise Http404
    return HttpResponse(sitemap_file(public_pages(here)), content_type=XML)
