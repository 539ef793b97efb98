"""The working side: the plans of a round."""

from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from buurtnet.budget.choices import IdeaState
from buurtnet.budget.models import Idea
from buurtnet.kit.amounts import euros
from buurtnet.kit.form_keys import uuid_in
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_two
from buurtnet.voting.access import directing_votes, own_round
from buurtnet.voting.forms.rounds import BALLOT_LANGUAGES, CheckForm, ProgressForm, WhyForm
from buurtnet.voting.models import Plan, PlanText, VoteRound
from buurtnet.voting.planning import (
    BEFORE_THE_VOTE,
    add_plan,
    check_plan,
    exclude,
    report,
    translate_plan,
    withdraw_plan,
)
from buurtnet.voting.publishing import decide_by_hand, is_carried_out
from buurtnet.voting.views.rounds import desk_page

CONFLICT: Final = 409
FORM: Final = ["GET", "HEAD", "POST"]
MOST: Final = 300  # rows on one page


@ring_two
@require_http_methods(FORM)
def plan_add(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Tick ideas of the network that come into the round."""
    work = directing_votes(request, network)
    assert work.network
    around = own_round(work.network, pk)
    taken = Plan.objects.filter(round=around).values("idea")
    ideas = Idea.objects.shown_in(work.network).filter(state=IdeaState.IDEA).exclude(pk__in=taken)[:MOST]
    if request.method != "POST":
        rows = [(one, euros(one.asked) if one.asked else "") for one in ideas]
        return render(request, "voting/plan_add.html", {"work": work, "round": around, "rows": rows})
    ticked = {key for one in request.POST.getlist("ideas")[:MOST] if (key := uuid_in(one))}
    try:
        for idea in ideas:
            if idea.pk in ticked:
                add_plan(around, idea, by=work.person)
    except NotNowError as error:
        return desk_page(request, work, around, wrong=str(error))
    return redirect("voting:round_desk", network, pk)


def plan_or_404(around: VoteRound, plan: UUID) -> Plan:
    found = get_object_or_404(Plan.objects.select_related("idea"), round=around, pk=plan)
    found.round = around
    return found


@ring_two
@require_http_methods(FORM)
def plan_check(request: HttpRequest, network: str, pk: UUID, plan: UUID) -> HttpResponse:
    """A human says whether a plan can be done, what it costs, and what it cannot be done beside."""
    work = directing_votes(request, network)
    assert work.network
    around = own_round(work.network, pk)
    found = plan_or_404(around, plan)
    initial = {"cost": found.cost or None, "reason": found.check_reason, "symbol": found.symbol, "feasible": "ja"}
    form = CheckForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return check_page(request, work, found, form)
    said, others = form.cleaned_data, request.POST.getlist("excludes")
    try:
        with transaction.atomic():
            exclude(found, list(around.plans.filter(number__in=numbers_in(others))), by=work.person)
            for language, text in typed_texts(request.POST).items():
                translate_plan(found, language, title=text.title, text=text.text, by=work.person)
            check_plan(
                found, feasible=said["feasible"], cost=said["cost"] or 0, reason=said["reason"],
                symbol=said["symbol"], by=work.person,
            )  # fmt: skip
    except NotNowError as error:
        return check_page(request, work, found, form, wrong=str(error))
    return redirect("voting:round_desk", network, pk)


def check_page(request: HttpRequest, work: Any, found: Plan, form: CheckForm, *, wrong: str = "") -> HttpResponse:
    texts = {one.language: one for one in found.texts.all()}
    beside = set(found.excludes.values_list("number", flat=True))
    if request.method == "POST":  # what was typed stands there still
        texts, beside = typed_texts(request.POST), set(numbers_in(request.POST.getlist("excludes")))
    context = {
        "work": work, "round": found.round, "plan": found, "form": form, "wrong": wrong,
        "asked": euros(found.asked) if found.asked else "", "is_open": found.round.phase in BEFORE_THE_VOTE,
        "others": [(one, one.number in beside) for one in found.round.plans.exclude(pk=found.pk)],
        "languages": [(one, texts.get(one)) for one in BALLOT_LANGUAGES],
    }  # fmt: skip
    return render(request, "voting/plan_check.html", context, status=CONFLICT if wrong else 200)


def typed_texts(said: QueryDict) -> dict[str, PlanText]:
    """The plan in each language of the ballot as it was typed, empty where it was not."""
    return {
        one: PlanText(
            language=one, title=said.get(f"title_{one}", "").strip()[:120],
            text=said.get(f"text_{one}", "").strip()[:600],
        )
        for one in BALLOT_LANGUAGES
    }  # fmt: skip


def numbers_in(said: list[str]) -> list[int]:
    return [int(one) for one in said if one.isascii() and one.isdigit() and len(one) < 6]


@ring_two
@require_POST
def plan_withdraw(request: HttpRequest, network: str, pk: UUID, plan: UUID) -> HttpResponse:
    """Take a plan from the ballot before the vote."""
    work = directing_votes(request, network)
    assert work.network
    around = own_round(work.network, pk)
    try:
        withdraw_plan(plan_or_404(around, plan), by=work.person)
    except NotNowError as error:
        return desk_page(request, work, around, wrong=str(error))
    return redirect("voting:round_desk", network, pk)


@ring_two
@require_http_methods(FORM)
def plan_by_hand(request: HttpRequest, network: str, pk: UUID, plan: UUID) -> HttpResponse:
    """Against the count, with a reason, before the result is public; or by it again. It posts what is wanted."""
    work = directing_votes(request, network)
    assert work.network
    around = own_round(work.network, pk)
    found = plan_or_404(around, plan)
    said, form = request.POST.get("wins", ""), WhyForm(request.POST or None)
    wanted = said == "1" if said in {"0", "1"} else not is_carried_out(found)
    is_against = wanted != found.won
    if said not in {"0", "1"} or (is_against and not form.is_valid()):
        context = {"work": work, "round": around, "plan": found, "form": form, "wanted": wanted,
                   "is_against": is_against}  # fmt: skip
        return render(request, "voting/plan_by_hand.html", context)
    try:
        decide_by_hand(found, wins=wanted, reason=form.cleaned_data["why"] if is_against else "", by=work.person)
    except NotNowError as error:
        return desk_page(request, work, around, wrong=str(error))
    return redirect("voting:round_desk", network, pk)


@ring_two
@require_http_methods(FORM)
def plan_progress(request: HttpRequest, network: str, pk: UUID, plan: UUID) -> HttpResponse:
    """Who carries out a plan that won, until when, and how it stands."""
    work = directing_votes(request, network)
    assert work.network
    around = own_round(work.network, pk)
    found = plan_or_404(around, plan)
    form = ProgressForm(request.POST or None, plan=found)
    if request.method != "POST" or not form.is_valid():
        context = {"work": work, "round": around, "plan": found, "form": form}
        return render(request, "voting/plan_progress.html", context)
    try:
        report(found, **form.cleaned_data, by=work.person)
    except NotNowError as error:
        return desk_page(request, work, around, wrong=str(error))
    return redirect("voting:round_desk", network, pk)
