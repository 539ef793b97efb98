"""The working side: entering ballots on paper, by two people who do not see what the other entered."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_two
from buurtnet.voting.access import entering_paper, own_round
from buurtnet.voting.choices import PaperState, Phase, PlanState
from buurtnet.voting.forms.rounds import PaperForm
from buurtnet.voting.models import PaperBallot, VoteRound
from buurtnet.voting.paper_ballots import enter, set_aside

CONFLICT: Final = 409
FORM: Final = ["GET", "HEAD", "POST"]
MOST: Final = 200  # envelopes on one page


@ring_two
@limited("vote_paper", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def papers(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One envelope after the other: number, code, ticks."""
    work = entering_paper(request, network)
    assert work.network
    around = own_round(work.network, pk)
    numbers = around.plans.filter(state=PlanState.FEASIBLE).values_list("number", "title")
    form = PaperForm(request.POST or None, plans=[(number, f"{number}. {title}") for number, title in numbers])
    if request.method != "POST":
        return page(request, work, around, form)
    if "apart" in request.POST:
        return aside(request, work, around, form)
    if not form.is_valid():
        return page(request, work, around, form)
    said = form.cleaned_data
    try:
        found = enter(around, said["envelope"], said["code"], said["plans"], by=work.person)
    except NotNowError as error:
        return page(request, work, around, form, wrong=str(error))
    return redirect(f"{reverse('voting:papers', args=[network, pk])}?klaar={found.state}&envelop={found.envelope}")


def aside(request: HttpRequest, work: Any, around: VoteRound, form: PaperForm) -> HttpResponse:
    """A paper that does not count: its envelope, and why."""
    why = " ".join(request.POST.get("why", "").split())[:200]
    form.is_valid()
    envelope = form.cleaned_data.get("envelope")
    if not envelope or not why:
        return page(request, work, around, form, lacks_why=True)
    try:
        set_aside(around, envelope, why=why, by=work.person)
    except NotNowError as error:
        return page(request, work, around, form, wrong=str(error))
    url = reverse("voting:papers", args=[around.network.slug, around.pk])
    return redirect(f"{url}?klaar={PaperState.VOID}&envelop={envelope}")


def page(request: HttpRequest, work: Any, around: VoteRound, form: PaperForm, **more: Any) -> HttpResponse:
    """What waits for a second pair of eyes stands beside it, without what the first saw."""
    rows = PaperBallot.objects.filter(round=around, state__in=(PaperState.ONCE, PaperState.DIFFERS))
    envelope = request.GET.get("envelop", "")
    context = {
        "work": work, "round": around, "form": form, "is_open": around.phase == Phase.VOTE,
        "waiting": [(one, one.first_by_id == work.person.pk) for one in rows[:MOST]],
        "said": request.GET.get("klaar", ""), "envelope": envelope if envelope.isdigit() else "",
    }  # fmt: skip
    return render(request, "voting/papers.html", context | more, status=CONFLICT if "wrong" in more else 200)
