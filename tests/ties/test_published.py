"""The measures on networks that were published (Leischow e.a. 2010; Drabek e.a. 1981), against the figures known."""

import csv
import json
from pathlib import Path

import pytest

from buurtnet.ties.graphs import Graph, components, cores, cut_points_and_bridges, diameter
from buurtnet.ties.measures import (
    betweenness,
    betweenness_centralisation,
    degree_centralisation,
    density,
    directed_density,
    isolates,
    reciprocity,
    transitivity,
)
from buurtnet.ties.mixing import expected_of, index_of, mixing
from buurtnet.ties.removal import remove

DATA = Path(__file__).parent / "data"
FORMAL = "(collab>=3)"
PUBLISHED = json.loads((DATA / "METRICS.json").read_text())


class Known:
    """One set: its names, ties as they were told, and groups."""

    def __init__(self, name: str) -> None:
        stem = name.removesuffix("_formal(collab>=3)")
        nodes = rows(f"{stem}_nodes")
        number = {row["id"]: place for place, row in enumerate(nodes)}
        self.names = [row["vertex.names"] for row in nodes]
        self.groups = [row.get("agency", row.get("Sponsorship")) for row in nodes]
        told = [row for row in rows(f"{stem}_edges") if FORMAL not in name or float(row["collab"]) >= 3]
        self.told = {(number[row["source"]], number[row["target"]]) for row in told}
        self.graph = Graph.of(len(nodes), dict.fromkeys(self.told, 1.0))

    def at(self, name: str) -> int:
        return self.names.index(name)


def rows(stem: str) -> list[dict[str, str]]:
    with (DATA / f"{stem}.csv").open() as file:
        return list(csv.DictReader(file))


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_measures_are_the_published_ones(name: str) -> None:
    known, said = Known(name), PUBLISHED[name]
    graph, between = known.graph, betweenness(known.graph)
    points, bridges = cut_points_and_bridges(graph)
    levels = cores(graph)
    directed = said["directed"]
    assert (graph.size, len(known.told)) == (said["n"], said["edges"])
    assert density(graph) == near(said["density_undirected"])
    assert (directed_density(graph.size, known.told) if directed else density(graph)) == near(said["density"])
    assert degree_centralisation(graph) == near(said["degree_centralization"])
    assert betweenness_centralisation(between) == near(said["betweenness_centralization"])
    assert len(isolates(graph)) == said["isolates"]
    assert len(components(graph)) == said["components"]
    assert diameter(graph) == said["diameter"]
    assert transitivity(graph) == near(said["transitivity"])
    assert (max(levels), levels.count(max(levels))) == (said["max_core"], said["in_max_core"])
    assert sorted(known.names[one] for one in points) == said["articulation"]
    assert len(bridges) == said["bridges"]
    for broker, value in said["top_broker"]:
        assert between[known.at(broker)] == near(value)
    if directed:
        assert reciprocity(known.told) == near(said["reciprocity"])
    assert index_of(known.told, known.groups) == near(next(said[key] for key in said if key.startswith("EI_")))


def test_without_its_top_broker_texas_is_as_published() -> None:
    known, said = Known("emon_Texas"), PUBLISHED["emon_Texas"]["remove_top_broker"]
    loss = remove(known.graph, known.at(said["who"]))
    assert (loss.before, loss.after) == (near(said["eff_before"]), near(said["eff_after"]))
    assert (loss.largest_before, loss.largest_after) == (said["largest_comp_before"], said["largest_comp_after"])
    assert len(loss.alone) == said["new_isolates"]


def test_without_its_top_broker_dhhs_is_as_published() -> None:
    known = Known("dhhs_collab_2005")
    loss = remove(known.graph, known.at("OS-5"))
    assert (loss.before, loss.after) == (near(0.6476), near(0.6301))


def test_ties_across_agencies_are_fewer_than_the_sizes_of_agencies_lead_to() -> None:
    known = Known("dhhs_collab_2005")
    found = mixing(known.graph, known.groups)
    assert found.index is not None
    assert (found.index, found.expected) == (near(0.2304), pytest.approx(0.700, abs=1e-3))
    assert found.index < found.low < found.expected < found.high


def test_formal_ties_stay_within_and_informal_ones_cross() -> None:
    whole, formal = Known("dhhs_collab_2005"), Known("dhhs_collab_2005_formal(collab>=3)")
    assert index_of(whole.told - formal.told, whole.groups) == pytest.approx(0.460, abs=1e-3)
    assert expected_of(whole.groups) == pytest.approx(0.700, abs=1e-3)


def test_undirected_the_two_sets_that_differ_are_as_published() -> None:
    for name, value in (("emon_MtSi", 0.100), ("emon_Texas", 0.318)):
        known = Known(name)
        assert index_of(known.graph.ties, known.groups) == pytest.approx(value, abs=1e-3)
