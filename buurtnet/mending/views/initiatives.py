"""For everyone, without an account: put something new on the map."""

import time
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.directory.crumbs import crumbs_to
from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import address_of, allowed, limited
from buurtnet.kit.texts import one_line
from buurtnet.mending.duplicates import Alike, likely_doubles
from buurtnet.mending.forms.boxes import PhonesBox
from buurtnet.mending.forms.initiative import InitiativeForm
from buurtnet.mending.marks import marks_in
from buurtnet.mending.suggesting import Tip, suggest

PER_HOUR: Final = 20  # from one address
LONGEST: Final = 200


@login_not_required
@limited("suggest", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def initiative(request: HttpRequest, network: str) -> HttpResponse:
    """Five questions; what is likely on the map already is shown before it is sent."""
    here = network_or_404(request, network)
    form = InitiativeForm(request.POST if request.method == "POST" else None, network=here)
    doubles: list[Alike] = []
    if request.method == "POST" and form.is_valid():
        values = form.values()
        doubles = [] if request.POST.get("toch") == "1" else likely_doubles(marks_in(values), here)
        if not doubles:
            if not allowed("initiative-hour", address_of(request), PER_HOUR, 3600, time.time()):
                return error_page(request, 429)
            said = form.cleaned_data
            suggest(
                Tip([], values, {}, said["remark"], said["contact"], get_language() or "nl"),
                network=here,
                service=None,
            )
            return redirect("mending:initiative_thanks", network)
    context = context_of(request, here) | {"form": form, "doubles": doubles, "is_checked": bool(doubles)}
    return render(request, "mending/initiative.html", context)


def context_of(request: HttpRequest, network: Network) -> dict[str, Any]:
    return {"network": network, "crumbs": crumbs_to(request, network, _("Nieuw op de kaart"))}


@login_not_required
@limited("search", setting="SEARCHES_PER_MINUTE")
@require_safe
def initiative_doubles(request: HttpRequest, network: str) -> HttpResponse:
    """The part of that page with what is likely on the map already, while someone types."""
    here = network_or_404(request, network)
    said = {name: one_line(request.GET.get(name, "")[:LONGEST]) for name in ("name", "straat", "postcode", "url")}
    values: dict[str, Any] = {
        "name": said["name"],
        "url": said["url"],
        "where": {"street": said["straat"], "postal_code": said["postcode"], "city": here.town},
        "phones": phones_in(request.GET.get("phones", "")[:LONGEST], here),
    }
    doubles = likely_doubles(marks_in(values), here) if len(said["name"]) > 3 else []
    return render(request, "mending/_doubles.html", {"doubles": doubles, "network": here})


def phones_in(text: str, network: Network) -> list[list[str]]:
    """Numbers as far as they are typed."""
    try:
        return PhonesBox(network.country).clean(text)
    except ValidationError:
        return []


@login_not_required
@require_safe
def initiative_thanks(request: HttpRequest, network: str) -> HttpResponse:
    """It came in; what happens now."""
    here = network_or_404(request, network)
    return render(request, "mending/initiative_thanks.html", context_of(request, here))
