"""Behind the own link of who had an idea: how their plan was checked, and an answer to "niet haalbaar"."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.budget.whose import with_token
from buurtnet.kit.form_keys import uuid_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.access import visitor
from buurtnet.people.doors import secret_address
from buurtnet.voting.access import voting_room
from buurtnet.voting.choices import PlanState
from buurtnet.voting.forms.rounds import ReplyForm
from buurtnet.voting.models import Plan
from buurtnet.voting.planning import BEFORE_THE_VOTE, TO_ANSWER, answer_check

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409


@login_not_required
@secret_address
@limited("vote_own", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def own_plan(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """The plans made of one's idea, and what one can answer."""
    idea = with_token(voting_room(request, network), token)
    if idea is None:
        raise Http404
    mine = Plan.objects.filter(idea=idea).exclude(state=PlanState.WITHDRAWN).select_related("round__network")
    form, wrong = ReplyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        found = get_object_or_404(mine, pk=uuid_in(request.POST.get("plan", "")))
        person = visitor(request)
        by = person if person is not None and person.pk == idea.person_id else None
        try:
            answer_check(found, form.cleaned_data["reply"], by=by)
            return redirect("voting:own_plan", network, token)
        except NotNowError as error:
            wrong = str(error)
    now = timezone.now()
    rows = [
        (
            one, one.checked_at + TO_ANSWER if one.checked_at else None,
            one.state == PlanState.NOT_FEASIBLE and one.round.phase in BEFORE_THE_VOTE
            and one.checked_at is not None and now <= one.checked_at + TO_ANSWER,
        )
        for one in mine.order_by("-round__made_at", "number")
    ]  # fmt: skip
    context = {"idea": idea, "token": token, "rows": rows, "form": form, "wrong": wrong}
    return render(request, "voting/own_plan.html", context, status=CONFLICT if wrong else 200)
