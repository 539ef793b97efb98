"""Ties within groups and across them (Krackhardt & Stern 1988), beside what chance alone would give."""

import random
from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

from buurtnet.ties.graphs import Graph, Pair

SHUFFLES = 1_000
SEED = 1988  # the same picture gives the same band


@dataclass(frozen=True)
class Mixing:
    """``index``: −1 all ties within groups, 1 all across; None without ties. ``low``, ``high``: 95 % of chance."""

    index: float | None
    expected: float
    low: float
    high: float


def index_of(ties: Collection[Pair], groups: Sequence[Hashable]) -> float | None:
    """(E − I)/(E + I). Ties may be directed."""
    if not ties:
        return None
    across = sum(groups[one] != groups[other] for one, other in ties)
    return (2 * across - len(ties)) / len(ties)


def expected_of(groups: Sequence[Hashable]) -> float:
    """What the sizes of the groups alone lead to."""
    size = len(groups)
    if size < 2:
        return 0.0
    within = sum(count * (count - 1) for count in Counter(groups).values())
    return 1 - 2 * within / (size * (size - 1))


def mixing(graph: Graph, groups: Sequence[Hashable], *, shuffles: int = SHUFFLES) -> Mixing:
    index, expected = index_of(graph.ties, groups), expected_of(groups)
    if index is None:
        return Mixing(None, expected, expected, expected)
    chance, shuffled, dice = [], list(range(graph.size)), random.Random(SEED)  # noqa: S311  # no secret
    sizes, total = list(Counter(groups).values()), len(graph.ties)
    for _ in range(shuffles):
        dice.shuffle(shuffled)
        chance.append((total - 2 * _within(graph, shuffled, sizes)) / total)
    chance.sort()
    edge = int(shuffles * 0.025)
    return Mixing(index, expected, chance[edge], chance[-1 - edge])


def _within(graph: Graph, shuffled: Sequence[int], sizes: Sequence[int]) -> int:
    """How many ties fall within groups of these sizes, dealt in this order."""
    twice, start = 0, 0
    for size in sizes:
        members = shuffled[start : start + size]
        bits = sum(1 << knot for knot in members)
        twice += sum((graph.near[knot] & bits).bit_count() for knot in members)
        start += size
    return twice // 2
