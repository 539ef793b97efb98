"""The public calendar: by week, on a map, by month, and a week on paper."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buurtnet.agenda.filters import all_fields, chips_of, groups_of, kept_fields, quick_chips, starting_points
from buurtnet.agenda.finding import first_after, midnight
from buurtnet.agenda.here import calendar_or_404, crumbs_in
from buurtnet.agenda.shown import card_of, map_points, numbered
from buurtnet.agenda.wanted import Wanted, wanted_in
from buurtnet.agenda.weeks import (
    WEEK,
    Week,
    asked_week,
    day_in,
    list_of,
    month_of,
    period_text,
    week_of,
    weekday_names,
)
from buurtnet.areas.here import neighbourhoods_of
from buurtnet.directory.cards import Viewpoint
from buurtnet.directory.viewpoint import viewpoint_of
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import Pages
from buurtnet.kit.scancode import scancode

FEED_FILTERS = ("buurt", "thema", "leeftijd")


@login_not_required
@require_safe
@limited("search", setting="SEARCHES_PER_MINUTE")
def calendar(request: HttpRequest, network: str) -> HttpResponse:
    """What is on in a week, day by day."""
    view, wanted = asked(request, network)
    week, found = asked_week(wanted, view)
    context = {
        "heading": _("Activiteiten"),
        "going_on": found.going_on,
        "days": found.days,
        "pages": pages_of(wanted, week, has_more=found.has_more),
        "first_next": None if found.cards else first_next(week, wanted, view),
        "sheet_url": reverse("agenda:week_sheet", args=[network]) + wanted.address(week=str(week.monday)),
        "feed_query": feed_query(wanted),
    }
    return render(request, "agenda/calendar.html", week_frame("calendar", week, wanted, view) | context)


@login_not_required
@require_safe
@limited("search", setting="SEARCHES_PER_MINUTE")
def calendar_map(request: HttpRequest, network: str) -> HttpResponse:
    """The same week on a map, with the list beside it."""
    view, wanted = asked(request, network)
    week, found = asked_week(wanted, view)
    cards = numbered(found.cards)
    context = {
        "heading": _("Activiteiten op de kaart"),
        "cards": cards,
        "map_points": map_points(cards),
        "pages": pages_of(wanted, week, has_more=found.has_more),
        "first_next": None if cards else first_next(week, wanted, view),
        "here_point": ",".join(map(str, wanted.point)) if wanted.point and request.GET.get("bij") else "",
    }
    return render(request, "agenda/calendar_map.html", week_frame("calendar_map", week, wanted, view) | context)


@login_not_required
@require_safe
@limited("search", setting="SEARCHES_PER_MINUTE")
def calendar_month(request: HttpRequest, network: str) -> HttpResponse:
    """A month at a glance; of each day the first few."""
    view, wanted = asked(request, network)
    month = month_of(day_in(wanted.month, view.today), wanted, view)
    context = {
        "month": month,
        "heading": _("Activiteiten in %(month)s") % {"month": month.title},
        "weekdays": weekday_names(),
        "previous_url": wanted.address(maand=month.previous) if month.previous else "",
        "next_url": wanted.address(maand=month.next) if month.next else "",
        "week_url": reverse("agenda:calendar", args=[network]) + wanted.address(maand="", week=""),
        "has_any": any(cell.cards for row in month.rows for cell in row),
    }
    shown = frame_of("calendar_month", wanted, view)
    return render(request, "agenda/calendar_month.html", shown | context)


@login_not_required
@require_safe
@limited("search", setting="SEARCHES_PER_MINUTE")
def week_sheet(request: HttpRequest, network: str) -> HttpResponse:
    """A week on one or two sheets of paper, for the door or the notice board."""
    view, wanted = asked(request, network)
    week = week_of(day_in(wanted.week, view.today), view.today)
    # On paper stands the whole week, also what already was when it is printed.
    found = list_of(replace(week, is_this=False), wanted, view)
    address = settings.SITE_URL + reverse("agenda:calendar", args=[network])
    context = {
        "week": week,
        "period": period_text(week.monday, week.sunday),
        "going_on": found.going_on,
        "days": found.days,
        "has_more": found.has_more,
        "area": wanted.area,
        "code": scancode(address, border=2, is_on_white=True),
        "address": address.partition("://")[2],
        "back_url": reverse("agenda:calendar", args=[network]) + wanted.address(),
        "crumbs": crumbs_in(request, view.network, _("Weekblad")),
    }
    return render(request, "agenda/week_sheet.html", context)


def asked(request: HttpRequest, slug: str) -> tuple[Viewpoint, Wanted]:
    """From where someone looks, and what for; 404 where the network has no calendar."""
    network = calendar_or_404(request, slug)
    view = viewpoint_of(request, network)
    return view, replace(wanted_in(request.GET, network), point=view.near)


def frame_of(current: str, wanted: Wanted, view: Viewpoint) -> dict[str, Any]:
    """What the three ways to look share: tabs, chips, filters, and from where it is near."""
    around = neighbourhoods_of(view.network)
    is_near = "dichtbij" in wanted.switches
    return {
        "tabs": tabs_of(view.network.slug, current, wanted),
        "q": wanted.text,
        "chips": chips_of(wanted, view.language),
        "quick": quick_chips(wanted),
        "filters": groups_of(wanted, around),
        "clear_url": wanted.nothing(),
        "this_url": wanted.address(week="", maand=""),
        "kept_in_filters": kept_fields(wanted, "week", "maand", "bij", "thema", "dichtbij"),
        "kept_in_place": all_fields(wanted, but=("bij", "dichtbij")),
        "near_url": wanted.address_with("dichtbij", "1") if view.near and not is_near else "",
        "starts": [] if view.near else starting_points(wanted, around),
        "has_filters": wanted.has_filters,
    }


def week_frame(current: str, week: Week, wanted: Wanted, view: Viewpoint) -> dict[str, Any]:
    """What the list and the map of a week share."""
    return {
        **frame_of(current, wanted, view),
        "week": week,
        "period": period_text(week.monday, week.sunday),
        "previous_url": wanted.address(week=week.previous) if week.previous else "",
        "next_url": wanted.address(week=week.next) if week.next else "",
    }


def tabs_of(slug: str, current: str, wanted: Wanted) -> list[dict[str, Any]]:
    """List, map and month, each of the same days with the same filters."""
    day = wanted.week or wanted.month
    by_week, by_month = wanted.address(week=day, maand=""), wanted.address(week="", maand=day)
    rows = [
        ("calendar", _("Lijst"), "list", by_week),
        ("calendar_map", _("Kaart"), "map", by_week),
        ("calendar_month", _("Maand"), "calendar-days", by_month),
    ]
    return [
        {
            "label": label,
            "icon": icon,
            "url": reverse(f"agenda:{name}", args=[slug]) + query,
            "current": name == current,
        }
        for name, label, icon, query in rows
    ]


def feed_query(wanted: Wanted) -> str:
    """The filters that the calendar for one's own device knows too."""
    pairs = [pair for pair in wanted.pairs if pair[0] in FEED_FILTERS]
    return f"?{urlencode(pairs)}" if pairs else ""


def pages_of(wanted: Wanted, week: Week, *, has_more: bool) -> Pages | None:
    """The page before and the next one; how many there are nobody counts."""
    if wanted.page == 1 and not has_more:
        return None

    def url(page: int) -> str:
        return wanted.address(week=str(week.monday), pagina=str(page))

    before = url(wanted.page - 1) if wanted.page > 1 else ""
    return Pages(wanted.page, 0, before, url(wanted.page + 1) if has_more else "", [])


def first_next(week: Week, wanted: Wanted, view: Viewpoint) -> dict[str, str] | None:
    """What comes first after an empty week, of what was asked."""
    after = midnight(week.monday + WEEK, view.zone)
    date = first_after(view.network, wanted, after)
    if date is None:
        return None
    card = card_of(date, view)
    return {
        "title": card.title,
        "url": card.url,
        "day": card.date_text,
        "week_url": wanted.address(week=str(card.day)),
    }
