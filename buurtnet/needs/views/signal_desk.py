"""Signals at the desk of the director and the connectors: by due date, and one of them."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.directory.access import today_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pages import pages_of
from buurtnet.needs.choices import SIGNAL_ALLOWED, SignalKind, SignalState
from buurtnet.needs.desk import Desk, deciding
from buurtnet.needs.feedback import can_be_reached, was_told
from buurtnet.needs.forms.giving import ReopenForm, TellForm
from buurtnet.needs.models import SharedNeed, Signal
from buurtnet.needs.signal_desk import (
    TO_TELL,
    WAITING,
    close,
    ended_signals,
    is_late,
    open_signals,
    readable_signals,
    take,
    tell,
)
from buurtnet.needs.signalling import may_open_again, reopen
from buurtnet.people.doors import ring_one
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_each

PER_PAGE: Final = 25
CONFLICT: Final = 409


@ring_one
@require_safe
def signal_list(request: HttpRequest, network: str) -> HttpResponse:
    """What waits for someone, by the day on which it should be taken; ``?klaar=1``: what was closed."""
    desk = deciding(request, network)
    is_ended = request.GET.get("klaar") == "1"
    today, now = today_in(desk.network), timezone.now()
    wanted = ended_signals(desk.network, today) if is_ended else open_signals(desk.network, today)
    page = Paginator(wanted, PER_PAGE).get_page(request.GET.get("pagina"))
    with transaction.atomic():
        rows = [{"signal": one, "is_late": is_late(one, now), "is_waiting": one.state in WAITING} for one in page]
        note_list(request, desk, page)
    context = {
        "work": desk.work, "here": desk.network, "rows": rows, "pages": pages_of(page, request), "is_ended": is_ended,
        "said": request.GET.get("gedaan", ""),
    }  # fmt: skip
    return render(request, "needs/signal_list.html", context)


@ring_one
@limited("signal-desk", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def signal(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One signal: what was said, what was told, and what can be done now. Who comes second reads who was first."""
    desk = deciding(request, network)
    found = get_object_or_404(readable_signals(desk.network, today_in(desk.network)), pk=pk)
    wrong, status = "", 200
    if request.method == "POST":
        wrong, status = done(request, desk, found)
        if not wrong:
            return redirect("needs:signal", network, pk)
        found = get_object_or_404(readable_signals(desk.network, today_in(desk.network)), pk=pk)
    with transaction.atomic():
        note_view(request, desk, found)
        context = page_of(request, desk, found) | {"wrong": wrong}
    return render(request, "needs/signal.html", context, status=status)


def page_of(request: HttpRequest, desk: Desk, found: Signal) -> dict[str, Any]:
    now = timezone.now()
    return {
        "work": desk.work, "here": desk.network, "signal": found, "is_late": is_late(found, now),
        "may_take": SignalState.TAKEN in allowed_from(found), "may_tell": found.state in TO_TELL,
        "may_close": SignalState.CLOSED in allowed_from(found), "may_reopen": may_open_again(found, now),
        "can_be_reached": can_be_reached(found), "was_told": was_told(found),
        "is_mine": found.owner_id == desk.work.person.pk, "typed": request.POST.get("text", "")[:2_000],
        "need": need_of(found), "may_bundle": found.kind == SignalKind.COLLECTIVE,
        "because": request.POST.get("because", "")[:2_000],
    }  # fmt: skip


def need_of(found: Signal) -> SharedNeed | None:
    """What it points to; of one that was merged the other, where it is now."""
    return SharedNeed.objects.filter(evidence__signal=found).first()


def allowed_from(found: Signal) -> frozenset[SignalState]:
    return SIGNAL_ALLOWED[SignalState(found.state)]


def done(request: HttpRequest, desk: Desk, found: Signal) -> tuple[str, int]:
    """Do what was posted. What went wrong in a sentence, and the status of the page that says so."""
    try:
        return act(request, desk, found), 200
    except NotNowError as error:
        return str(error), CONFLICT


def act(request: HttpRequest, desk: Desk, found: Signal) -> str:
    """A sentence when something must be typed first; else it is done."""
    by = desk.by(request)
    match request.POST.get("doe"):
        case "oppakken":
            take(found, by=by)
        case "vertellen":
            form = TellForm(request.POST)
            if not form.is_valid():
                return str(form.errors["text"][0])
            tell(found, form.cleaned_data["text"], by=by)
        case "sluiten":
            close(found, by=by)
        case "heropenen":
            again = ReopenForm(request.POST, network=desk.network)
            if not again.is_valid():
                return str(again.errors["because"][0])
            reopen(
                found, again.cleaned_data["because"], by=by.person, role=by.role, now=timezone.now(), request=request
            )
        case _:
            return _("Kies wat je wilt doen.")
    return ""


def note_list(request: HttpRequest, desk: Desk, found: Iterable[Signal]) -> None:
    """A name may have slipped in: who read which texts is written down, one row each."""
    said = {
        "action": Action.LIST, "actor": desk.work.person, "network": desk.network, "role_then": desk.work.role_then,
        "object_kind": Signal._meta.label, "fields_group": "signal", "request": request,
    }  # fmt: skip
    record_each(said, [{"object_id": str(one.pk)} for one in found])


def note_view(request: HttpRequest, desk: Desk, found: Signal) -> None:
    record(
        Action.VIEW, actor=desk.work.person, obj=found, network=desk.network,
        role_then=desk.work.role_then, fields_group="signal", request=request,
    )  # fmt: skip
