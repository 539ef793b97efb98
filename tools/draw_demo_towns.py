"""Draws the two fictional towns of the demo, Havendijk and Duinbeke, as GeoJSON: street plans and boundaries.

Run from the root of the repository: ``python -m tools.draw_demo_towns``. The result is the same each time.
The plans stand in ``demo_town_plans``; houses are set along the streets by rule.
"""

import json
import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union
from shapely.prepared import prep

from tools.demo_town_plans import Points, Public, Town, duinbeke, havendijk

OUT = Path(__file__).resolve().parent.parent / "buurtnet" / "config" / "demo" / "data"
METRES_PER_DEGREE = 111_320.0
HALF_WIDTH = {"main": 7.0, "street": 5.0, "jetty": 1.5, "path": 1.5}

GARDEN_METRES = 24
LEAST_GARDEN = 700


def main() -> None:
    for town in (havendijk(), duinbeke()):
        write(OUT / f"{town.slug}-map.geojson", list(map_features(town)))
        write(OUT / f"{town.slug}-areas.geojson", list(area_features(town)))


def write(path: Path, features: list[dict[str, object]]) -> None:
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    path.write_text('{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n", encoding="utf-8")
    print(f"{path.name}: {len(features)} features, {path.stat().st_size / 1000:.1f} kB")


def map_features(town: Town) -> Iterator[dict[str, object]]:
    """The features of the drawn map, from below to above."""

    def feature(geometry: BaseGeometry, layer: str, name: str = "", kind: str = "") -> dict[str, object]:
        properties = {"layer": layer} | ({"name": name} if name else {}) | ({"kind": kind} if kind else {})
        return {"type": "Feature", "properties": properties, "geometry": degrees(town, geometry)}

    rng = random.Random(town.seed)
    snapped = connected(town)
    water = [Polygon(outline) for outline in town.water.values()]
    canals = [LineString(points).buffer(width / 2, cap_style="flat", quad_segs=2) for points, width in town.canals]
    ponds = unary_union(water[1:])
    greens = [soft(outline).difference(ponds) for outline in town.green]
    plays = [soft(outline) for outline in town.play]
    public = [public_building(item, snapped) for item in town.public]
    built = list(houses(town, snapped, [*water, *canals, *greens, *plays, *public], rng))

    for outline in town.sand:
        yield feature(soft(outline), "land", kind="sand")
    for outline in town.squares:
        yield feature(Polygon(outline), "land", kind="square")
    for outline in town.fields:
        yield feature(Polygon(outline), "green", kind="field")
    for area in greens:
        yield feature(area, "green")
    for area in plays:
        yield feature(area, "green", kind="play")
    yield feature(unary_union([*water, *canals]).simplify(0.5), "water")
    for points in town.ditches:
        yield feature(LineString(points), "water", kind="ditch")
    inner = list(gardens(town, snapped, [*water, *canals, *greens, *plays, *public]))
    yield feature(MultiPolygon(inner), "green", kind="garden")
    yield feature(trees(greens, inner, snapped, rng), "green", kind="trees")
    for points in town.paths:
        yield feature(LineString(points), "street", kind="path")
    for points in town.jetties:
        yield feature(LineString(points), "street", kind="jetty")
    yield feature(MultiPolygon(built), "building")
    yield feature(MultiPolygon(public), "public")
    for points in town.small:
        yield feature(LineString(points), "street")
    for points in town.links:
        yield feature(LineString(points), "main")
    for name, points in snapped.items():
        yield feature(LineString(points), "main" if name in town.main else "street", name)
    for kind, name, at in town.labels:
        yield feature(Point(at), "label", name, kind)
    for neighbourhood in town.neighbourhoods:
        yield feature(Point(neighbourhood.label), "label", neighbourhood.name, "neighbourhood")


def area_features(town: Town) -> Iterator[dict[str, object]]:
    """Country, province, municipality, neighbourhoods and postcode areas, parents first."""

    def feature(
        shape: BaseGeometry | None, kind: str, code: str, name: str, parent: str, **more: object
    ) -> dict[str, object]:
        properties = {"kind": kind, "code": code, "name": name, "parent_code": parent} | more
        return {
            "type": "Feature",
            "properties": properties,
            "geometry": None if shape is None else degrees(town, shape),
        }

    country = {"NL": "Nederland", "BE": "België"}[town.country]
    people = sum(neighbourhood.inhabitants for neighbourhood in town.neighbourhoods)
    outlines = [Polygon(neighbourhood.outline) for neighbourhood in town.neighbourhoods]
    whole = unary_union(outlines)
    yield feature(None, "country", town.country, country, "", code_system="iso")
    yield feature(None, "province", town.province[0], town.province[1], town.country)
    yield feature(whole, "municipality", town.slug, town.name, town.province[0], inhabitants=people)
    by_postcode: dict[str, list[Polygon]] = {}
    for neighbourhood, outline in zip(town.neighbourhoods, outlines, strict=True):
        by_postcode.setdefault(neighbourhood.postcode, []).append(outline)
        yield feature(
            outline,
            "neighbourhood",
            neighbourhood.code,
            neighbourhood.name,
            town.slug,
            inhabitants=neighbourhood.inhabitants,
        )
    for postcode, parts in by_postcode.items():
        yield feature(unary_union(parts), "postcode", postcode, f"{postcode} {town.name}", town.slug)


def degrees(town: Town, geometry: BaseGeometry) -> dict[str, object]:
    """The geometry as GeoJSON in WGS84, five decimals (about one metre)."""
    moved = affinity.rotate(affinity.translate(geometry, *town.shift), town.turn, origin=(0, 0))
    per_longitude = METRES_PER_DEGREE * math.cos(math.radians(town.latitude))

    def point(pair: tuple[float, float]) -> list[float]:
        return [
            round(town.longitude + pair[0] / per_longitude, 5),
            round(town.latitude + pair[1] / METRES_PER_DEGREE, 5),
        ]

    def walk(value: object) -> object:
        if isinstance(value, tuple | list) and value and isinstance(value[0], float | int):
            return point((float(value[0]), float(value[1])))
        return [walk(part) for part in value] if isinstance(value, tuple | list) else value

    shape = mapping(moved)
    return {"type": shape["type"], "coordinates": walk(shape["coordinates"])}


def connected(town: Town) -> dict[str, Points]:
    """The named streets, their loose ends brought onto the street they nearly touch (within 15 m)."""
    streets = {name: list(points) for name, points in (town.main | town.streets).items()}
    lines = {name: LineString(points) for name, points in streets.items()} | {
        f"link {number}": LineString(points) for number, points in enumerate(town.links)
    }
    for name, points in streets.items():
        if points[0] == points[-1]:
            continue
        for end in (0, -1):
            here = Point(points[end])
            others = [line for other, line in lines.items() if other != name and 0 < line.distance(here) <= 15]
            if any(line.distance(here) == 0 for other, line in lines.items() if other != name) or not others:
                continue
            nearest = min(others, key=here.distance)
            touch = nearest.interpolate(nearest.project(here))
            points[end] = (touch.x, touch.y)
        lines[name] = LineString(points)
    return streets


def soft(outline: Points, times: int = 2) -> Polygon:
    """Corners cut off, by default twice (Chaikin), as parks and beaches have no sharp corners."""
    points = outline
    for _ in range(times):
        cut: Points = []
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            cut += [(ax * 0.8 + bx * 0.2, ay * 0.8 + by * 0.2), (ax * 0.2 + bx * 0.8, ay * 0.2 + by * 0.8)]
        points = cut
    return polygon(Polygon(points).simplify(1.2))


def polygon(shape: BaseGeometry) -> Polygon:
    assert isinstance(shape, Polygon)
    return shape


def public_building(item: Public, streets: dict[str, Points]) -> Polygon:
    if item.at is not None:
        if item.corners > 4:
            ring = [
                (
                    item.width / 2 * math.cos(2 * math.pi * n / item.corners),
                    item.width / 2 * math.sin(2 * math.pi * n / item.corners),
                )
                for n in range(item.corners)
            ]
            return affinity.translate(Polygon(ring), *item.at)
        shape = box(-item.width / 2, -item.depth / 2, item.width / 2, item.depth / 2)
        return affinity.translate(affinity.rotate(shape, item.turn, origin=(0, 0)), *item.at)
    line = LineString(streets[item.street])
    start = line.length * item.fraction - item.width / 2
    return along(line, start, item.width, 10.0, item.depth, item.side)


def along(line: LineString, start: float, width: float, setback: float, depth: float, side: int) -> Polygon:
    """A rectangle beside a line: from ``start`` over ``width`` metres, ``setback`` aside, on side 1 (left) or -1."""
    a, b = line.interpolate(start), line.interpolate(start + width)
    length = math.hypot(b.x - a.x, b.y - a.y) or 1.0
    dx, dy = (b.x - a.x) / length, (b.y - a.y) / length
    nx, ny = -dy * side, dx * side
    near = [(a.x + nx * setback, a.y + ny * setback), (b.x + nx * setback, b.y + ny * setback)]
    far = [(x + nx * depth, y + ny * depth) for x, y in reversed(near)]
    return Polygon(near + far)


def houses(
    town: Town, streets: dict[str, Points], blocked: Sequence[BaseGeometry], rng: random.Random
) -> Iterator[Polygon]:
    """Rows of houses on both sides of every street where they fit, the longest row first."""
    lines: list[tuple[LineString, float]] = [
        (LineString(points), HALF_WIDTH["main" if name in town.main else "street"])
        for name, points in streets.items()
    ]
    lines += [(LineString(points), 4.0) for points in town.small]
    ways = [line.buffer(half + 1.5) for line, half in lines]
    ways += [LineString(points).buffer(HALF_WIDTH["main"] + 8) for points in town.links]
    ways += [LineString(points).buffer(4) for points in town.paths]
    ways += [Polygon(points) for points in [*town.squares, *town.free, *town.fields]]
    ways += [shape.buffer(9 if shape in blocked[: len(town.water)] else 5) for shape in blocked]
    taken = prep(unary_union(ways))
    town_ground = prep(unary_union([Polygon(item.outline) for item in town.neighbourhoods]).buffer(-12))
    centre = Polygon(town.old_centre)
    placed: list[Polygon] = []

    for line, half in lines:
        for side in (1, -1):
            at = 8.0
            while at < line.length - 8:
                old = centre.contains(line.interpolate(at))
                unit = rng.choice([7.0, 8.0, 9.0]) if old else rng.choice([6.5, 7.0, 7.5])
                setback = half + (3.0 if old else rng.choice([4.0, 5.0]))
                depth = rng.choice([9.0, 10.0, 12.0, 13.0]) if old else rng.choice([9.0, 10.0, 10.5])
                for count in [2, 1] if old else [8, 7, 6, 5, 4, 3, 2]:
                    width = unit * count
                    if at + width > line.length - 6 or bends(line, at, width):
                        continue
                    house = along(line, at, width, setback, depth, side)
                    if not town_ground.contains(house) or taken.intersects(house):
                        continue
                    near = house.buffer(2.0 if not old else 0.4)
                    if any(near.intersects(other) for other in placed):
                        continue
                    placed.append(house)
                    at += width + ((rng.choice([1.5, 1.5, 1.5, 9.0])) if old else rng.choice([4.0, 6.0, 10.0]))
                    break
                else:
                    at += 4.0
    yield from placed


def bends(line: LineString, start: float, width: float) -> bool:
    """Whether the street bends away more than a metre and a half from a straight row."""
    a, b, middle = (line.interpolate(start + part * width) for part in (0, 1, 0.5))
    return LineString([a, b]).distance(middle) > 1.5


def gardens(town: Town, streets: dict[str, Points], blocked: Sequence[BaseGeometry]) -> Iterator[Polygon]:
    """The green behind the houses: what is left of each block between streets."""
    lines = [LineString(points) for points in [*streets.values(), *town.small, *town.links]]
    squares = [Polygon(points).buffer(8) for points in [*town.squares, *town.free, *town.fields]]
    ways = [line.buffer(GARDEN_METRES) for line in lines]
    taken = unary_union([*(shape.buffer(10) for shape in blocked), *squares, *ways])
    for block in polygonize(unary_union(lines)):
        left = block.difference(taken)
        for part in getattr(left, "geoms", [left]):
            corners = [(x, y) for x, y in part.simplify(9).exterior.coords[:-1]] if part.area > LEAST_GARDEN else []
            if len(corners) > 2 and not part.interiors:
                yield polygon(soft(corners, times=1).simplify(2))


def trees(
    parks: Sequence[BaseGeometry], inner: list[Polygon], streets: dict[str, Points], rng: random.Random
) -> BaseGeometry:
    """Trees in the parks and gardens, closer together at one side, none on a street."""
    ways = unary_union([LineString(points) for points in streets.values()])
    found: list[Point] = []
    for area in [*parks, *inner]:
        west, south, east, north = area.bounds
        wanted = min(46, int(area.area / (420 if area in parks else 1000)))
        for _ in range(wanted * 5):
            if wanted <= 0:
                break
            place = Point(rng.triangular(west, east, west), rng.triangular(south, north, north))
            if not area.buffer(-7).contains(place) or ways.distance(place) < 14:
                continue
            if any(place.distance(other) < 9 for other in found):
                continue
            found.append(place)
            wanted -= 1
    return unary_union(found)


if __name__ == "__main__":
    main()
