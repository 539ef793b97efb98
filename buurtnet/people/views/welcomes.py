"""Residents who wish to be found: a director or connector says that they know them, or takes that back."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.people.access import WELCOMERS
from buurtnet.people.doors import ring_two
from buurtnet.people.logged_roles import record_read
from buurtnet.people.models import Membership
from buurtnet.people.welcoming import residents_to_find, take_back, welcome
from buurtnet.people.work import Work, refuse, work_of
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

MOST_LISTED = 100


def welcoming(request: HttpRequest, slug: str) -> tuple[Work, Network]:
    """A director or connector of this network; 404 for everyone else."""
    here = network_or_404(request, slug)
    work = work_of(request, here)
    if not work.has(WELCOMERS):
        refuse(request, work, "roles")
    return work, here


@ring_two
@require_safe
def resident_list(request: HttpRequest, network: str) -> HttpResponse:
    """Who wishes to be found, and whether someone of the network knows them already."""
    work, here = welcoming(request, network)
    with transaction.atomic():
        residents = list(residents_to_find(here)[:MOST_LISTED])
        record(
            Action.LIST, actor=work.person, obj=here, network=here, role_then=work.role_then, fields_group="roles",
            request=request,
        )  # fmt: skip
        seen = [(one.pk, one.person_id) for one in residents]
        record_read(
            Action.LIST, seen, kind=Membership, request=request, role_then=work.role_then, network=here
        )  # fmt: skip
    return render(request, "people/roles/resident_list.html", {"work": work, "residents": residents})


@ring_two
@require_POST
def resident_known(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One tap: I know this resident; or, with ``terug``, not any more."""
    work, here = welcoming(request, network)
    held = get_object_or_404(residents_to_find(here), pk=pk)
    if request.POST.get("terug") == "1":
        take_back(held.person, here, by=work.person, role_then=work.role_then)
    elif held.person.name and request.POST.get("naam") == held.person.name:  # the name that stood on the page
        welcome(held.person, here, by=work.person, role_then=work.role_then)
    is_director = work.is_director() and request.POST.get("lijst") == "rollen"
    return redirect("people:role_list" if is_director else "people:resident_list", network)
