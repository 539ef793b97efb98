"""Draws the two fictional towns of the demo, Havendijk and Duinbeke, as GeoJSON: street plans and boundaries.

Run from the root of the repository: ``python tools/draw_demo_towns.py``. The result is the same each time.
Towns are designed in metres east and north of their centre; houses are set along the streets by rule.
"""

import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union
from shapely.prepared import prep

OUT = Path(__file__).resolve().parent.parent / "buurtnet" / "config" / "demo" / "data"
METRES_PER_DEGREE = 111_320.0
HALF_WIDTH = {"main": 7.0, "street": 5.0, "jetty": 1.5, "path": 1.5}

GARDEN_METRES = 24
LEAST_GARDEN = 700

type Points = list[tuple[float, float]]


@dataclass
class Neighbourhood:
    code: str
    name: str
    postcode: str
    inhabitants: int
    outline: Points
    label: tuple[float, float]


@dataclass
class Public:
    """A public building: set along a street at a fraction of its length, or standing free at a point."""

    width: float
    depth: float
    street: str = ""
    fraction: float = 0.5
    side: int = 1
    at: tuple[float, float] | None = None
    turn: float = 0.0
    corners: int = 4


@dataclass
class Town:
    slug: str
    name: str
    country: str
    province: tuple[str, str]
    seed: int
    latitude: float
    longitude: float
    water: dict[str, Points]
    canals: list[tuple[Points, float]]
    ditches: list[Points]
    green: list[Points]
    play: list[Points]
    fields: list[Points]
    sand: list[Points]
    squares: list[Points]
    main: dict[str, Points]
    streets: dict[str, Points]
    small: list[Points]
    links: list[Points]
    paths: list[Points]
    jetties: list[Points]
    public: list[Public]
    labels: list[tuple[str, str, tuple[float, float]]]
    neighbourhoods: list[Neighbourhood]
    old_centre: Points
    turn: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)
    free: list[Points] = field(default_factory=list)

    def degrees(self, geometry: BaseGeometry) -> dict[str, object]:
        """The geometry as GeoJSON in WGS84, five decimals (about one metre)."""
        moved = affinity.rotate(affinity.translate(geometry, *self.shift), self.turn, origin=(0, 0))
        per_longitude = METRES_PER_DEGREE * math.cos(math.radians(self.latitude))

        def point(pair: tuple[float, float]) -> list[float]:
            return [
                round(self.longitude + pair[0] / per_longitude, 5),
                round(self.latitude + pair[1] / METRES_PER_DEGREE, 5),
            ]

        def walk(value: object) -> object:
            if isinstance(value, tuple | list) and value and isinstance(value[0], float | int):
                return point((float(value[0]), float(value[1])))
            return [walk(part) for part in value] if isinstance(value, tuple | list) else value

        shape = mapping(moved)
        return {"type": shape["type"], "coordinates": walk(shape["coordinates"])}


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
        return {"type": "Feature", "properties": properties, "geometry": town.degrees(geometry)}

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
            "geometry": None if shape is None else town.degrees(shape),
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


def havendijk() -> Town:
    """A harbour town on a west coast: a lighthouse quarter, a quay with docks, and a newer part beyond the canal."""
    coast = [
        (-900, 4800), (-960, 1500), (-1000, 900), (-1035, 600), (-1050, 400), (-1085, 250), (-1125, 175),
        (-1140, 110),
        (-1115, 50), (-1060, -10), (-1010, -120), (-930, -260), (-850, -370), (-960, -520), (-948, -532),
        (-800, -420),
    ]  # fmt: skip
    quay = [
        (-655, -468), (-590, -492), (-535, -600), (-330, -662), (-215, -653), (-205, -690), (-110, -684),
        (-100, -644),
        (90, -606), (196, -530), (247, -478), (286, -486), (330, -560), (352, -700), (270, -850), (60, -930),
        (-180, -905),
        (-200, -985), (-330, -1000), (-350, -900), (-610, -860), (-820, -800), (-1010, -650), (-1022, -662),
        (-860, -840),
        (-800, -1000), (-620, -1300), (-500, -1700), (-420, -4800),
    ]  # fmt: skip
    sea: Points = [*coast, *quay, (-420, -5000), (-6000, -5000), (-6000, 5000), (-900, 5000)]
    canal: Points = [
        (262, -470),
        (300, -290),
        (330, -60),
        (350, 180),
        (402, 425),
        (500, 700),
        (620, 1200),
        (700, 4800),
    ]
    return Town(
        slug="havendijk",
        name="Havendijk",
        country="NL",
        province=("zeeuwse-rand", "Zeerand"),
        seed=1952,
        latitude=52.050,
        longitude=4.150,
        water={
            "zee": sea,
            "vijver": [(800, 95), (850, 112), (892, 92), (884, 50), (842, 34), (806, 52)],
            "poel": [(-880, 330), (-844, 338), (-826, 312), (-846, 288), (-878, 296)],
        },
        canals=[(canal, 36.0)],
        ditches=[
            [(470, 640), (800, 700), (4800, 660)], [(520, 780), (4800, 850)], [(560, 960), (4800, 960)],
            [(1090, 660), (1110, 320), (1120, -60), (1090, -420), (900, -700)], [(1120, 320), (4800, 330)],
            [(1120, -60), (4800, -100)], [(900, -700), (960, -1400), (930, -4800)], [(800, 700), (840, 4800)],
            [(1500, 680), (1560, 4800)],
            [(-860, 720), (-500, 760), (-100, 740), (300, 700), (470, 640)], [(-500, 760), (-460, 4800)],
            [(-100, 740), (-60, 4800)], [(230, 715), (300, 4800)], [(420, -420), (700, -440), (900, -700)],
        ],
        green=[
            [(-905, 160), (-905, 375), (-720, 395), (-690, 290), (-720, 170)],
            [(-178, -478), (-172, -588), (-28, -570), (-14, -468), (-90, -478)],
            [(720, 172), (962, 145), (968, -36), (735, -28), (700, 60)],
            [(-580, 520), (-560, 690), (-330, 700), (-300, 520), (-420, 500)],
            [(415, -300), (400, -405), (650, -420), (700, -300), (560, -290)],
        ],
        play=[
            [(-330, 210), (-330, 262), (-240, 262), (-240, 210)],
            [(735, 118), (735, 148), (790, 142), (788, 112)],
            [(-655, -315), (-655, -365), (-600, -365), (-600, -310)],
        ],
        fields=[
            [(745, 490), (745, 650), (860, 662), (860, 482)], [(880, 480), (880, 664), (1000, 660), (1000, 470)],
            [(-840, 740), (-520, 775), (-505, 1000), (-860, 960)], [(-480, 780), (-120, 762), (-105, 1020),
            (-490, 1010)],
            [(1135, 640), (1140, 350), (1480, 350), (1480, 660)], [(1140, 290), (1138, -40), (1480, -50),
            (1480, 310)],
        ],
        sand=[
            [(-985, 1500), (-925, 1500), (-940, 900), (-960, 640), (-975, 420), (-1085, 250), (-1060, 400),
            (-1040, 620), (-1015, 900)],
        ],
        squares=[
            [(-112, 108), (-8, 92), (-20, 12), (-124, 28)], [(-136, -340), (-46, -340), (-46, -410), (-136, -410)],
            [(566, 262), (676, 258), (672, 162), (562, 166)],
        ],
        main={
            "Dijkweg": [(-900, 640), (-935, 400), (-962, 110), (-885, -90), (-690, -235), (-420, -275),
            (-120, -285), (235, -262)],
            "Vuurtorenlaan": [(-962, 110), (-760, 135), (-560, 112), (-330, 72), (-150, -10), (60, -140),
            (235, -262)],
            "Meeuwenlaan": [(-935, 400), (-640, 432), (-330, 470), (-20, 446), (350, 424)],
            "Molenweg": [(-8, 92), (120, 150), (312, 182)],
            "Westerkade": [(-712, -315), (-705, -350), (-645, -422), (-575, -460), (-505, -565), (-325, -622),
            (-80, -606), (120, -520)],
            "Vaartweg": [(352, -262), (376, -60), (396, 185), (446, 424), (520, 620)],
            "Parklaan": [(446, 424), (640, 442), (840, 402), (975, 262), (1012, 80), (1000, -72)],
        },
        streets={
            "Netstraat": [(-640, 432), (-598, 272), (-560, 112), (-505, -60), (-440, -272)],
            "Schippersplein": [(-112, 108), (-8, 92), (-20, 12), (-124, 28), (-112, 108)],
            "Schoolstraat": [(-86, 104), (-128, 262), (-185, 459)],
            "Kaaistraat": [(-330, -276), (-245, -130), (-124, 28)],
            "Lantaarnstraat": [(-598, 272), (-370, 296), (-134, 284)],
            "Loodsenhof": [(-512, -36), (-640, -12), (-672, -112), (-484, -128)],
            "Kadestraat": [(-705, -350), (-555, -385), (-330, -448), (-90, -446), (120, -405), (218, -392)],
            "Ankerplein": [(-136, -340), (-46, -340), (-46, -410), (-136, -410), (-136, -340)],
            "Touwslagersstraat": [(-424, -336), (-405, -428), (-385, -602)],
            "Zeilmakerstraat": [(-215, -339), (-205, -447), (-212, -613)],
            "Havenstraat": [(40, -336), (22, -424), (-8, -576)],
            "Kompaslaan": [(-572, -330), (-548, -386), (-548, -500)],
            "Sluisweg": [(236, -322), (218, -392), (176, -470), (120, -520)],
            "Molenplein": [(566, 262), (676, 258), (672, 162), (562, 166), (566, 262)],
            "Wieklaan": [(622, 260), (650, 350), (660, 440), (690, 620)],
            "Korenstraat": [(674, 212), (830, 204), (990, 190)],
            "Maalderijstraat": [(612, 164), (604, 20), (588, -95), (556, -232), (362, -180)],
            "Roggeveld": [(568, -185), (700, -208), (815, -185), (826, -70)],
            "Tarwestraat": [(370, -118), (588, -95), (800, -68), (1000, -72)],
        },
        small=[
            [(-370, 296), (-345, 466)], [(-480, 286), (-455, 86)], [(-250, 290), (-262, 44)],
            [(-760, 135), (-745, -20), (-690, -235)], [(-330, 72), (-358, -90), (-330, -276)], [(-505, -60),
            (-358, -90)],
            [(-245, -130), (-70, -62)], [(-20, 446), (10, 300), (120, 150)], [(10, 300), (-120, 240)], [(10, 300),
            (210, 300), (350, 424)],
            [(-150, -285), (-60, -160), (-30, -84)], [(60, -140), (150, -20), (312, 182)], [(-20, 60), (150, -20)],
            [(-424, -336), (-430, -275)], [(-215, -339), (-215, -282)], [(40, -336), (44, -275)], [(-572, -330),
            (-590, -250)],
            [(236, -322), (235, -262)], [(-136, -375), (-210, -390)], [(-46, -375), (30, -385)], [(-300, -449),
            (-305, -619)],
            [(120, -405), (60, -540)], [(120, -405), (140, -300)], [(-480, -405), (-470, -577)],
            [(396, 185), (500, 90), (607, 60)], [(480, 20), (376, -10)], [(500, 90), (480, -107)],
            [(446, 424), (500, 330), (566, 250)], [(500, 330), (648, 345)], [(648, 345), (780, 330), (830, 204)],
            [(780, 330), (800, 408)],
            [(700, -208), (705, -80)], [(975, 262), (880, 300), (800, 325)], [(690, 620), (590, 600), (520, 620)],
            [(590, 600), (575, 436)],
            [(-640, 432), (-660, 560), (-900, 620)], [(-330, 470), (-290, 600), (-20, 620), (-20, 446)],
            [(-20, 620), (200, 600), (190, 434)],
            [(-790, 590), (-790, 416)], [(-490, 450), (-470, 290)], [(210, 300), (232, 167)], [(150, -20),
            (300, -70)], [(236, -48), (205, -230)],
            [(470, -107), (462, -207)], [(820, -130), (930, -130), (930, -71)], [(-870, -60), (-820, 20),
            (-752, 20)], [(-820, 20), (-850, 122)],
            [(-155, 606), (-150, 457)], [(80, 614), (85, 440)], [(-655, 500), (-790, 500), (-915, 540)],
            [(-60, -160), (100, -170)],
            [(-640, -60), (-742, -40)], [(705, 345), (720, 425)],
        ],
        links=[
            [(-728, -207), (-712, -315)], [(235, -262), (352, -262)], [(312, 182), (396, 185)], [(350, 424),
            (446, 424)],
            [(1000, -72), (1010, -300), (1150, -420), (4800, -1050)], [(520, 620), (600, 900), (760, 1500),
            (820, 4800)],
            [(-900, 640), (-860, 1000), (-800, 1600), (-740, 4800)], [(352, -262), (420, -500), (560, -900),
            (640, -1600), (700, -4800)],
        ],
        paths=[
            [(-905, 250), (-820, 270), (-760, 240), (-700, 260)], [(-820, 270), (-790, 380)], [(-962, 110),
            (-1060, 112)],
            [(-175, -530), (-100, -520), (-20, -500)], [(710, 60), (790, 20), (900, 20), (968, 40)], [(790, 20),
            (780, 165)],
            [(900, 20), (930, 150)], [(-560, 600), (-430, 620), (-310, 590)], [(-430, 620), (-420, 505)],
            [(480, -300), (500, -412)],
        ],
        jetties=[
            [(-500, -612), (-525, -690)], [(-440, -630), (-465, -710)], [(-380, -648), (-405, -726)], [(205, -560),
            (230, -640)],
            [(150, -590), (160, -680)], [(338, -640), (260, -650)], [(340, -720), (262, -712)],
        ],
        public=[
            Public(16, 16, at=(-1085, 112), corners=10),
            Public(34, 18, street="Netstraat", fraction=0.25, side=1),
            Public(40, 22, street="Kaaistraat", fraction=0.2, side=-1),
            Public(52, 24, street="Schoolstraat", fraction=0.45, side=-1),
            Public(30, 24, street="Schippersplein", fraction=0.13, side=1),
            Public(22, 40, at=(-185, 62), turn=80),
            Public(46, 22, street="Meeuwenlaan", fraction=0.62, side=1),
            Public(40, 18, street="Dijkweg", fraction=0.2, side=-1),
            Public(70, 26, at=(-610, -905), turn=-15), Public(60, 26, at=(-470, -935), turn=-12), Public(46, 24,
            at=(120, -985), turn=14),
            Public(58, 22, street="Westerkade", fraction=0.3, side=1),
            Public(44, 20, street="Kadestraat", fraction=0.62, side=1),
            Public(36, 22, street="Havenstraat", fraction=0.72, side=1),
            Public(28, 20, at=(205, -545), turn=40),
            Public(26, 26, at=(618, 212), corners=8),
            Public(58, 26, street="Parklaan", fraction=0.3, side=1),
            Public(44, 22, street="Korenstraat", fraction=0.3, side=1),
            Public(40, 20, street="Maalderijstraat", fraction=0.22, side=1),
            Public(38, 20, street="Vaartweg", fraction=0.66, side=-1),
            Public(34, 16, at=(712, 560), turn=83),
            Public(36, 20, street="Tarwestraat", fraction=0.5, side=-1),
        ],
        labels=[
            ("water", "Noordzee", (-1500, 300)), ("water", "Westerhaven", (-250, -780)),
            ("water", "Molenvaart", (342, 90)),
            ("park", "Lichtpark", (-800, 235)), ("park", "Kadebos", (-98, -530)), ("park", "Wiekpark", (850, 0)),
            ("park", "Meeuwenpark", (-440, 640)), ("park", "Vaartbos", (560, -355)),
            ("park", "Sportveld", (872, 575)),
            ("wave", "", (-480, -790)), ("wave", "", (-60, -850)), ("wave", "", (180, -740)),
            ("wave", "", (-1300, 500)),
            ("wave", "", (-1400, 60)), ("wave", "", (-1200, -300)), ("wave", "", (-1350, -560)),
            ("wave", "", (-700, -650)),
        ],
        neighbourhoods=[
            Neighbourhood(
                "vuurtorenkwartier", "Vuurtorenkwartier", "8991", 4620,
                [
                    (-1015, 720), (-1050, 400), (-1085, 250), (-1140, 110), (-1060, -10), (-985, -160),
                    (-690, -300), (-420, -316),
                    (-120, -322), (236, -304), (297, -304), (330, -60), (350, 180), (402, 425), (488, 670),
                    (300, 690), (-100, 730), (-500, 745),
                ],
                (-330, 182),
            ),
            Neighbourhood(
                "westerkade", "Westerkade", "8992", 2840,
                [
                    (-985, -160), (-690, -300), (-420, -316), (-120, -322), (236, -304), (297, -304), (262, -470),
                    (310, -520),
                    (352, -700), (270, -850), (60, -930), (-820, -800), (-1010, -650), (-1080, -560), (-930, -260),
                ],
                (-318, -372),
            ),
            Neighbourhood(
                "molenveld", "Molenveld", "8993", 5310,
                [
                    (297, -304), (330, -60), (350, 180), (402, 425), (488, 670), (800, 700), (1095, 670),
                    (1112, 320), (1120, -60),
                    (1080, -420), (700, -440), (310, -470), (285, -380),
                ],
                (690, 100),
            ),
        ],
        old_centre=[(-330, 250), (60, 250), (160, 60), (160, -300), (-440, -300), (-400, 100)],
        free=[[(-1140, 60), (-990, 60), (-990, 170), (-1140, 170)], [(150, -590), (260, -590), (260, -480),
        (150, -480)]],
    )  # fmt: skip


def duinbeke() -> Town:
    """A fishing town behind the dunes: a dock with its quay, and a polder village beyond the canal.

    Drawn with the coast on top and turned afterwards, so that the sea lies to the north-west.
    """
    sea: Points = [
        (-6000, 5000), (-6000, 560), (-1800, 575), (-900, 560), (-436, 575), (-430, 700), (-418, 700), (-412, 372),
        (-560, 350),
        (-566, 170), (-190, 160), (-184, 346), (-342, 372), (-340, 690), (-328, 690), (-322, 575), (300, 562),
        (900, 585),
        (1800, 570), (6000, 590), (6000, 5000),
    ]  # fmt: skip
    canal: Points = [(-4800, -110), (-900, -140), (-400, -128), (0, -150), (500, -132), (1000, -150), (4800, -120)]
    return Town(
        slug="duinbeke",
        name="Duinbeke",
        country="BE",
        province=("kustgouw", "Kustgouw"),
        seed=1958,
        latitude=51.290,
        longitude=2.980,
        turn=33.0,
        water={"zee": sea, "vijver": [(200, -290), (245, -276), (286, -296), (276, -334), (226, -338)]},
        canals=[(canal, 26.0)],
        ditches=[
            [(-640, -140), (-660, -420), (-640, -700), (-600, -4800)], [(-660, -420), (-4800, -450)], [(-640, -700),
            (-4800, -760)],
            [(760, -142), (780, -420), (760, -690), (800, -4800)], [(780, -420), (4800, -400)], [(760, -690),
            (4800, -720)],
            [(-620, -690), (-200, -720), (200, -710), (760, -690)], [(-200, -720), (-170, -4800)], [(200, -710),
            (290, -4800)],
        ],
        green=[
            [(560, 430), (560, 150), (700, 60), (980, 90), (990, 455), (760, 470)],
            [(-1000, 440), (-1010, 120), (-800, 60), (-640, 120), (-620, 330), (-640, 450)],
            [(110, -215), (108, -350), (250, -372), (372, -330), (388, -216)],
            [(-560, 60), (-560, -80), (-330, -80), (-310, 20), (-400, 70)],
        ],
        play=[
            [(180, 250), (180, 205), (250, 205), (250, 250)], [(-270, -300), (-270, -345), (-205, -345),
            (-205, -300)],
            [(130, -230), (130, -262), (185, -262), (185, -230)],
        ],
        fields=[
            [(470, -400), (470, -540), (590, -560), (600, -400)], [(-1300, -160), (-680, -160), (-690, -400),
            (-1300, -400)],
            [(800, -165), (1400, -165), (1400, -390), (810, -395)], [(-1300, -450), (-690, -440), (-670, -680),
            (-1300, -690)],
            [(820, -440), (1400, -430), (1400, -670), (800, -670)],
        ],
        sand=[
            [(-312, 572), (-312, 500), (300, 492), (900, 510), (1800, 500), (1800, 568), (900, 583), (300, 560)],
            [(-1800, 572), (-1800, 500), (-900, 480), (-446, 490), (-446, 572), (-900, 558)],
        ],
        squares=[
            [(-116, 312), (-22, 312), (-22, 226), (-116, 226)], [(-66, -345), (48, -345), (48, -440), (-66, -440)],
        ],
        main={
            "Kapellestraat": [(100, 470), (92, 320), (100, 150), (82, -40)],
            "Havenlaan": [(-152, 140), (-140, -10), (82, -40), (300, 0), (560, 30)],
            "Polderstraat": [(-540, -215), (-200, -195), (76, -205), (400, -215), (660, -205)],
            "Dorpsstraat": [(76, -205), (66, -345), (48, -392), (40, -540), (20, -670)],
        },
        streets={
            "Visserskaai": [(-300, 470), (-302, 392), (-150, 362), (-152, 140), (-380, 125), (-580, 135)],
            "Vismarkt": [(-116, 312), (-22, 312), (-22, 226), (-116, 226), (-116, 312)],
            "Garnaalstraat": [(-22, 290), (94, 296), (310, 306), (500, 296)],
            "Mosselstraat": [(-152, 150), (100, 150), (318, 160), (520, 150)],
            "Reddersstraat": [(300, 470), (310, 306), (318, 160), (300, 0)],
            "Sint-Annaplein": [(-66, -345), (48, -345), (48, -440), (-66, -440), (-66, -345)],
            "Wilgenlaan": [(-360, -205), (-350, -350), (-335, -520), (-300, -640)],
            "Schorrestraat": [(-346, -392), (-200, -400), (-66, -392)],
            "Hoevestraat": [(48, -400), (250, -410), (425, -370), (412, -214)],
            "Sportlaan": [(425, -370), (560, -366), (650, -420), (660, -580)],
        },
        small=[
            [(-300, 470), (100, 470), (300, 470), (520, 460)], [(520, 460), (500, 296), (520, 150), (560, 30)],
            [(-150, 270), (-116, 270)], [(-22, 240), (97, 230)], [(-60, 226), (-60, 150)], [(-69, 312), (-69, 470)],
            [(200, 470), (205, 301)], [(205, 301), (210, 155)], [(400, 466), (405, 302)], [(405, 302), (415, 156)],
            [(98, 110), (310, 90), (540, 90)], [(-140, 60), (-20, 70), (94, 60)], [(-20, 70), (-25, 150)],
            [(-20, 70), (-28, -24)],
            [(200, 100), (190, -20)], [(420, 90), (425, 14)], [(-250, 132), (-255, 10), (-140, -10)],
            [(-200, -195), (-200, -400)], [(-350, -290), (-200, -295)], [(-520, -215), (-510, -350), (-350, -350)],
            [(-510, -350), (-490, -500), (-338, -500)],
            [(-60, -200), (-62, -345)], [(-130, -397), (-130, -540), (40, -540)], [(-130, -540), (-315, -590)],
            [(40, -540), (230, -560), (250, -410)],
            [(230, -560), (400, -540), (425, -370)], [(520, -212), (530, -366)], [(640, -206), (650, -420)],
            [(230, -560), (220, -650), (25, -640)],
            [(-240, 470), (-235, 378)],
        ],
        links=[
            [(82, -40), (76, -205)], [(-540, -215), (-900, -240), (-4800, -260)], [(660, -205), (900, -215),
            (4800, -240)],
            [(20, -670), (0, -900), (10, -1500), (60, -4800)], [(560, 30), (900, 20), (4800, 60)], [(-580, 135),
            (-800, 20), (-4800, 10)],
        ],
        paths=[
            [(560, 300), (680, 340), (800, 280), (980, 320)], [(680, 340), (700, 462)], [(-640, 220), (-800, 280),
            (-1000, 250)],
            [(-800, 280), (-780, 448)], [(112, -290), (180, -256), (300, -250), (385, -260)], [(-440, 66),
            (-440, -80)],
        ],
        jetties=[
            [(-250, 165), (-250, 225)], [(-310, 164), (-310, 230)], [(-370, 165), (-370, 235)], [(-430, 166),
            (-430, 235)], [(-490, 168), (-490, 235)],
            [(190, 492), (185, 640)],
        ],
        public=[
            Public(30, 18, street="Vismarkt", fraction=0.16, side=1),
            Public(56, 20, street="Visserskaai", fraction=0.62, side=1),
            Public(44, 22, street="Kapellestraat", fraction=0.3, side=-1),
            Public(46, 24, street="Mosselstraat", fraction=0.45, side=-1),
            Public(40, 20, street="Reddersstraat", fraction=0.2, side=1),
            Public(42, 20, street="Havenlaan", fraction=0.5, side=1),
            Public(18, 44, at=(-10, -392), turn=90),
            Public(46, 22, street="Dorpsstraat", fraction=0.25, side=-1),
            Public(38, 20, street="Schorrestraat", fraction=0.5, side=-1),
            Public(52, 26, street="Sportlaan", fraction=0.62, side=1),
            Public(40, 20, street="Polderstraat", fraction=0.36, side=1),
            Public(44, 24, street="Wilgenlaan", fraction=0.62, side=1),
            Public(60, 26, at=(-620, 235), turn=88), Public(14, 14, at=(-322, 650), corners=8),
        ],
        labels=[
            ("water", "Noordzee", (350, 900)), ("water", "Vissersdok", (-375, 275)),
            ("water", "Duinvaart", (-250, -134)),
            ("park", "Oosterduinen", (780, 230)), ("park", "Westerduinen", (-820, 200)),
            ("park", "Sint-Annapark", (250, -250)),
            ("park", "Dokpark", (-440, -5)), ("park", "Sportveld", (535, -475)),
            ("wave", "", (-800, 800)), ("wave", "", (-200, 980)), ("wave", "", (500, 740)), ("wave", "", (0, 720)),
            ("wave", "", (900, 860)),
            ("wave", "", (-300, 240)),
        ],
        neighbourhoods=[
            Neighbourhood(
                "vissershaven", "Vissershaven", "8999", 3980,
                [(-1020, 560), (-430, 575), (-420, 700), (-330, 690), (-322, 575), (300, 562), (1000, 583),
                (1000, -150), (500, -132), (0, -150), (-400, -128), (-1020, -138)],
                (200, 392),
            ),
            Neighbourhood(
                "polderwijk", "Polderwijk", "8999", 4370,
                [(-1020, -138), (-400, -128), (0, -150), (500, -132), (1000, -150), (780, -420), (760, -690),
                (200, -710), (-200, -720), (-640, -700), (-660, -420)],
                (-150, -470),
            ),
        ],
        old_centre=[(-310, 480), (200, 480), (200, 140), (-160, 120), (-310, 250)],
        free=[[(-600, 360), (-430, 360), (-430, 500), (-600, 500)], [(-420, 60), (-640, 60), (-640, 160),
        (-420, 160)]],
    )  # fmt: skip


if __name__ == "__main__":
    main()
