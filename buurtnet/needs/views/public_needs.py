"""What plays here, for everyone: what people of the network recognized, in words that two of them stand for."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buurtnet.directory.access import shown_services_in
from buurtnet.directory.crumbs import crumbs_to
from buurtnet.kit.pages import pages_of
from buurtnet.needs.access import public_needs
from buurtnet.needs.choices import NeedState
from buurtnet.needs.desk import network_with_needs
from buurtnet.needs.models import PolicySignal

PER_PAGE = 20


@login_not_required
@require_safe
def public_list(request: HttpRequest, network: str) -> HttpResponse:
    """Title, story and what is tried. No numbers of people: those stand in a release only."""
    here = network_with_needs(request, network)
    offers = Prefetch("services", shown_services_in(here).select_related("organization").lightest_first())
    rows = public_needs(here).prefetch_related("areas", "partners", offers).order_by("-changed_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "here": here, "crumbs": crumbs_to(request, here, _("Wat hier speelt")), "needs": list(page),
        "pages": pages_of(page, request), "met": (NeedState.MET, NeedState.MET_OTHERWISE),
        "asks_policy": PolicySignal.objects.filter(network=here, sent_on__isnull=False).exists(),
    }  # fmt: skip
    return render(request, "needs/plays_here.html", context)
