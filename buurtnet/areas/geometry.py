"""Where a point lies and what a shape covers, by real geometry in WGS84 degrees, and how far two points are.

The boundaries of all areas stand in one index per process. It is made again when the areas changed: each call
compares a stamp (counts and sums over the table, two small queries). Whoever asks for many points takes
``area_index()`` once and asks that.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import shapely
from django.db.models import Count, Sum
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.models import Area

EARTH_RADIUS_M = 6_371_008.8
WALKING_METRES_PER_MINUTE = 80
DETOUR = 1.3
LEAST_SHARED = 0.01

NEAR_FIRST: tuple[AreaKind, ...] = (
    AreaKind.NEIGHBOURHOOD,
    AreaKind.DISTRICT,
    AreaKind.POSTCODE,
    AreaKind.MUNICIPALITY,
    AreaKind.PROVINCE,
    AreaKind.COUNTRY,
)
RANK: dict[str, int] = {str(kind): rank for rank, kind in enumerate(NEAR_FIRST)}


class BadGeometryError(ValueError):
    """A geometry that cannot be read as a place on earth; the message says why."""


def areas_at(latitude: float, longitude: float) -> tuple[int, ...]:
    """Ids of the areas in which the point lies with their ancestors, the nearest (neighbourhood) first."""
    return area_index().at(latitude, longitude)


def areas_overlapping(geometry: dict[str, Any]) -> tuple[int, ...]:
    """Ids of the areas that share surface with a GeoJSON geometry, with their ancestors, the nearest first.

    Two neighbours that only touch, or overlap by less than 1 % of the smaller one (borders drawn twice), share
    nothing. A point or a line counts where it lies. Raises BadGeometryError.
    """
    return area_index().overlapping(geometry)


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres over the globe between two points (haversine, mean earth radius of IUGG)."""
    phi, other_phi = math.radians(latitude), math.radians(other_latitude)
    half_phi = math.sin((other_phi - phi) / 2)
    half_lambda = math.sin(math.radians(other_longitude - longitude) / 2)
    chord = half_phi * half_phi + math.cos(phi) * math.cos(other_phi) * half_lambda * half_lambda
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def walking_minutes(metres: float) -> int:
    """Minutes on foot for a distance as the crow flies: 80 m a minute (4.8 km an hour), streets 1.3 times longer."""
    return max(1, round(metres * DETOUR / WALKING_METRES_PER_MINUTE))


@dataclass(frozen=True)
class AreaIndex:
    """The boundaries of all areas in a spatial tree; ``lines`` gives an area with its ancestors."""

    ids: tuple[int, ...]
    shapes: tuple[BaseGeometry, ...]
    tree: shapely.STRtree
    lines: dict[int, tuple[int, ...]]
    order: dict[int, tuple[int, float]]

    def at(self, latitude: float, longitude: float) -> tuple[int, ...]:
        """Ids of the areas around a point, the nearest first; none for a point that is no number."""
        if not (math.isfinite(latitude) and math.isfinite(longitude)):
            return ()
        near = self.tree.query(shapely.Point(longitude, latitude))
        return self.sorted(
            self.ids[number] for number in near if shapely.intersects_xy(self.shapes[number], longitude, latitude)
        )

    def at_many(self, latitudes: Sequence[float], longitudes: Sequence[float]) -> list[tuple[int, ...]]:
        """The same for many points at once: some 100,000 a second for a few hundred areas."""
        found: list[list[int]] = [[] for _ in latitudes]
        xs, ys = numpy.asarray(longitudes, dtype=float), numpy.asarray(latitudes, dtype=float)
        points: list[BaseGeometry] = numpy.asarray(shapely.points(xs, ys), dtype=object).tolist()
        if len(latitudes) and self.ids:
            areas, numbers = shapely.STRtree(points).query(list(self.shapes), predicate="intersects")
            for area, number in zip(areas.tolist(), numbers.tolist(), strict=True):
                found[number].append(self.ids[area])
        known: dict[tuple[int, ...], tuple[int, ...]] = {}
        answer = []
        for ids in map(tuple, found):
            if ids not in known:
                known[ids] = self.sorted(ids)
            answer.append(known[ids])
        return answer

    def overlapping(self, geometry: dict[str, Any]) -> tuple[int, ...]:
        """Ids of the areas that share surface with the geometry, the nearest first. Raises BadGeometryError."""
        wanted = read_geometry(geometry)
        return self.sorted(
            self.ids[number]
            for number in self.tree.query(wanted, predicate="intersects")
            if shares_surface(self.shapes[number], wanted)
        )

    def sorted(self, ids: Iterable[int]) -> tuple[int, ...]:
        """The areas and all their ancestors once, neighbourhood to country; in one kind the smallest first."""
        return tuple(
            sorted({one for area in ids for one in self.lines[area]}, key=lambda one: (*self.order[one], one))
        )


def shares_surface(area: BaseGeometry, wanted: BaseGeometry) -> bool:
    if wanted.area == 0:
        return True
    return bool(area.intersection(wanted).area >= LEAST_SHARED * min(area.area, wanted.area))


def area_index() -> AreaIndex:
    """The index of this process, made again when the table of areas changed (two small queries to see that)."""
    global _held
    # Two sums that the database answers from an index alone, without reading the boundaries.
    boxes = Area.objects.filter(west__isnull=False).aggregate(
        Count("id"), Sum("id"), Sum("west"), Sum("south"), Sum("east"), Sum("north")
    )
    lines = Area.objects.aggregate(Sum("parent_id"))
    stamp = (*boxes.values(), *lines.values())
    if _held is None or _held[0] != stamp:
        _held = (stamp, made_index())
    return _held[1]


def forget_index() -> None:
    """After an import: look again even when the stamp says nothing changed."""
    global _held
    _held = None


_held: tuple[tuple[Any, ...], AreaIndex] | None = None


def made_index() -> AreaIndex:
    kinds: dict[int, str] = {}
    ancestors: dict[int, list[int]] = {}
    replaced: dict[int, int] = {}
    ids: list[int] = []
    shapes: list[BaseGeometry] = []
    for pk, kind, above, replacement in Area.objects.values_list("pk", "kind", "ancestor_ids", "replaced_by_id"):
        kinds[pk], ancestors[pk] = kind, above
        if replacement is not None:
            replaced[pk] = replacement
    for pk, boundary in (
        Area.objects.filter(west__isnull=False).values_list("pk", "boundary").iterator(chunk_size=500)
    ):
        ids.append(pk)
        shapes.append(shape(boundary or {}))
    shapely.prepare(shapes)
    sizes = {pk: one.area for pk, one in zip(ids, shapes, strict=True)}
    lines = {
        pk: tuple(one for area in {pk, replaced.get(pk, pk)} for one in (area, *ancestors[area]) if one in kinds)
        for pk in ids
    }
    order = {pk: (RANK[kind], sizes.get(pk, math.inf)) for pk, kind in kinds.items()}
    return AreaIndex(tuple(ids), tuple(shapes), shapely.STRtree(shapes), lines, order)


def read_geometry(geometry: dict[str, Any]) -> BaseGeometry:
    """A GeoJSON geometry as a valid shape in degrees, two-dimensional. Raises BadGeometryError with the reason."""
    try:
        found = shape(geometry)
    except Exception as problem:
        raise BadGeometryError(f"geometry cannot be read: {problem}") from problem
    if found.is_empty:
        raise BadGeometryError("geometry is empty")
    west, south, east, north = found.bounds
    if not all(map(math.isfinite, (west, south, east, north))):
        raise BadGeometryError("a coordinate is not a number")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadGeometryError(
            f"coordinates are no degrees (x {west:.6g} to {east:.6g}): convert the file to WGS84, EPSG:4326"
        )
    found = shapely.force_2d(found)
    return found if found.is_valid else shapely.make_valid(found)


def read_surface(geometry: dict[str, Any]) -> tuple[BaseGeometry, bool]:
    """A boundary as a valid (multi)polygon, and whether it had to be mended. Raises BadGeometryError."""
    found = read_geometry(geometry)
    kept = only_surface(found)
    if kept is None:
        raise BadGeometryError(f"a boundary needs a surface, this is a {geometry.get('type')} without one")
    return kept, not shape(geometry).is_valid


def only_surface(found: BaseGeometry) -> BaseGeometry | None:
    parts = [part for part in shapely.get_parts(found, return_index=False) if part.area > 0]
    if any(part.geom_type not in {"Polygon"} for part in parts):
        parts = [piece for part in parts for piece in shapely.get_parts(part) if piece.geom_type == "Polygon"]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def as_geojson(found: BaseGeometry) -> dict[str, Any]:
    """The shape as GeoJSON, rounded to six decimals (about ten centimetres)."""
    rounded = shapely.transform(found, lambda points: numpy.round(points, 6))
    if not rounded.is_valid:
        rounded = only_surface(shapely.make_valid(rounded)) or found
    plain = mapping(rounded)
    return {"type": plain["type"], "coordinates": as_lists(plain["coordinates"])}


def as_lists(value: Any) -> Any:
    return [as_lists(part) for part in value] if isinstance(value, tuple | list) else value


def middle(found: BaseGeometry) -> tuple[float, float]:
    """Latitude and longitude of the middle of a shape: its centroid, or a point inside when that lies outside."""
    centre = found.centroid
    if not found.covers(centre):
        centre = found.representative_point()
    return round(centre.y, 6), round(centre.x, 6)
