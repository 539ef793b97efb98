"""A vote about money as the counting rules see it: projects with a cost, and ballots without people.

All money is in hundredths of the unit of the currency (cents), as whole numbers.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

CENTS = 100


class Satisfaction(StrEnum):
    """What a project is worth to who voted for it: what it costs, or one each."""

    COST = "cost"
    CARDINALITY = "cardinality"


@dataclass(frozen=True)
class Project:
    """What can be voted for. ``cost`` in cents; ``is_selected`` is what a file says was decided, if it does."""

    id: str
    cost: int
    name: str = ""
    category: str = ""
    neighbourhood: str = ""
    is_selected: bool | None = None


@dataclass(frozen=True)
class Cap:
    """What the projects of one category or neighbourhood (``per``) may cost together, in cents."""

    name: str
    members: frozenset[int]
    most: int
    per: str = "category"


@dataclass(frozen=True)
class Election:
    """Projects, the money there is, and how often each ballot was cast.

    A ballot is the sorted places (in ``projects``) of what it approves of; the empty one is blank, and counts as a
    voter. ``scores`` are sums of points where points were given, and else the number of ballots that approve.
    ``conflicts`` are pairs of places of which at most one can be. ``seed`` is the public text of the lot. For equal
    shares: ``satisfaction``, and by how many cents everyone's share is raised (``step``). ``unread`` is what a file
    says of its rule that is not known here.
    """

    budget: int
    projects: tuple[Project, ...]
    ballots: Mapping[tuple[int, ...], int]
    scores: tuple[int, ...]
    rule: str = ""
    title: str = ""
    currency: str = "EUR"
    threshold: int = 0
    caps: tuple[Cap, ...] = ()
    conflicts: frozenset[tuple[int, int]] = frozenset()
    funds_leftover: bool = False
    seed: str = ""
    satisfaction: Satisfaction = Satisfaction.COST
    step: int = CENTS
    kind: str = "approval"
    unread: str = ""
    votes: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        votes = [0] * len(self.projects)
        for ballot, times in self.ballots.items():
            for place in ballot:
                votes[place] += times
        object.__setattr__(self, "votes", tuple(votes))

    @property
    def voters(self) -> int:
        return sum(self.ballots.values())

    @cached_property
    def tie_order(self) -> tuple[tuple[int, int, str], ...]:
        """Per project what decides between equals, smallest first: cost, votes (most first), lot.

        The lot is drawn once, before counting: the SHA-256 of a text made public beforehand and the project's id.
        """
        return tuple(
            (project.cost, -votes, hashlib.sha256(f"{self.seed}{project.id}".encode()).hexdigest())
            for project, votes in zip(self.projects, self.votes, strict=True)
        )

    @cached_property
    def eligible(self) -> tuple[int, ...]:
        """The projects with as many votes or points as are asked for."""
        return tuple(place for place, score in enumerate(self.scores) if score >= self.threshold)

    def cost_of(self, places: Iterable[int]) -> int:
        return sum(self.projects[place].cost for place in places)

    def clashes(self, place: int, chosen: Iterable[int]) -> bool:
        """Whether this project does not go together with one of those chosen."""
        return any((one, place) in self.conflicts or (place, one) in self.conflicts for one in chosen)

    def stands_in_the_way(self, place: int, chosen: list[int]) -> str:
        """Why this project cannot be added to those chosen, money or not: ``conflict``, ``cap`` or nothing."""
        if not (self.conflicts or self.caps):
            return ""
        if self.clashes(place, chosen):
            return "conflict"
        for cap in self.caps:
            if place in cap.members:
                spent = self.cost_of([one for one in chosen if one in cap.members])
                if spent + self.projects[place].cost > cap.most:
                    return "cap"
        return ""
