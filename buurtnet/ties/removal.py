"""What if an organization falls away: what breaks, and which few new ties would mend it (networks, section 6)."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import combinations

from buurtnet.ties.graphs import Graph, Pair, components, efficiency, rings

ENOUGH = 0.95  # of the efficiency before
MOST_NEW = 5
MOST_TRIED = 60  # pairs that are furthest apart: the others gain little


@dataclass(frozen=True)
class Loss:
    """Knots by their numbers before. ``apart``: pairs that lose their only way; ``mend``: new ties, best first."""

    before: float
    after: float
    mended: float
    alone: list[int]
    parts_before: int
    parts_after: int
    largest_before: int
    largest_after: int
    apart: int
    mend: list[Pair]


def remove(graph: Graph, knot: int, among: Container[int] | None = None) -> Loss:
    """``among``: who may be asked for a new tie; everyone when not told."""
    rest = graph.without(knot)
    before, parts, left = efficiency(graph), components(graph), components(rest)
    alone = [number for number, ties in enumerate(rest.degrees) if not ties and graph.degrees[_back(number, knot)]]
    hurt = next(part for part in parts if knot in part)
    apart = _pairs(len(hurt) - 1) - sum(_pairs(len(part)) for part in left if _back(part[0], knot) in hurt)
    asked = [number for number in graph.neighbours[knot] if among is None or number in among]
    mend, mended = mend_with(rest, [number - (number > knot) for number in asked], before * ENOUGH)
    return Loss(
        before, efficiency(rest), mended, [_back(one, knot) for one in alone], len(parts), len(left), len(parts[0]),
        len(left[0]) if left else 0, apart, [(_back(one, knot), _back(other, knot)) for one, other in mend],
    )  # fmt: skip


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


def _back(number: int, removed: int) -> int:
    return number + (number >= removed)


def mend_with(graph: Graph, among: Sequence[int], goal: float) -> tuple[list[Pair], float]:
    """The new ties among these that help most, one by one, until the goal; and the efficiency then."""
    apart = distances(graph)
    found: list[Pair] = []
    reached = _mean(apart)
    while reached < goal and len(found) < MOST_NEW:
        pairs = [pair for pair in combinations(among, 2) if apart[pair[0]][pair[1]] > 1]
        pairs.sort(key=lambda pair: (-apart[pair[0]][pair[1]], pair))
        if not pairs:
            break
        best = max(pairs[:MOST_TRIED], key=lambda pair: (_mean(nearer(apart, pair)), pair))
        apart = nearer(apart, best)
        reached = _mean(apart)
        found.append(best)
    return found, reached


def distances(graph: Graph) -> list[list[float]]:
    found = [[float("inf")] * graph.size for _ in range(graph.size)]
    for knot in range(graph.size):
        found[knot][knot] = 0
        for steps, ring in enumerate(rings(graph, knot), start=1):
            for other in range(graph.size):
                if ring >> other & 1:
                    found[knot][other] = steps
    return found


def nearer(apart: list[list[float]], pair: Pair) -> list[list[float]]:
    """The distances with one tie more."""
    to_one, to_other = apart[pair[0]], apart[pair[1]]
    return [
        [
            min(steps, row[pair[0]] + 1 + by_other, row[pair[1]] + 1 + by_one)
            for steps, by_one, by_other in zip(row, to_one, to_other, strict=True)
        ]
        for row in apart
    ]  # fmt: skip


def _mean(apart: list[list[float]]) -> float:
    size = len(apart)
    return sum(1 / steps for row in apart for steps in row if steps) / (size * (size - 1)) if size > 1 else 0.0
