"""The result is made public, what won is promised its money, and a human may decide otherwise, for all to read."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, QuerySet
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
def decide_by_hand(plan: Plan, *, wins: bool, reason: str = "", by: Person) -> HandDecision | None:
    """A plan is taken, or left; before the result is public. Against the count it has a reason, and is returned.

    What the count says takes back what was decided against it. Raises ``NotNowError``.
    """
    around = locked(plan.round)
    if plan.idea and is_theirs(by, plan.idea):
        refuse(around, "plan.own", by, _("Dit is je eigen idee. Laat een ander beslissen."))
    is_against = wins != plan.won
    if around.phase != Phase.COUNT or plan.won is None or (is_against and not reason):
        refuse(around, "plan.by_hand", by)
    if not is_against:
        if HandDecision.objects.filter(plan=plan).delete()[0]:
            note(Action.CHANGE, around, by, result="plan.by_count")
        return None
    made, _new = HandDecision.objects.update_or_create(
        plan=plan, defaults={"wins": wins, "reason": reason, "by": by, "at": timezone.now()}
    )
    note(Action.CHANGE, around, by, result="plan.by_hand")
    return made


@transaction.atomic
def publish(around: VoteRound, *, by: Person) -> list[Plan]:
    """Make the count public and promise the money for what won. Returns what is carried out.

    Raises ``NotNowError``, also when the pot has too little or two of it cannot be done beside each other; then
    nothing is public and nothing promised.
    """
    locked(around)
    chosen = carried_out(around)
    if pair := excluding(chosen):
        sentence = _("Plan {one} en plan {other} kunnen niet samen. Kies welk van de twee niet doorgaat.")
        refuse(around, "round.excluding", by, sentence.format(one=pair[0], other=pair[1]))
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
    return [plan for plan in plans if is_carried_out(plan)]


def is_carried_out(plan: Plan) -> bool:
    """Whether it won by the count, but for what a human decided otherwise."""
    by_hand = getattr(plan, "decided_by_hand", None)
    return by_hand.wins if by_hand else bool(plan.won)


def against_the_count(around: VoteRound) -> QuerySet[HandDecision]:
    """What humans decided otherwise than the count, by number of the plan."""
    found = HandDecision.objects.filter(plan__round=around).exclude(wins=F("plan__won"))
    return found.select_related("plan").order_by("plan__number")


def excluding(chosen: Sequence[Plan]) -> tuple[int, int] | None:
    """The numbers of the first two of these that cannot be done beside each other."""
    keys = [plan.pk for plan in chosen]
    pairs = Plan.excludes.through.objects.filter(from_plan__in=keys, to_plan__in=keys)
    of_both = ("from_plan__number", "to_plan__number")
    return pairs.order_by(*of_both).values_list(*of_both).first()
