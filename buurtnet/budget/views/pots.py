"""The working side of pots: made, changed, opened and closed, filled, and looked after by people."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.budget.access import at_budget, directing_budget
from buurtnet.budget.book import parts_of
from buurtnet.budget.choices import PotState, PotTask
from buurtnet.budget.forms.pots import AppointForm, MoneyForm, PotForm
from buurtnet.budget.ibans import tail
from buurtnet.budget.models import Pot, PotPerson
from buurtnet.budget.paying import handles
from buurtnet.budget.pots import appoint, bring_pot, change_pot, deposit, dismiss, lacking_to_open, make_pot, take_out
from buurtnet.kit.amounts import euros
from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_two
from buurtnet.people.work import Work, refuse

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409


@ring_two
@limited("budget_pot", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def pot_new(request: HttpRequest, network: str) -> HttpResponse:
    """A new pot on one page."""
    work = directing_budget(request, network)
    assert work.network
    form = PotForm(request.POST or None, network=work.network)
    if request.method == "POST" and form.is_valid():
        key, tasks = key_in(request.POST), form.tasks()
        made = make_pot(work.network, form.said(), tasks=tasks, form_key=key, by=work.person)
        return redirect("budget:pot_desk", network, made.pk)
    return render(request, "budget/pot_edit.html", {"work": work, "form": form, "new_key": key_in(request.POST)})


def kept_pot(request: HttpRequest, network: str, pk: UUID, *, directs: bool = False) -> tuple[Work, Pot]:
    """A pot for its director, and (unless ``directs``) who looks after it; 404 for others."""
    work = at_budget(request, network)
    found = Pot.objects.filter(network=work.network, pk=pk).select_related("network", "kassier", "area").first()
    if found is None:
        raise Http404
    if not work.is_director() and (directs or not handles(work.person, found)):
        refuse(request, work, "pot")
    return work, found


@ring_two
@require_safe
def pot_desk(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One pot from within: what lacks, who looks after it, money in and out."""
    work, found = kept_pot(request, network, pk)
    return desk_page(request, work, found)


def desk_page(request: HttpRequest, work: Work, found: Pot, *, status: int = 200, **more: Any) -> HttpResponse:
    assert work.network
    context = {
        "work": work, "pot": found, "parts": parts_of(found), "put_in": euros(found.put_in), "iban": tail(found.iban),
        "lacking": lacking_to_open(found) if found.state == PotState.SETUP else [], "directs": work.is_director(),
        "people": list(found.people.select_related("person")),
        "appoint_form": AppointForm(None, network=work.network),
        "money_form": MoneyForm(), "new_key": key_in({}),
    }  # fmt: skip
    return render(request, "budget/pot_desk.html", context | more, status=status)


@ring_two
@limited("budget_pot", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def pot_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Change what a pot is called and who its kassier is."""
    work, found = kept_pot(request, network, pk, directs=True)
    assert work.network
    form, wrong = PotForm(request.POST or None, network=work.network, pot=found), ""
    if request.method == "POST" and form.is_valid():
        sent = request.POST.get("version", "")
        version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else 0
        try:
            change_pot(found, form.said(), version=version, by=work.person)
            return redirect("budget:pot_desk", network, pk)
        except NotNowError as error:
            wrong = str(error)
    context = {"work": work, "pot": found, "form": form, "wrong": wrong}
    return render(request, "budget/pot_edit.html", context, status=CONFLICT if wrong else 200)


@ring_two
@require_POST
def pot_move(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Open or close it."""
    work, found = kept_pot(request, network, pk, directs=True)
    to = PotState.OPEN if "open" in request.POST else PotState.CLOSED
    try:
        bring_pot(found, to, by=work.person)
    except NotNowError as error:
        return desk_page(request, work, found, wrong=str(error), status=CONFLICT)
    return redirect("budget:pot_desk", network, pk)


@ring_two
@limited("budget_pot", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def pot_money(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Money in, or back to who put it in."""
    work, found = kept_pot(request, network, pk, directs=True)
    form = MoneyForm(request.POST)
    if not form.is_valid():
        return desk_page(request, work, found, money_form=form)
    said, way = form.cleaned_data, take_out if "terug" in request.POST else deposit
    try:
        way(
            found, said["amount"], contributor=said["contributor"], why=said["why"], form_key=key_in(request.POST),
            by=work.person,
        )  # fmt: skip
    except NotNowError as error:
        return desk_page(request, work, found, money_form=form, wrong=str(error), status=CONFLICT)
    return redirect("budget:pot_desk", network, pk)


@ring_two
@require_POST
def pot_people(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Appoint someone, or take a task away."""
    work, found = kept_pot(request, network, pk, directs=True)
    assert work.network
    form = AppointForm(request.POST, network=work.network)
    try:
        if "weg" in request.POST:
            sent = request.POST["weg"]
            number = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 12 else 0
            dismiss(get_object_or_404(PotPerson, pot=found, pk=number), by=work.person)
        elif form.is_valid():
            said = form.cleaned_data
            appoint(found, form.people[said["person"]], PotTask(said["task"]), by=work.person)
        else:
            return desk_page(request, work, found, appoint_form=form)
    except NotNowError as error:
        return desk_page(request, work, found, wrong=str(error), status=CONFLICT)
    return redirect("budget:pot_desk", network, pk)
