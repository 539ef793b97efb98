"""The page of an activity, and what is on of a service, an organization or a place of the map."""

import datetime as dt
import uuid

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buurtnet.agenda import linked_data
from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.finding import EVERYTHING, for_cards, matching
from buurtnet.agenda.here import calendar_or_404, crumbs_in
from buurtnet.agenda.models import Activity
from buurtnet.agenda.pages import coming_of, page_of
from buurtnet.agenda.shown import cards_of
from buurtnet.agenda.stories import of_activity
from buurtnet.directory.access import locations_of, organizations_of, services_in
from buurtnet.directory.models import Location, Service
from buurtnet.directory.viewpoint import viewpoint_of
from buurtnet.kit.pages import mail_to
from buurtnet.people.models import Organization

FEW, MANY = 3, 50  # dates in a part of another page, and on a page of their own
AHEAD = dt.timedelta(days=120)
PART = "deel"  # the parameter with which another page asks for the part alone


@login_not_required
@require_safe
def activity(request: HttpRequest, network: str, pk: uuid.UUID) -> HttpResponse:
    """What it is, when, where, for whom and with whom. One that stopped says so; it is never just gone."""
    here = calendar_or_404(request, network)
    rows = Activity.objects.filter(network=here, state__in=(ActivityState.LIVE, ActivityState.STOPPED))
    rows = rows.select_related("venue", "location", "service", "owner", "owner_organization")
    found = get_object_or_404(
        rows.prefetch_related("location__addresses", "location__schedules", "location__accessibility"), pk=pk
    )
    view = viewpoint_of(request, here)
    coming = [] if found.state == ActivityState.STOPPED else coming_of(found, view.now)
    page = page_of(found, coming, view, request.GET.get("keer", ""))
    address = settings.SITE_URL + request.path
    context = {
        "page": page,
        "activity": found,
        "stories": of_activity(found),
        "linked_data": linked_data.block(found, coming, view),
        "crumbs": crumbs_in(request, here, page.title),
        "map_points": page.map_points,
        "page_url": address,
        "share_mail_url": mail_to("", page.title, f"{page.title}\n{address}"),
    }
    return render(request, "agenda/activity.html", context)


@login_not_required
@require_safe
def activities_of_service(request: HttpRequest, network: str, pk: uuid.UUID) -> HttpResponse:
    """What is on of a service; ``?deel=1`` the first few alone, for its own page."""
    here = calendar_or_404(request, network)
    service = get_object_or_404(services_in(here).only("name"), pk=pk)
    return coming_with(request, network, service, Q(activity__service=service))


@login_not_required
@require_safe
def activities_of_organization(request: HttpRequest, network: str, pk: uuid.UUID) -> HttpResponse:
    """What an organization does, itself or with others."""
    here = calendar_or_404(request, network)
    organization = get_object_or_404(organizations_of(services_in(here)), pk=pk)
    own = Q(activity__owner_organization=organization)
    together = Q(activity__in=Activity.objects.filter(network=here, partners__organization=organization))
    return coming_with(request, network, organization, own | together)


@login_not_required
@require_safe
def activities_of_place(request: HttpRequest, network: str, pk: uuid.UUID) -> HttpResponse:
    """What is on at a place of the map, and in its rooms."""
    here = calendar_or_404(request, network)
    place = get_object_or_404(locations_of(services_in(here)), pk=pk)
    at = Q(activity__location=place) | Q(activity__venue__location=place)
    return coming_with(request, network, place, at & Q(place_text=""))


def coming_with(
    request: HttpRequest, slug: str, subject: Service | Organization | Location, which: Q
) -> HttpResponse:
    """The coming dates that are ``which``, as a page or as a part of the page of the subject."""
    here = calendar_or_404(request, slug)
    view = viewpoint_of(request, here)
    kind = {Service: "service", Organization: "organization", Location: "place"}[type(subject)]
    part = request.GET.get(PART) == "1"
    dates = matching(here, EVERYTHING, view.now, view.now + AHEAD)
    coming = dates.filter(which, starts_at__gte=view.now, starts_at__lt=view.now + AHEAD)
    found = list(for_cards(coming)[: FEW + 1 if part else MANY])
    context = {
        "subject": str(subject),
        "subject_url": reverse(f"directory:{kind}", args=[slug, subject.pk]),
        "cards": cards_of(found[:FEW] if part else found, view),
        "has_more": part and len(found) > FEW,
        "crumbs": crumbs_in(request, here, _("Activiteiten van %(name)s") % {"name": subject}),
    }
    return render(request, "agenda/_activities_of.html" if part else "agenda/activities_of.html", context)
