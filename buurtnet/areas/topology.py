"""TopoJSON: shared lines (arcs) put together into the boundaries of areas, quantized coordinates unfolded.

Areas share their arcs, so that a file with one damaged arc is refused as a whole (PlainError). A single boundary that
names an arc that is not there, or is no list of arcs, is that record's problem alone.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from buurtnet.kit.plain_error import PlainError

type Point = tuple[float, float]
type Geometry = dict[str, Any]


class DamagedError(ValueError):
    """What is wrong with a topology, as the end of a sentence."""


@dataclass(frozen=True)
class Transform:
    """From steps on a grid to degrees (TopoJSON 2.1.2)."""

    scale: Point
    move: Point

    def __call__(self, step: Point) -> Point:
        return step[0] * self.scale[0] + self.move[0], step[1] * self.scale[1] + self.move[1]


@dataclass(frozen=True)
class Part:
    """One geometry of a topology: what the file says of it, and its GeoJSON or what is wrong with it."""

    said: dict[str, Any]
    geometry: Geometry | None = None
    problem: str = ""


def topology_objects(name: str, topology: dict[str, Any]) -> dict[str, list[Part]]:
    """The geometries of each named object. Raises PlainError."""
    try:
        transform = transform_of(topology.get("transform"))
        arcs = [unfolded(number, arc, transform) for number, arc in enumerate(topology["arcs"])]
        found = {str(named): list(geometries(root)) for named, root in topology["objects"].items()}
    except DamagedError as problem:
        raise PlainError(f"{name} is damaged TopoJSON: {problem}. Download it again.") from None
    return {named: [part_of(item, arcs, transform) for item in items] for named, items in found.items()}


def part_of(item: dict[str, Any], arcs: list[list[Point]], transform: Transform | None) -> Part:
    try:
        return Part(item, geometry_of(item, arcs, transform))
    except DamagedError as problem:
        return Part(item, problem=f"cannot be drawn: {problem}")


def geometries(root: Any) -> Iterator[dict[str, Any]]:
    """The geometries of an object in their order; those of collections in collections too, however deep."""
    waiting = [root]
    while waiting:
        item = waiting.pop()
        if not isinstance(item, dict):
            raise DamagedError("an object in it is no geometry")
        if item.get("type") != "GeometryCollection":
            yield item
        else:
            waiting += reversed(list_in(item.get("geometries"), "a collection holds no list of geometries"))


def transform_of(said: Any) -> Transform | None:
    if said is None:
        return None
    if not isinstance(said, dict) or not {"scale", "translate"} <= set(said):
        raise DamagedError("its transform has no scale and translate")
    return Transform(point_of(said["scale"], "its transform"), point_of(said["translate"], "its transform"))


def unfolded(number: int, arc: Any, transform: Transform | None) -> list[Point]:
    """An arc in degrees. With a transform the points are steps from the one before (TopoJSON 2.1.3)."""
    where = f"arc {number}"
    points = [point_of(point, where) for point in list_in(arc, f"{where} is no list of points")]
    if transform is None:
        return points
    x = y = 0.0
    found = []
    for step in points:
        x, y = x + step[0], y + step[1]
        found.append(transform((x, y)))
    if not all(math.isfinite(part) for point in found for part in point):
        raise DamagedError(f"{where} runs off the map")
    return found


def point_of(said: Any, where: str) -> Point:
    if not isinstance(said, list) or len(said) < 2:
        raise DamagedError(f"{where} holds a point without two numbers")
    return number_in(said[0], where), number_in(said[1], where)


def number_in(said: Any, where: str) -> float:
    try:
        found = math.nan if isinstance(said, bool) or not isinstance(said, int | float) else float(said)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise DamagedError(f"{where} holds a coordinate that is no number")
    return found


def list_in(said: Any, complaint: str) -> list[Any]:
    if not isinstance(said, list):
        raise DamagedError(complaint)
    return said


def geometry_of(item: dict[str, Any], arcs: list[list[Point]], transform: Transform | None) -> Geometry | None:
    """The GeoJSON of a geometry; None for one of a kind that is no place (MultiPoint, null)."""

    def line(numbers: Any) -> list[Point]:
        points: list[Point] = []
        for number in list_in(numbers, NO_LIST):
            arc = arc_at(arcs, number)
            points += arc[1:] if points else arc
        return points

    def rings(numbers: Any) -> list[list[Point]]:
        return [line(ring) for ring in list_in(numbers, NO_LIST)]

    match item.get("type"):
        case "Polygon" as kind:
            return {"type": kind, "coordinates": rings(item.get("arcs"))}
        case "MultiPolygon" as kind:
            return {"type": kind, "coordinates": [rings(part) for part in list_in(item.get("arcs"), NO_LIST)]}
        case "LineString" as kind:
            return {"type": kind, "coordinates": line(item.get("arcs"))}
        case "Point" as kind:
            point = point_of(item.get("coordinates"), "it")
            return {"type": kind, "coordinates": transform(point) if transform else point}
    return None


NO_LIST = "it has no list of arcs"


def arc_at(arcs: list[list[Point]], number: Any) -> list[Point]:
    """The arc with a number; a negative number is the same arc walked back: ~0 is -1."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise DamagedError("it names an arc by something that is no whole number")
    index = number if number >= 0 else ~number
    if index >= len(arcs):
        raise DamagedError(f"it names an arc that is not there (the file has {len(arcs):,})")
    return arcs[index] if number >= 0 else arcs[index][::-1]
