"""For everyone, without an account: ask for the newsletter, say yes, end it."""

import time
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.bulletin.access import crumbs_in, network_with_bulletin
from buurtnet.bulletin.forms import SubscribeForm
from buurtnet.bulletin.models import Subscriber
from buurtnet.bulletin.reader_links import reader_of
from buurtnet.bulletin.subscribing import confirm, end
from buurtnet.bulletin.subscribing import subscribe as take_up
from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import address_of, allowed, limited

PER_HOUR: Final = 20  # addresses from one place: a community house is one too
ASKED_A_DAY: Final = 3  # times that one address is written to about this
TOO_MANY: Final = 429


@login_not_required
@limited("bulletin-subscribe", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def subscribe(request: HttpRequest, network: str) -> HttpResponse:
    """A mail address. The page that follows is the same for every address."""
    here = network_with_bulletin(request, network)
    form = SubscribeForm(request.POST if request.method == "POST" else None, about=f"bulletin {here.pk}")
    if not form.is_bound or not form.is_valid():
        return render(
            request,
            "bulletin/subscribe.html",
            {"network": here, "form": form, "crumbs": crumbs_in(request, here, _("Per mail"))},
        )
    if not allowed("bulletin-hour", address_of(request), PER_HOUR, 3600, time.time()):
        return error_page(request, TOO_MANY)
    address = form.cleaned_data["mail"]
    # Who is not asked again sees the same page: nobody fills the mailbox of another with it.
    if allowed("bulletin-address", f"{here.pk} {address}", ASKED_A_DAY, 86_400, time.time()):
        take_up(address, here, get_language() or "nl")
    return render(request, "bulletin/subscribed.html", {"network": here})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reader(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """What a link in a mail opens: say yes, or stop. Looking at it does nothing."""
    here = network_with_bulletin(request, network)
    found = reader_or_404(here, token)
    if request.method == "POST" and request.POST.get("doe") == "stop":
        end(found)
        return render(request, "bulletin/ended.html", {"network": here})
    if request.method == "POST" and request.POST.get("doe") == "ja":
        confirm(found)
    return render(request, "bulletin/reader.html", {"network": here, "reader": found})


@login_not_required
@csrf_exempt  # a mail program posts it (RFC 8058); the link is the key
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reader_end(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """One tap in a mail program. A second one, or a link that is over, is answered alike.

    A program that only opens the address shows the page with the button.
    """
    if request.method != "POST":
        return redirect("bulletin:reader", network, token)
    here = network_or_404(request, network)  # also where no newsletter is made any more
    if found := reader_of(here, token):
        end(found)
    return HttpResponse(status=204)


def reader_or_404(network: Network, token: str) -> Subscriber:
    found = reader_of(network, token)
    if found is None:
        raise Http404
    return found
