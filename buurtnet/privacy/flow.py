"""How far one pipe of a flow in whole numbers can still go up or down, while every other stays within its bounds."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

type Node = tuple[str, str]


@dataclass
class Arc:
    """A pipe from ``tail`` to ``head``: between ``low`` and ``high``, truly ``flow``."""

    tail: Node
    head: Node
    low: int
    high: int
    flow: int


@dataclass
class Pipes[Name: Hashable]:
    """One flow. ``of``: the pipe of each name; ``around``: those at each node, also pipes without a name."""

    of: Mapping[Name, Arc]
    around: Mapping[Node, list[Arc]]


def pipes_of[Name: Hashable](named: Mapping[Name, Arc], more: Iterable[Arc]) -> Pipes[Name]:
    """All pipes as one flow; what comes into a node goes out of it."""
    around: dict[Node, list[Arc]] = defaultdict(list)
    for arc in (*named.values(), *more):
        around[arc.tail].append(arc)
        around[arc.head].append(arc)
    return Pipes(named, around)


def moves[Name: Hashable](pipes: Pipes[Name], name: Name, step: int, far: int) -> int:
    """How far a pipe can go up (``step`` 1) or down (-1), at most ``far``; the flow is as it was afterwards."""
    own = pipes.of[name]
    far = min(far, _room(own, step))
    start, end = (own.head, own.tail) if step > 0 else (own.tail, own.head)
    moved, walked = 0, []
    while moved < far and (path := _path(pipes, start, end, own)):
        room = min(far - moved, *(_room(arc, way) for arc, way in path))
        for arc, way in path:
            arc.flow += way * room
        walked.append((path, room))
        moved += room
    for path, room in walked:
        for arc, way in path:
            arc.flow -= way * room
    return moved


def _path[Name: Hashable](pipes: Pipes[Name], start: Node, end: Node, but: Arc) -> list[tuple[Arc, int]]:
    """A shortest way along which more can flow, as pipes with the direction in which; empty where there is none."""
    came: dict[Node, tuple[Arc, int] | None] = {start: None}
    waiting = deque([start])
    while waiting and end not in came:
        node = waiting.popleft()
        for arc in pipes.around[node]:
            way, to = (1, arc.head) if arc.tail == node else (-1, arc.tail)
            if to not in came and arc is not but and _room(arc, way) > 0:
                came[to] = arc, way
                waiting.append(to)
    path: list[tuple[Arc, int]] = []
    step = came.get(end)
    while step is not None:
        path.append(step)
        arc, way = step
        step = came[arc.tail if way > 0 else arc.head]
    return path


def _room(arc: Arc, way: int) -> int:
    return arc.high - arc.flow if way > 0 else arc.flow - arc.low
