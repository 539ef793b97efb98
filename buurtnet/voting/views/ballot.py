"""The ballot: a code and plans on one page, a look-over, and a receipt. Nothing of it is kept in a session."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.kit.amounts import euros
from buurtnet.kit.limits import limited
from buurtnet.kit.visitors import is_looked_at
from buurtnet.people.doors import secret_address
from buurtnet.voting.access import shown_round, voting_room
from buurtnet.voting.casting import NoVoteError, cast, change, check_code, chosen_by, count_step
from buurtnet.voting.choices import AgeGroup, Channel
from buurtnet.voting.codes import in_groups, is_written_well, plain
from buurtnet.voting.forms.ballot import BallotForm
from buurtnet.voting.models import VoteRound
from buurtnet.voting.shown import plans_of, until_of
from buurtnet.voting.tries import may_try, tried_wrong

CONFLICT, TOO_MANY = 409, 429
SURE, BACK = "zeker", "terug"


@login_not_required
@secret_address
@limited("ballot", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ballot(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Fill in a code and tick plans; then look it over; then vote."""
    around = shown_round(voting_room(request, network), pk)
    if not around.takes_votes(timezone.now()):
        return redirect("voting:round", network, pk)
    form = form_of(request, around)
    if request.method != "POST":
        if is_looked_at(request):
            count_step(around, Channel.ONLINE, "opened")
        return page(request, around, form)
    if BACK in request.POST or not form.is_valid():
        return page(request, around, form)
    if not may_try(request):
        return page(request, around, form, too_often=True, status=TOO_MANY)
    try:
        is_test = check_code(around, form.cleaned_data["code"]) if SURE not in request.POST else False
        if SURE in request.POST:
            return received(request, around, form)
    except NoVoteError as error:
        if is_written_well(form.cleaned_data["code"]):
            tried_wrong(request)
        return page(request, around, form, wrong=str(error), status=CONFLICT)
    if not is_test:
        count_step(around, Channel.ONLINE, "began")
    return look_over(request, around, form, is_test=is_test)


def received(request: HttpRequest, around: VoteRound, form: BallotForm) -> HttpResponse:
    """The vote is in; the key is shown on this page only. Raises ``NoVoteError``."""
    said = form.cleaned_data
    receipt = cast(around, said["code"], said["plans"], age=said["age"], form_key=form.key)
    context = {"round": around, "key": in_groups(receipt.key), "is_test": receipt.is_test, "until": until_of(around)}
    return render(request, "voting/receipt.html", context)


@login_not_required
@secret_address
@limited("ballot", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ballot_change(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """With the key of a receipt: see what one voted, and vote otherwise."""
    around = shown_round(voting_room(request, network), pk)
    if not around.takes_votes(timezone.now()):
        return redirect("voting:round", network, pk)
    key = request.POST.get("key", "")[:40]
    if request.method != "POST":
        return render(request, "voting/ballot_key.html", {"round": around})
    chosen = chosen_by(around, key) if may_try(request) else None
    if chosen is None:
        if is_written_well(key):
            tried_wrong(request)
        context = {"round": around, "wrong": True, "too_often": not may_try(request)}
        return render(request, "voting/ballot_key.html", context, status=CONFLICT)
    if SURE not in request.POST:
        form = form_of(
            request,
            around,
            data={"plans": [str(one) for one in chosen], "blank": "" if chosen else "1"},
            has_code=False,
        )
        return page(request, around, form, key=key)
    form = form_of(request, around, has_code=False)
    if not form.is_valid():
        return page(request, around, form, key=key)
    try:
        change(around, key, form.cleaned_data["plans"])
    except NoVoteError as error:
        return page(request, around, form, key=key, wrong=str(error), status=CONFLICT)
    context = {"round": around, "key": in_groups(plain(key)), "is_changed": True, "until": until_of(around)}
    return render(request, "voting/receipt.html", context)


def form_of(
    request: HttpRequest, around: VoteRound, *, data: dict[str, Any] | None = None, has_code: bool = True
) -> BallotForm:
    sent = data if data is not None else (request.POST if request.method == "POST" else None)
    numbers = [one.plan.number for one in plans_of(around, "nl")]
    return BallotForm(sent, around=around, numbers=numbers, has_code=has_code)


def page(
    request: HttpRequest, around: VoteRound, form: BallotForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The ballot, with the plans in the order of this page and what was ticked."""
    ticked = chosen_in(form)
    order = form.order
    context = {
        "round": around, "form": form, "order": order, "ages": AgeGroup.choices, "ticked": ticked,
        "plans": [(one, one.plan.number in ticked) for one in plans_of(around, language(), order=order)],
    }  # fmt: skip
    return render(request, "voting/ballot.html", context | more, status=status)


def look_over(request: HttpRequest, around: VoteRound, form: BallotForm, *, is_test: bool) -> HttpResponse:
    """What is about to be voted; nothing is stored yet."""
    said = form.cleaned_data
    chosen = [one for one in plans_of(around, language()) if one.plan.number in said["plans"]]
    context = {
        "round": around, "form": form, "chosen": chosen, "is_test": is_test, "order": form.order, "said": said,
        "is_few": 0 < len(chosen) < around.least_asked, "together": euros(sum(one.plan.cost for one in chosen)),
    }  # fmt: skip
    return render(request, "voting/ballot_look.html", context)


def chosen_in(form: BallotForm) -> set[int]:
    """What is ticked on a page, also when it is shown again with a sentence."""
    data = form.data
    said = data.getlist("plans") if hasattr(data, "getlist") else data.get("plans", [])
    return {int(one) for one in said if str(one).isascii() and str(one).isdigit() and len(str(one)) < 6}


def language() -> str:
    return (get_language() or "nl").split("-")[0]
