"""The guide for who worries about a child. There is no field to type in, and nothing is kept."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from buurtnet.directory.crumbs import crumbs_to
from buurtnet.kit.numbers import tel
from buurtnet.needs.desk import network_with_needs
from buurtnet.needs.worry import guide_of, whom_to_ask
from buurtnet.people.models import Person


@login_not_required
@require_safe
@never_cache
def worry(request: HttpRequest, network: str) -> HttpResponse:
    """For a visitor the numbers and the steps; for who works here also whom to turn to in their own organization."""
    here = network_with_needs(request, network)
    person = request.user if isinstance(request.user, Person) else None
    context = {
        "here": here, "sensitive": True, "crumbs": crumbs_to(request, here, _("Ik maak me zorgen om een kind")),
        "guide": guide_of(here.country), "whom": whom_to_ask(person, here) if person else None,
        "contact_tel": tel(here.contact_phone),
    }  # fmt: skip
    return render(request, "needs/worry.html", context)
