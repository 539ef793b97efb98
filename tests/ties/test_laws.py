"""What holds for every net, and a second, slow way to the same numbers."""

import datetime as dt
import random
from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtnet.ties.attendance import Seen, ties_of, weight
from buurtnet.ties.graphs import Graph, components, cut_points_and_bridges, cut_tree, efficiency, way
from buurtnet.ties.layout import places
from buurtnet.ties.measures import (
    betweenness,
    betweenness_centralisation,
    constraint,
    degree_centralisation,
    density,
    isolates,
    transitivity,
)
from buurtnet.ties.mixing import expected_of, index_of, mixing
from buurtnet.ties.removal import remove

TODAY = dt.date(2026, 11, 23)


def star(size: int) -> Graph:
    return Graph.of(size, {(0, other): 1.0 for other in range(1, size)})


def complete(size: int) -> Graph:
    return Graph.of(size, dict.fromkeys(combinations(range(size), 2), 1.0))


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    size = draw(st.integers(2, 8))
    pairs = draw(st.lists(st.sampled_from(list(combinations(range(size), 2))), unique=True))
    return Graph.of(size, {pair: draw(st.floats(0.25, 9)) for pair in pairs})


@given(graphs(), st.randoms(use_true_random=False))
def test_other_numbers_for_the_same_knots_change_nothing(graph: Graph, dice: random.Random) -> None:
    order = list(range(graph.size))
    dice.shuffle(order)
    other = Graph.of(graph.size, {(order[a], order[b]): strength for (a, b), strength in graph.ties.items()})
    for measure in (density, degree_centralisation, transitivity, efficiency):
        assert measure(other) == pytest.approx(measure(graph))
    assert sorted(betweenness(other)) == pytest.approx(sorted(betweenness(graph)))
    assert [len(part) for part in components(other)] == [len(part) for part in components(graph)]


@settings(max_examples=40)
@given(graphs())
def test_one_more_without_ties_leaves_the_ties_of_the_others(graph: Graph) -> None:
    more = Graph.of(graph.size + 1, graph.ties)
    assert more.degrees == (*graph.degrees, 0)
    assert isolates(more) == [*isolates(graph), graph.size]


@pytest.mark.parametrize("size", [3, 5, 12])
def test_a_star_leans_on_one_and_a_complete_net_on_nobody(size: int) -> None:
    assert degree_centralisation(star(size)) == pytest.approx(1)
    assert betweenness_centralisation(betweenness(star(size))) == pytest.approx(1)
    assert (density(complete(size)), degree_centralisation(complete(size))) == (1, 0)
    assert transitivity(complete(size)) == 1


@given(graphs())
def test_cut_points_and_bridges_are_those_whose_loss_makes_more_parts(graph: Graph) -> None:
    parts = len(components(graph))
    points, bridges = cut_points_and_bridges(graph)
    slow = [one for one in range(graph.size) if len(components(graph.without(one))) > parts]
    assert points == slow
    for pair in graph.ties:
        rest = Graph.of(graph.size, {other: 1.0 for other in graph.ties if other != pair})
        assert (len(components(rest)) > parts) == (pair in bridges)


@given(graphs())
def test_constraint_is_as_burt_defined_it(graph: Graph) -> None:
    def share(one: int, other: int) -> float:
        return strength(one, other) / sum(strength(one, each) for each in range(graph.size))

    def strength(one: int, other: int) -> float:
        return graph.ties.get((min(one, other), max(one, other)), 0.0)

    for knot, found in enumerate(constraint(graph)):
        near = graph.neighbours[knot]
        if not near:
            assert found is None
            continue
        slow = sum(
            (share(knot, other) + sum(share(knot, third) * share(third, other) for third in near if third != other))
            ** 2
            for other in near
        )
        assert found == pytest.approx(slow)


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_the_cut_tree_tells_of_each_pair_how_many_ties_hold_it(graph: Graph) -> None:
    tree = {}
    for one, other, held in cut_tree(graph):
        tree[one, other] = tree[other, one] = held
    links = Graph.of(graph.size, dict.fromkeys(tree, 1.0))
    for one, other in combinations(range(graph.size), 2):
        steps = way(links, one, other)
        held = min(tree[pair] for pair in pairwise(steps))
        others = [each for each in range(graph.size) if each not in (one, other)]
        slow = min(
            sum((a in side) != (b in side) for a, b in graph.ties)
            for count in range(len(others) + 1)
            for chosen in combinations(others, count)
            for side in [{one, *chosen}]
        )
        assert held == slow


@given(st.integers(2, 60))
def test_what_one_occasion_adds_sums_to_half_of_who_were_there(present: int) -> None:
    ties = ties_of([Seen(TODAY, range(present))], TODAY)
    assert sum(tie.strength for tie in ties.values()) == pytest.approx(present / 2)


@given(st.integers(2, 40), st.integers(0, 180))
def test_half_is_left_after_a_hundred_and_eighty_days(present: int, age: int) -> None:
    assert weight(present, age + 180) == pytest.approx(weight(present, age) / 2)


def test_what_is_older_than_a_year_or_still_to_come_does_not_count() -> None:
    days = (TODAY - dt.timedelta(days=366), TODAY + dt.timedelta(days=1))
    assert ties_of([Seen(day, [0, 1]) for day in days], TODAY) == {}
    assert len(ties_of([Seen(TODAY - dt.timedelta(days=365), [0, 1])], TODAY)) == 1


def test_the_index_of_groups_by_chance_is_within_the_band() -> None:
    dice = random.Random(7)
    ties = dict.fromkeys(dice.sample(list(combinations(range(40), 2)), 160), 1.0)
    within = 0
    for _time in range(20):
        groups = [dice.randrange(4) for _ in range(40)]
        found = mixing(Graph.of(40, ties), groups, shuffles=400)
        assert found.index is not None
        within += found.low <= found.index <= found.high
    assert within >= 17


def test_what_is_expected_is_the_mean_over_every_way_to_deal_the_groups() -> None:
    groups, ties = ["a", "a", "b", "b", "b"], [(0, 1), (1, 2), (3, 4)]
    every = [index_of(ties, dealt) for dealt in permutations(groups)]
    assert sum(value for value in every if value is not None) / len(every) == pytest.approx(expected_of(groups))


def test_the_loss_of_the_middle_of_a_star_leaves_all_alone_and_names_new_ties() -> None:
    loss = remove(star(6), 0)
    assert loss.alone == [1, 2, 3, 4, 5]
    assert (loss.parts_before, loss.parts_after, loss.apart) == (1, 5, 10)
    assert 1 <= len(loss.mend) <= 5
    assert loss.mended > loss.after == 0
    assert all(0 not in pair for pair in loss.mend)


def test_the_same_net_is_drawn_the_same_and_one_tie_more_moves_it_little() -> None:
    graph = Graph.of(12, {(knot, (knot + 1) % 12): 1.0 for knot in range(12)})
    corners = [knot % 4 for knot in range(12)]
    first = places(graph, corners, {})
    assert first == places(graph, corners, {})
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in first)
    more = places(Graph.of(12, {**graph.ties, (0, 5): 0.3}), corners, dict(enumerate(first)))
    assert max(abs(a - b) for old, new in zip(first, more, strict=True) for a, b in zip(old, new, strict=True)) < 0.15
