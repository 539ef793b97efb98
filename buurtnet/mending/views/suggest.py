"""For everyone, without an account: what is wrong on this page?"""

import time
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.crumbs import Crumb, crumbs_to
from buurtnet.directory.models import Service
from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import address_of, allowed, limited
from buurtnet.mending.choices import Topic
from buurtnet.mending.forms.suggest import SuggestForm, topics_in
from buurtnet.mending.suggesting import Tip, TooManyOpenError
from buurtnet.mending.suggesting import suggest as send_in
from buurtnet.themes.choices import SENSITIVE_THEMES

PER_HOUR: Final = 60  # from one address: a library is one too


@login_not_required
@limited("suggest", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def suggest(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """First what is wrong (``wat``), then only those fields. Nothing is lost when something is not right yet."""
    here = network_or_404(request, network)
    service = get_object_or_404(services_in(here).select_related("organization"), pk=pk)
    topics = topics_in((request.POST if request.method == "POST" else request.GET).getlist("wat"))
    context = context_of(request, here, service) | {"topics": Topic, "chosen": topics}
    if not topics:
        is_asked = request.method == "POST" or "verder" in request.GET
        return render(request, "mending/suggest.html", context | {"is_missing": is_asked})
    form = SuggestForm(
        request.POST if request.method == "POST" else None, service=service, network=here, topics=topics
    )
    if request.method == "POST" and form.is_valid():
        if not allowed("suggest-hour", address_of(request), PER_HOUR, 3600, time.time()):
            return error_page(request, 429)
        if is_sent(form, here, service):
            return redirect("mending:suggest_thanks", network, pk)
    is_stopping = Topic.STOPPED in topics
    return render(request, "mending/suggest_fields.html", context | {"form": form, "is_stopping": is_stopping})


def is_sent(form: SuggestForm, network: Network, service: Service) -> bool:
    """False when the form says why not."""
    said = form.cleaned_data
    tip = Tip(
        [topic.value for topic in form.topics], form.changed(), form.now | {"status": service.status}, said["remark"],
        said["contact"], get_language() or "nl",
    )  # fmt: skip
    try:
        send_in(tip, network=network, service=service)
    except TooManyOpenError:
        form.add_error(None, _("Over deze pagina liggen al veel tips. We kijken er zo snel mogelijk naar."))
    return not form.errors


def context_of(request: HttpRequest, network: Network, service: Service) -> dict[str, Any]:
    url = reverse("directory:service", args=[network.slug, service.pk])
    *before, _here = crumbs_to(request, network, service.name, function=service.function)
    return {
        "service": service,
        "service_url": url,
        "crumbs": [*before, Crumb(service.name, url), Crumb(_("Klopt er iets niet?"))],
        "sensitive": service.themes.filter(pk__in=SENSITIVE_THEMES).exists(),
    }


@login_not_required
@require_safe
def suggest_thanks(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """It came in; what happens now."""
    here = network_or_404(request, network)
    service = get_object_or_404(services_in(here), pk=pk)
    return render(request, "mending/suggest_thanks.html", context_of(request, here, service))
