"""For who booked: how it stands, the code of the door when it is time, and saying it off. Looking changes nothing."""

import datetime as dt
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.scancode import scancode
from buurtnet.people.access import visitor
from buurtnet.people.doors import secret_address
from buurtnet.people.links import site_url
from buurtnet.places.access import is_known, places_room
from buurtnet.places.booking import token_of, with_token
from buurtnet.places.cancelling import OPEN, cancel, cancel_series
from buurtnet.places.choices import BookingState
from buurtnet.places.deciding import answer_by
from buurtnet.places.door_codes import has_closed_code, has_code, look, may_look
from buurtnet.places.free import local_now
from buurtnet.places.hours import zone_of
from buurtnet.places.models import Booking
from buurtnet.places.series import refused_of
from buurtnet.places.shown import address_of, moment_text
from buurtnet.places.views.book import other

CANCEL, CANCEL_SURE, SERIES_SURE, CODE = "afzeggen", "zeker", "reeks", "code"
CONFLICT: Final = 409


@login_not_required
@secret_address
@limited("booking", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def booking(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """The page behind one's own link; a button asks once more before anything is said off."""
    here = places_room(request, network)
    found = with_token(token)
    if found is None or found.venue.network_id != here.pk:
        raise Http404
    done, person, more = request.POST.get("doe", ""), visitor(request), dict[str, Any]()
    status = 200
    try:
        match done:
            case "zeker":
                cancel(found, by=person)
            case "reeks":
                cancel_series(found, by=person)
            case "code":
                more["code"] = look(found, by=person)
    except NotNowError as error:
        more["wrong"], status = str(error), CONFLICT
    found = with_token(token) or found if request.method == "POST" else found
    if done == CANCEL and is_open(found):
        return render(request, "places/booking_cancel.html", shown(found))
    return render(request, "places/booking.html", shown(found) | more | story(request, found), status=status)


def is_open(booking: Booking) -> bool:
    return booking.state in OPEN and booking.starts_at > timezone.now()


def shown(booking: Booking) -> dict[str, Any]:
    """What every page of a booking shows."""
    zone = zone_of(booking.venue)
    return {
        "booking": booking, "venue": booking.venue, "is_open": is_open(booking),
        "when": moment_text(booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone)),
        "sensitive": False,
    }  # fmt: skip


def story(request: HttpRequest, booking: Booking) -> dict[str, Any]:
    """The way in, the link to keep, and the other times of a series."""
    now = local_now(booking.venue)
    url = site_url("places:booking", booking.venue.network.slug, token_of(booking.form_key))
    length = booking.ends_at - booking.starts_at
    rows = booking.series.bookings.order_by("starts_at") if booking.series else []
    return {
        "is_new": request.GET.get("klaar") == "1" and request.method == "GET",
        "has_code": has_code(booking), "has_closed_code": has_closed_code(booking),
        "may_look": may_look(booking, now), "url": url,
        "scan": scancode(url, border=2, is_on_white=True) if not booking.contact else "",
        "ends_unanswered": ends_unanswered(booking),
        "where": address_of(booking.venue), "has_mail": bool(booking.contact or booking.booker_id),
        "times": [time_of(one, booking) for one in rows],
        "refused": [
            {"text": moment_text(one.starts_at, one.starts_at + length), "reason": one.reason,
             "others": [other(times) for times in one.nearest]}
            for one in (refused_of(booking.series, booking.venue, length, now) if booking.series else [])
        ],
    }  # fmt: skip


def ends_unanswered(booking: Booking) -> dt.datetime | None:
    """When what someone unknown asked ends by itself; None for who is known here, and for what is answered."""
    if booking.state != BookingState.ASKED or is_known(booking.booker, booking.venue.network):
        return None
    return answer_by(booking).astimezone(zone_of(booking.venue))


def time_of(one: Booking, booking: Booking) -> dict[str, Any]:
    """One of the times of a series, with its own link."""
    zone, tones = zone_of(booking.venue), {BookingState.CONFIRMED: "goed", BookingState.ASKED: "zon"}
    return {
        "text": moment_text(one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)),
        "url": reverse("places:booking", args=[booking.venue.network.slug, token_of(one.form_key)]),
        "is_this": one.pk == booking.pk, "state": str(one.get_state_display()),
        "tone": tones.get(BookingState(one.state), ""),
    }  # fmt: skip
