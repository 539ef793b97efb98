"""The call list of a network: who to call this week, one tap for what came of it, and who helps."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.choices import AssuredBy
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.doors import ring_two
from buurtnet.people.logged_roles import record_read
from buurtnet.people.models import Membership
from buurtnet.people.work import Work, directing, refuse, work_of
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.upkeep.access import callers_of, calls_in, may_call
from buurtnet.upkeep.calling import (
    CHANGED,
    MISSED,
    THIS_WEEK,
    NotedAlreadyError,
    first_to_call,
    give_list,
    note_call,
    take_list,
    to_call,
)
from buurtnet.upkeep.choices import Result
from buurtnet.upkeep.lines import call_lines
from buurtnet.upkeep.models import Call

MOST_TO_CHOOSE = 200
DOES = {"klopt": Result.RIGHT.value, "gestopt": Result.STOPPED.value, "aangepast": CHANGED, "niet-bereikt": MISSED}


def calling(request: HttpRequest, slug: str) -> tuple[Work, Network]:
    """The director, or who was given the list; 404 for everyone else."""
    here = network_or_404(request, slug)
    work = work_of(request, here)
    if not may_call(work):
        refuse(request, work, "calls")
    return work, here


@ring_two
@require_safe
def call_list(request: HttpRequest, network: str) -> HttpResponse:
    """The ten to call this week: what is looked at most and was confirmed longest ago comes first."""
    work, here = calling(request, network)
    waiting = to_call(here, timezone.localdate())
    with transaction.atomic():
        lines = call_lines(request, first_to_call(here, timezone.localdate(), THIS_WEEK), here)
        record(
            Action.LIST, actor=work.person, obj=here, network=here, role_then=work.role_then, fields_group="calls",
            request=request,
        )  # fmt: skip
        helpers = who_helps(request, work, here) if work.is_director() else {}
    count = waiting.count()
    context = {
        "work": work,
        "here": here,
        "lines": lines,
        "more": max(0, count - len(lines)),
        "later": calls_in(here).count() - count,
        "said": request.GET.get("klaar", ""),
        "is_twice": request.GET.get("al") == "1",
        **helpers,
    }
    return render(request, "upkeep/call_list.html", context)


def who_helps(request: HttpRequest, work: Work, here: Network) -> dict[str, object]:
    """For the director: who calls along, and who else could. Whose names were read goes in the log."""
    callers = list(callers_of(here).select_related("membership__person").order_by("membership__person__name", "pk"))
    taken = {one.membership.person_id for one in callers} | {work.person.pk}
    held = Membership.objects.current().filter(network=here, role__in=set(PARTNERS) - {Role.DIRECTOR})
    named = held.exclude(person__in=taken).select_related("person").order_by("person__name_folded", "pk")
    others = list(named[:MOST_TO_CHOOSE])
    seen = [(one.pk, one.person_id) for one in [*(caller.membership for caller in callers), *others]]
    record_read(Action.LIST, seen, kind=Membership, request=request, role_then=Role.DIRECTOR, network=here)
    return {"callers": callers, "others": list({one.person_id: one for one in others}.values())}


@ring_two
@require_POST
def call(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One tap: what came of a call. Tapped twice, or by two people, the first one counts."""
    work, here = calling(request, network)
    found = get_object_or_404(Call.objects.filter(service__in=services_in(here)), pk=pk)
    address = reverse("upkeep:call_list", args=[here.slug])
    does, turn = request.POST.get("doe", ""), request.POST.get("beurt", "")
    if does not in DOES or not turn.isascii() or not turn.isdigit():
        return redirect(address)
    is_volunteer = work.role_then == Role.VOLUNTEER
    try:
        note_call(
            found, DOES[does], turn=int(turn[:6]), by=work.person, network=here, role_then=work.role_then,
            by_kind=AssuredBy.VOLUNTEER if is_volunteer else AssuredBy.MEMBER, request=request,
        )  # fmt: skip
    except NotedAlreadyError:
        return redirect(f"{address}?al=1")
    if does == "aangepast":
        return redirect("mending:suggest", here.slug, found.service_id)
    return redirect(f"{address}?klaar={does}")


@ring_two
@require_POST
def call_helpers(request: HttpRequest, network: str) -> HttpResponse:
    """The director gives the list to someone of the network (``wie``), or takes it back (``stop``)."""
    work = directing(request, network)
    here = network_or_404(request, network)
    given, taken = uuid_in(request.POST.get("wie", "")), uuid_in(request.POST.get("stop", ""))
    if given is not None:
        held = Membership.objects.current().filter(network=here, role__in=PARTNERS)
        give_list(here, get_object_or_404(held, pk=given), by=work.person, request=request)
    elif taken is not None:
        caller = callers_of(here).select_related("membership", "network").filter(pk=taken).first()
        if caller is not None:
            take_list(caller, by=work.person, request=request)
    return redirect("upkeep:call_list", here.slug)


def uuid_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
