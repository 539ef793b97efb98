"""Ties without asking anyone anything: from who was seen with whom (networks, section 2; Newman 2001)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

HALF_LIFE = 180  # days
WINDOW = 365  # days
THRESHOLD = 0.25
STRONG = (0.6, 1.5, 4.0)  # from which strength on a tie is drawn thicker


@dataclass(frozen=True)
class Seen:
    """``who`` were together on a day. ``factor``: what it weighs; ``together``: they did something, not only met."""

    on: dt.date
    who: Sequence[int]
    factor: float = 1.0
    together: bool = False


@dataclass
class Tie:
    strength: float = 0.0
    together: bool = False  # not only at the same table: they do something
    last: dt.date = dt.date.min


def weight(present: int, days_ago: int, *, factor: float = 1.0, half_life: int = HALF_LIFE) -> float:
    """What one occasion adds to each pair, so that a big plenary does not tie all to all."""
    return factor * 2 ** (-days_ago / half_life) / (present - 1)


def ties_of(seen: Iterable[Seen], on: dt.date, *, window: int = WINDOW) -> dict[tuple[int, int], Tie]:
    """Of each pair that was seen together in the days before. What is still to come does not count."""
    found: Mapping[tuple[int, int], Tie] = defaultdict(Tie)
    for one in seen:
        who, age = sorted(set(one.who)), (on - one.on).days
        if len(who) < 2 or not 0 <= age <= window:
            continue
        adds = weight(len(who), age, factor=one.factor)
        for pair in combinations(who, 2):
            tie = found[pair]
            tie.strength += adds
            tie.together |= one.together
            tie.last = max(tie.last, one.on)
    return dict(found)


def shown(ties: Mapping[tuple[int, int], Tie], *, threshold: float = THRESHOLD) -> dict[tuple[int, int], Tie]:
    return {pair: tie for pair, tie in ties.items() if tie.strength >= threshold}


def level(strength: float) -> int:
    """1 to 4: how thick a tie is drawn."""
    return 1 + sum(strength >= step for step in STRONG)
