"""Money on its way: what waits, a payment from asking to paid, files for the bank, and what comes back."""

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.budget.access import WRITERS, at_budget, looks_after
from buurtnet.budget.bank_days import bank_day_from
from buurtnet.budget.choices import PaymentState, PotTask
from buurtnet.budget.forms.paying import BackForm, FileForm, PaymentForm, RestForm
from buurtnet.budget.ibans import in_groups, tail
from buurtnet.budget.looking_back import looked, to_look_at
from buurtnet.budget.models import Idea, Payment, PaymentFile, Pot
from buurtnet.budget.paying import (
    WAITING,
    ask_payment,
    free_to_ask,
    handles,
    lacks_releasers,
    mark_paid,
    may_ask,
    release,
    stop_payment,
)
from buurtnet.budget.payment_files import FURTHEST, make_file, mark_file_paid, rows_of, take
from buurtnet.budget.promising import promised_to
from buurtnet.budget.refunds import came_back, free_rest, paid_to
from buurtnet.budget.saying import is_theirs
from buurtnet.budget.telling import MIDDLE
from buurtnet.budget.waiting_money import (
    MOST,
    half_way,
    open_files,
    promised_in,
    to_hand_over,
    to_put_in_file,
    to_release,
)
from buurtnet.kit.amounts import euros
from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_two
from buurtnet.people.work import Work, refuse
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
KINDS: Final = ("xml", "csv")
BEFORE_PAID: Final = (*WAITING, PaymentState.RELEASED, PaymentState.IN_FILE)


@ring_two
@require_safe
def pot_list(request: HttpRequest, network: str) -> HttpResponse:
    """What waits to be let go, paid and come back, and the pots; for who looks after one, directs or connects."""
    work = at_budget(request, network)
    return money_page(request, work)


def money_page(request: HttpRequest, work: Work, *, wrong: str = "") -> HttpResponse:
    rows = Pot.objects.filter(network=work.network).select_related("network", "kassier")
    mine = rows.filter(people__person=work.person).distinct()
    pots = list(rows if work.has(WRITERS) else mine)
    if not pots and not work.has(WRITERS):
        refuse(request, work, "pot")
    kept = set(mine)
    mine_to_release = list(to_release(work.person, kept)[:MOST])
    others = [one for one in half_way(pots)[:MOST] if one not in mine_to_release]
    promised = promised_in(pots)
    context = {
        "work": work, "wrong": wrong, "directs": work.is_director(), "new_key": key_in({}),
        "pots": [(one, euros(one.free), euros(one.put_in)) for one in pots],
        "release": with_euros(mine_to_release), "half_way": with_euros(others),
        "ready": [(one.idea, euros(one.cents)) for one in promised.to_ready],
        "left": [(one.idea, euros(one.cents)) for one in promised.to_return], "kept": {one.pk for one in kept},
        "batches": [
            {"pot": one, "rows": with_euros(found), "total": euros(sum(row.cents for row in found))}
            for one, found in to_put_in_file(kept).items()
        ],
        "hand_over": with_euros(to_hand_over(kept)[:MOST]), "looks": to_look_at(*kept)[:MOST],
        "files": [(one, euros(one.cents)) for one in open_files(kept)[:MOST]], **days(),
    }  # fmt: skip
    return render(request, "budget/pot_list.html", context, status=CONFLICT if wrong else 200)


def with_euros(rows: Any) -> list[tuple[Payment, str]]:
    return [(one, euros(one.cents)) for one in rows]


def days() -> dict[str, str]:
    """From when until when a file may be carried out, and the first bank day after today."""
    today = timezone.localdate()
    soon = bank_day_from(today + dt.timedelta(days=1))
    return {"soon": soon.isoformat(), "from_day": today.isoformat(), "to_day": (today + FURTHEST).isoformat()}


@ring_two
@limited("budget_pay", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def pay_new(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Ready a payment for an idea that got money."""
    work = at_budget(request, network)
    idea = get_object_or_404(Idea.objects.select_related("network", "pot__network"), network=work.network, pk=pk)
    if idea.pot is None or not may_ask(work.person, idea.pot):
        refuse(request, work, "pay")
    left, wrong = free_to_ask(idea), ""
    form = PaymentForm(request.POST or None, initial={"amount": left, "way": "bill"})
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
@never_cache
def pay(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One payment: release it, mark it paid, or stop it."""
    work = at_budget(request, network)
    rows = Payment.objects.select_related("idea__network", "idea__pot", "idea__person", "pot__network", "first_by")
    found, wrong = get_object_or_404(rows, pot__network=work.network, pk=pk), ""
    if not handles(work.person, found.pot):
        refuse(request, work, "pay")
    if request.method == "POST":
        try:
            do(found, request, work)
            return redirect("budget:pay", network, pk)
        except NotNowError as error:
            wrong = str(error)
            found = get_object_or_404(rows, pk=pk)
    may_release = (
        found.state in WAITING and found.first_by_id != work.person.pk and not is_theirs(work.person, found.idea)
        and looks_after(work.person, found.pot, PotTask.RELEASER)
    )  # fmt: skip
    context = {
        "work": work, "payment": found, "money": euros(found.cents), "iban": account_of(request, work, found),
        "wrong": wrong, "may_release": may_release, "lacks": found.state in WAITING and lacks_releasers(found),
        "may_stop": found.state in BEFORE_PAID,
        "may_pay": found.state in (PaymentState.RELEASED, PaymentState.IN_FILE),
    }  # fmt: skip
    return render(request, "budget/pay.html", context, status=CONFLICT if wrong else 200)


def do(payment: Payment, request: HttpRequest, work: Work) -> None:
    """What the button says. Raises ``NotNowError``."""
    if "vrij" in request.POST:
        release(payment, by=work.person)
    elif "betaald" in request.POST:
        mark_paid(payment, by=work.person)
    else:
        stop_payment(payment, why=" ".join(request.POST.get("why", "").split())[:200], by=work.person)


def account_of(request: HttpRequest, work: Work, found: Payment) -> str:
    """The account number for who lets it go and pays it, which is logged; of what is over only its end."""
    if found.state not in BEFORE_PAID or not found.iban:
        return tail(found.iban)
    record(Action.VIEW, actor=work.person, obj=found, network=work.network, role_then=work.role_then,
           fields_group="budget", request=request)  # fmt: skip
    return in_groups(found.iban)


@ring_two
@limited("budget_pay", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def pay_file_new(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """All payments of a pot that wait, in one file."""
    work = at_budget(request, network)
    pot = get_object_or_404(Pot.objects.select_related("network", "kassier"), network=work.network, pk=pk)
    if not handles(work.person, pot):
        refuse(request, work, "pay")
    form = FileForm(request.POST)
    if not form.is_valid():
        return money_page(request, work, wrong=str(form.errors["run_on"][0]))
    try:
        made = make_file(pot, form.day(timezone.localdate()), form_key=key_in(request.POST), by=work.person)
    except NotNowError as error:
        return money_page(request, work, wrong=str(error))
    return redirect("budget:pay_file", network, made.pk)


def own_file(request: HttpRequest, network: str, pk: UUID) -> tuple[Work, PaymentFile]:
    """For who looks after its pot; 404 for others."""
    work = at_budget(request, network)
    rows = PaymentFile.objects.select_related("pot__network", "pot__kassier")
    found = get_object_or_404(rows, pot__network=work.network, pk=pk)
    if not handles(work.person, found.pot):
        refuse(request, work, "pay")
    return work, found


@ring_two
@limited("budget_pay", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def pay_file(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One file: take it along, and say that the bank carried it out."""
    work, found = own_file(request, network, pk)
    if request.method == "POST":
        try:
            mark_file_paid(found, by=work.person)
            return redirect("budget:pot_list", network)
        except NotNowError as error:
            return file_page(request, work, found, wrong=str(error))
    return file_page(request, work, found)


def file_page(request: HttpRequest, work: Work, found: PaymentFile, *, wrong: str = "") -> HttpResponse:
    rows = rows_of(found)
    context = {
        "work": work, "file": found, "money": euros(found.cents), "wrong": wrong, "iban": tail(found.pot.iban),
        "rows": [(one, euros(one.cents), tail(one.iban)) for one in rows],
        "is_whole": all(one.state == PaymentState.IN_FILE for one in rows),
        "is_open": any(one.state == PaymentState.IN_FILE for one in rows),
    }  # fmt: skip
    return render(request, "budget/pay_file.html", context, status=CONFLICT if wrong else 200)


@ring_two
@limited("budget_pay", setting="FORMS_PER_MINUTE")
@require_safe
@never_cache
def pay_file_get(request: HttpRequest, network: str, pk: UUID, kind: str) -> HttpResponse:
    """The file itself: for the bank, or as a list."""
    work, found = own_file(request, network, pk)
    if kind not in KINDS:
        raise Http404
    as_list = kind == "csv"
    try:
        made = take(found, as_list=as_list, by=work.person)
    except NotNowError as error:
        return file_page(request, work, found, wrong=str(error))
    answer = HttpResponse(made, content_type="text/csv; charset=utf-8" if as_list else "application/xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.message_id}.{kind}"'
    return answer


@ring_two
@limited("budget_pay", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def pay_back(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Money of an idea back into the pot: what was paid and came back, and what was promised and not needed."""
    work = at_budget(request, network)
    rows = Idea.objects.select_related("network", "pot__network").defer("contact")
    idea, wrong = get_object_or_404(rows, network=work.network, pk=pk), ""
    if idea.pot is None or not handles(work.person, idea.pot):
        refuse(request, work, "pay")
    is_rest = "rest" in request.POST
    rest = RestForm(request.POST if is_rest else None)
    back = BackForm(request.POST if request.method == "POST" and not is_rest else None)
    try:
        if rest.is_bound and rest.is_valid():
            free_rest(idea, why=rest.cleaned_data["rest_why"], by=work.person)
            return redirect("budget:pot_list", network)
        if back.is_bound and back.is_valid():
            said = back.cleaned_data
            came_back(idea, said["amount"], why=said["why"], form_key=key_in(request.POST), by=work.person)
            return redirect("budget:pot_list", network)
    except NotNowError as error:
        wrong = str(error)
    promised, paid = promised_to(idea), paid_to(idea)
    context = {
        "work": work, "idea": idea, "wrong": wrong, "rest_form": rest, "back_form": back,
        "promised": euros(promised) if promised else "", "paid": euros(paid) if paid else "",
        "new_key": key_in(request.POST),
    }  # fmt: skip
    return render(request, "budget/pay_back.html", context, status=CONFLICT if wrong else 200)


@ring_two
@require_http_methods(FORM)
def pay_look(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """What an idea became, drawn by lot in place of receipts."""
    work = at_budget(request, network)
    rows = Idea.objects.select_related("network", "area", "pot__network").defer("contact").filter(is_checked=True)
    idea, wrong = get_object_or_404(rows, network=work.network, pk=pk), ""
    if idea.pot is None or not handles(work.person, idea.pot):
        refuse(request, work, "pay")
    if request.method == "POST":
        try:
            looked(idea, by=work.person)
            return redirect("budget:pot_list", network)
        except NotNowError as error:
            wrong = str(error)
    photo = reverse("budget:desk_photo", args=[network, pk]) if idea.photo and work.has(WRITERS) else ""
    shown = reverse("budget:idea_photo", args=[network, pk, MIDDLE]) if idea.photo and idea.told_shown_at else photo
    context = {
        "work": work, "idea": idea, "wrong": wrong, "money": euros(idea.granted), "photo": shown,
        "payments": [(one, euros(one.cents)) for one in idea.payments.defer("iban", "payee")],
    }  # fmt: skip
    return render(request, "budget/pay_look.html", context, status=CONFLICT if wrong else 200)
