"""For everyone, without an account: which clinics there are, and a turn at one."""

import datetime as dt
import time
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.models import Network
from buurtnet.directory.access import locations_of, services_in
from buurtnet.directory.crumbs import Crumb
from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import address_of as address_of_visitor
from buurtnet.kit.limits import allowed, limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.scancode import scancode
from buurtnet.people.access import visitor
from buurtnet.people.doors import secret_address
from buurtnet.people.links import site_url
from buurtnet.places.access import places_room
from buurtnet.places.choices import AppointmentState
from buurtnet.places.clinic_shown import (
    address_of,
    badges_of,
    cards_of,
    day_of,
    moment_in,
    said_of,
    turn_text,
    when_of,
    where_of,
)
from buurtnet.places.clinic_turns import TurnTakenError, book_turn, cancel_turn, free_turns, token_of, with_token
from buurtnet.places.clinics import next_free, shown_clinics, taken_of, zone_of
from buurtnet.places.forms.clinics import TurnForm
from buurtnet.places.models import Appointment, Clinic

MOST: Final = 200  # clinics on one page
DAYS: Final = 4  # with free turns, on the page of a clinic
PER_HOUR: Final = 12  # turns from one address
CONFLICT: Final = 409
PART: Final = "deel"


@login_not_required
@require_safe
def clinic_list(request: HttpRequest, network: str) -> HttpResponse:
    """All clinics, the one with the first free turn first; those for professionals apart, for who works here."""
    here = places_room(request, network)
    found = list(shown_clinics(here, visitor(request))[:MOST])
    now = timezone.now()
    context = {
        "cards": cards_of((one for one in found if not one.for_professionals), now),
        "at_work": cards_of((one for one in found if one.for_professionals), now),
        "crumbs": [Crumb(_("Spreekuren"))],
    }
    return render(request, "places/clinic_list.html", context)


@login_not_required
@require_safe
def clinics_at(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The clinics in a house of the map; ``?deel=1`` alone, for the page of that house."""
    here = places_room(request, network)
    place = get_object_or_404(locations_of(services_in(here)), pk=pk)
    return _those(request, here, shown_clinics(here).filter(location=place), str(place.name))


@login_not_required
@require_safe
def clinics_of_service(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The clinics of a service; ``?deel=1`` alone, for the page of that service."""
    here = places_room(request, network)
    service = get_object_or_404(services_in(here), pk=pk)
    return _those(request, here, shown_clinics(here).filter(service=service), service.name)


def _those(request: HttpRequest, here: Network, which: QuerySet[Clinic], name: str) -> HttpResponse:
    url = reverse("places:clinic_list", args=[here.slug])
    context = {
        "cards": cards_of(which[:MOST], timezone.now()), "subject": name,
        "crumbs": [Crumb(_("Spreekuren"), url), Crumb(name)],
    }  # fmt: skip
    part = request.GET.get(PART) == "1"
    return render(request, "places/_clinics.html" if part else "places/clinic_list.html", context)


@login_not_required
@require_safe
def clinic(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One clinic: what it is for, where and when, and the next turns that are free."""
    here = places_room(request, network)
    found = get_object_or_404(shown_clinics(here, visitor(request)), pk=pk)
    now = timezone.now()
    days = next_free(found, now, taken_of([found], now), most=DAYS)
    url = reverse("places:clinic_list", args=[network])
    context = _shown(found) | {
        "days": [day_of(one, found) for one in days],
        "service_url": reverse("directory:service", args=[network, found.service_id]) if found.service_id else "",
        "crumbs": [Crumb(_("Spreekuren"), url), Crumb(found.title)],
    }
    return render(request, "places/clinic.html", context)


def _shown(found: Clinic) -> dict[str, Any]:
    return {
        "clinic": found, "when": when_of(found), "where": where_of(found), "address": address_of(found),
        "badges": badges_of(found),
    }  # fmt: skip


@login_not_required
@limited("clinic", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def clinic_book(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Take the turn that the address names: a name to be called by, and a mail address if they like."""
    here = places_room(request, network)
    found = get_object_or_404(shown_clinics(here, visitor(request)), pk=pk)
    moment = moment_in(request.POST.get("van", "") or request.GET.get("van", ""))
    if moment is None:
        return redirect("places:clinic", network, pk)
    form = TurnForm(request.POST or None, about=f"clinic {found.pk}")
    if request.method != "POST":
        is_free = moment in free_turns(found, moment, timezone.now())
        return _form(request, found, moment, form) if is_free else _taken(request, found, moment, form)
    if not form.is_valid():
        return _form(request, found, moment, form)
    if not allowed("clinic-hour", address_of_visitor(request), PER_HOUR, 3600, time.time()):
        return error_page(request, 429)
    try:
        made = book_turn(
            found, moment, form_key=form.key, alias=form.cleaned_data["alias"],
            contact=form.cleaned_data["contact"], language=(get_language() or "nl").split("-")[0],
            by=visitor(request),
        )  # fmt: skip
    except TurnTakenError as error:
        return _taken(request, found, moment, form, error)
    return redirect(f"{reverse('places:clinic_turn', args=[network, token_of(made.form_key)])}?klaar=1")


def _form(
    request: HttpRequest, found: Clinic, moment: dt.datetime, form: TurnForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = _shown(found) | {
        "form": form, "said": said_of(moment), "turn": turn_text(moment.astimezone(zone_of(found))),
    }  # fmt: skip
    return render(request, "places/clinic_book.html", context | more, status=status)


def _taken(
    request: HttpRequest, found: Clinic, moment: dt.datetime, form: TurnForm, error: TurnTakenError | None = None
) -> HttpResponse:
    """Someone else has it: with the next turns that are free, which take over what was typed."""
    now = timezone.now()
    days = error.days if error else next_free(found, now, taken_of([found], now), most=DAYS)
    wrong = str(error) if error else _("Deze tijd is niet meer vrij. Kies een andere tijd.")
    others = [day_of(one, found) for one in days]
    return _form(request, found, moment, form, status=CONFLICT, wrong=wrong, days=others)


@login_not_required
@secret_address
@limited("clinic", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def clinic_turn(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """The page behind one's own link; a button asks once more before it is said off."""
    here = places_room(request, network)
    found = with_token(token, timezone.localdate())
    if found is None or found.clinic.network_id != here.pk:
        raise Http404
    wrong, done = "", request.POST.get("doe", "")
    if done == "zeker":
        try:
            cancel_turn(found, by=None)
        except NotNowError as error:
            wrong = str(error)
    asks = done == "afzeggen" and _is_open(found)
    context = _mine(request, found) | {"wrong": wrong, "asks": asks}
    return render(request, "places/clinic_turn.html", context, status=CONFLICT if wrong else 200)


def _mine(request: HttpRequest, found: Appointment) -> dict[str, Any]:
    url = site_url("places:clinic_turn", found.clinic.network.slug, token_of(found.form_key))
    return _shown(found.clinic) | {
        "appointment": found, "turn": turn_text(found.starts_at.astimezone(zone_of(found.clinic))), "url": url,
        "is_open": _is_open(found), "is_off": found.state == AppointmentState.CANCELLED,
        "is_new": request.GET.get("klaar") == "1" and request.method == "GET", "has_mail": bool(found.contact),
        "scan": scancode(url, border=2, is_on_white=True) if not found.contact else "",
    }  # fmt: skip


def _is_open(found: Appointment) -> bool:
    return found.state == AppointmentState.BOOKED and found.starts_at > timezone.now()
