"""A round from its first day: set up, ideas gathered, checked, voted on, made public, carried out, looked back on."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.budget.choices import IdeaState, Lane
from buurtnet.budget.models import Idea
from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.voting.choices import FIXED, Phase, PlanState
from buurtnet.voting.models import VoteRound
from buurtnet.voting.moving import locked, move, note, refuse
from buurtnet.voting.rules import Rule

# What is part of the rule, and cannot change once the vote began.
OF_THE_RULE = frozenset({
    "pot", "budget", "rule", "satisfaction", "step", "least_votes", "seed", "per", "age_least", "age_most", "by_mail",
    "votes_from", "votes_until",
})  # fmt: skip


def make_round(network: Network, said: Mapping[str, Any], *, form_key: uuid.UUID, by: Person) -> VoteRound:
    """A new round in its first phase. Sent twice it is one."""
    key = uuid.uuid5(form_key, f"{network.pk} {by.pk}")
    try:
        with transaction.atomic():
            made = VoteRound.objects.create(network=network, form_key=key, **said)
            note(Action.CREATE, made, by)
    except IntegrityError:
        return VoteRound.objects.select_related("network").get(form_key=key)
    return made


@transaction.atomic
def change_round(around: VoteRound, said: Mapping[str, Any], *, version: int, by: Person) -> VoteRound:
    """Write down what changed; of the rule nothing once the vote began. Raises ``ChangedMeanwhileError`` and
    ``NotNowError``.
    """
    locked(around)
    if around.version != version:
        raise ChangedMeanwhileError
    changed = {name for name, value in said.items() if getattr(around, name) != value}
    if around.phase in FIXED and changed & OF_THE_RULE:
        sentence = _("De stemming is begonnen. Aan de regels en de dagen verandert nu niets meer.")
        refuse(around, "round.fixed", by, sentence)
    for name, value in said.items():
        setattr(around, name, value)
    around.version += 1
    around.save(update_fields=[*said, "version"])
    note(Action.CHANGE, around, by)
    return around


@transaction.atomic
def open_for_ideas(around: VoteRound, *, by: Person) -> None:
    """Residents may propose plans. Raises ``NotNowError``."""
    locked(around)
    move(around, Phase.IDEAS, by=by)


@transaction.atomic
def begin_check(around: VoteRound, *, by: Person) -> None:
    """No more ideas; humans look whether each can be done, and what it costs. Raises ``NotNowError``."""
    locked(around)
    move(around, Phase.CHECK, by=by)


@transaction.atomic
def open_vote(around: VoteRound, *, by: Person, now: dt.datetime | None = None) -> None:
    """From now on the rule stands. Raises ``NotNowError`` while something is not ready, and says what."""
    locked(around)
    if lacking := lacking_for_vote(around, now or timezone.now()):
        refuse(around, "round.not_ready", by, lacking[0])
    move(around, Phase.VOTE, by=by, fixed_at=now or timezone.now())
    # Nobody asks the same money in another lane while it is voted about.
    ideas_in(around).update(lane=Lane.VOTE)


def ideas_in(around: VoteRound) -> QuerySet[Idea]:
    """The ideas of plans on the ballot that got no money yet."""
    return Idea.objects.filter(
        plans__round=around, plans__state=PlanState.FEASIBLE, state=IdeaState.IDEA, submitted_at=None
    )


def lacking_for_vote(around: VoteRound, now: dt.datetime) -> list[str]:
    """What must be done before people can vote, in sentences; empty when all is ready."""
    plans = list(around.plans.select_related("idea"))
    feasible = [one for one in plans if one.state == PlanState.FEASIBLE]
    found = []
    if any(one.state == PlanState.PROPOSED for one in plans):
        found.append(_("Er zijn nog plannen die niemand heeft nagekeken."))
    if len(feasible) < 2:
        found.append(_("Er zijn minstens twee haalbare plannen nodig."))
    if around.votes_from is None or around.votes_until is None or around.votes_until <= now:
        found.append(_("Kies van wanneer tot wanneer mensen kunnen stemmen."))
    if not around.seed:
        found.append(_("Kies een zin waaruit geloot wordt als plannen gelijk eindigen. Hij staat vooraf op de site."))
    if around.rule == Rule.THRESHOLD and not around.least_votes:
        found.append(_("Bij deze manier van tellen hoort een minimum aan stemmen."))
    if feasible and min(one.cost for one in feasible) > around.budget:
        found.append(_("Geen enkel plan past in het bedrag. Maak een plan kleiner of het bedrag groter."))
    if any(one.idea and one.idea.state != IdeaState.IDEA for one in feasible):
        found.append(_("Bij een plan loopt al iets anders met geld. Haal het uit de stemronde."))
    if around.pot.free < around.budget:
        found.append(_("Er zit nu minder in de pot dan het bedrag van deze stemronde."))
    return found


@transaction.atomic
def stop_round(around: VoteRound, *, why: str, by: Person) -> None:
    """It does not go on, for everyone to read why; votes that were cast are thrown away uncounted.

    Raises ``NotNowError``.
    """
    locked(around)
    move(around, Phase.STOPPED, by=by, why_stopped=why)
    ideas_in(around).update(lane="")
    around.papers.update(code_hash="", seal="")
    around.ballots.all().delete()
    around.mailed.all().delete()


@transaction.atomic
def carry_out(around: VoteRound, *, by: Person) -> None:
    """What won is being done. Raises ``NotNowError``."""
    locked(around)
    move(around, Phase.DOING, by=by)


@transaction.atomic
def look_back(around: VoteRound, *, text: str, by: Person) -> None:
    """How it went, told once all is done. Raises ``NotNowError``."""
    locked(around)
    if not text:
        refuse(around, "round.look_back.empty", by, _("Schrijf eerst op hoe het ging."))
    move(around, Phase.LOOK_BACK, by=by, look_back=text)
