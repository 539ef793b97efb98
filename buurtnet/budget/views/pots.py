"""Pots: for everyone where the money is, and for who directs and pays what to do with it."""

from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.budget.access import at_budget, budget_room, directing_budget, looks_after
from buurtnet.budget.choices import Account, PaymentState, PotState, PotTask
from buurtnet.budget.forms.pots import AppointForm, MoneyForm, PaymentForm, PotForm
from buurtnet.budget.ibans import in_groups, tail
from buurtnet.budget.models import Idea, Payment, Pot, PotPerson
from buurtnet.budget.paying import PAYABLE, ask_payment, free_to_ask, mark_paid, release, stop_payment
from buurtnet.budget.pots import appoint, bring_pot, change_pot, deposit, dismiss, lacking_to_open, make_pot, take_out
from buurtnet.directory.crumbs import Crumb
from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pages import pages_of
from buurtnet.people.doors import ring_two
from buurtnet.people.work import Work, refuse
from buurtnet.practices.words import euros
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
A_PAGE: Final = 50  # bookings
MOST: Final = 100
OF_A_PERSON: Final = (PotTask.KEEPER, PotTask.RELEASER)
SHOWN: Final = (Account.FREE, Account.PROMISED, Account.UNDER_WAY, Account.PAID)


def parts_of(pot: Pot) -> list[dict[str, Any]]:
    """Where the money is, as lengths of one bar (0 to 100) with its euros."""
    whole, begin, found = max(pot.put_in, 1), 0.0, []
    for account in SHOWN:
        length = 100 * pot.on(account) / whole
        drawn = {"begin": f"{begin:.2f}", "length": f"{length:.2f}"}
        found.append({"key": account.value, "label": account.label, "euros": euros(pot.on(account)), **drawn})
        begin += length
    return found


@login_not_required
@require_safe
def pot(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One pot: who put in what, what is promised, paid and left, and every booking."""
    here = budget_room(request, network)
    found = get_object_or_404(Pot.objects.shown_in(here).select_related("kassier", "area"), pk=pk)
    rows = found.bookings.select_related("idea").order_by("-number")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "pot": found, "parts": parts_of(found), "put_in": euros(found.put_in), "pages": pages_of(page, request),
        "rows": [(one, euros(one.cents)) for one in page],
        "crumbs": [Crumb(_("Buurtbudget"), reverse("budget:home", args=[network])), Crumb(found.name)],
    }  # fmt: skip
    return render(request, "budget/pot.html", context)


@ring_two
@require_safe
def pot_list(request: HttpRequest, network: str) -> HttpResponse:
    """The pots one directs or looks after, and what waits to be released and paid."""
    work = at_budget(request, network)
    assert work.network
    rows = Pot.objects.filter(network=work.network)
    if not work.is_director():
        rows = rows.filter(people__person=work.person).distinct()
        if not rows:
            refuse(request, work, "pot")
    pots = list(rows)
    waiting = Payment.objects.filter(pot__in=pots).exclude(state__in=(PaymentState.PAID, PaymentState.STOPPED))
    granted = Idea.objects.filter(pot__in=pots, state__in=PAYABLE, granted__gt=0).order_by("answered_at")
    context = {
        "work": work, "pots": [(one, euros(one.free), euros(one.put_in)) for one in pots],
        "payments": [(one, euros(one.cents)) for one in waiting.select_related("idea", "pot")[:MOST]],
        "granted": [(one, euros(one.granted)) for one in granted[:MOST] if free_to_ask(one) > 0],
    }  # fmt: skip
    return render(request, "budget/pot_list.html", context)


@ring_two
@limited("budget_pot", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def pot_new(request: HttpRequest, network: str) -> HttpResponse:
    """A new pot on one page."""
    work = directing_budget(request, network)
    assert work.network
    form = PotForm(request.POST or None, network=work.network)
    if request.method == "POST" and form.is_valid():
        made = make_pot(work.network, form.said(), form_key=key_in(request.POST), by=work.person)
        return redirect("budget:pot_desk", network, made.pk)
    return render(request, "budget/pot_edit.html", {"work": work, "form": form, "new_key": key_in(request.POST)})


def kept_pot(request: HttpRequest, network: str, pk: UUID, *, directs: bool = False) -> tuple[Work, Pot]:
    """A pot for its director, and (unless ``directs``) who looks after it; 404 for others."""
    work = at_budget(request, network)
    found = Pot.objects.filter(network=work.network, pk=pk).select_related("network", "kassier", "area").first()
    if found is None:
        raise Http404
    tasks = any(looks_after(work.person, found, task) for task in OF_A_PERSON)
    if not work.is_director() and (directs or not tasks):
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


@ring_two
@limited("budget_pay", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def pay_new(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Ready a payment for an idea that got money."""
    work = at_budget(request, network)
    idea = get_object_or_404(Idea.objects.select_related("network", "pot"), network=work.network, pk=pk)
    if idea.pot is None or not any(looks_after(work.person, idea.pot, task) for task in OF_A_PERSON):
        refuse(request, work, "pay")
    left, wrong = free_to_ask(idea), ""
    form = PaymentForm(request.POST or None, initial={"amount": left})
    if request.method == "POST" and form.is_valid():
        try:
            ask_payment(idea, form.paid(), form_key=key_in(request.POST), by=work.person)
            return redirect("budget:pot_list", network)
        except NotNowError as error:
            wrong = str(error)
    context = {"work": work, "idea": idea, "form": form, "wrong": wrong, "left": euros(left)}
    context["new_key"] = key_in(request.POST)
    return render(request, "budget/pay_new.html", context, status=CONFLICT if wrong else 200)


@ring_two
@limited("budget_pay", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def pay(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One payment: release it, mark it paid, or stop it."""
    work = at_budget(request, network)
    rows = Payment.objects.select_related("idea__network", "idea__pot", "idea__person", "pot__network", "first_by")
    found = get_object_or_404(rows, pot__network=work.network, pk=pk)
    if not any(looks_after(work.person, found.pot, task) for task in OF_A_PERSON):
        refuse(request, work, "pay")
    wrong = ""
    if request.method == "POST":
        try:
            if "vrij" in request.POST:
                release(found, by=work.person)
            elif "betaald" in request.POST:
                mark_paid(found, by=work.person)
            else:
                stop_payment(found, why=" ".join(request.POST.get("why", "").split())[:200], by=work.person)
            return redirect("budget:pay", network, pk)
        except NotNowError as error:
            wrong = str(error)
            found = get_object_or_404(rows, pk=pk)
    is_open = found.state in (PaymentState.ASKED, PaymentState.HALF)
    context = {
        "work": work, "payment": found, "money": euros(found.cents), "iban": account_of(request, work, found),
        "wrong": wrong,
        "may_release": is_open and found.first_by_id != work.person.pk
        and looks_after(work.person, found.pot, PotTask.RELEASER),
        "may_pay": found.state in (PaymentState.RELEASED, PaymentState.IN_FILE),
        "may_stop": is_open or found.state in (PaymentState.RELEASED, PaymentState.IN_FILE),
    }  # fmt: skip
    return render(request, "budget/pay.html", context, status=CONFLICT if wrong else 200)


def account_of(request: HttpRequest, work: Work, found: Payment) -> str:
    """The end of the account number; once two people released it the whole, to pay with, and that is logged."""
    if found.state not in (PaymentState.RELEASED, PaymentState.IN_FILE) or not found.iban:
        return tail(found.iban)
    record(Action.VIEW, actor=work.person, obj=found, network=work.network, role_then=work.role_then,
           fields_group="budget", request=request)  # fmt: skip
    return in_groups(found.iban)
