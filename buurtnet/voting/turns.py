"""What a run of equal shares is made of: the election laid out, bids, turns, and marks to go on from."""

import math
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from buurtnet.voting.elections import Election, Satisfaction

CLOSE = 1e-9  # what is nearer than this part of it is told apart by exact numbers

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Turn:
    """A project that was taken: what each who could paid (cents), how many paid that, how many gave their last.

    ``behind``: what its supporters had together. ``lasts``: how many gave which last amount. ``without``: supporters
    who had nothing left. ``equals``: the projects that came out exactly equal, of which the tie order took this one;
    empty when none did.
    """

    project: int
    pay: Fraction
    full_payers: int
    behind: Fraction = Fraction(0)
    lasts: tuple[tuple[Fraction, int], ...] = ()
    without: int = 0
    equals: tuple[int, ...] = ()

    @property
    def last_payers(self) -> int:
        return sum(count for _amount, count in self.lasts)

    @property
    def from_last(self) -> Fraction:
        """Cents, of all who gave their last together."""
        return sum((amount * count for amount, count in self.lasts), Fraction(0))

    def effective_votes(self, cost: int) -> Fraction:
        """So many supporters who all pay the same would have taken it in the same turn."""
        return Fraction(cost) / self.pay if self.pay else Fraction(0)


@dataclass
class Run:
    """One way down with a fixed share: who was taken in which order, and how far the share may rise unchanged.

    ``turns`` and ``behind`` (what supporters of who was not taken have left together, cents) are of an exact run,
    ``marks`` of a measured one.
    """

    share: Fraction
    turns: list[Turn] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    room: float = math.inf
    behind: dict[int, Fraction] = field(default_factory=dict)
    marks: list["Mark"] = field(default_factory=list)

    @property
    def chosen(self) -> frozenset[int]:
        return frozenset(self.order)


class Layout:
    """An election as every run needs it: equal ballots as one group, and the groups behind each project."""

    def __init__(self, election: Election, satisfaction: Satisfaction) -> None:
        self.election = election
        self.satisfaction = satisfaction
        groups = list(election.ballots.items())
        self.weights: Ints = np.array([times for _ballot, times in groups], dtype=np.int64)
        supporters: list[list[int]] = [[] for _project in election.projects]
        for group, (ballot, _times) in enumerate(groups):
            for place in ballot:
                supporters[place].append(group)
        self.supporters: list[Ints] = [np.array(found, dtype=np.int64) for found in supporters]
        self.has_limits = bool(election.caps or election.conflicts)
        self.support: list[Floats] = [self.weights[found].astype(np.float64) for found in self.supporters]

    @cached_property
    def wanted(self) -> dict[int, tuple[int, int, int]]:
        """Who can be taken at all, with enough votes and someone to pay: worth, votes and cost."""
        election = self.election
        return {
            place: (self.worth(place), election.votes[place], election.projects[place].cost)
            for place in election.eligible
            if election.votes[place] and not election.stands_in_the_way(place, [])
        }

    def worth(self, place: int) -> int:
        """What a project is worth to each who voted for it; what costs nothing is worth something too."""
        cost = self.election.projects[place].cost
        return cost if self.satisfaction == Satisfaction.COST and cost else 1


class Bound(NamedTuple):
    """At least ``low``: a key of this turn or an earlier one, less what it may be off. Purses only get emptier."""

    low: float
    slope: float


@dataclass(frozen=True)
class Mark:
    """How things stood before a turn; with a share that is higher by less than ``room``, only lines are followed.

    So a run with a higher share need not begin again: what came before this turn is known.
    """

    raised: int
    room: float
    order: tuple[int, ...]
    class_of: Ints
    classes: Floats
    bounds: dict[int, Bound]


@dataclass(frozen=True)
class Bid:
    """What one project would ask of its supporters now. ``key`` is what the smallest of wins."""

    project: int
    pay: float
    doubt: float  # so far ``pay`` may be off
    worth: int
    slope: float  # how ``pay`` changes with the share
    present: Ints  # the classes of its supporters who have something left; the first ``poor`` give all they have
    counts: Floats
    poor: int

    @cached_property
    def key(self) -> float:
        return self.pay / self.worth

    @cached_property
    def margin(self) -> float:
        return (CLOSE * self.pay + self.doubt) / self.worth

    @cached_property
    def bound(self) -> Bound:
        return Bound(self.key - self.margin, self.slope / self.worth)

    @property
    def all_pay_the_same(self) -> bool:
        """The key is then known exactly, and the share does not change it."""
        return self.poor == 0

    def goes_with(self, other: "Bid") -> bool:
        """Equal now, and equal with a higher share as well."""
        return (self.all_pay_the_same and other.all_pay_the_same) or (
            self.pay == other.pay
            and self.worth == other.worth
            and np.array_equal(self.present, other.present)
            and np.array_equal(self.counts, other.counts)
        )
