"""Why a count came out as it did, per project and for the whole, as figures: for words and for a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from buurtnet.voting.elections import Election
from buurtnet.voting.equal_shares import Result
from buurtnet.voting.greedy import Step, Why, most_votes, winners
from buurtnet.voting.rules import Outcome, Rule, left_without
from buurtnet.voting.turns import Turn

SMALLEST_GROUP = 10
MOST_GROUPS = 6


@dataclass(frozen=True)
class PaidAlike:
    """So many people paid from ``least`` to ``most`` cents each."""

    least: Fraction
    most: Fraction
    people: int


class Fate(StrEnum):
    """What became of a project."""

    CHOSEN = "chosen"
    LEFTOVER = "leftover"
    NO_MONEY = "no_money"
    STOPPED = "stopped"
    TOO_FEW = "too_few"
    NO_VOTES = "no_votes"
    CAP = "cap"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Reason:
    """One project. Amounts in cents.

    ``turn``: in which it was chosen; under most votes its place in the order. ``behind``: what its supporters had
    together in its turn, or when the last project had been chosen; under most votes what was left in its turn.
    ``missing``: what it then lacked. ``paid``: who paid what, poorest first, in groups of ten or more; empty when
    there are fewer. ``with_most_votes``: whether most votes would have chosen it.
    """

    project: int
    fate: Fate
    cost: int
    supporters: int
    score: int
    turn: int | None = None
    behind: Fraction = Fraction(0)
    missing: Fraction = Fraction(0)
    effective_votes: Fraction | None = None
    pay: Fraction | None = None
    full_payers: int = 0
    last_payers: int = 0
    had_nothing: int = 0
    paid: tuple[PaidAlike, ...] = ()
    with_most_votes: bool = False

    @property
    def is_chosen(self) -> bool:
        return self.fate in (Fate.CHOSEN, Fate.LEFTOVER)

    @property
    def covered(self) -> Fraction:
        """The part of the cost that supporters could pay, from 0 to 1: the length of a bar."""
        return min(Fraction(1), self.behind / self.cost) if self.cost else Fraction(1)


@dataclass(frozen=True)
class Reasons:
    """The whole. ``without``: voters who got nothing they asked for, and the same had most votes decided.

    Shares (cents) are of equal shares only. ``blank``: voters who asked for nothing.
    """

    rule: Rule
    voters: int
    blank: int
    budget: int
    cost: int
    without: int
    without_with_most_votes: int
    projects: tuple[Reason, ...]
    share_at_the_start: Fraction | None = None
    share_at_the_end: Fraction | None = None
    next_step_overspends: bool = False


def reasons(outcome: Outcome) -> Reasons:
    election = outcome.election
    other = most_votes(election)
    by_votes = Outcome(Rule.GREEDY, election, winners(other), other)
    shares = outcome.shares
    found = of_shares(election, shares, by_votes) if shares else of_votes(outcome, by_votes)
    return Reasons(
        rule=outcome.rule,
        voters=election.voters,
        blank=election.ballots.get((), 0),
        budget=election.budget,
        cost=outcome.cost,
        without=left_without(outcome),
        without_with_most_votes=left_without(by_votes),
        projects=tuple(sorted(found, key=lambda one: one.project)),
        share_at_the_start=shares.first.share if shares else None,
        share_at_the_end=shares.run.share if shares else None,
        next_step_overspends=bool(shares and shares.is_at_the_edge),
    )


def of_votes(outcome: Outcome, by_votes: Outcome) -> Iterator[Reason]:
    election = outcome.election
    for turn, step in enumerate(outcome.steps, start=1):
        cost = election.projects[step.project].cost
        yield Reason(
            project=step.project,
            fate=Fate(step.why.value),
            cost=cost,
            supporters=election.votes[step.project],
            score=election.scores[step.project],
            turn=turn,
            behind=Fraction(step.left),
            missing=missing_in(step, cost),
            with_most_votes=step.project in by_votes.winners,
        )


def missing_in(step: Step, cost: int) -> Fraction:
    return Fraction(max(0, cost - step.left)) if step.why == Why.NO_MONEY else Fraction(0)


def of_shares(election: Election, result: Result, by_votes: Outcome) -> Iterator[Reason]:
    turns = {turn.project: (number, turn) for number, turn in enumerate(result.run.turns, start=1)}
    for place, project in enumerate(election.projects):
        votes, score = election.votes[place], election.scores[place]
        helps = place in by_votes.winners
        if place in turns:
            number, turn = turns[place]
            yield Reason(
                place, Fate.CHOSEN, project.cost, votes, score, number, turn.behind, Fraction(0),
                turn.effective_votes(project.cost) if project.cost else None, turn.pay, turn.full_payers,
                turn.last_payers, turn.without, paid_alike(turn), helps,
            )  # fmt: skip
        else:
            behind = result.run.behind.get(place, Fraction(0))
            fate = fate_of(election, place, result)
            missing = max(Fraction(0), project.cost - behind) if fate == Fate.NO_MONEY else Fraction(0)
            yield Reason(
                place, fate, project.cost, votes, score, behind=behind, missing=missing, with_most_votes=helps
            )


def fate_of(election: Election, place: int, result: Result) -> Fate:
    """Why a project was not chosen."""
    if place not in election.eligible:
        return Fate.TOO_FEW
    if not election.votes[place]:
        return Fate.NO_VOTES
    in_the_way = election.stands_in_the_way(place, result.run.order)
    return Fate(in_the_way) if in_the_way else Fate.NO_MONEY


def paid_alike(turn: Turn) -> tuple[PaidAlike, ...]:
    """Groups from who paid nothing to who paid most, of about a sixth of the supporters and of ten at least."""
    amounts = [(Fraction(0), turn.without)] if turn.without else []
    amounts += [*turn.lasts, (turn.pay, turn.full_payers)]
    everyone = sum(count for _amount, count in amounts)
    enough = max(SMALLEST_GROUP, -(-everyone // MOST_GROUPS))
    found: list[PaidAlike] = []
    waiting: list[tuple[Fraction, int]] = []
    for amount, count in amounts:
        # Many who paid exactly the same are a group of their own, if those before them are.
        before = sum(people for _amount, people in waiting)
        if count >= enough and before >= SMALLEST_GROUP:
            found.append(together(waiting))
            waiting = []
        waiting.append((amount, count))
        if sum(people for _amount, people in waiting) >= enough:
            found.append(together(waiting))
            waiting = []
    if waiting and sum(people for _amount, people in waiting) >= SMALLEST_GROUP:
        found.append(together(waiting))
    elif waiting and found:
        last = found.pop()
        people = last.people + sum(count for _amount, count in waiting)
        found.append(PaidAlike(last.least, waiting[-1][0], people))
    return tuple(found)


def together(amounts: list[tuple[Fraction, int]]) -> PaidAlike:
    return PaidAlike(amounts[0][0], amounts[-1][0], sum(count for _amount, count in amounts))
