"""The base of a network's map as shapes to draw on paper: what lies in a window, quickly found."""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from buurtnet.areas.basemap import base_map
from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Network

METRES_A_DEGREE = 111_195.0
MOST_KEPT = 4  # bases of some megabytes each
METRES_A_MM = 3.6  # on the map of one place: the last minutes of the way, with the names of the streets
WIDER = 1_500  # metres, where no streets are drawn and only the outlines of neighbourhoods say where it is
AROUND = 1.15  # room around the pins of a map of many places
SMALLEST = 600  # metres across a map of many places

type Box = tuple[float, float, float, float]  # west, south, east, north in degrees
type Point = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True)
class Shape:
    """One thing to draw: its layer and kind as in ``areas.basemap``, its name, lines of points, and its box."""

    layer: str
    kind: str
    name: str
    is_surface: bool
    lines: tuple[tuple[Point, ...], ...]
    box: Box


@dataclass(frozen=True)
class Ground:
    """A base map made ready, and whose data it is."""

    shapes: tuple[Shape, ...]
    attribution: str

    def within(self, box: Box) -> Iterator[Shape]:
        west, south, east, north = box
        for shape in self.shapes:
            left, bottom, right, top = shape.box
            if left <= east and right >= west and bottom <= north and top >= south:
                yield shape

    def has_streets(self, box: Box) -> bool:
        return any(shape.layer in {"street", "main", "building"} for shape in self.within(box))


def ground_of(network: Network) -> Ground:
    """The base of a network, kept for half a minute per process."""
    return _kept.get((network.pk, network.created_at), lambda: made_ready(base_map(network)))


_kept = Kept[tuple[int, dt.datetime], Ground](MOST_KEPT)


def made_ready(collection: dict[str, Any]) -> Ground:
    shapes = [shape for feature in collection.get("features", ()) if (shape := shape_of(feature))]
    return Ground(tuple(shapes), str(collection.get("attribution") or ""))


def shape_of(feature: dict[str, Any]) -> Shape | None:
    """A feature of the base; None for one without points."""
    geometry, properties = feature.get("geometry") or {}, feature.get("properties") or {}
    kind_of_geometry = str(geometry.get("type", ""))
    lines = tuple(
        tuple((float(point[0]), float(point[1])) for point in line)
        for line in lines_in(kind_of_geometry, geometry.get("coordinates") or [])
    )
    points = [point for line in lines for point in line]
    if not points:
        return None
    longitudes, latitudes = zip(*points, strict=True)
    return Shape(
        layer=str(properties.get("layer", "")),
        kind=str(properties.get("kind", "")),
        name=str(properties.get("name", "")),
        is_surface=kind_of_geometry.endswith("Polygon"),
        lines=lines,
        box=(min(longitudes), min(latitudes), max(longitudes), max(latitudes)),
    )


def lines_in(kind: str, coordinates: Any) -> Iterable[Any]:
    """The lines of a geometry; a point is a line of one."""
    match kind:
        case "Point":
            return [[coordinates]]
        case "MultiPoint":
            return [[point] for point in coordinates]
        case "LineString":
            return [coordinates]
        case "MultiLineString" | "Polygon":
            return list(coordinates)
        case "MultiPolygon":
            return [ring for surface in coordinates for ring in surface]
    return []


def around_one(ground: Ground, latitude: float, longitude: float, mm: tuple[float, float]) -> Box:
    """A window around one place for a map of ``mm`` (wide, high); wide where no streets are drawn."""
    near = window(latitude, longitude, mm[0] * METRES_A_MM / 2, mm[1] * METRES_A_MM / 2)
    return near if ground.has_streets(near) else window(latitude, longitude, WIDER * mm[0] / mm[1], WIDER)


def around_all(points: Sequence[tuple[float, float]], shape: float) -> Box:
    """A window that holds all points (latitude, longitude) with some room, ``shape`` times as wide as high."""
    latitudes, longitudes = [point[0] for point in points], [point[1] for point in points]
    latitude = (min(latitudes) + max(latitudes)) / 2
    longitude = (min(longitudes) + max(longitudes)) / 2
    high = (max(latitudes) - min(latitudes)) * METRES_A_DEGREE
    wide = (max(longitudes) - min(longitudes)) * METRES_A_DEGREE * math.cos(math.radians(latitude))
    high = max(high * AROUND, wide * AROUND / shape, SMALLEST / shape)
    return window(latitude, longitude, high * shape / 2, high / 2)


def steepness(points: Sequence[tuple[float, float]]) -> float:
    """How high a map of these points (latitude, longitude) wants to be, for each unit it is wide."""
    latitudes, longitudes = [point[0] for point in points], [point[1] for point in points]
    wide = (max(longitudes) - min(longitudes)) * math.cos(math.radians(latitudes[0]))
    high = max(latitudes) - min(latitudes)
    return high / wide if wide and high else 1.0


def window(latitude: float, longitude: float, wide: float, high: float) -> Box:
    """So many metres to the west and east, and to the south and north, of a point."""
    up = high / METRES_A_DEGREE
    aside = wide / (METRES_A_DEGREE * max(0.05, math.cos(math.radians(latitude))))
    return longitude - aside, latitude - up, longitude + aside, latitude + up
