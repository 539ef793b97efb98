"""The vote is over: ballots are written anew in random order, counted by the rule that was fixed, and made public."""

import datetime as dt
import random
from collections import Counter
from secrets import SystemRandom

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.people.models import Person
from buurtnet.voting.choices import PaperState, Phase, PlanState
from buurtnet.voting.elections import Election, Project, Satisfaction
from buurtnet.voting.models import Ballot, Count, CountedBallot, MailedCode, PaperBallot, Plan, VoteRound
from buurtnet.voting.moving import locked, move, refuse
from buurtnet.voting.protocol import protocol
from buurtnet.voting.rules import Outcome, Rule, decide
from buurtnet.voting.taking_part import who_took_part


@transaction.atomic
def close_and_count(
    around: VoteRound, *, by: Person | None, now: dt.datetime | None = None, chance: random.Random | None = None
) -> Count:
    """Count a round whose last moment to vote is over; once. Raises ``NotNowError``.

    All in one transaction: either there is a count and no ballot is left that could lead to an hour, or all is as
    it was. ``chance``: for tests; else the system's own.
    """
    locked(around)
    if around.phase == Phase.COUNT:
        return around.count
    if around.votes_until is None or (now or timezone.now()) < around.votes_until:
        refuse(
            around, "round.not_over", by, _("De stemming loopt nog. Tellen kan zodra het laatste moment voorbij is.")
        )
    if PaperBallot.objects.filter(round=around, state__in=(PaperState.ONCE, PaperState.DIFFERS)).exists():
        sentence = _("Er liggen nog enveloppen die maar één keer zijn ingevoerd, of waarbij de twee verschillen.")
        refuse(around, "round.paper_left", by, sentence)
    move(around, Phase.COUNT, by=by)
    counted = _written_anew(around, chance or SystemRandom())
    election = election_of(around)
    outcome = outcome_of(around, election)
    _mark(around, election, outcome)
    return Count.objects.create(
        round=around, voters=election.voters, blank=election.ballots.get((), 0), cost=outcome.cost,
        protocol=protocol(election, outcome, around.seed), fairness=who_took_part(counted, outcome),
    )  # fmt: skip


def election_of(around: VoteRound) -> Election:
    """A counted round as the rules see it: plans by their number on the ballot, and ballots without people.

    What nobody voted for never wins, however much money is left.
    """
    plans = list(around.plans.filter(state=PlanState.FEASIBLE).order_by("number").select_related("area"))
    places = {plan.number: place for place, plan in enumerate(plans)}
    ballots: Counter[tuple[int, ...]] = Counter()
    for row in around.counted.all():
        ballots[tuple(sorted(places[number] for number in row.plans if number in places))] += row.times
    votes = Counter(place for ballot, times in ballots.items() for place in ballot for _time in range(times))
    pairs = Plan.excludes.through.objects.filter(from_plan__round=around, to_plan__round=around)
    conflicts = frozenset(
        (places[one], places[other])
        for one, other in pairs.values_list("from_plan__number", "to_plan__number")
        if one < other and one in places and other in places
    )
    return Election(
        budget=around.budget,
        projects=tuple(
            Project(str(plan.number), plan.cost, plan.title, plan.category, plan.area.name if plan.area else "")
            for plan in plans
        ),
        ballots=ballots, scores=tuple(votes[place] for place in range(len(plans))), rule=around.rule,
        title=around.name, threshold=max(1, around.least_votes), conflicts=conflicts, seed=around.seed,
    )  # fmt: skip


def outcome_of(around: VoteRound, election: Election) -> Outcome:
    """What the rule of a round makes of an election."""
    return decide(election, Rule(around.rule), satisfaction=Satisfaction(around.satisfaction), step=around.step)


def _written_anew(around: VoteRound, chance: random.Random) -> list[Ballot]:
    """Equal choices become one row, in random order; the ballots, and who had a code by mail, go."""
    ballots = list(Ballot.objects.filter(round=around).select_related("area"))
    choices = list(Counter(tuple(one.plans) for one in ballots).items())
    chance.shuffle(choices)
    CountedBallot.objects.bulk_create(
        [CountedBallot(round=around, plans=list(plans), times=times) for plans, times in choices], batch_size=1_000
    )
    Ballot.objects.filter(round=around).delete()
    MailedCode.objects.filter(round=around).delete()
    return ballots


def _mark(around: VoteRound, election: Election, outcome: Outcome) -> None:
    """Votes and won or not beside each plan; no page shows them before the result is public."""
    won = set(outcome.winners)
    by_number = {project.id: place for place, project in enumerate(election.projects)}
    plans = list(around.plans.filter(state=PlanState.FEASIBLE))
    for plan in plans:
        place = by_number[str(plan.number)]
        plan.votes, plan.won = election.votes[place], place in won
    Plan.objects.bulk_update(plans, ["votes", "won"])
