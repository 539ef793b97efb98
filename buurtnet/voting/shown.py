"""A round and its plans as visitors see them; never a number that tells how people vote while they do."""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.kit.amounts import euros
from buurtnet.voting.choices import Phase, PlanState
from buurtnet.voting.models import Plan, VoteRound
from buurtnet.voting.rules import Rule

# What happens in each phase a visitor sees, in order.
CALENDAR = (Phase.IDEAS, Phase.CHECK, Phase.VOTE, Phase.RESULT, Phase.DOING, Phase.LOOK_BACK)
IN_A_SENTENCE: Mapping[str, object] = {
    Phase.IDEAS: gettext_lazy("Je kunt nu een idee insturen."),
    Phase.CHECK: gettext_lazy("We kijken of elk plan kan, en wat het kost."),
    Phase.VOTE: gettext_lazy("Je kunt nu stemmen."),
    Phase.COUNT: gettext_lazy("De stemmen worden geteld."),
    Phase.RESULT: gettext_lazy("De uitslag is er."),
    Phase.DOING: gettext_lazy("De gekozen plannen worden uitgevoerd."),
    Phase.LOOK_BACK: gettext_lazy("De plannen zijn klaar. Kijk wat het werd."),
    Phase.STOPPED: gettext_lazy("Deze stemronde is gestopt."),
}
HOW: Mapping[str, object] = {
    Rule.EQUAL_SHARES: gettext_lazy(
        "Iedereen die stemt, krijgt een even groot deel van het geld. Wie hetzelfde plan kiest, betaalt het samen. "
        "Zo krijgt een grote groep niet alles."
    ),
    Rule.EXHAUSTIVE: gettext_lazy(
        "Iedereen die stemt, krijgt een even groot deel van het geld. Wie hetzelfde plan kiest, betaalt het samen. "
        "Dat gaat door tot er geen plan meer bij past."
    ),
    Rule.GREEDY: gettext_lazy(
        "Het plan met de meeste stemmen gaat door, dan het volgende. Een plan waar te weinig geld voor over is, "
        "slaan we over."
    ),
    Rule.NO_SKIP: gettext_lazy(
        "Het plan met de meeste stemmen gaat door, dan het volgende. Is er te weinig geld voor een plan, dan "
        "stopt het."
    ),
    Rule.THRESHOLD: gettext_lazy(
        "Het plan met de meeste stemmen gaat door, dan het volgende. Een plan met te weinig stemmen telt niet mee."
    ),
}


@dataclass(frozen=True)
class PlanShown:
    """A plan in the language of the page. ``asked``: only where it is not what it was found to cost."""

    plan: Plan
    title: str
    text: str
    language: str
    cost: str
    asked: str


@dataclass(frozen=True)
class Moment:
    """A step of the calendar of a round. ``is_now``: where it stands; ``is_past``: done."""

    label: str
    when: str
    is_now: bool
    is_past: bool


def plans_of(around: VoteRound, language: str, *, order: int | None = None) -> list[PlanShown]:
    """The plans one can vote for. ``order``: a number by which they are shuffled; without it by number."""
    plans = list(around.plans.filter(state=PlanState.FEASIBLE).prefetch_related("texts").select_related("area"))
    if order is not None:
        random.Random(order).shuffle(plans)  # noqa: S311 (an order on a screen)
    return [_shown(one, language) for one in plans]


def dropped_of(around: VoteRound) -> list[Plan]:
    """Plans that cannot be done, with why and what was answered."""
    return list(around.plans.filter(state=PlanState.NOT_FEASIBLE))


def calendar_of(around: VoteRound) -> list[Moment]:
    """The days of a round, with where it stands now."""
    at = CALENDAR.index(Phase.VOTE if around.phase == Phase.COUNT else Phase(around.phase))
    whens = {
        Phase.IDEAS: _until(around.ideas_until),
        Phase.VOTE: _voting(around),
        Phase.RESULT: _on(around.result_on),
    }
    return [
        Moment(str(phase.label).capitalize(), whens.get(phase, ""), place == at, place < at)
        for place, phase in enumerate(CALENDAR)
    ]


def how_in_words(around: VoteRound) -> str:
    """The rule in two plain sentences."""
    return str(HOW[around.rule])


def stand_of(around: VoteRound) -> str:
    """What goes on now, in one sentence; once the last moment to vote is over, so."""
    if around.phase == Phase.VOTE and around.votes_until and timezone.now() >= around.votes_until:
        return _("Stemmen kan niet meer. De stemmen worden geteld.")
    if around.phase == Phase.VOTE and around.votes_from and timezone.now() < around.votes_from:
        return _("Stemmen kan vanaf {when}.").format(when=_moment(around.votes_from))
    return str(IN_A_SENTENCE[around.phase])


def _shown(plan: Plan, language: str) -> PlanShown:
    texts = {one.language: one for one in plan.texts.all()}
    found = texts.get(language)
    asked = euros(plan.asked) if plan.asked and plan.asked != plan.cost else ""
    if found:
        return PlanShown(plan, found.title, found.text, language, euros(plan.cost), asked)
    return PlanShown(plan, plan.title, plan.text, "nl", euros(plan.cost), asked)


def until_of(around: VoteRound) -> str:
    """Until when one can vote: a whole day where it ends at midnight, so that nobody is a day late."""
    if around.votes_until is None:
        return ""
    local = timezone.localtime(around.votes_until)
    if local.time() == dt.time():
        day = formats.date_format(local - dt.timedelta(days=1), "l j F")
        return _("tot en met {day}").format(day=day)
    return _("tot {when} uur").format(when=_moment(around.votes_until))


def _moment(at: dt.datetime) -> str:
    local = timezone.localtime(at)
    if local.time() == dt.time():
        return str(formats.date_format(local, "l j F"))
    return f"{formats.date_format(local, 'l j F')}, {formats.time_format(local.time(), 'H:i')}"


def _voting(around: VoteRound) -> str:
    if around.votes_from is None or around.votes_until is None:
        return ""
    return f"{_moment(around.votes_from)} {until_of(around)}"


def _until(day: dt.date | None) -> str:
    return _("tot en met {day}").format(day=formats.date_format(day, "j F")) if day else ""


def _on(day: dt.date | None) -> str:
    return str(formats.date_format(day, "j F")) if day else ""
