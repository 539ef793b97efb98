"""What people look for and nobody offers: asked for, taken on, closed."""

from http import HTTPStatus
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.people.acting import By
from buurtnet.people.doors import ring_two
from buurtnet.people.logged_roles import record_read
from buurtnet.privacy.choices import Action
from buurtnet.wording.choices import Outcome
from buurtnet.wording.desk import Desk, at_missing
from buurtnet.wording.forms.missing import AskForm, CloseForm, OwnerForm
from buurtnet.wording.missing import ClosedAlreadyError, ask_for, close, take_on
from buurtnet.wording.models import MissingOffer

PER_PAGE = 40


@ring_two
@limited("missing", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def missing_list(request: HttpRequest, network: str) -> HttpResponse:
    """What is missing here; what nobody sees to yet stands first. One tap on a searched text comes here too."""
    desk = at_missing(request, network)
    form = AskForm(request.POST or None, network=desk.network)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made, is_new = ask_for(desk.network, said["text"], area=said["area"], note=said["note"], by=desk.by(request))
        return redirect(
            f"{reverse('wording:missing', args=[network, made.pk])}?klaar={'nieuw' if is_new else 'er-al'}"
        )
    is_closed = request.GET.get("klaar") == "1"
    rows = MissingOffer.objects.filter(network=desk.network).select_related("owner", "area")
    rows = rows.exclude(closed_at=None).order_by("-closed_at") if is_closed else rows.filter(closed_at=None)
    rows = rows if is_closed else rows.order_by(F("owner").asc(nulls_first=True), "-asked_at")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    note_owners(request, desk, list(page), Action.LIST)
    context = {
        "work": desk.work, "here": desk.network, "here_is": "ontbreekt", "rows": list(page), "is_closed": is_closed,
        "pages": pages_of(page, request), "form": form, "areas": neighbourhoods_of(desk.network),
        "said": request.POST,
    }  # fmt: skip
    return render(request, "wording/missing_list.html", context)


@ring_two
@limited("missing", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def missing(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One offer that is missing: who sees to it, and what came of it."""
    desk = at_missing(request, network)
    rows = MissingOffer.objects.filter(network=desk.network).select_related("owner", "area", "network")
    found = get_object_or_404(rows, pk=pk)
    wrong, status = "", 200
    if request.method == "POST":
        wrong, status = done(request, found, desk.by(request))
        if not wrong:
            return redirect(f"{request.path}?klaar=gedaan")
        found = get_object_or_404(rows, pk=pk)
    note_owners(request, desk, [found], Action.VIEW)
    context = {
        "work": desk.work, "here": desk.network, "here_is": "ontbreekt", "offer": found, "wrong": wrong,
        "form": OwnerForm(None, network=desk.network), "owner": str(found.owner_id or ""),
        "outcomes": Outcome.choices, "said": request.POST, "done": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "wording/missing.html", context, status=status)


def done(request: HttpRequest, found: MissingOffer, by: By) -> tuple[str, int]:
    """Do what was posted. What went wrong in a sentence, and the status of the page that says so."""
    closes = request.POST.get("doe") == "klaar"
    form = CloseForm(request.POST) if closes else OwnerForm(request.POST, network=found.network)
    if not form.is_valid():
        return next(str(error) for errors in form.errors.values() for error in errors), 200
    try:
        if isinstance(form, OwnerForm):
            take_on(found, owner=form.person, by=by)
        else:
            said = form.cleaned_data
            close(found, outcome=Outcome(said["outcome"]), result=said["result"], by=by)
    except ClosedAlreadyError:
        return _(
            "Iemand anders was je net voor. Dit is al afgesloten, en er is niets dubbel gedaan."
        ), HTTPStatus.CONFLICT
    return "", 200


def note_owners(request: HttpRequest, desk: Desk, offers: list[MissingOffer], action: Action) -> None:
    """Whose name was read beside an offer."""
    seen = [(one.pk, one.owner_id) for one in offers if one.owner_id]
    with transaction.atomic():
        record_read(
            action, seen, kind=MissingOffer, request=request, role_then=desk.work.role_then, network=desk.network,
            fields_group="missing",
        )  # fmt: skip
