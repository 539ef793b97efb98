"""Where each knot is drawn: the same net gives the same picture, and a little change a little change.

Knots with a tie pull each other, all push each other off (Fruchterman & Reingold 1991), and each kind of partner has
a corner that pulls softly. The places of the picture before are where it starts.
"""

import math
from collections.abc import Mapping, Sequence

from buurtnet.ties.graphs import Graph

type Point = tuple[float, float]

WIDTH, HEIGHT = 760.0, 520.0  # the smallest drawing, in units of its view
ROOM = (156.0, 80.0)  # what a knot takes with its name
MARGIN = (78.0, 56.0)
GOLDEN = math.pi * (3 - math.sqrt(5))
STEPS_FIRST, STEPS_AGAIN = 160, 50
PULL = 0.8  # of a corner
SEEKS, KEEPS = 20, 500  # of the width in one step: a part that a knot moves at most
MOST_PAIRS = 400_000  # that are looked at for one picture


def size_for(count: int) -> Point:
    """A drawing in which so many names fit."""
    width = max(WIDTH, math.sqrt(count * ROOM[0] * ROOM[1] * 1.95))
    return width, width * HEIGHT / WIDTH


def places(graph: Graph, corners: Sequence[int], before: Mapping[int, Point]) -> list[Point]:
    """``corners``: of each knot the number of its kind. ``before``: where it stood, as shares of the drawing."""
    if not graph.size:
        return []
    width, height = size_for(graph.size)
    kinds = sorted(set(corners))
    anchors = {kind: _corner(place, len(kinds), width, height) for place, kind in enumerate(kinds)}
    spots = [
        (before[knot][0] * width, before[knot][1] * height) if knot in before
        else _near(anchors[corners[knot]], knot)
        for knot in range(graph.size)
    ]  # fmt: skip
    steps = STEPS_AGAIN if len(before) * 2 > graph.size else STEPS_FIRST
    steps = max(12, min(steps, MOST_PAIRS * 2 // (graph.size * graph.size)))
    # Who was drawn before hardly moves, so that people find everyone back; who is new looks for a place.
    freedom = [width / KEEPS if knot in before else width / SEEKS for knot in range(graph.size)]
    for step in range(steps):
        heat = [(1 - step / steps) * most for most in freedom]
        spots = _moved(graph, spots, [anchors[kind] for kind in corners], heat, width, height)
    spots = _apart(spots, width, height)
    return [(round(x / width, 4), round(y / height, 4)) for x, y in spots]


def _corner(place: int, count: int, width: float, height: float) -> Point:
    turn = 2 * math.pi * place / count - math.pi / 2
    return width / 2 + math.cos(turn) * width * 0.34, height / 2 + math.sin(turn) * height * 0.34


def _near(anchor: Point, knot: int) -> Point:
    """Around its corner, as seeds lie in a sunflower: no two on one spot."""
    distance, turn = 14 * math.sqrt(knot + 1), GOLDEN * knot
    return anchor[0] + math.cos(turn) * distance, anchor[1] + math.sin(turn) * distance


def _moved(
    graph: Graph, spots: list[Point], anchors: list[Point], heat: Sequence[float], width: float, height: float
) -> list[Point]:
    ideal = 0.42 * math.sqrt(width * height / graph.size)
    push_x, push_y = [0.0] * graph.size, [0.0] * graph.size
    for one, (x, y) in enumerate(spots):
        for other in range(one + 1, graph.size):
            off_x, off_y = x - spots[other][0], y - spots[other][1]
            force = ideal * ideal / (off_x * off_x + off_y * off_y + 1)
            push_x[one] += off_x * force
            push_y[one] += off_y * force
            push_x[other] -= off_x * force
            push_y[other] -= off_y * force
    for (one, other), strength in graph.ties.items():
        off_x, off_y = spots[one][0] - spots[other][0], spots[one][1] - spots[other][1]
        force = math.hypot(off_x, off_y) / ideal * min(1.0, 0.3 + strength / 6)
        for knot, way in ((one, -1), (other, 1)):
            push_x[knot] += way * off_x * force
            push_y[knot] += way * off_y * force
    return [
        _step(spot, (push_x[knot], push_y[knot]), anchors[knot], heat[knot], width, height)
        for knot, spot in enumerate(spots)
    ]


def _step(spot: Point, push: Point, anchor: Point, heat: float, width: float, height: float) -> Point:
    x, y = push[0] + (anchor[0] - spot[0]) * PULL, push[1] + (anchor[1] - spot[1]) * PULL
    length = math.hypot(x, y) or 1.0
    share = min(length, heat) / length
    return _inside((spot[0] + x * share, spot[1] + y * share), width, height)


def _inside(spot: Point, width: float, height: float) -> Point:
    return (
        min(max(spot[0], MARGIN[0]), width - MARGIN[0]),
        min(max(spot[1], MARGIN[1] - 24), height - MARGIN[1]),
    )


def _apart(spots: list[Point], width: float, height: float) -> list[Point]:
    """No name over another: whoever stands too close moves off along the shorter way."""
    spots = list(spots)
    for _time in range(60 if len(spots) <= 80 else 8):
        moved = False
        for one in range(len(spots)):
            for other in range(one + 1, len(spots)):
                off_x, off_y = spots[other][0] - spots[one][0], spots[other][1] - spots[one][1]
                lacks_x, lacks_y = ROOM[0] - abs(off_x), ROOM[1] - abs(off_y)
                if lacks_x <= 0 or lacks_y <= 0:
                    continue
                moved = True
                if lacks_y / ROOM[1] <= lacks_x / ROOM[0]:
                    by = (0.0, math.copysign(lacks_y / 2 + 0.5, off_y))
                else:
                    by = (math.copysign(lacks_x / 2 + 0.5, off_x), 0.0)
                spots[one] = _inside((spots[one][0] - by[0], spots[one][1] - by[1]), width, height)
                spots[other] = _inside((spots[other][0] + by[0], spots[other][1] + by[1]), width, height)
        if not moved:
            break
    return spots
