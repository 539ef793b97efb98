"""The measures of a net (networks, section 4). Each is about the whole or about an organization, never a person."""

from collections.abc import Collection, Sequence

from buurtnet.ties.graphs import Graph, Pair, each_bit


def density(graph: Graph) -> float:
    """Which share of the possible ties is there."""
    possible = graph.size * (graph.size - 1) / 2
    return len(graph.ties) / possible if possible else 0.0


def directed_density(size: int, ties: Collection[Pair]) -> float:
    return len(ties) / (size * (size - 1)) if size > 1 else 0.0


def reciprocity(ties: Collection[Pair]) -> float:
    """Which share of directed ties is answered."""
    known = set(ties)
    return sum((other, one) in known for one, other in known) / len(known) if known else 0.0


def degree_centralisation(graph: Graph) -> float:
    """How much the net leans on the one with most ties: 0 even, 1 a star (Freeman 1979)."""
    if graph.size < 3:
        return 0.0
    most = max(graph.degrees)
    return sum(most - one for one in graph.degrees) / ((graph.size - 1) * (graph.size - 2))


def betweenness(graph: Graph) -> list[float]:
    """Of each knot the share of shortest ways between two others that go by it (Brandes 2001)."""
    found = [0.0] * graph.size
    for start in range(graph.size):
        order, before, ways = _ways_from(graph, start)
        owed = [0.0] * graph.size
        for knot in reversed(order):
            share = (1 + owed[knot]) / ways[knot]
            for other in before[knot]:
                owed[other] += ways[other] * share
            if knot != start:
                found[knot] += owed[knot]
    most = (graph.size - 1) * (graph.size - 2)
    return [value / most for value in found] if most > 0 else found


def _ways_from(graph: Graph, start: int) -> tuple[list[int], list[list[int]], list[int]]:
    """Who is reached, nearest first; by whom; and in how many shortest ways."""
    steps, ways = [-1] * graph.size, [0] * graph.size
    before: list[list[int]] = [[] for _ in range(graph.size)]
    steps[start], ways[start] = 0, 1
    order = [start]
    for knot in order:
        for other in graph.neighbours[knot]:
            if steps[other] < 0:
                steps[other] = steps[knot] + 1
                order.append(other)
            if steps[other] == steps[knot] + 1:
                ways[other] += ways[knot]
                before[other].append(knot)
    return order, before, ways


def betweenness_centralisation(values: Sequence[float]) -> float:
    if len(values) < 2:
        return 0.0
    most = max(values)
    return sum(most - one for one in values) / (len(values) - 1)


def transitivity(graph: Graph) -> float:
    """Of how many pairs with a tie to the same third the two know each other too."""
    closed = sum((graph.near[one] & graph.near[other]).bit_count() for one, other in graph.ties)
    triples = sum(one * (one - 1) // 2 for one in graph.degrees)
    return closed / triples if triples else 0.0


def isolates(graph: Graph) -> list[int]:
    return [knot for knot, ties in enumerate(graph.degrees) if not ties]


def constraint(graph: Graph) -> list[float | None]:
    """How much the ties of each knot lead to the same others (Burt 1992); None for one without ties."""
    sums = [0.0] * graph.size
    strength: list[dict[int, float]] = [{} for _ in range(graph.size)]
    for (one, other), weight in graph.ties.items():
        for a, b in ((one, other), (other, one)):
            sums[a] += weight
            strength[a][b] = weight
    shares = [{other: weight / sums[knot] for other, weight in row.items()} for knot, row in enumerate(strength)]
    return [_constraint_of(knot, graph, shares) if shares[knot] else None for knot in range(graph.size)]


def _constraint_of(knot: int, graph: Graph, shares: list[dict[int, float]]) -> float:
    total = 0.0
    for other in graph.neighbours[knot]:
        through = sum(
            shares[knot][third] * shares[third][other] for third in each_bit(graph.near[knot] & graph.near[other])
        )
        total += (shares[knot][other] + through) ** 2
    return total
