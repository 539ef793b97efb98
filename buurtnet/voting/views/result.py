"""For everyone, once it is public: the result, why, and the files with which anyone counts it again."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buurtnet.directory.crumbs import Crumb
from buurtnet.kit.amounts import euros
from buurtnet.kit.limits import limited
from buurtnet.voting.access import shown_round, voting_room
from buurtnet.voting.models import VoteRound
from buurtnet.voting.results import (
    letters_of,
    part_in,
    plans_file,
    protocol_file,
    steps_of,
    story_of,
    told_of,
    votes_file,
)
from buurtnet.voting.shown import how_in_words
from buurtnet.voting.views.ballot import language


def public_or_404(request: HttpRequest, network: str, pk: UUID) -> VoteRound:
    """A round of which the counts may be seen; before that there is no such page."""
    around = shown_round(voting_room(request, network), pk)
    if around.hides_counts():
        raise Http404
    return around


@login_not_required
@require_safe
def result(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """What is carried out, and of every plan why or why not."""
    around = public_or_404(request, network, pk)
    told = told_of(around, language())
    context = {
        "round": around, "count": around.count, "story": story_of(around), "how": how_in_words(around),
        "winners": [one for one in told if one.is_carried_out], "budget": euros(around.budget),
        "others": [one for one in told if not one.is_carried_out],
        "cost": euros(sum(one.shown.plan.cost for one in told if one.is_carried_out)),
        "tables": part_in(around), "steps": steps_of(around), "letters": letters_of(around),
        "crumbs": [
            Crumb(_("Stemmen"), reverse("voting:home", args=[network])),
            Crumb(around.name, reverse("voting:round", args=[network, pk])), Crumb(_("Uitslag")),
        ],
    }  # fmt: skip
    return render(request, "voting/result.html", context)


@login_not_required
@limited("vote_files", setting="SEARCHES_PER_MINUTE")
@require_safe
def protocol(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Every turn with exact numbers, and what people decided beside the count."""
    around = public_or_404(request, network, pk)
    answer = JsonResponse(protocol_file(around), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer.headers["Content-Disposition"] = 'attachment; filename="verslag.json"'
    return answer


@login_not_required
@limited("vote_files", setting="SEARCHES_PER_MINUTE")
@require_safe
def votes(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The ballots without people, as a file that programs for counting read."""
    around = public_or_404(request, network, pk)
    answer = HttpResponse(votes_file(around), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="stemmen.pb"'
    return answer


@login_not_required
@limited("vote_files", setting="SEARCHES_PER_MINUTE")
@require_safe
def plans(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The plans for a spreadsheet."""
    around = public_or_404(request, network, pk)
    answer = HttpResponse(plans_file(around), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="plannen.csv"'
    return answer
