"""At work: what is asked of the places one keeps, yes or no, and afterwards whether they came."""

from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pages import pages_of
from buurtnet.people.doors import ring_two
from buurtnet.people.work import Work
from buurtnet.places.access import at_places, venues_kept_by
from buurtnet.places.choices import BookingState
from buurtnet.places.deciding import (
    answer_by,
    call_off,
    is_late,
    mark,
    say_no,
    say_no_to_all,
    say_yes,
    say_yes_to_all,
)
from buurtnet.places.emails import address_of
from buurtnet.places.forms.deciding import ReasonForm
from buurtnet.places.hours import zone_of
from buurtnet.places.models import Booking
from buurtnet.places.shown import moment_text
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

PER_PAGE: Final = 30
CONFLICT: Final = 409
NO, NO_TO_ALL, OFF, CAME = "nee", "nee-reeks", "af", "gebruikt"
WITH_REASON: Final = {NO, NO_TO_ALL, OFF}


def kept_bookings(work: Work) -> QuerySet[Booking]:
    """The bookings of the venues someone keeps."""
    assert work.network
    rows = Booking.objects.filter(venue__in=venues_kept_by(work.person, work.network))
    return rows.select_related("venue__network", "organization", "series")


@ring_two
@require_safe
def booking_list(request: HttpRequest, network: str) -> HttpResponse:
    """What waits for a yes first; or what is to come, or what is over."""
    work, now = at_places(request, network), timezone.now()
    wanted = request.GET.get("lijst", "")
    rows = kept_bookings(work).defer("contact", "purpose", "reason")
    match wanted:
        case "komt":
            rows = rows.filter(state=BookingState.CONFIRMED, ends_at__gt=now).order_by("starts_at", "pk")
        case "was":
            rows = rows.filter(ends_at__lte=now).order_by("-starts_at", "pk")
        case _:
            wanted = ""
            rows = rows.filter(state=BookingState.ASKED, starts_at__gt=now).order_by("asked_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "work": work, "rows": [line(one) for one in page], "wanted": wanted, "pages": pages_of(page, request),
        "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "places/booking_list.html", context)


def line(booking: Booking) -> dict[str, Any]:
    zone = zone_of(booking.venue)
    when = moment_text(booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone))
    is_asked = booking.state == BookingState.ASKED
    return {
        "booking": booking, "when": when, "is_late": is_late(booking, timezone.now()),
        "answer_by": answer_by(booking).astimezone(zone) if is_asked else None,
    }  # fmt: skip


@ring_two
@limited("booking_kept", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def booking_kept(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One booking: who asks and for what, and what one can do with it now."""
    work = at_places(request, network)
    booking = get_object_or_404(kept_bookings(work), pk=pk)
    done = request.POST.get("doe", "")
    form = ReasonForm(request.POST if done in WITH_REASON else None)
    wrong, status = "", 200
    if request.method == "POST" and (done not in WITH_REASON or form.is_valid()):
        try:
            act(booking, done, form, work)
            return redirect(f"{reverse('places:booking_list', args=[network])}?klaar={done}")
        except NotNowError as error:
            wrong, status = str(error), CONFLICT
            booking = get_object_or_404(kept_bookings(work), pk=pk)
    record(Action.VIEW, actor=work.person, obj=booking, subject=booking.booker_id, network=work.network,
           role_then=work.role_then, fields_group="booking", request=request)  # fmt: skip
    context = line(booking) | {
        "work": work,
        "form": form,
        "wrong": wrong,
        "done": done,
        "mail": address_of(booking)[0],
        "has_begun": booking.starts_at <= timezone.now(),
        "series_waits": waiting_in_series(booking).count(),
    }
    return render(request, "places/booking_kept.html", context, status=status)


def waiting_in_series(booking: Booking) -> QuerySet[Booking]:
    """The times of its series that wait for a yes."""
    rows = Booking.objects.filter(state=BookingState.ASKED, starts_at__gt=timezone.now(), series__isnull=False)
    return rows.filter(series=booking.series_id).select_related("venue__network").order_by("starts_at")


def waiting_or_not_now(booking: Booking) -> list[Booking]:
    """Raises ``NotNowError`` when nothing of its series waits any more."""
    rows = list(waiting_in_series(booking))
    if not rows:
        raise NotNowError
    return rows


def act(booking: Booking, done: str, form: ReasonForm, work: Work) -> None:
    """Do what was posted. Raises ``NotNowError``."""
    match done:
        case "ja":
            say_yes(booking, by=work.person)
        case "ja-reeks":
            say_yes_to_all(waiting_or_not_now(booking), by=work.person)
        case "nee":
            say_no(booking, form.cleaned_data["reason"], by=work.person)
        case "nee-reeks":
            say_no_to_all(waiting_or_not_now(booking), form.cleaned_data["reason"], by=work.person)
        case "af":
            call_off(booking, form.cleaned_data["reason"], by=work.person)
        case "gebruikt" | "niet-gekomen":
            mark(booking, was_used=done == CAME, by=work.person)
        case _:
            raise NotNowError(_("Kies wat je met deze reservering doet."))
