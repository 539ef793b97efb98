"""At work: when a place is open, and when it is closed."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.views.decorators.http import require_http_methods

from buurtnet.directory.times import span_text
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_two
from buurtnet.people.work import Work
from buurtnet.places.access import at_places, venues_kept_by, venues_with_hours
from buurtnet.places.forms.times import ClosedForm, HoursForm
from buurtnet.places.hours import zone_of
from buurtnet.places.keeping import add_hours, booked_while_closed, close, remove_hours, reopen
from buurtnet.places.models import Venue
from buurtnet.places.shown import moment_text

CONFLICT: Final = 409
ADD, REMOVE, CLOSE, OPEN = "tijd", "tijd-weg", "dicht", "open"


@ring_two
@limited("venue", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def venue_times(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Add and take away hours and closed days, one at a time."""
    work = at_places(request, network)
    venue = kept_or_404(work, pk)
    done, wrong = request.POST.get("doe", ""), ""
    hours = HoursForm(request.POST if done == ADD else None)
    closed = ClosedForm(request.POST if done == CLOSE else None)
    is_right = {ADD: hours.is_valid, CLOSE: closed.is_valid}.get(done, lambda: done in {REMOVE, OPEN})
    if request.method == "POST" and is_right():
        try:
            act(request, venue, done, hours, closed, work)
            return redirect(f"{reverse('places:venue_times', args=[network, pk])}?klaar={done}")
        except NotNowError as error:
            wrong = str(error)
    context = shown(venue) | {"work": work, "hours": hours, "closed": closed, "wrong": wrong}
    context["said"] = request.GET.get("klaar", "")
    return render(request, "places/venue_times.html", context, status=CONFLICT if wrong else 200)


def kept_or_404(work: Work, pk: UUID) -> Venue:
    """A place someone keeps, with its hours."""
    assert work.network
    return get_object_or_404(venues_with_hours(venues_kept_by(work.person, work.network)), pk=pk)


def act(request: HttpRequest, venue: Venue, done: str, hours: HoursForm, closed: ClosedForm, work: Work) -> None:
    """Do what was posted. Raises ``NotNowError``."""
    match done:
        case "tijd":
            add_hours(venue, hours.cleaned_data, by=work.person)
        case "dicht":
            close(venue, closed.cleaned_data, by=work.person)
        case _:
            try:
                row = UUID(request.POST.get("rij", ""))
            except ValueError:
                return
            (remove_hours if done == REMOVE else reopen)(venue, row, by=work.person)


def shown(venue: Venue) -> dict[str, Any]:
    """The hours by day, the closed days to come, and what is booked on them."""
    zone = zone_of(venue)
    today = timezone.now().astimezone(zone).date()
    rows = [(one, span_text(one.opens_at, one.closes_at), str(WEEKDAYS[one.weekday])) for one in venue.hours.all()]
    return {
        "venue": venue,
        "rows": rows,
        "closed_days": [one for one in venue.closed_days.all() if one.ends_on >= today],
        "booked": [
            (one, moment_text(one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)))
            for one in booked_while_closed(venue, timezone.now())
        ],
    }
