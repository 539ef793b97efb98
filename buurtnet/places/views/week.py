"""At work: a week of one place, on the screen and on paper for the door."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buurtnet.directory.times import span_text
from buurtnet.people.doors import ring_one
from buurtnet.people.work import Work
from buurtnet.places.access import at_places, keeps, venues_with_hours
from buurtnet.places.choices import HOLDING
from buurtnet.places.forms.booking import day_in
from buurtnet.places.free import local_now
from buurtnet.places.hours import DAY, spans_on, why_closed_on, zone_of
from buurtnet.places.models import Booking, Venue
from buurtnet.places.models.booking import SEALED
from buurtnet.places.shown import walk_in_text

WEEK: Final = 7


@dataclass(frozen=True)
class Line:
    """A time that is taken; ``key`` for who may open it."""

    times: str
    state: str
    key: UUID


@dataclass(frozen=True)
class DayRow:
    date: dt.date
    hours: list[str]
    taken: list[Line]
    note: str


@ring_one
@require_safe
def venue_week(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Who works here sees when it is taken; who keeps it opens a booking from here."""
    work = at_places(request, network)
    return render(request, "places/venue_week.html", week_of(request, work, pk))


@ring_one
@require_safe
def venue_sheet(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The same to hang on the door: when it is open and when it is taken, and no names."""
    work = at_places(request, network)
    return render(request, "places/venue_sheet.html", week_of(request, work, pk))


def week_of(request: HttpRequest, work: Work, pk: UUID) -> dict[str, Any]:
    assert work.network
    venue = get_object_or_404(venues_with_hours(Venue.objects.filter(network=work.network)), pk=pk)
    today = local_now(venue).date()
    first = day_in(request.GET.get("week", "")) or today
    return {
        "work": work, "venue": venue, "days": days_of(venue, first), "today": today, "first": first,
        "last": first + (WEEK - 1) * DAY, "before": first - WEEK * DAY, "after": first + WEEK * DAY,
        "is_kept": keeps(work.person, venue),
    }  # fmt: skip


def days_of(venue: Venue, first: dt.date) -> list[DayRow]:
    """Seven days; one query."""
    zone = zone_of(venue)
    begins = dt.datetime.combine(first, dt.time(), zone)
    rows = Booking.objects.filter(
        venue=venue, state__in=HOLDING, starts_at__lt=begins + WEEK * DAY + DAY, ends_at__gt=begins - DAY
    )
    found = list(rows.defer(*SEALED).order_by("starts_at"))
    return [_day(venue, first + number * DAY, found) for number in range(WEEK)]


def _day(venue: Venue, day: dt.date, found: list[Booking]) -> DayRow:
    zone = zone_of(venue)
    taken = [
        Line(
            span_text(one.starts_at.astimezone(zone).time(), one.ends_at.astimezone(zone).time()),
            str(capfirst(one.get_state_display())), one.pk,
        )
        for one in found
        if one.starts_at.astimezone(zone).date() == day
    ]  # fmt: skip
    hours = list(dict.fromkeys(walk_in_text(one) for one in spans_on(venue, day)))
    return DayRow(day, hours or [_("dicht")], taken, why_closed_on(venue, day))
