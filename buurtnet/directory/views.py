"""The pages of a service, an organization and a place, and the list someone keeps."""

import uuid

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.directory import linked_data
from buurtnet.directory.access import (
    locations_of,
    organizations_of,
    services_in,
    shown_services_in,
    with_place,
)
from buurtnet.directory.alternatives import alternatives_to
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import Viewpoint, cards_of, numbered_cards
from buurtnet.directory.choices import SHOWN_STATUSES
from buurtnet.directory.crumbs import crumbs_to
from buurtnet.directory.facts import to_call
from buurtnet.directory.models import Change
from buurtnet.directory.my_list import keep, kept_ids, pack, unpack
from buurtnet.directory.pages import location_view, map_points, paragraphs, phone_line, service_page, web_address
from buurtnet.directory.translations import also_in, note_for
from buurtnet.directory.viewpoint import viewpoint_of
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import mail_to, pages_of
from buurtnet.kit.scancode import scancode
from buurtnet.themes.choices import SENSITIVE_THEMES

PER_PAGE = 40


@login_not_required
@require_safe
def service(request: HttpRequest, network: str, pk: uuid.UUID) -> HttpResponse:
    """The page of a service. One that stopped or was long not checked says so; it is never just gone."""
    here = network_or_404(request, network)
    shown = get_object_or_404(services_in(here).prefetch_related("at_locations__location", "themes"), pk=pk)
    view = viewpoint_of(request, here)
    found, *others = services_for_cards([pk, *alternatives_to(shown, view)])
    page = service_page(found, view, others)
    address = settings.SITE_URL + request.path
    context = {
        "page": page,
        "linked_data": linked_data.block(linked_data.of_service(found, page, view, shown.themes.all())),
        "crumbs": crumbs_to(request, here, page.card.name, function=found.function),
        "qr_svg": scancode(address, border=2),
        "page_url": address,
        "printed_on": printed_on(view),
        "map_points": map_points([page.card]),
        "list_toggle": {
            "url": reverse("directory:my_list", args=[here.slug]),
            "service_id": page.card.id,
            "on_list": page.card.on_list,
        },
        "last_change": Change.objects.filter(service=found).order_by("-changed_at").first(),
        "share_mail_url": mail_to("", page.card.name, f"{page.card.name}\n{address}"),
        "sensitive": any(theme.pk in SENSITIVE_THEMES for theme in shown.themes.all()),
        "is_stopped": found.gone_at is not None or found.status not in SHOWN_STATUSES,
        "is_hidden": found.freshness(view.today).is_hidden,
        "translation_note": note_for(found, view.language),
        "also_in": also_in(found, view.language),
    }
    return render(request, "directory/service.html", context)


@login_not_required
@require_safe
def organization(request: HttpRequest, network: str, pk: uuid.UUID) -> HttpResponse:
    """An organization and what it offers in this network; also when all of that stopped or waits to be checked."""
    here = network_or_404(request, network)
    found = get_object_or_404(organizations_of(services_in(here)).prefetch_related("phones"), pk=pk)
    view = viewpoint_of(request, here)
    ids = shown_services_in(here).filter(organization=found).lightest_first()
    page = Paginator(ids.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("pagina"))
    cards = numbered_cards(cards_of(services_for_cards(list(page)), view))
    phone = next((phone_line(one, here.country) for one in to_call(found.phones.all())), None)
    context = {
        "organization": {
            "name": found.name,
            "kind_label": found.get_kind_display(),
            "description_paragraphs": paragraphs(found.description),
            "phone": phone.number if phone else "",
            "phone_link": phone.tel if phone else "",
            "email": found.email,
            "website": web_address(found.website),
        },
        "cards": cards,
        "linked_data": linked_data.block(
            linked_data.of_organization(found, here, request.path, phone, linked_data.themes_of(ids))
        ),
        "pages": pages_of(page, request),
        "crumbs": crumbs_to(request, here, found.name),
        "map_points": map_points(cards),
        "report_url": f"{reverse('home:contact', args=[here.slug])}?over={found.pk}",
    }
    return render(request, "directory/organization.html", context)


@login_not_required
@require_safe
def place(request: HttpRequest, network: str, pk: uuid.UUID) -> HttpResponse:
    """A place, with all services under its roof; also when all of them stopped or wait to be checked."""
    here = network_or_404(request, network)
    found = get_object_or_404(with_place(locations_of(services_in(here))), pk=pk)
    view = viewpoint_of(request, here)
    ids = shown_services_in(here).filter(at_locations__location=found).lightest_first().distinct()
    page = Paginator(ids.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("pagina"))
    cards = cards_of(services_for_cards(list(page)), view)
    shown = location_view(found, view)
    name = shown.name or next(iter(shown.address_lines), _("Plek zonder naam"))
    context = {
        "place": shown,
        "name": name,
        "linked_data": linked_data.block(linked_data.of_place(found, view, linked_data.themes_of(ids))),
        "cards": cards,
        "pages": pages_of(page, request),
        "crumbs": crumbs_to(request, here, name),
        "map_points": map_points([card for card in cards if card.pin == f"p{found.pk}"]),
        "report_url": f"{reverse('home:contact', args=[here.slug])}?over={found.pk}",
    }
    return render(request, "directory/place.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("form", setting="FORMS_PER_MINUTE", only="POST")
def my_list(request: HttpRequest, network: str) -> HttpResponse:
    """The list on this device. POST keeps (``doe=bewaar``) or drops (``doe=weg``) an entry, or takes over ``ids``."""
    here = network_or_404(request, network)
    if request.method == "POST":
        return change_list(request, here)
    view = viewpoint_of(request, here)
    ids = kept_ids(request)
    known = set(services_in(here).filter(pk__in=ids).values_list("pk", flat=True))
    here_only = [key for key in ids if key in known]
    cards = numbered_cards(cards_of(services_for_cards(here_only), view))
    share_url = (
        settings.SITE_URL + reverse("directory:shared_list", args=[here.slug, pack(here_only)]) if here_only else ""
    )
    context = {
        "cards": cards,
        "share_url": share_url,
        "share_mail_url": mail_to("", _("Mijn lijst van Buurtnet"), share_url),
        "toggle_url": request.path,
        "map_points": map_points(cards),
        "printed_on": printed_on(view),
    }
    return render(request, "directory/my_list.html", context)


def change_list(request: HttpRequest, network: Network) -> HttpResponse:
    """Keep or drop, then back to where someone was."""
    ids = kept_ids(request)
    wanted = unpack(request.POST["ids"]) if request.POST.get("ids") else one_id(request.POST.get("id", ""))
    if request.POST.get("doe") == "weg":
        ids = [key for key in ids if key not in wanted]
    else:
        known = set(services_in(network).filter(pk__in=wanted).values_list("pk", flat=True))
        ids = [*ids, *(key for key in wanted if key in known)]
    response = HttpResponseRedirect(safe_back(request, reverse("directory:my_list", args=[network.slug])))
    keep(response, ids, secure=settings.SESSION_COOKIE_SECURE)
    return response


@login_not_required
@require_GET
def shared_list(request: HttpRequest, network: str, ids: str) -> HttpResponse:
    """A list someone shared: only what this network shows."""
    here = network_or_404(request, network)
    wanted = unpack(ids)
    known = set(shown_services_in(here).filter(pk__in=wanted).values_list("pk", flat=True))
    if not wanted:
        raise Http404
    view = viewpoint_of(request, here)
    cards = numbered_cards(cards_of(services_for_cards(key for key in wanted if key in known), view))
    context = {
        "cards": cards,
        "ids": ids,
        "save_url": reverse("directory:my_list", args=[here.slug]),
        "missing": len(wanted) - len(cards),
        "share_url": settings.SITE_URL + request.path,
        "map_points": map_points(cards),
        "printed_on": printed_on(view),
    }
    return render(request, "directory/shared_list.html", context)


def one_id(text: str) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(text)]
    except ValueError:
        return []


def safe_back(request: HttpRequest, otherwise: str) -> str:
    """The address in ``terug``, if it is on this site."""
    back = request.POST.get("terug", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/") else otherwise


def printed_on(view: Viewpoint) -> str:
    return formats.date_format(view.today, "j F Y")
