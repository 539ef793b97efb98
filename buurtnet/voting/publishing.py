"""The result is made public, what won is promised its money, and a human may decide otherwise, for all to read."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.budget.choices import IdeaState, Lane
from buurtnet.budget.models import Idea
from buurtnet.budget.promising import promise
from buurtnet.budget.saying import is_theirs
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.voting.choices import Phase
from buurtnet.voting.models import HandDecision, Plan, VoteRound
from buurtnet.voting.moving import locked, move, note, refuse
from buurtnet.voting.rounds import ideas_in


@transaction.atomic
def decide_by_hand(plan: Plan, *, wins: bool, reason: str, by: Person) -> HandDecision:
    """A plan is taken, or left, against the count; before the result is public. The protocol keeps both.

    Raises ``NotNowError``.
    """
    around = locked(plan.round)
    if plan.idea and is_theirs(by, plan.idea):
        refuse(around, "plan.own", by, _("Dit is je eigen idee. Laat een ander beslissen."))
    if around.phase != Phase.COUNT or plan.won is None or not reason:
        refuse(around, "plan.by_hand", by)
    made, _new = HandDecision.objects.update_or_create(
        plan=plan, defaults={"wins": wins, "reason": reason, "by": by, "at": timezone.now()}
    )
    note(Action.CHANGE, around, by, result="plan.by_hand")
    return made


@transaction.atomic
def publish(around: VoteRound, *, by: Person) -> list[Plan]:
    """Make the count public and promise the money for what won. Returns what is carried out.

    Raises ``NotNowError``, also when the pot has too little; then nothing is public and nothing promised.
    """
    locked(around)
    chosen = carried_out(around)
    if sum(plan.cost for plan in chosen) > around.budget:
        sentence = _("Met wat jullie zelf besloten, kosten de plannen samen meer dan er te verdelen is.")
        refuse(around, "round.over_budget", by, sentence)
    move(around, Phase.RESULT, by=by)
    for plan in chosen:
        idea = plan.idea
        if idea is None or idea.state != IdeaState.IDEA:
            refuse(
                around,
                "plan.idea_moved",
                by,
                _("Bij een gekozen plan loopt al iets anders met geld. Kijk daar eerst."),
            )
        Idea.objects.filter(pk=idea.pk).update(pot=around.pot, lane=Lane.VOTE)
        idea.refresh_from_db()
        promise(idea, plan.cost, by=by, why=_("Gekozen in de stemronde {name}").format(name=around.name))
    ideas_in(around).update(lane="")
    return chosen


def carried_out(around: VoteRound) -> list[Plan]:
    """What won by the count, but for what a human decided otherwise; by number."""
    plans = around.plans.exclude(won=None).select_related("idea", "decided_by_hand").order_by("number")
    return [plan for plan in plans if _wins(plan)]


def _wins(plan: Plan) -> bool:
    by_hand = getattr(plan, "decided_by_hand", None)
    return by_hand.wins if by_hand else bool(plan.won)
