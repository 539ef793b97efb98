"""Equal shares: everyone has the same part of the money, and supporters of a project pay for it together.

The Method of Equal Shares for approval ballots (Peters, Pierczyński, Skowron 2021), completed by raising everyone's
share until the next step would overspend. Supporters pay the same, or all they have left when that is less; each turn
takes the project with the most effective votes (cost satisfaction), or the smallest share per payer (cardinality).

Voters with equal purses are one class: a turn splits the classes of those who pay. What is in a purse is kept as a
whole number over a common denominator, so no cent is rounded; a quicker run in floats goes ahead, and stops itself
(``TooCloseError``) where two numbers are within a millionth of a thousandth of each other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from buurtnet.voting.elections import CENTS, Election

CLOSE = 1e-9
MANY_CLASSES = 4_096
# So many steps one by one; a share that must be raised more often jumps to where something changes.
ONE_BY_ONE = 100
EMPTY = 0  # the class of those who have nothing left

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]


class Satisfaction(StrEnum):
    """What a project is worth to who voted for it: what it costs, or one each."""

    COST = "cost"
    CARDINALITY = "cardinality"


class TooCloseError(Exception):
    """Two numbers that decide something are too near each other for floats."""


@dataclass(frozen=True)
class Turn:
    """A project that was taken: what each who could paid (cents), how many paid that, how many gave their last."""

    project: int
    pay: Fraction
    full_payers: int
    last_payers: int
    from_last: Fraction  # cents, of all who gave their last

    def effective_votes(self, cost: int) -> Fraction:
        """So many supporters who all pay the same would have taken it in the same turn."""
        return Fraction(cost) / self.pay if self.pay else Fraction(0)


@dataclass
class Run:
    """One way down with a fixed share: who was taken in which order, and how far the share may rise unchanged."""

    share: Fraction
    turns: list[Turn] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    room: float = math.inf
    behind: dict[int, Fraction] = field(default_factory=dict)

    @property
    def chosen(self) -> frozenset[int]:
        return frozenset(self.order)


@dataclass(frozen=True)
class Result:
    """The last run that did not overspend, after so many raises of the share by ``step`` cents, and the first run.

    ``is_at_the_edge``: one raise more costs more than there is.
    """

    run: Run
    first: Run
    raises: int
    step: int
    is_at_the_edge: bool = False


class EqualShares:
    """The rule on one election; what every run needs is laid out once."""

    def __init__(self, election: Election, satisfaction: Satisfaction = Satisfaction.COST) -> None:
        self.election = election
        self.satisfaction = satisfaction
        groups = list(election.ballots.items())
        self.weights: Ints = np.array([times for _ballot, times in groups], dtype=np.int64)
        supporters: list[list[int]] = [[] for _project in election.projects]
        for group, (ballot, _times) in enumerate(groups):
            for place in ballot:
                supporters[place].append(group)
        self.supporters: list[Ints] = [np.array(found, dtype=np.int64) for found in supporters]
        self.support: list[Floats] = [self.weights[found].astype(np.float64) for found in self.supporters]

    @cached_property
    def wanted(self) -> list[int]:
        """Who can be taken at all: enough votes, and someone to pay."""
        return [place for place in self.election.eligible if self.election.votes[place]]

    def run(self, raises: int, step: int, *, exact: bool, measured: bool = False) -> Run:
        """Everyone begins with an equal part and ``raises`` times ``step`` cents.

        ``measured``: also find how much the share may rise before anything can change (``Run.room``, cents).
        Raises ``TooCloseError`` when not exact and floats cannot tell.
        """
        return _Walk(self, raises * step, exact=exact, measured=measured).down()

    def until_next_overspends(self, step: int = CENTS, *, leaps: bool = True, is_exact: bool = False) -> Result:
        """Raise the share by ``step`` as long as what is taken costs no more than there is (completion ``add1``).

        Not monotone in the share, so never by halving; steps are left out only where nothing can change (``leaps``).
        The last run and the one that overspends are exact; should they tell otherwise than the quick ones, all are.
        """
        first = self.run(0, step, exact=True)
        raises, at, has_ended = 0, first, False
        while not has_ended and not self.is_full(at):
            ahead = raises + 1
            if leaps and raises > ONE_BY_ONE:
                if math.isinf(at.room):
                    break
                ahead = raises + max(1, math.ceil(at.room / step - 1e-6))
            following = self.quick(ahead, step, is_exact=is_exact, measured=leaps and ahead > ONE_BY_ONE)
            if self.election.cost_of(following.chosen) > self.election.budget:
                has_ended = True
                raises = ahead - 1
            else:
                raises, at = ahead, following
        last = self.run(raises, step, exact=True)
        if not is_exact and not self.agrees(last, at, raises, step, has_ended=has_ended):
            return self.until_next_overspends(step, leaps=leaps, is_exact=True)
        return Result(last, first, raises, step, is_at_the_edge=has_ended)

    def agrees(self, last: Run, quick: Run, raises: int, step: int, *, has_ended: bool) -> bool:
        if last.chosen != quick.chosen:
            return False
        if not has_ended:
            return True
        beyond = self.run(raises + 1, step, exact=True)
        return self.election.cost_of(beyond.chosen) > self.election.budget

    def until_nothing_fits(self, step: int = CENTS) -> Result:
        """The other completion: stop as soon as no project left fits in the money left, or the next overspends."""
        first = at = self.run(0, step, exact=True)
        raises, has_ended = 0, False
        while not has_ended and not self.is_exhaustive(at.order) and not self.is_full(at):
            following = self.quick(raises + 1, step)
            if self.election.cost_of(following.chosen) > self.election.budget:
                has_ended = True
            else:
                raises, at = raises + 1, following
        return Result(self.run(raises, step, exact=True), first, raises, step, is_at_the_edge=has_ended)

    def is_full(self, run: Run) -> bool:
        """Nothing wanted is left that could be added, whatever the money."""
        return all(place in run.chosen or self.election.stands_in_the_way(place, run.order) for place in self.wanted)

    def is_exhaustive(self, order: Sequence[int]) -> bool:
        left = self.election.budget - self.election.cost_of(list(order))
        return all(
            self.election.projects[place].cost > left or self.election.stands_in_the_way(place, list(order))
            for place in self.wanted
            if place not in order
        )

    def quick(self, raises: int, step: int, *, is_exact: bool = False, measured: bool = False) -> Run:
        if not is_exact:
            try:
                return self.run(raises, step, exact=False, measured=measured)
            except TooCloseError:
                pass
        return self.run(raises, step, exact=True, measured=measured)


@dataclass(frozen=True)
class _Bid:
    """What one project would ask of its supporters now. ``key`` is what the smallest of wins."""

    project: int
    pay: float
    key: float
    key_slope: float  # how ``key`` changes with the share
    present: Ints  # the classes of its supporters, poorest first
    counts: Floats
    poor: int  # so many of these classes give all they have


class _Walk:
    """One run: the classes, what is in their purses, and the projects still in it."""

    def __init__(self, rule: EqualShares, raised: int, *, exact: bool, measured: bool) -> None:
        election = rule.election
        self.rule, self.exact, self.measured = rule, exact, measured
        voters = max(1, election.voters)
        self.denominator = voters
        share = election.budget + raised * voters
        self.found = Run(Fraction(share, voters))
        self.class_of: Ints = np.ones(len(rule.weights), dtype=np.int64)
        self.purse: Floats = np.array([0.0, share / voters])
        self.slope: Floats = np.array([0.0, 1.0])
        self.exact_purse: list[int] = [0, share]
        self.bounds: dict[int, tuple[float, float]] = {
            place: (0.0, 0.0) for place in rule.wanted if not election.stands_in_the_way(place, [])
        }

    def down(self) -> Run:
        """Turn after turn, until nobody can pay for anything more."""
        while bid := self.best():
            self.take(bid)
        if self.exact:
            for place in self.rule.wanted:
                if place not in self.found.chosen:
                    present, counts = self.purses_behind(place)
                    money = sum(self.exact_purse[one] * int(n) for one, n in zip(present, counts, strict=True))
                    self.found.behind[place] = Fraction(money, self.denominator)
        return self.found

    def best(self) -> _Bid | None:
        """The project with the smallest key. A key of an earlier turn is a lower bound: purses only get emptier."""
        bids: list[_Bid] = []
        lowest = math.inf
        for place in sorted(self.bounds, key=lambda one: self.bounds[one][0]):
            if self.bounds[place][0] > lowest * (1 + CLOSE) and lowest < math.inf:
                break
            bid = self.bid(place)
            if bid is None:
                del self.bounds[place]
                continue
            self.bounds[place] = (bid.key, bid.key_slope)
            lowest = min(lowest, bid.key)
            bids.append(bid)
        near = [bid for bid in bids if bid.key <= lowest * (1 + CLOSE)]
        if not near:
            return None
        winner = near[0] if len(near) == 1 else self.between(near)
        if self.measured:
            self.measure(winner)
        return winner

    def between(self, near: list[_Bid]) -> _Bid:
        """Of those that floats cannot tell apart: the smallest by exact numbers, and of equals by the tie order."""
        order = self.rule.election.tie_order
        if self.exact:
            return min(near, key=lambda bid: (self.exact_key(bid), order[bid.project]))
        if any(bid.poor for bid in near):
            raise TooCloseError
        return min(near, key=lambda bid: (self.equal_key(bid), order[bid.project]))

    def purses_behind(self, place: int) -> tuple[Ints, Floats]:
        """The classes of who supports this project, and how many supporters are in each."""
        counts = np.bincount(
            self.class_of[self.rule.supporters[place]], weights=self.rule.support[place], minlength=len(self.purse)
        )
        present = np.flatnonzero(counts)
        return present, counts[present]

    def bid(self, place: int) -> _Bid | None:
        """What each would pay: all the same, who has less all they have. None when they have too little together."""
        cost = self.rule.election.projects[place].cost
        present, counts = self.purses_behind(place)
        purses = self.purse[present]
        money = float(purses @ counts)
        is_close = abs(money - cost) <= CLOSE * cost
        if not (self.can_pay(present, counts, cost) if is_close else money > cost):
            if self.measured:
                self.limit(cost - money, float(self.slope[present] @ counts))
            return None
        by_purse = np.argsort(purses, kind="stable")
        present, counts, purses = present[by_purse], counts[by_purse], purses[by_purse]
        given = purses * counts
        before = np.cumsum(given) - given  # what those poorer give together
        richer = counts.sum() - (np.cumsum(counts) - counts)
        pays = (cost - before) / richer
        poor = int(np.argmax(purses >= pays * (1 - CLOSE)))
        pay = float(pays[poor])
        slopes = self.slope[present]
        pay_slope = -float(slopes[:poor] @ counts[:poor]) / float(richer[poor])
        if self.measured and poor:
            self.limit_all(pay - purses[:poor], slopes[:poor] - pay_slope)
        worth = self.worth(place)
        return _Bid(place, pay, pay / worth, pay_slope / worth, present, counts, poor)

    def can_pay(self, present: Ints, counts: Floats, cost: int) -> bool:
        if not self.exact:
            raise TooCloseError
        money = sum(self.exact_purse[one] * int(n) for one, n in zip(present, counts, strict=True))
        return bool(money >= cost * self.denominator)

    def exact_pay(self, bid: _Bid) -> tuple[Fraction, NDArray[np.bool_]]:
        """What each who can pays, exactly, and which of the classes give all they have.

        Begins with those surely poorer, and adds who turns out to have less: that only ever raises what is paid.
        """
        cost = self.rule.election.projects[bid.project].cost * self.denominator
        counts = [int(n) for n in bid.counts]
        purses = [self.exact_purse[one] for one in bid.present]
        poor = self.purse[bid.present] < bid.pay * (1 - 2 * CLOSE)
        while True:
            given = sum(purses[place] * counts[place] for place in np.flatnonzero(poor))
            rest = np.flatnonzero(~poor)
            richer = sum(counts[place] for place in rest)
            fallen = [place for place in rest if purses[place] * richer < cost - given]
            if not fallen:
                return Fraction(cost - given, richer * self.denominator), poor
            poor[fallen] = True

    def exact_key(self, bid: _Bid) -> Fraction:
        return self.exact_pay(bid)[0] / self.worth(bid.project)

    def equal_key(self, bid: _Bid) -> Fraction:
        """When all supporters can pay the same."""
        return Fraction(
            self.rule.election.projects[bid.project].cost, int(bid.counts.sum()) * self.worth(bid.project)
        )

    def worth(self, place: int) -> int:
        """What a project is worth to each who voted for it; what costs nothing is worth something too."""
        cost = self.rule.election.projects[place].cost
        return cost if self.rule.satisfaction == Satisfaction.COST and cost else 1

    def take(self, bid: _Bid) -> None:
        """The supporters pay; those with the same left are one class again."""
        chosen = self.found.order
        chosen.append(bid.project)
        del self.bounds[bid.project]
        for place in list(self.bounds):
            if self.rule.election.stands_in_the_way(place, chosen):
                del self.bounds[place]
        poor = self.pay_exactly(bid) if self.exact else np.arange(len(bid.present)) < bid.poor
        rich = bid.present[~poor]
        left = self.purse[rich] - bid.pay
        is_empty = left <= CLOSE * max(bid.pay, 1.0)
        if self.exact:
            kept = [self.exact_purse[one] - self.paid for one in rich]
            is_empty = np.array([one == 0 for one in kept], dtype=bool)
            self.exact_purse += [one for one in kept if one]
            left = np.maximum(left, 0.0)
        target = np.zeros(len(self.purse), dtype=np.int64)
        target[rich[~is_empty]] = len(self.purse) + np.arange(int((~is_empty).sum()))
        groups = self.rule.supporters[bid.project]
        self.class_of[groups] = target[self.class_of[groups]]
        self.purse = np.concatenate([self.purse, left[~is_empty]])
        slopes = self.slope[rich] - self.pay_slope(bid)
        self.slope = np.concatenate([self.slope, slopes[~is_empty]])
        if len(self.purse) > MANY_CLASSES:
            self.forget_empty_classes()

    def pay_slope(self, bid: _Bid) -> float:
        poor, rest = bid.present[: bid.poor], bid.counts[bid.poor :]
        return -float(self.slope[poor] @ bid.counts[: bid.poor]) / float(rest.sum())

    def pay_exactly(self, bid: _Bid) -> NDArray[np.bool_]:
        """Write the turn down; afterwards ``paid`` is what each pays over the common denominator."""
        pay, poor = self.exact_pay(bid)
        if more := pay.denominator // math.gcd(pay.denominator, self.denominator):
            self.denominator *= more
            if more > 1:
                self.exact_purse = [one * more for one in self.exact_purse]
        self.paid = int(pay * self.denominator)
        given = zip(bid.present[poor], bid.counts[poor], strict=True)
        last = Fraction(sum(self.exact_purse[one] * int(n) for one, n in given), self.denominator)
        payers = int(bid.counts[~poor].sum()), int(bid.counts[poor].sum())
        self.found.turns.append(Turn(bid.project, pay, *payers, last))
        return poor

    def forget_empty_classes(self) -> None:
        used, self.class_of = np.unique(np.concatenate([[EMPTY], self.class_of]), return_inverse=True)
        self.class_of = self.class_of[1:]
        self.purse, self.slope = self.purse[used], self.slope[used]
        if self.exact:
            self.exact_purse = [self.exact_purse[one] for one in used]

    def measure(self, winner: _Bid) -> None:
        """How much the share may rise before another project would have the smaller key."""
        for place, (key, slope) in self.bounds.items():
            if place != winner.project:
                self.limit(key - winner.key, winner.key_slope - slope)

    def limit(self, distance: float, closing: float) -> None:
        if closing > 0:
            self.found.room = min(self.found.room, max(distance, 0.0) / closing)

    def limit_all(self, distances: Floats, closing: Floats) -> None:
        moving = closing > 0
        if moving.any():
            self.found.room = min(self.found.room, float(np.maximum(distances[moving] / closing[moving], 0).min()))
