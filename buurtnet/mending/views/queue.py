"""The queue of suggestions of a network, and answering one of them."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.directory.actions import ChangedMeanwhileError, NotMendableError
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.mending.access import may_decide, suggestions_for
from buurtnet.mending.answering import (
    AnsweredAlreadyError,
    By,
    NothingChosenError,
    accept,
    call_double,
    decline,
    give_back,
    take_on,
)
from buurtnet.mending.choices import OPEN
from buurtnet.mending.desk import Desk, at_desk
from buurtnet.mending.forms.answer import AcceptForm, DeclineForm
from buurtnet.mending.models import Suggestion
from buurtnet.mending.placing import NowhereError
from buurtnet.mending.shown import page_of, row_of
from buurtnet.people.choices import Role
from buurtnet.people.doors import ring_two
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

PER_PAGE = 30


@ring_two
@require_safe
def suggestion_list(request: HttpRequest, network: str) -> HttpResponse:
    """What waits, the oldest first; ``?antwoord=1``: what was answered, the newest first."""
    desk = at_desk(request, network)
    is_answered = request.GET.get("antwoord") == "1"
    found = suggestions_for(desk.work.person, desk.network).prefetch_related("values")
    answered = found.exclude(state__in=OPEN).order_by("-answered_at")
    wanted = answered if is_answered else found.open().order_by("sent_at")
    page = Paginator(wanted, PER_PAGE).get_page(request.GET.get("pagina"))
    with transaction.atomic():
        rows = [row_of(one) for one in page]
        note(request, desk, Action.LIST)
    context = {
        "work": desk.work, "rows": rows, "count": page.paginator.count, "pages": pages_of(page, request),
        "is_answered": is_answered, "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "mending/suggestion_list.html", context)


def note(request: HttpRequest, desk: Desk, action: Action, suggestion: Suggestion | None = None) -> None:
    """A remark can say something of a person: who read it is written down."""
    record(
        action, actor=desk.work.person, obj=suggestion or desk.network, network=desk.network,
        role_then=desk.work.role_then or Role.EDITOR, fields_group="suggestion", request=request,
    )  # fmt: skip


@ring_two
@limited("answer", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def suggestion(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Old and new side by side, and the answer. Whoever comes second reads what the first one did."""
    desk = at_desk(request, network)
    one = suggestions_for(desk.work.person, desk.network).prefetch_related("values")
    found = get_object_or_404(one, pk=pk)
    mine = may_decide(desk.work.person, found)
    wrong, status = "", 200
    if request.method == "POST":
        if not mine:
            raise Http404
        wrong, status = answered(request, found, desk.by(request, found.service))
        if not wrong:
            return redirect(f"../?klaar={request.POST['doe']}" if is_done(request) else request.path)
        found = get_object_or_404(one, pk=pk)
    with transaction.atomic():
        note(request, desk, Action.VIEW, found)
        context = page_of(desk, found)
    context |= {"may_decide": mine, "wrong": wrong, "sentence": request.POST.get("sentence", "")}
    return render(request, "mending/suggestion.html", context, status=status)


def answered(request: HttpRequest, found: Suggestion, by: By) -> tuple[str, int]:
    """Do what was posted. What went wrong in a sentence, and the status of the page that says so."""
    try:
        return problem(request, found, by), 200
    except AnsweredAlreadyError:
        return _(
            "Iemand anders was je net voor. Dit is al beantwoord, en er is niets dubbel gedaan."
        ), HTTPStatus.CONFLICT
    except (ChangedMeanwhileError, NotMendableError):
        return _("Deze pagina is intussen veranderd. Kijk nog eens wat er nu staat."), HTTPStatus.CONFLICT


def is_done(request: HttpRequest) -> bool:
    return request.POST.get("doe") in {"ja", "nee", "dubbel"}


def problem(request: HttpRequest, found: Suggestion, by: By) -> str:
    """Do what was posted; a sentence when it cannot be done so."""
    match request.POST.get("doe"):
        case "pak":
            take_on(found, by=by)
        case "terug":
            give_back(found, by=by)
        case "dubbel":
            call_double(found, by=by)
        case "nee":
            form = DeclineForm(request.POST)
            if not form.is_valid():
                return first_error(form.errors.values())
            decline(found, by=by, sentence=form.cleaned_data["sentence"])
        case "ja":
            return problem_of_yes(request, found, by)
        case _:
            return _("Kies wat je met deze tip doet.")
    return ""


def problem_of_yes(request: HttpRequest, found: Suggestion, by: By) -> str:
    form = AcceptForm(request.POST, by=by.person, network=found.network)
    if not form.is_valid():
        return first_error(form.errors.values())
    said = form.cleaned_data
    try:
        accept(
            found, request.POST.getlist("veld"), by=by, stand=said["stand"], is_looked_at=said["whole"],
            organization=said["organization"],
        )  # fmt: skip
    except NothingChosenError:
        return _("Vink aan wat je overneemt. Neem je niets over, kies dan Niet overnemen.")
    except NowhereError:
        return _("We weten niet waar dit is. Vraag eerst naar de straat of de postcode.")
    return ""


def first_error(errors: Any) -> str:
    return next(str(error) for one in errors for error in one)
