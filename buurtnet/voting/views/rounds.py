"""The working side: rounds, where each stands, and what is next."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.amounts import euros
from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_two
from buurtnet.voting.access import directing_votes, own_round
from buurtnet.voting.choices import Phase
from buurtnet.voting.desk import STEPS, batches_of, steps_of, take_step
from buurtnet.voting.forms.rounds import RoundForm, WhyForm
from buurtnet.voting.models import VoteRound
from buurtnet.voting.planning import BEFORE_THE_VOTE
from buurtnet.voting.publishing import carried_out, is_carried_out
from buurtnet.voting.rounds import change_round, lacking_for_vote, look_back, make_round, stop_round
from buurtnet.voting.shown import stand_of, until_of

CONFLICT: Final = 409
FORM: Final = ["GET", "HEAD", "POST"]
MOST: Final = 300  # rows on one page


@ring_two
@require_safe
def round_list(request: HttpRequest, network: str) -> HttpResponse:
    """All rounds of this network, also those nobody sees yet."""
    work = directing_votes(request, network)
    rows = VoteRound.objects.filter(network=work.network).select_related("pot")[:MOST]
    context = {"work": work, "rows": [(one, euros(one.budget), one.get_phase_display()) for one in rows]}
    return render(request, "voting/round_list.html", context)


@ring_two
@limited("vote_round", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def round_new(request: HttpRequest, network: str) -> HttpResponse:
    """A new round on one page."""
    work = directing_votes(request, network)
    assert work.network
    form = RoundForm(request.POST or None, network=work.network)
    if request.method == "POST" and form.is_valid():
        made = make_round(work.network, form.said(), form_key=key_in(request.POST), by=work.person)
        return redirect("voting:round_desk", network, made.pk)
    context = {"work": work, "form": form, "new_key": key_in(request.POST), "has_pot": bool(form.pots)}
    return render(request, "voting/round_edit.html", context)


@ring_two
@limited("vote_round", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def round_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Change a round; of the rule nothing once the vote began."""
    work = directing_votes(request, network)
    assert work.network
    around = own_round(work.network, pk)
    form, wrong = RoundForm(request.POST or None, network=work.network, around=around), ""
    if request.method == "POST" and form.is_valid():
        sent = request.POST.get("version", "")
        version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else 0
        try:
            change_round(around, form.said(), version=version, by=work.person)
            return redirect("voting:round_desk", network, around.pk)
        except NotNowError as error:
            wrong = str(error)
    context = {"work": work, "form": form, "round": around, "wrong": wrong, "has_pot": True}
    return render(request, "voting/round_edit.html", context, status=CONFLICT if wrong else 200)


@ring_two
@require_safe
def round_desk(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One round: where it stands, what is next, its plans and its letters."""
    work = directing_votes(request, network)
    assert work.network
    return desk_page(request, work, own_round(work.network, pk))


def desk_page(request: HttpRequest, work: Any, around: VoteRound, *, wrong: str = "") -> HttpResponse:
    plans = list(around.plans.select_related("idea", "decided_by_hand").prefetch_related("excludes"))
    is_open = around.phase in BEFORE_THE_VOTE
    context = {
        "work": work, "round": around, "wrong": wrong, "stand": stand_or_setup(around),
        "steps": [] if is_going_on(around) else steps_of(around),
        "plans": [(one, euros(one.cost), euros(one.asked)) for one in plans], "batches": batches_of(around),
        "done": {one.pk for one in plans if is_carried_out(one)},
        "by_hand": {one.pk for one in plans if is_carried_out(one) != bool(one.won)},
        "lacking": lacking_for_vote(around, timezone.now()) if around.phase == Phase.CHECK else [],
        "budget": euros(around.budget), "is_open": is_open, "can_stop": is_open or around.phase == Phase.VOTE,
        "until": until_of(around) if is_going_on(around) else "",
        "is_counted": around.phase == Phase.COUNT, "is_public": around.phase != Phase.SETUP,
    }  # fmt: skip
    return render(request, "voting/round_desk.html", context, status=CONFLICT if wrong else 200)


def is_going_on(around: VoteRound) -> bool:
    """Whether people still vote, so that there is nothing to count yet."""
    return around.phase == Phase.VOTE and bool(around.votes_until and timezone.now() < around.votes_until)


def stand_or_setup(around: VoteRound) -> str:
    return _("Alleen jullie zien deze stemronde nog.") if around.phase == Phase.SETUP else stand_of(around)


@ring_two
@require_http_methods(FORM)
def round_step(request: HttpRequest, network: str, pk: UUID, step: str) -> HttpResponse:
    """Asked once more, then the round goes on."""
    work = directing_votes(request, network)
    assert work.network
    around = own_round(work.network, pk)
    if step not in STEPS:
        raise Http404
    if request.method != "POST":
        context = {"work": work, "round": around, "step": STEPS[step], "chosen": carried_out(around)}
        return render(request, "voting/round_step.html", context)
    try:
        take_step(around, STEPS[step], by=work.person)
    except NotNowError as error:
        return desk_page(request, work, around, wrong=str(error))
    return redirect("voting:round_desk", network, pk)


@ring_two
@require_http_methods(FORM)
def round_stop(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Stop a round, with a reason for everyone to read."""
    work = directing_votes(request, network)
    assert work.network
    around = own_round(work.network, pk)
    form = WhyForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "voting/round_stop.html", {"work": work, "round": around, "form": form})
    try:
        stop_round(around, why=form.cleaned_data["why"], by=work.person)
    except NotNowError as error:
        return desk_page(request, work, around, wrong=str(error))
    return redirect("voting:round_desk", network, pk)


@ring_two
@require_http_methods(FORM)
def round_look_back(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """How it went, in the end."""
    work = directing_votes(request, network)
    assert work.network
    around = own_round(work.network, pk)
    if request.method != "POST":
        return render(request, "voting/round_look_back.html", {"work": work, "round": around})
    try:
        look_back(around, text=request.POST.get("text", "")[:3_000].strip(), by=work.person)
    except NotNowError as error:
        return desk_page(request, work, around, wrong=str(error))
    return redirect("voting:round_desk", network, pk)
