"""Who has which fixed time of a season: each group's first wish before anyone's second, equals by lot.

The lot is a number made of a seed and the wish, so that everyone who knows the seed finds the same. Nothing is read
or written here: the same wishes and the same seed give the same result, in whatever order they come.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """``who``: the group. ``first`` up to ``last``: minutes of the day, with what is kept free before and after."""

    key: str
    who: str
    rank: int
    venue: str
    weekday: int
    first: int
    last: int

    def meets(self, other: "Asked") -> bool:
        """Whether both want the place at once."""
        same = (self.venue, self.weekday) == (other.venue, other.weekday)
        return same and self.first < other.last and other.first < self.last


def lot_of(seed: str, key: str) -> str:
    """The ticket of a wish; the smallest goes first."""
    return hashlib.sha256(f"{seed}{key}".encode()).hexdigest()


def shared_out(wishes: Iterable[Asked], seed: str) -> list[Asked]:
    """The wishes that are granted, in the order in which they were.

    All first wishes come before all second ones; among equals a group that has nothing yet goes before one that has.
    """
    found: list[Asked] = []
    had: Counter[str] = Counter()
    asked = list(wishes)
    for rank in sorted({one.rank for one in asked}):
        before = Counter(had)
        of_rank = [one for one in asked if one.rank == rank]
        for one in sorted(of_rank, key=lambda one: (before[one.who], lot_of(seed, one.key))):
            if not any(one.meets(other) for other in found):
                found.append(one)
                had[one.who] += 1
    return found
