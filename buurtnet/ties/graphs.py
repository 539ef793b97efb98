"""A net of knots and ties as numbers, and what follows from who is tied to whom. Knows nothing of organizations.

Neighbours are kept as the bits of one number, so that what is said of many at once is one step.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

type Pair = tuple[int, int]


@dataclass(frozen=True)
class Graph:
    """``size`` knots, numbered from 0; ``ties`` has each once, the lower number first, with its strength."""

    size: int
    ties: Mapping[Pair, float]

    @classmethod
    def of(cls, size: int, ties: Mapping[Pair, float]) -> Self:
        """In any direction; of what is told both ways the strongest counts, and nobody is tied to oneself."""
        found: dict[Pair, float] = {}
        for (one, other), strength in ties.items():
            if one != other:
                pair = (min(one, other), max(one, other))
                found[pair] = max(strength, found.get(pair, 0.0))
        return cls(size, found)

    @cached_property
    def near(self) -> tuple[int, ...]:
        """The neighbours of each knot, as bits."""
        bits = [0] * self.size
        for one, other in self.ties:
            bits[one] |= 1 << other
            bits[other] |= 1 << one
        return tuple(bits)

    @cached_property
    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(each_bit(bits)) for bits in self.near)

    @cached_property
    def degrees(self) -> tuple[int, ...]:
        return tuple(bits.bit_count() for bits in self.near)

    def without(self, knot: int) -> Self:
        """The rest, renumbered."""
        number = [other - (other > knot) for other in range(self.size)]
        kept = {(number[a], number[b]): strength for (a, b), strength in self.ties.items() if knot not in (a, b)}
        return type(self)(self.size - 1, kept)


def each_bit(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def rings(graph: Graph, start: int) -> Iterator[int]:
    """Who is reached from a knot in 1, 2, 3 … steps, as bits."""
    seen = ring = 1 << start
    while True:
        reached = 0
        for knot in each_bit(ring):
            reached |= graph.near[knot]
        ring = reached & ~seen
        if not ring:
            return
        seen |= ring
        yield ring


def components(graph: Graph) -> list[list[int]]:
    """The connected parts, the largest first."""
    left, found = (1 << graph.size) - 1, []
    while left:
        start = (left & -left).bit_length() - 1
        part = 1 << start
        for ring in rings(graph, start):
            part |= ring
        left &= ~part
        found.append(list(each_bit(part)))
    return sorted(found, key=lambda part: (-len(part), part))


def way(graph: Graph, start: int, end: int) -> list[int]:
    """A shortest way between two knots, both included; empty when there is none."""
    came = {start: start}
    edge = [start]
    while edge and end not in came:
        reached = []
        for knot in edge:
            for other in graph.neighbours[knot]:
                if other not in came:
                    came[other] = knot
                    reached.append(other)
        edge = reached
    if end not in came:
        return []
    found = [end]
    while found[-1] != start:
        found.append(came[found[-1]])
    return found[::-1]


def diameter(graph: Graph) -> int:
    """The most steps between two knots that reach each other."""
    return max((sum(1 for _ in rings(graph, knot)) for knot in range(graph.size)), default=0)


def efficiency(graph: Graph) -> float:
    """Mean over all pairs of 1/distance; a pair that cannot reach each other counts as 0."""
    if graph.size < 2:
        return 0.0
    total = sum(
        ring.bit_count() / steps
        for knot in range(graph.size)
        for steps, ring in enumerate(rings(graph, knot), start=1)
    )
    return total / (graph.size * (graph.size - 1))


def cut_points_and_bridges(graph: Graph) -> tuple[list[int], list[Pair]]:
    """Knots and ties whose loss makes more parts (Tarjan 1974; without recursion)."""
    order = [-1] * graph.size
    low = [0] * graph.size
    points, bridges, clock = set(), [], 0
    for root in range(graph.size):
        if order[root] >= 0:
            continue
        branches = 0
        order[root] = low[root] = clock
        clock += 1
        stack = [(root, -1, iter(graph.neighbours[root]))]
        while stack:
            knot, parent, rest = stack[-1]
            for other in rest:
                if order[other] < 0:
                    order[other] = low[other] = clock
                    clock += 1
                    stack.append((other, knot, iter(graph.neighbours[other])))
                    break
                if other != parent:
                    low[knot] = min(low[knot], order[other])
            else:
                stack.pop()
                if parent < 0:
                    continue
                low[parent] = min(low[parent], low[knot])
                branches += parent == root
                if low[knot] > order[parent]:
                    bridges.append((min(knot, parent), max(knot, parent)))
                if low[knot] >= order[parent] and parent != root:
                    points.add(parent)
        if branches > 1:
            points.add(root)
    return sorted(points), sorted(bridges)


def cores(graph: Graph) -> list[int]:
    """Of each knot the largest k for which it is in a part where all have k ties within (Batagelj & Zaveršnik)."""
    left, level = list(graph.degrees), [0] * graph.size
    open_ones, most = set(range(graph.size)), 0
    while open_ones:
        knot = min(open_ones, key=lambda each: (left[each], each))
        most = max(most, left[knot])
        level[knot] = most
        open_ones.remove(knot)
        for other in graph.neighbours[knot]:
            left[other] -= other in open_ones
    return level


def cut_tree(graph: Graph) -> list[tuple[int, int, int]]:
    """How many ties must go before two knots are apart, as a tree (Gusfield 1990): knot, other knot, ties.

    The knots that hold together by at least so many ties are a lambda set (Borgatti, Everett & Shirey 1990).
    """
    parent, held = [0] * graph.size, [0] * graph.size
    for knot in range(1, graph.size):
        held[knot], side = smallest_cut(graph.near, knot, parent[knot])
        for later in range(knot + 1, graph.size):
            if side >> later & 1 and parent[later] == parent[knot]:
                parent[later] = knot
    return [(knot, parent[knot], held[knot]) for knot in range(1, graph.size)]


def smallest_cut(near: Sequence[int], source: int, sink: int) -> tuple[int, int]:
    """How many ties keep two knots together, and who is on the side of the first, as bits."""
    open_ties = list(near)
    flow = 0
    while True:
        came = {source: source}
        edge, seen = [source], 1 << source
        while edge and sink not in came:
            reached = []
            for knot in edge:
                for other in each_bit(open_ties[knot] & ~seen):
                    came[other] = knot
                    seen |= 1 << other
                    reached.append(other)
            edge = reached
        if sink not in came:
            return flow, seen
        flow += 1
        _send(open_ties, near, came, source, sink)


def _send(open_ties: list[int], near: Sequence[int], came: Mapping[int, int], source: int, sink: int) -> None:
    """One along the way that was found: a tie used both ways is free again."""
    knot = sink
    while knot != source:
        before = came[knot]
        if near[knot] >> before & 1 and not open_ties[knot] >> before & 1:
            open_ties[knot] |= 1 << before
        else:
            open_ties[before] &= ~(1 << knot)
        knot = before
