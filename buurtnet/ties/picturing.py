"""Making a picture of the net: measured once, kept as it was, and made anew when something changed."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import OrganizationKind
from buurtnet.ties.attendance import HALF_LIFE, THRESHOLD, WINDOW, Tie, shown, ties_of
from buurtnet.ties.choices import Sector
from buurtnet.ties.gathering import Gathered, gather
from buurtnet.ties.graphs import Graph, components, cores, cut_points_and_bridges, efficiency
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
from buurtnet.ties.mixing import mixing
from buurtnet.ties.models import Picture

GROWS_OLD: Final = dt.timedelta(days=28)  # ties fade: a picture of which nothing changed is made anew after so long
PARAMETERS: Final = {"half_life": HALF_LIFE, "threshold": THRESHOLD}

type Results = dict[str, Any]


def latest(network: Network) -> Picture | None:
    return Picture.objects.filter(network=network).first()


@transaction.atomic
def renew(network: Network, *, on: dt.date | None = None) -> Picture | None:
    """A new picture when something changed, or the last grew old. Returns it; None when the last still holds."""
    day = on or timezone.localdate()
    Network.objects.select_for_update(of=("self",)).get(pk=network.pk)  # one at a time
    gathered, last = gather(network, day), latest(network)
    stamp = gathered.stamp()
    if last is not None and last.seen == stamp and day - last.on < GROWS_OLD:
        return None
    if last is None and not gathered.organizations:
        return None
    results, positions = measured(gathered, day, last)
    made = Picture(
        network=network, on=day, window=WINDOW, parameters=PARAMETERS, results=results, positions=positions,
        seen=stamp,
    )  # fmt: skip
    made.sha256 = hash_of(made)
    made.save(force_insert=True)
    return made


def hash_of(picture: Picture) -> str:
    said = [str(picture.on), picture.window, picture.parameters, picture.results, picture.positions, picture.seen]
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def measured(gathered: Gathered, on: dt.date, last: Picture | None) -> tuple[Results, dict[str, list[float]]]:
    """``positions``: of each knot that is drawn, as shares of the width and the height."""
    met = ties_of(gathered.seen, on)
    ties = shown(met)
    graph = Graph.of(len(gathered.organizations), {pair: tie.strength for pair, tie in ties.items()})
    ids = [str(one.pk) for one in gathered.organizations]
    before = {number: tuple(last.positions[pk]) for number, pk in enumerate(ids) if last and pk in last.positions}
    order = list(Sector)
    spots = places(graph, [order.index(one) for one in gathered.sectors], before)
    results: Results = {
        "knots": ids,
        "sectors": list(gathered.sectors),
        "out": sorted(gathered.out),
        "ties": [told(pair, tie) for pair, tie in sorted(ties.items())],
        "met": [[*pair, tie.last.isoformat()] for pair, tie in sorted(met.items()) if pair not in ties],
        **of_the_whole(graph),
        "mixing": mixes(graph, gathered, ties),
    }
    return results, {pk: list(spots[number]) for number, pk in enumerate(ids)}


def told(pair: tuple[int, int], tie: Tie) -> list[Any]:
    return [*pair, round(tie.strength, 4), tie.together, tie.last.isoformat()]


def of_the_whole(graph: Graph) -> Results:
    points, bridges = cut_points_and_bridges(graph)
    between = betweenness(graph)
    return {
        "density": density(graph),
        "degree_centralisation": degree_centralisation(graph),
        "betweenness": [round(value, 6) for value in between],
        "betweenness_centralisation": betweenness_centralisation(between),
        "transitivity": transitivity(graph),
        "efficiency": efficiency(graph),
        "isolates": isolates(graph),
        "components": components(graph),
        "cores": cores(graph),
        "cut_points": points,
        "bridges": [list(pair) for pair in bridges],
        "constraint": [None if value is None else round(value, 6) for value in constraint(graph)],
    }


def mixes(graph: Graph, gathered: Gathered, ties: Mapping[tuple[int, int], Tie]) -> Results:
    """Across kinds of partners, and between residents and professionals; also of doing together alone."""
    formal = [one.kind != OrganizationKind.INFORMAL for one in gathered.organizations]
    together = Graph(graph.size, {pair: ties[pair].strength for pair in graph.ties if ties[pair].together})
    return {
        "sector": asdict(mixing(graph, gathered.sectors)),
        "formal": asdict(mixing(graph, formal)),
        "formal_together": asdict(mixing(together, formal)),
        "crossing": sum(formal[one] != formal[other] for one, other in graph.ties),
        "is_formal": formal,
    }


def graph_of(picture: Picture) -> Graph:
    results = picture.results
    return Graph(len(results["knots"]), {(row[0], row[1]): row[2] for row in results["ties"]})
