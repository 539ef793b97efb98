"""Most votes: go down the list of projects by votes, and take what can be paid."""

from dataclasses import dataclass
from enum import StrEnum

from buurtnet.voting.elections import Election


class Why(StrEnum):
    """What became of a project, and why."""

    CHOSEN = "chosen"
    LEFTOVER = "leftover"  # chosen afterwards, with what was left
    NO_MONEY = "no_money"
    STOPPED = "stopped"  # no skipping: an earlier one could not be paid
    TOO_FEW = "too_few"
    CAP = "cap"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Step:
    """One project in its turn: what was left before it (cents), and what became of it."""

    project: int
    left: int
    why: Why


def most_votes(election: Election, *, skips: bool = True) -> list[Step]:
    """Every project once, by score (most first), equals by the tie order; winners are ``CHOSEN`` or ``LEFTOVER``.

    ``skips``: who cannot be paid is passed over; else the first that cannot be paid ends it. Money per category or
    neighbourhood is an upper bound. Source: design of the counting rules, "Meeste stemmen"; Pabulib's ``greedy``.
    """
    order = sorted(range(len(election.projects)), key=lambda one: (-election.scores[one], election.tie_order[one]))
    steps: list[Step] = []
    chosen: list[int] = []
    left, has_stopped = election.budget, False
    for place in order:
        why = verdict(election, place, chosen, left)
        if has_stopped and why == Why.CHOSEN:
            why = Why.STOPPED
        steps.append(Step(place, left, why))
        if why == Why.CHOSEN:
            chosen.append(place)
            left -= election.projects[place].cost
        elif why == Why.NO_MONEY and not skips:
            has_stopped = True
    return with_leftover(election, steps, left) if election.funds_leftover else steps


def verdict(election: Election, place: int, chosen: list[int], left: int) -> Why:
    if election.scores[place] < election.threshold:
        return Why.TOO_FEW
    if in_the_way := election.stands_in_the_way(place, chosen):
        return Why(in_the_way)
    return Why.CHOSEN if election.projects[place].cost <= left else Why.NO_MONEY


def with_leftover(election: Election, steps: list[Step], left: int) -> list[Step]:
    """What a cap or an earlier project kept out is paid after all while there is money, in the same order."""
    told = []
    chosen = winners(steps)
    for step in steps:
        cost = election.projects[step.project].cost
        is_kept_out = step.why in (Why.CAP, Why.NO_MONEY, Why.STOPPED)
        if is_kept_out and cost <= left and not election.clashes(step.project, chosen):
            told.append(Step(step.project, left, Why.LEFTOVER))
            chosen.append(step.project)
            left -= cost
        else:
            told.append(step)
    return told


def winners(steps: list[Step]) -> list[int]:
    """In the order in which they were taken."""
    return [step.project for why in (Why.CHOSEN, Why.LEFTOVER) for step in steps if step.why == why]
