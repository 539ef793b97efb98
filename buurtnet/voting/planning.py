"""Plans on their way to the ballot: proposed, checked by a human, answered, carried out."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.budget.models import Idea
from buurtnet.budget.saying import is_theirs
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.voting.choices import FIXED, Phase, PlanState
from buurtnet.voting.emails import mail_checked
from buurtnet.voting.models import Plan, PlanText, VoteRound
from buurtnet.voting.moving import locked, note, refuse
from buurtnet.voting.publishing import is_carried_out

MOST_PLANS: Final = 300
TO_ANSWER: Final = dt.timedelta(days=7)  # after "niet haalbaar"
BEFORE_THE_VOTE: Final = (Phase.SETUP, Phase.IDEAS, Phase.CHECK)


@transaction.atomic
def add_plan(around: VoteRound, idea: Idea, *, by: Person | None) -> Plan:
    """An idea of this network becomes a plan of the round; a second time it is the same plan.

    Raises ``NotNowError`` when the vote began, or there are too many plans to choose from.
    """
    locked(around)
    if earlier := Plan.objects.filter(round=around, idea=idea).first():
        return earlier
    if around.phase not in BEFORE_THE_VOTE or idea.network_id != around.network_id:
        refuse(around, f"plan.{around.phase}.add", by)
    last = around.plans.aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_PLANS:
        sentence = _("Meer dan 300 plannen kan niemand lezen. Haal er eerst een van de lijst.")
        refuse(around, "plan.too_many", by, sentence)
    made = Plan.objects.create(
        round=around, idea=idea, number=last + 1, title=idea.title, text=idea.text[:600], area=idea.area,
        asked=idea.asked, cost=idea.asked,
    )  # fmt: skip
    note(Action.CREATE, around, by, result="plan")
    return made


@transaction.atomic
def check_plan(plan: Plan, *, feasible: bool, cost: int, reason: str, by: Person, symbol: str = "") -> Plan:
    """A human says whether it can be done and what it costs, in cents, whole euros. Raises ``NotNowError``."""
    around = _before_the_vote(plan, by)
    if plan.idea and is_theirs(by, plan.idea):
        refuse(around, "plan.own", by, _("Dit is je eigen idee. Laat een ander beslissen."))
    if feasible and (cost <= 0 or cost % 100):
        refuse(around, "plan.cost", by, _("Vul de kosten in hele euro's in."))
    if not feasible and not reason:
        refuse(around, "plan.reason", by, _("Schrijf op waarom dit plan niet kan."))
    was = plan.state
    plan.state = PlanState.FEASIBLE if feasible else PlanState.NOT_FEASIBLE
    plan.cost, plan.check_reason, plan.checked_at = cost or plan.cost, reason, timezone.now()
    plan.symbol = symbol
    plan.save(update_fields=["state", "cost", "check_reason", "checked_at", "symbol"])
    note(Action.CHANGE, around, by, result=f"plan.{plan.state}")
    if plan.idea and plan.state != was:
        mail_checked(plan.idea)
    return plan


@transaction.atomic
def answer_check(plan: Plan, reply: str, *, by: Person | None, now: dt.datetime | None = None) -> Plan:
    """Who had the idea answers to "niet haalbaar", within seven days; someone looks anew. Raises ``NotNowError``."""
    around = _before_the_vote(plan, by)
    since = plan.checked_at
    if plan.state != PlanState.NOT_FEASIBLE or since is None or (now or timezone.now()) > since + TO_ANSWER:
        refuse(around, "plan.answer", by, _("Antwoorden kan tot zeven dagen nadat je plan is nagekeken."))
    plan.reply, plan.state = reply, PlanState.PROPOSED
    plan.save(update_fields=["reply", "state"])
    note(Action.CHANGE, around, by, result="plan.answered")
    return plan


@transaction.atomic
def withdraw_plan(plan: Plan, *, by: Person | None) -> Plan:
    """It does not come on the ballot. Raises ``NotNowError``."""
    around = _before_the_vote(plan, by)
    plan.state = PlanState.WITHDRAWN
    plan.save(update_fields=["state"])
    note(Action.CHANGE, around, by, result="plan.withdrawn")
    return plan


@transaction.atomic
def exclude(plan: Plan, others: Sequence[Plan], *, by: Person) -> None:
    """Plans of the same round that cannot be done beside this one. Raises ``NotNowError``."""
    around = _before_the_vote(plan, by)
    if any(one.round_id != plan.round_id or one.pk == plan.pk for one in others):
        refuse(around, "plan.exclude", by)
    plan.excludes.set(others)
    note(Action.CHANGE, around, by, result="plan.excludes")


@transaction.atomic
def translate_plan(plan: Plan, language: str, *, title: str, text: str, by: Person) -> None:
    """A plan in another language of the ballot; an empty title takes it away. Raises ``NotNowError``."""
    around = _before_the_vote(plan, by)
    if title:
        PlanText.objects.update_or_create(plan=plan, language=language, defaults={"title": title, "text": text})
    else:
        PlanText.objects.filter(plan=plan, language=language).delete()
    note(Action.CHANGE, around, by, result="plan.text")


@transaction.atomic
def report(plan: Plan, *, owner: str, ready_on: dt.date | None, progress: str, by: Person) -> Plan:
    """How a plan that is carried out is getting on, for everyone to read. Raises ``NotNowError``."""
    around = locked(plan.round)
    if around.phase not in {Phase.RESULT, Phase.DOING, Phase.LOOK_BACK} or not is_carried_out(plan):
        refuse(around, "plan.report", by)
    plan.owner_text, plan.ready_on, plan.progress = owner, ready_on, progress
    plan.save(update_fields=["owner_text", "ready_on", "progress"])
    note(Action.CHANGE, around, by, result="plan.report")
    return plan


def _before_the_vote(plan: Plan, by: Person | None) -> VoteRound:
    around = locked(plan.round)
    if around.phase in FIXED or around.phase == Phase.STOPPED:
        refuse(around, f"plan.{around.phase}", by, _("De stemming is begonnen. Aan de plannen verandert niets meer."))
    plan.refresh_from_db(fields=["state", "checked_at", "cost"])
    return around
