"""At work: the places of a network with what is on today, and taking one at once."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buurtnet.areas.models import Network
from buurtnet.directory.times import span_text
from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.people.doors import ring_one
from buurtnet.people.models import Person
from buurtnet.people.work import refuse
from buurtnet.places.access import at_places, is_trusted, may_make, venues_kept_by, venues_with_hours
from buurtnet.places.booking import NotFreeError, token_of
from buurtnet.places.choices import HOLDING, BookingState, HoursKind
from buurtnet.places.holding import hold
from buurtnet.places.hours import DAY, coming_quarter, open_now, spans_on
from buurtnet.places.models import Booking, Venue
from buurtnet.places.models.booking import SEALED
from buurtnet.places.shown import hours_text

MOST: Final = 300
CONFLICT: Final = 409


@dataclass(frozen=True)
class Row:
    """One place today: when it is open, when it is taken (no names), and whether one can take it now.

    ``mine``: what who looks has of it themselves, with the page that tells how to get in.
    """

    venue: Venue
    is_kept: bool
    is_open: bool
    walk_in: list[str]
    bookable: list[str]
    booked: list[str]
    mine: list[tuple[str, str]]
    can_take: bool


@ring_one
@require_safe
def place_list(request: HttpRequest, network: str) -> HttpResponse:
    """All places with today's bookings; those one keeps can be changed."""
    return desk_page(request, network)


def desk_page(request: HttpRequest, slug: str, *, wrong: str = "") -> HttpResponse:
    work = at_places(request, slug)
    assert work.network
    kept = set(venues_kept_by(work.person, work.network).values_list("pk", flat=True))
    waiting = Booking.objects.filter(venue__in=kept, state=BookingState.ASKED, starts_at__gt=timezone.now())
    context = {
        "work": work, "rows": rows_of(work.network, kept, work.person), "waiting": waiting.count(),
        "keeps_any": bool(kept), "may_make": may_make(work), "may_hold": is_trusted(work.person, work.network),
        "new_key": uuid4(), "wrong": wrong, "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "places/place_list.html", context, status=CONFLICT if wrong else 200)


def rows_of(network: Network, kept: set[UUID], person: Person) -> list[Row]:
    """In a number of queries that does not grow with the places."""
    now = timezone.now().astimezone(ZoneInfo(network.time_zone))
    first = dt.datetime.combine(now.date(), dt.time(), now.tzinfo)
    booked: dict[UUID, list[Booking]] = defaultdict(list)
    today = Booking.objects.filter(
        venue__network=network, starts_at__lt=first + DAY, ends_at__gt=first, state__in=HOLDING
    )
    for one in today.defer(*SEALED).order_by("starts_at"):
        booked[one.venue_id].append(one)
    venues = venues_with_hours(Venue.objects.filter(network=network))[:MOST]
    return [
        row_of(one, one.pk in kept, booked[one.pk], now, person) for one in venues if one.is_shown or one.pk in kept
    ]


def row_of(venue: Venue, is_kept: bool, booked: list[Booking], now: dt.datetime, person: Person) -> Row:
    zone = now.tzinfo
    coming = coming_quarter(now)  # from then on it would be theirs
    is_busy = any(one.starts_at <= coming < one.ends_at for one in booked)
    times = [span_text(one.starts_at.astimezone(zone).time(), one.ends_at.astimezone(zone).time()) for one in booked]
    mine = [
        (text, reverse("places:booking", args=[venue.network.slug, token_of(one.form_key)]))
        for one, text in zip(booked, times, strict=True)
        if one.booker_id == person.pk and one.ends_at > now
    ]
    spans = spans_on(venue, now.date())
    walk_in, bookable = (
        [hours_text(one) for one in spans if one.kind == kind] for kind in (HoursKind.WALK_IN, HoursKind.BOOKABLE)
    )
    is_staffed = any(one.start <= now < one.end for one in spans)
    can_take = venue.is_bookable and venue.is_shown and not is_busy and is_staffed
    return Row(venue, is_kept, open_now(venue, now) is not None, walk_in, bookable, times, mine, can_take)


@ring_one
@limited("hold", setting="FORMS_PER_MINUTE")
@require_POST
def venue_hold(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One tap: the place is theirs from the coming quarter. When it cannot be, the page says why."""
    work = at_places(request, network)
    assert work.network
    if not is_trusted(work.person, work.network):
        refuse(request, work, "places")
    venue = get_object_or_404(venues_with_hours(Venue.objects.shown_in(work.network)), pk=pk)
    key = key_in(request.POST)
    try:
        hold(venue, form_key=key, by=work.person)
    except NotFreeError as error:
        return desk_page(request, network, wrong=_("%(place)s: %(why)s") % {"place": venue.name, "why": error})
    return redirect(f"{reverse('places:place_list', args=[network])}?klaar=neem#p-{venue.pk}")
