"""Room and needs: said by who keeps an entry, seen to by who keeps the map."""

from http import HTTPStatus
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.directory.access import today_in
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.mending.answering import By
from buurtnet.mending.choices import NeedKind, RoomSaid
from buurtnet.mending.desk import Desk, editing, keeping
from buurtnet.mending.forms.needs import CloseForm, NeedForm, TakeForm
from buurtnet.mending.models import Need
from buurtnet.mending.needing import ClosedAlreadyError, ask_for, close_need, room_said, say_room, take_on_need
from buurtnet.people.doors import ring_two
from buurtnet.people.logged_roles import record_read
from buurtnet.privacy.choices import Action

PER_PAGE = 40


@ring_two
@limited("entry", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def entry_needs(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One tap for room, one for what is needed; and what came of what was asked before."""
    desk, service = editing(request, network, pk)
    asks = request.method == "POST" and "plek" not in request.POST
    form = NeedForm(request.POST if asks else None)
    if request.POST.get("plek") in RoomSaid.values:
        say_room(service, RoomSaid(request.POST["plek"]), network=desk.network, by=desk.by(request, service))
        return redirect(f"{request.path}?klaar=plek")
    if asks and form.is_valid():
        said = form.cleaned_data
        ask_for(service, NeedKind(said["kind"]), said["line"], network=desk.network)
        return redirect(f"{request.path}?klaar=wens")
    needs = Need.objects.filter(service=service).order_by(F("closed_at").asc(nulls_first=True), "-asked_at")
    context = {
        "work": desk.work, "service": service, "form": form, "needs": needs[:PER_PAGE], "kinds": NeedKind.choices,
        "rooms": RoomSaid.choices, "room": room_said(service), "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "mending/entry_needs.html", context)


@ring_two
@require_safe
def need_list(request: HttpRequest, network: str) -> HttpResponse:
    """What groups in this network need; without an owner first, then by day."""
    desk = keeping(request, network)
    is_closed = request.GET.get("klaar") == "1"
    rows = Need.objects.filter(network=desk.network).select_related("service", "organization", "owner")
    rows = rows.exclude(closed_at=None).order_by("-closed_at") if is_closed else rows.filter(closed_at=None)
    rows = rows if is_closed else rows.order_by(F("owner").asc(nulls_first=True), "due_on", "asked_at")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    with transaction.atomic():
        note_owners(request, desk, list(page))
    context = {
        "work": desk.work, "rows": list(page), "count": page.paginator.count, "pages": pages_of(page, request),
        "is_closed": is_closed, "today": today_in(desk.network),
    }  # fmt: skip
    return render(request, "mending/need_list.html", context)


def note_owners(request: HttpRequest, desk: Desk, needs: list[Need], action: Action = Action.LIST) -> None:
    """Whose name was read beside a need."""
    seen = [(one.pk, one.owner_id) for one in needs if one.owner_id]
    record_read(
        action, seen, kind=Need, request=request, role_then=desk.work.role_then, network=desk.network,
        fields_group="need",
    )  # fmt: skip


@ring_two
@limited("answer", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One need: who sees to it by when, or what came of it."""
    desk = keeping(request, network)
    rows = Need.objects.filter(network=desk.network).select_related("service", "organization", "owner")
    found = get_object_or_404(rows, pk=pk)
    wrong, status = "", 200
    if request.method == "POST":
        wrong, status = done(request, found, desk.by(request, None))
        if not wrong:
            return redirect(reverse("mending:need_list", args=[network]))
        found = get_object_or_404(rows, pk=pk)
    with transaction.atomic():
        note_owners(request, desk, [found], Action.VIEW)
    context = {
        "work": desk.work, "need": found, "wrong": wrong, "form": TakeForm(None, network=desk.network),
        "owner": str(found.owner_id or desk.work.person.pk),
        "today": today_in(desk.network), "result": request.POST.get("result", ""),
    }  # fmt: skip
    return render(request, "mending/need.html", context, status=status)


def done(request: HttpRequest, found: Need, by: By) -> tuple[str, int]:
    """Do what was posted. What went wrong in a sentence, and the status of the page that says so."""
    is_closing = request.POST.get("doe") == "klaar"
    form = CloseForm(request.POST) if is_closing else TakeForm(request.POST, network=found.network)
    if not form.is_valid():
        return next(str(error) for errors in form.errors.values() for error in errors), 200
    try:
        if isinstance(form, TakeForm):
            take_on_need(found, owner=form.person, due_on=form.cleaned_data["due_on"], by=by)
        else:
            close_need(found, result=form.cleaned_data["result"], by=by)
    except ClosedAlreadyError:
        return _(
            "Iemand anders was je net voor. Dit is al afgesloten, en er is niets dubbel gedaan."
        ), HTTPStatus.CONFLICT
    return "", 200
