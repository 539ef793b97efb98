"""One run of equal shares: with a fixed share for everyone, turn after turn, until nobody can pay for anything more.

Voters with equal purses are one class: a turn splits the classes of those who pay. In an exact run what is in a purse
is a whole number over a common denominator, so no cent is rounded, and floats only say where to look. In a quick run
there are floats only; each has a bound of how far it may be off, and where that, or a billionth, could decide, it
stops (``TooCloseError``).
"""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from buurtnet.voting.turns import CLOSE, Bid, Bound, Floats, Ints, Layout, Mark, Run, Turn

__all__ = ["TooCloseError", "Walk"]

ROUNDING = 2.0**-52
MANY_CLASSES = 4_096
EMPTY = 0  # the class of those who have nothing left


class TooCloseError(Exception):
    """Two numbers that decide something are too near each other for floats."""


class Walk:
    """The classes, what is in their purses, and the projects still in it.

    ``raised``: so many cents more than an equal part of the money for each voter. ``measured``: also find how much
    the share may rise before anything can change (``Run.room``, cents). ``marks``: of a run with a smaller share, to
    go on from. Raises ``TooCloseError`` when not exact.
    """

    def __init__(
        self, layout: Layout, raised: int, *, exact: bool, measured: bool, marks: Sequence[Mark] = ()
    ) -> None:
        election = layout.election
        self.layout, self.raised, self.exact, self.measured = layout, raised, exact, measured
        self.denominator = max(1, election.voters)
        share = election.budget + raised * self.denominator
        self.found = Run(Fraction(share, self.denominator))
        self.class_of: Ints = np.ones(len(layout.weights), dtype=np.int64)
        purse = share / self.denominator
        # Of each class: what is in the purse, how far that may be off, and how it changes with the share.
        self.classes: Floats = np.array([[0.0, purse], [0.0, purse * ROUNDING], [0.0, 1.0]])
        self.exact_purse: list[int] = [0, share]
        known = [] if exact else [mark for mark in marks if mark.raised + mark.room > raised]
        if known:
            self.go_on(known)
        else:
            self.bounds = dict(self.first_bounds(share))

    def first_bounds(self, share: int) -> Iterator[tuple[int, Bound]]:
        """While everyone still has the same, it takes no looking at purses to know who can pay, and what."""
        for place, (worth, votes, cost) in self.layout.wanted.items():
            if votes * share >= cost * self.denominator:
                key = cost / votes / worth
                yield place, Bound(key * (1 - CLOSE), 0.0)
            elif self.measured:
                self.limit(cost - votes * (share / self.denominator) * (1 + CLOSE), votes)

    def go_on(self, known: list[Mark]) -> None:
        """From the last mark before which nothing changes."""
        mark = known[-1]
        higher = self.raised - mark.raised
        self.found.marks, self.found.order, self.found.room = known[:-1], list(mark.order), mark.room - higher
        self.class_of, self.classes = mark.class_of.copy(), mark.classes.copy()
        rise = self.classes[2] * higher
        self.classes[0] += rise
        self.classes[1] += rise * (ROUNDING * (len(mark.order) + 1) * len(rise)) + self.classes[0] * ROUNDING
        self.bounds = {
            place: Bound(low + slope * higher * (1 + CLOSE), slope) for place, (low, slope) in mark.bounds.items()
        }

    def mark(self) -> Mark:
        return Mark(
            self.raised, self.found.room, tuple(self.found.order), self.class_of.copy(), self.classes,
            dict(self.bounds),
        )  # fmt: skip

    def down(self) -> Run:
        while self.bounds:
            if self.measured:
                self.found.marks.append(self.mark())
            if not (near := self.best()):
                break
            winner, equals = (near[0], ()) if len(near) == 1 else self.between(near)
            if self.measured:
                self.measure(winner, near)
            self.take(winner, equals)
        if self.exact:
            for place in self.layout.wanted:
                if place not in self.found.chosen:
                    present, counts = self.purses_behind(place)
                    self.found.behind[place] = Fraction(self.exactly(present, counts), self.denominator)
        return self.found

    def best(self) -> list[Bid]:
        """The project with the smallest key, and those that floats cannot tell from it."""
        bids: list[Bid] = []
        ceiling = math.inf
        for place in sorted(self.bounds, key=lambda one: self.bounds[one].low):
            if self.bounds[place].low > ceiling:
                break
            bid = self.bid(place)
            if bid is None:
                del self.bounds[place]
                continue
            self.bounds[place] = bid.bound
            ceiling = min(ceiling, bid.key + bid.margin)
            bids.append(bid)
        return [bid for bid in bids if bid.key - bid.margin <= ceiling]

    def between(self, near: list[Bid]) -> tuple[Bid, tuple[int, ...]]:
        """Of those that floats cannot tell apart: the smallest by exact numbers, and of equals by the tie order."""
        if not self.exact and not all(bid.all_pay_the_same for bid in near):
            raise TooCloseError
        keys = [(self.exact_pay(bid) if self.exact else equal_pay(bid, self.layout)) / bid.worth for bid in near]
        lowest = min(keys)
        equals = [bid for bid, key in zip(near, keys, strict=True) if key == lowest]
        order = self.layout.election.tie_order
        winner = min(equals, key=lambda bid: order[bid.project])
        return winner, tuple(sorted(bid.project for bid in equals)) if len(equals) > 1 else ()

    def purses_behind(self, place: int) -> tuple[Ints, Floats]:
        """The classes of who supports this project and has something left, and how many supporters are in each."""
        counts = np.bincount(
            self.class_of[self.layout.supporters[place]], self.layout.support[place], minlength=self.classes.shape[1]
        )
        counts[EMPTY] = 0
        present = counts.nonzero()[0]
        return present, counts[present]

    def bid(self, place: int) -> Bid | None:
        """What each would pay: all the same, who has less all they have. None when they have too little together."""
        cost = self.layout.election.projects[place].cost
        worth = self.layout.worth(place)
        present, counts = self.purses_behind(place)
        if not cost:
            return Bid(place, 0.0, 0.0, worth, 0.0, present, counts, 0)
        purses, doubts, slopes = self.classes.take(present, axis=1)
        money, rounding = float(purses @ counts), ROUNDING * len(present)
        margin = CLOSE * cost + float(doubts @ counts) + money * rounding
        is_close = abs(money - cost) <= margin
        if not (self.can_pay(present, counts, cost) if is_close else money > cost):
            if self.measured:
                self.limit(cost - money - margin, float(slopes @ counts) * (1 + CLOSE))
            return None
        supporters = counts.sum()
        pay = float(cost / supporters)
        if (purses - doubts).min() > pay * (1 + CLOSE):
            return Bid(place, pay, pay * ROUNDING, worth, 0.0, present, counts, 0)
        by_purse = purses.argsort()
        present, counts = present[by_purse], counts[by_purse]
        purses, doubts, slopes = self.classes.take(present, axis=1)
        # What those poorer than each class have together, and how far that may be off.
        given, off = purses * counts, doubts * counts
        together, people = given.cumsum(), counts.cumsum()
        poorer, richer = together - given, supporters - people + counts
        off = (off.cumsum() - off + together * rounding) / richer
        pays = (cost - poorer) / richer
        margins = CLOSE * pays + off + doubts
        poor = int((purses >= pays - margins).argmax())
        pay, doubt = float(pays[poor]), float(off[poor])
        if is_close or purses[poor] <= pay + margins[poor]:
            present, counts, poor, exact = self.told_apart(present, counts, cost)
            pay, doubt, slopes = float(exact), float(exact) * ROUNDING, self.classes[2, present]
        slope = -float(slopes[:poor] @ counts[:poor]) / float(counts[poor:].sum())
        return Bid(place, pay, doubt, worth, slope, present, counts, poor)

    def can_pay(self, present: Ints, counts: Floats, cost: int) -> bool:
        if not self.exact:
            raise TooCloseError
        return self.exactly(present, counts) >= cost * self.denominator

    def exactly(self, present: Ints, counts: Floats) -> int:
        """What these classes have together, over the common denominator."""
        return sum(self.exact_purse[one] * int(count) for one, count in zip(present, counts, strict=True))

    def told_apart(self, present: Ints, counts: Floats, cost: int) -> tuple[Ints, Floats, int, Fraction]:
        """The same classes by their exact purses, how many of them give all they have, and what the others pay."""
        if not self.exact:
            raise TooCloseError
        order = sorted(range(len(present)), key=lambda one: self.exact_purse[present[one]])
        present, counts = present[order], counts[order]
        rest, richer = cost * self.denominator, int(counts.sum())
        for place, (one, count) in enumerate(zip(present, map(int, counts), strict=True)):
            purse = self.exact_purse[one]
            if purse * richer >= rest:
                return present, counts, place, Fraction(rest, richer * self.denominator)
            rest -= purse * count
            richer -= count
        raise AssertionError("they can pay together, so the richest can pay the rest")

    def exact_pay(self, bid: Bid) -> Fraction:
        if not self.layout.election.projects[bid.project].cost:
            return Fraction(0)
        given = self.exactly(bid.present[: bid.poor], bid.counts[: bid.poor])
        cost = self.layout.election.projects[bid.project].cost * self.denominator
        return Fraction(cost - given, int(bid.counts[bid.poor :].sum()) * self.denominator)

    def take(self, bid: Bid, equals: tuple[int, ...]) -> None:
        """The supporters pay; those of one class who have the same left are one class again."""
        chosen = self.found.order
        chosen.append(bid.project)
        del self.bounds[bid.project]
        if self.layout.has_limits:
            for place in list(self.bounds):
                if self.layout.election.stands_in_the_way(place, chosen):
                    del self.bounds[place]
        rich = bid.present[bid.poor :]
        after = self.classes.take(rich, axis=1)
        after[1] += bid.doubt + after[0] * ROUNDING
        after[0] -= bid.pay
        after[2] -= bid.slope
        if self.exact:
            kept = self.paid_exactly(bid, rich, equals)
            has_left = np.array([one > 0 for one in kept], dtype=bool)
            if not all(kept):
                self.limit(0.0, 1.0)  # who could just pay has something left with any higher share
            self.exact_purse += [one for one in kept if one]
            after = after[:, has_left]
            after[0] = [one / self.denominator for one in kept if one]
            after[1] = after[0] * ROUNDING
            rich = rich[has_left]
        before = self.classes.shape[1]
        target = np.zeros(before, dtype=np.int64)
        target[rich] = np.arange(before, before + len(rich))
        groups = self.layout.supporters[bid.project]
        self.class_of[groups] = target[self.class_of[groups]]
        self.classes = np.concatenate([self.classes, after], axis=1)
        if self.classes.shape[1] > MANY_CLASSES:
            self.forget_empty_classes()

    def paid_exactly(self, bid: Bid, rich: Ints, equals: tuple[int, ...]) -> list[int]:
        """Write the turn down; what who could pay keeps, over the common denominator."""
        pay = self.exact_pay(bid)
        behind = Fraction(self.exactly(bid.present, bid.counts), self.denominator)
        more = pay.denominator // math.gcd(pay.denominator, self.denominator)
        if more > 1:
            self.denominator *= more
            self.exact_purse = [one * more for one in self.exact_purse]
        poor = zip(bid.present[: bid.poor], map(int, bid.counts[: bid.poor]), strict=True)
        lasts = ((Fraction(self.exact_purse[one], self.denominator), count) for one, count in poor)
        self.found.turns.append(
            Turn(
                bid.project,
                pay,
                full_payers=int(bid.counts[bid.poor :].sum()),
                behind=behind,
                lasts=tuple(sorted(lasts)),
                without=self.layout.election.votes[bid.project] - int(bid.counts.sum()),
                equals=equals,
            )
        )
        paid = int(pay * self.denominator)
        return [self.exact_purse[one] - paid for one in rich]

    def forget_empty_classes(self) -> None:
        used, self.class_of = np.unique(np.concatenate([[EMPTY], self.class_of]), return_inverse=True)
        self.class_of = self.class_of[1:]
        self.classes = self.classes[:, used]
        if self.exact:
            self.exact_purse = [self.exact_purse[one] for one in used]

    # How much the share may rise before anything changes. While nothing does, every purse is a straight line of the
    # share that never falls, and every pay a convex one that never rises: its tangent is never above it. So only
    # three things can happen: supporters who had too little together can pay, some who gave all for what is taken can
    # pay the same as others, another project gets the smaller key. Each distance is less what it may be off, and each
    # slope a little more.

    def measure(self, winner: Bid, near: Sequence[Bid]) -> None:
        if winner.poor:
            purses, doubts, slopes = self.classes[:, winner.present[: winner.poor]]
            distances = winner.pay * (1 - CLOSE) - winner.doubt - purses - doubts
            self.limit(float((distances / ((slopes - winner.slope) * (1 + CLOSE))).min()), 1.0)
        together = {bid.project for bid in near if bid.goes_with(winner)} if len(near) > 1 else {winner.project}
        slope, ceiling = winner.bound.slope, winner.key + winner.margin
        for place, (low, other) in self.bounds.items():
            if place not in together:
                self.limit(low - ceiling, slope - other - CLOSE * (slope + other))  # no slope is above nothing

    def limit(self, distance: float, closing: float) -> None:
        if closing > 0:
            self.found.room = min(self.found.room, max(distance, 0.0) / closing)


def equal_pay(bid: Bid, layout: Layout) -> Fraction:
    """Of a bid in which all pay the same."""
    return Fraction(layout.election.projects[bid.project].cost, max(1, int(bid.counts.sum())))
