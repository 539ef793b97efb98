"""At work: a new place on the site, and changing one."""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_two
from buurtnet.people.work import Work, refuse
from buurtnet.places.access import MAKERS, at_places, may_make, venues_kept_by
from buurtnet.places.forms.booking import number_in
from buurtnet.places.forms.venue import VenueForm
from buurtnet.places.keeping import change, create, own_key
from buurtnet.places.models import Venue

FIRST: Final = ("name", "kind", "summary", "where", "location")  # the fields that are not behind the fold


@ring_two
@limited("venue", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def venue_new(request: HttpRequest, network: str) -> HttpResponse:
    """Put a place on the site, and go on to its hours. Sent twice from one page it is one."""
    work = at_places(request, network)
    if not may_make(work):
        refuse(request, work, "places")
    assert work.network
    form = VenueForm(request.POST or None, network=work.network, person=work.person)
    if request.method == "POST" and form.is_valid():
        key = own_key(key_in(request.POST), work.network, work.person)
        made = create(work.network, owned(form, work), key=key, by=work.person)
        return redirect(f"{reverse('places:venue_times', args=[network, made.pk])}?klaar=nieuw")
    return page(request, work, form, None)


def owned(form: VenueForm, work: Work) -> dict[str, object]:
    """Who is no director names a host of theirs: else they could not keep what they made."""
    values = form.values()
    if values["host"] is None and not work.has(MAKERS):
        values["host"] = next(iter(form.hosts.values()), None)
    return values


@ring_two
@limited("venue", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def venue_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Change a place one keeps. What someone else changed meanwhile is said, and nothing typed is lost."""
    work = at_places(request, network)
    assert work.network
    rows = venues_kept_by(work.person, work.network).select_related("host", "location", "network")
    venue = get_object_or_404(rows, pk=pk)
    form = VenueForm(request.POST or None, network=work.network, person=work.person, venue=venue)
    wrong, status = "", HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            change(venue, owned(form, work), version=number_in(request.POST.get("version", "")), by=work.person)
            return redirect(f"{reverse('places:place_list', args=[network])}?klaar=bewaard")
        except NotNowError as error:
            wrong, status = str(error), HTTPStatus.CONFLICT
    return page(request, work, form, venue, wrong=wrong, status=status)


def page(
    request: HttpRequest, work: Work, form: VenueForm, venue: Venue | None, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    """The fold is open where something in it is not right yet."""
    now = Venue.objects.filter(pk=venue.pk).select_related("location").first() if venue and wrong else venue
    context = {
        "work": work, "form": form, "venue": venue, "now": now, "wrong": wrong, "new_key": key_in(request.POST),
        "is_open": bool(set(form.errors) - set(FIRST)),
    }  # fmt: skip
    return render(request, "places/venue_edit.html", context, status=status)
