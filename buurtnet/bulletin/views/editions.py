"""For everyone: the newsletters that went out, one of them, and one on paper."""

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from buurtnet.areas.models import Network
from buurtnet.bulletin.access import crumbs_in, network_with_bulletin
from buurtnet.bulletin.models import Edition
from buurtnet.bulletin.shown import days_of, on_a_page
from buurtnet.bulletin.sitemap import pages_of as public_pages
from buurtnet.bulletin.standing import over_in
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.kit.scancode import scancode
from buurtnet.kit.sitemap import XML, sitemap_file

PER_PAGE: Final = 20
AN_HOUR: Final = 3600  # seconds


@login_not_required
@require_safe
def archive(request: HttpRequest, network: str) -> HttpResponse:
    """All that went out, the newest first."""
    here = network_with_bulletin(request, network)
    sent = Edition.objects.sent().filter(network=here)
    page = Paginator(sent, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "network": here, "rows": [(one, days_of(one)) for one in page], "pages": pages_of(page, request),
        "crumbs": crumbs_in(request, here),
    }  # fmt: skip
    return render(request, "bulletin/archive.html", context)


@login_not_required
@require_safe
def edition(request: HttpRequest, network: str, number: int) -> HttpResponse:
    """One that went out. What was taken down since is not told any more."""
    here = network_with_bulletin(request, network)
    found = sent_or_404(here, number)
    context = shown(found) | {"crumbs": crumbs_in(request, here, found.title)}
    return render(request, "bulletin/edition.html", context)


@login_not_required
@require_safe
def sheet(request: HttpRequest, network: str, number: int) -> HttpResponse:
    """The same on a sheet of paper, for the door or the table."""
    here = network_with_bulletin(request, network)
    found = sent_or_404(here, number)
    address = settings.SITE_URL + reverse("bulletin:edition", args=[network, number])
    context = shown(found) | {
        "code": scancode(address, border=2, is_on_white=True), "address": address.partition("://")[2],
        "crumbs": crumbs_in(request, here, _("Op papier")),
    }  # fmt: skip
    return render(request, "bulletin/sheet.html", context)


@login_not_required
@limited("bulletin_sitemap", setting="SEARCHES_PER_MINUTE")
@cache_control(public=True, max_age=AN_HOUR)
@require_safe
def sitemap(request: HttpRequest, network: str) -> HttpResponse:
    """The part of the sitemap about the newsletters; 404 for a network that stands in no list."""
    here = network_with_bulletin(request, network)
    if not here.is_listed:
        raise Http404
    return HttpResponse(sitemap_file(public_pages(here)), content_type=XML)


def sent_or_404(network: Network, number: int) -> Edition:
    return get_object_or_404(Edition.objects.sent().select_related("network"), network=network, number=number)


def shown(found: Edition) -> dict[str, Any]:
    items = list(found.items.filter(is_left_out=False))
    over = over_in(found.network, items)
    return {
        "network": found.network, "edition": found, "days": days_of(found),
        "parts": on_a_page(found, [one for one in items if one.pk not in over]),
    }  # fmt: skip
