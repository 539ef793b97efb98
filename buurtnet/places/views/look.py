"""For everyone, without an account: which places there are, where one can go now, and what is free."""

import datetime as dt
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from buurtnet.areas.here import neighbourhood_of, neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.directory.cards import Viewpoint
from buurtnet.directory.crumbs import Crumb
from buurtnet.directory.pages import location_view
from buurtnet.directory.viewpoint import centre_of, place_in, point_in, viewpoint_of
from buurtnet.kit.clock import clock_text
from buurtnet.places.access import places_room, shown_venues
from buurtnet.places.choices import Facility, SafeFor, VenueKind
from buurtnet.places.forms.booking import day_in
from buurtnet.places.free import calendar
from buurtnet.places.hours import open_now
from buurtnet.places.models import Venue
from buurtnet.places.months import Month, month_in, month_of
from buurtnet.places.safe_now import somewhere_now
from buurtnet.places.seasons import open_round_for
from buurtnet.places.shown import card_of, facts_of, map_points, point_of, safe_text, week_of
from buurtnet.places.wanted import BOOK, FREE, HAS, KIND, SAFE, Option, Wanted, wanted_in
from buurtnet.themes.danger import all_lines

MOST: Final = 300  # venues on one page
WEEK: Final = dt.timedelta(days=6)
STEP_FREE: Final = (HAS, Facility.STEP_FREE.value)
LINES: Final = frozenset({"kindertelefoon", "awel", "luisterlijn", "106"})
HERE_NOW: Final = gettext_lazy("waar jij nu bent")


@login_not_required
@require_safe
def venue_list(request: HttpRequest, network: str) -> HttpResponse:
    """All places, near first, with filters; the same on a map."""
    here = places_room(request, network)
    view, wanted = viewpoint_of(request, here), wanted_in(request.GET)
    fitting = [one for one in shown_venues(here)[:MOST] if wanted.fits(one)]
    cards = sorted((card_of(one, view) for one in fitting), key=lambda card: (card.metres, card.name.casefold()))
    cards = [replace(card, number=number) for number, card in enumerate(cards, start=1)]
    context = {
        "cards": cards, "wanted": wanted, "kinds": kind_chips(wanted), "boxes": boxes_of(wanted),
        "map_points": map_points(cards), "now_url": reverse("places:venues_now", args=[network]),
        "crumbs": [Crumb(_("Plekken"))],
    }  # fmt: skip
    return render(request, "places/venue_list.html", context | position_of(request, here, view))


def kind_chips(wanted: Wanted) -> list[Option]:
    """A chip a kind: on or off."""
    return [
        Option(
            KIND, kind.value, str(capfirst(kind.label)), kind in wanted.kinds,
            wanted.address(drop=(KIND, kind.value)) if kind in wanted.kinds
            else wanted.address(add=[(KIND, kind.value)]),
        )
        for kind in VenueKind
    ]  # fmt: skip


def boxes_of(wanted: Wanted) -> dict[str, list[Option]]:
    """The boxes behind "Meer filters"."""
    said = set(wanted.pairs())

    def box(name: str, value: str, label: str) -> Option:
        return Option(name, value, str(capfirst(label)), (name, value) in said)

    others = [one for one in Facility if (HAS, one.value) != STEP_FREE]
    return {
        "first": [
            box(*STEP_FREE, str(Facility.STEP_FREE.label)), box(FREE, "1", _("gratis")),
            box(BOOK, "1", _("te reserveren")),
        ],
        "safe": [box(SAFE, one.value, safe_text(one)) for one in SafeFor],
        "there": [box(HAS, one.value, str(one.label)) for one in others],
    }  # fmt: skip


def position_of(request: HttpRequest, here: Network, view: Viewpoint) -> dict[str, Any]:
    """From where distances are told, and which neighbourhoods one can choose to tell them from."""
    said = request.GET.get("bij", "")
    label = ""
    if point_in(said):
        label = str(place_in(said) or HERE_NOW)
    elif view.near and (area := neighbourhood_of(request)):
        label = _("het midden van %(area)s") % {"area": area.name}
    centres = ((area.name, centre_of(area)) for area in neighbourhoods_of(here)[:8])
    starts = [(name, f"{point[0]:.3f},{point[1]:.3f}") for name, point in centres if point]
    return {"position": label, "has_point": bool(point_in(said)), "starts": starts}


@login_not_required
@require_safe
def venues_now(request: HttpRequest, network: str) -> HttpResponse:
    """Somewhere to go now, for young people: who is there, until when, how far. Honest when there is nothing."""
    here = places_room(request, network)
    view = viewpoint_of(request, here)
    context = {
        "now": somewhere_now(shown_venues(here)[:MOST], view),
        "clock": clock_text(view.now.astimezone(view.zone).time()),
        "lines": [line for line in all_lines(here.country) if line.slug in LINES],
        "sensitive": True,
    }
    return render(request, "places/venues_now.html", context | position_of(request, here, view))


def shown_or_404(here: Network, pk: UUID) -> Venue:
    return get_object_or_404(shown_venues(here), pk=pk)


@login_not_required
@require_safe
def venue(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One place: open today first, who may use it, and what is free in the coming week; no names."""
    here = places_room(request, network)
    found = shown_or_404(here, pk)
    view = viewpoint_of(request, here)
    current, today = open_now(found, view.now), view.today
    start = max(day_in(request.GET.get("week", "")) or today, today) if found.is_bookable else today
    context = {
        "venue": found, "card": card_of(found, view), "facts": facts_of(found), "hours": week_of(found, view),
        "open_until": clock_text(current.end.time(), closing=True) if current else "",
        "who": current.who if current and current.is_supervised else "",
        "place": location_view(found.location, view) if found.location else None,
        "map_points": map_points([card_of(found, view)]) if point_of(found) else [],
        "days": calendar(found, start, start + WEEK, view.now) if found.is_bookable else [],
        "week_before": start - WEEK - dt.timedelta(days=1) if start > today else None,
        "season": open_round_for(found, today) if found.is_bookable else None,
        "week_after": start + WEEK + dt.timedelta(days=1), "month": f"{start:%Y-%m}", "today": today,
        "crumbs": [Crumb(_("Plekken"), reverse("places:venue_list", args=[network])), Crumb(found.name)],
    }  # fmt: skip
    return render(request, "places/venue.html", context)


@login_not_required
@require_safe
def venue_month(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """A month of one place: which days are free, partly free, full or closed."""
    here = places_room(request, network)
    found = shown_or_404(here, pk)
    if not found.is_bookable:
        raise Http404
    view = viewpoint_of(request, here)
    url = reverse("places:venue", args=[network, pk])
    crumbs = [Crumb(_("Plekken"), reverse("places:venue_list", args=[network])), Crumb(found.name, url)]
    month: Month = month_of(found, month_in(request.GET.get("maand", ""), view.today), view.now)
    context = {"venue": found, "month": month, "today": view.today, "crumbs": [*crumbs, Crumb(month.label)]}
    return render(request, "places/venue_month.html", context)
