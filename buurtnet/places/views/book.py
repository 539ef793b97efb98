"""For everyone: take a place, one thing a page. Which day, what time, and then with how many and for what."""

import datetime as dt
import time
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import address_of, allowed, limited
from buurtnet.people.access import visitor
from buurtnet.people.models import Person
from buurtnet.places.access import places_room, shown_venues
from buurtnet.places.booking import NotFreeError, token_of
from buurtnet.places.booking import book as take
from buurtnet.places.choices import Repeat
from buurtnet.places.forms.booking import DetailsForm, Moment, lengths_of, moment_in
from buurtnet.places.free import SHORTEST, calendar, nearest, starts_on, taken_quarters, why_not
from buurtnet.places.hours import DAY, zone_of
from buurtnet.places.models import Venue
from buurtnet.places.months import month_in, month_of
from buurtnet.places.series import book_series
from buurtnet.places.shown import length_text, moment_text

PER_HOUR: Final = 20  # bookings from one address: a library is one too
CONFLICT: Final = 409


@login_not_required
@limited("book", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def book(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The day and the time stand in the address; the last page is sent. Nothing is kept before that."""
    here = places_room(request, network)
    venue = get_object_or_404(shown_venues(here), pk=pk)
    if not venue.is_bookable:
        raise Http404
    if request.method == "POST":
        return sent(request, venue, visitor(request))
    moment = moment_in(request.GET, venue)
    if moment is None:
        return day_page(request, venue)
    if moment.start is None or refusal(venue, moment):
        return time_page(request, venue, moment)
    form = DetailsForm(None, venue=venue, person=visitor(request))
    return details_page(request, venue, moment, form)


def refusal(venue: Venue, moment: Moment) -> str:
    """Why it cannot be then, in a sentence; empty when it can."""
    assert moment.start
    assert moment.end
    taken = taken_quarters(venue, moment.day, moment.day)
    reason = why_not(venue, moment.start, moment.end, timezone.now(), taken)
    return str(reason.label) if reason else ""


def day_page(request: HttpRequest, venue: Venue) -> HttpResponse:
    """Which day? A month, with what is free."""
    now = timezone.now()
    today = now.astimezone(zone_of(venue)).date()
    month = month_of(venue, month_in(request.GET.get("maand", ""), today), now)
    return render(request, "places/book_day.html", {"venue": venue, "month": month, "today": today})


def time_page(request: HttpRequest, venue: Venue, moment: Moment) -> HttpResponse:
    """At what time, and how long? With what is free on that day; what cannot be is said, with the nearest times."""
    now = timezone.now()
    taken = taken_quarters(venue, moment.day, moment.day)
    wrong = refusal(venue, moment) if moment.start else ""
    others = nearest(venue, moment.start, moment.end, now) if wrong and moment.start and moment.end else []
    context = {
        "venue": venue, "day": moment.day, "shown_day": calendar(venue, moment.day, moment.day, now)[0],
        "starts": starts_on(venue, moment.day, SHORTEST, now, taken),
        "back": f"{request.path}?maand={moment.day:%Y-%m}",
        "lengths": [(one, length_text(one)) for one in lengths_of(venue)],
        "chosen": moment, "wrong": wrong, "others": [other(one) for one in others],
        "day_before": moment.day - DAY, "day_after": moment.day + DAY,
    }  # fmt: skip
    return render(request, "places/book_time.html", context, status=CONFLICT if wrong else 200)


def other(times: tuple[dt.datetime, dt.datetime]) -> dict[str, Any]:
    """Another time to choose: in words, and as an address or a button says it."""
    start, end = times
    minutes = int((end - start).total_seconds()) // 60
    said = {"dag": f"{start:%Y-%m-%d}", "van": f"{start:%H:%M}", "duur": minutes}
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in said.items()})
    return {"text": moment_text(start, end), "query": query.urlencode()}


def details_page(
    request: HttpRequest, venue: Venue, moment: Moment, form: DetailsForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """With how many, for what, and how one is reached."""
    assert moment.start
    assert moment.end
    context = {
        "venue": venue, "moment": moment, "when": moment_text(moment.start, moment.end), "form": form,
        "person": form.person, "back": f"{request.path}?dag={moment.day:%Y-%m-%d}",
    }  # fmt: skip
    return render(request, "places/book.html", context | more, status=status)


def sent(request: HttpRequest, venue: Venue, person: Person | None) -> HttpResponse:
    """The last page came in. What is not right yet is said, and what was typed stays."""
    said = QueryDict(request.POST.get("anders", "")) if request.POST.get("anders") else request.POST
    moment = moment_in(said, venue)
    if moment is None or moment.start is None:
        return redirect("places:book", venue.network.slug, venue.pk)
    form = DetailsForm(request.POST, venue=venue, person=person)
    if not form.is_valid():
        return details_page(request, venue, moment, form)
    if not allowed("book-hour", address_of(request), PER_HOUR, 3600, time.time()):
        return error_page(request, 429)
    return taken(request, venue, moment, form)


def taken(request: HttpRequest, venue: Venue, moment: Moment, form: DetailsForm) -> HttpResponse:
    """To the page of the booking; or back, with the nearest free times, when someone else came first."""
    wish = form.wish(moment)
    try:
        if form.repeats == Repeat.ONCE:
            booking = take(venue, wish, form_key=form.key, by=form.person)
        else:
            until = form.cleaned_data["until"]
            series = book_series(venue, wish, form.repeats, until, form_key=form.key, by=form.person)
            booking = series.bookings.order_by("starts_at")[0]
    except NotFreeError as error:
        others = [other(one) for one in error.nearest]
        return details_page(request, venue, moment, form, wrong=str(error), others=others, status=CONFLICT)
    url = reverse("places:booking", args=[venue.network.slug, token_of(booking.form_key)])
    return redirect(f"{url}?klaar=1")
