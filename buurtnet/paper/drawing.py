"""A map drawn here, as SVG that needs no script, no style sheet and no tile server: grey for paper, or in colour.

Every colour stands on its own shape, so that a page with a strict policy and a maker of PDF both show the same.
One unit is a point (1/72 inch) where the drawing has the size it was made for.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from buurtnet.paper.ground import METRES_A_DEGREE, Box, Ground, Shape
from buurtnet.paper.lettering import SIZES, Lettering, Sheet, Spot, along, at_point

POINTS_A_MM = 72 / 25.4
BUILDINGS_UP_TO = 7.0  # metres a unit; of a wider map only streets are drawn
NAMES_UP_TO = 7.0
SURFACES = ("land", "water", "green", "building", "public")
# Metres wide, and never thinner than so many units.
WAYS = {"main": (11.0, 2.2), "street": (8.0, 1.6), "small": (5.5, 1.0), "path": (2.0, 0.5), "jetty": (4.0, 1.2)}
HOUSE = "M0 0L-6 -10H-14V-30L0 -42L14 -30V-10H6Z"  # origin at the point
HOUSE_MIDDLE = -21
INK = "#111111"
AREA_LETTERS = mark_safe(' font-weight="700" letter-spacing="1.8"')
STREET_LETTERS = mark_safe(' font-weight="500"')
SPIRAL = [(math.cos(step * 2.4) * (3 + step), math.sin(step * 2.4) * (3 + step)) for step in range(1, 90)]


@dataclass(frozen=True)
class Palette:
    """The colours of a map. ``gables``: fill, edge and number of the pins of the three gables."""

    outside: str
    edge: str
    fills: dict[str, str]
    edges: dict[str, str]
    street: str
    main: str
    casing: str
    names: str
    halo: str
    gables: dict[int, tuple[str, str, str]]


GREY = Palette(
    outside="#ffffff", edge="#555555",
    fills={"land": "#ffffff", "water": "#dfdfdf", "green": "#f1f1f1", "building": "#dedede", "public": "#c6c6c6"},
    edges={"water": "#b0b0b0", "building": "#c2c2c2", "public": "#8e8e8e"},
    street="#ffffff", main="#ffffff", casing="#d2d2d2", names="#333333", halo="#ffffff",
    gables={1: ("#111111", "#ffffff", "#ffffff"), 2: ("#ffffff", "#111111", "#111111"),
            3: ("#bdbdbd", "#111111", "#111111")},
)  # fmt: skip
COLOUR = Palette(
    outside="#f1ede0", edge="#4b5a52",
    fills={"land": "#f1ede0", "water": "#bfd9e0", "green": "#d3dfb6", "building": "#e2cdb9", "public": "#d9b79c"},
    edges={"water": "#8fb4bf", "building": "#cfb79f", "public": "#c09c7e"},
    street="#ffffff", main="#fff8e3", casing="#dad3bf", names="#4b5a52", halo="#f9f6ec",
    gables={1: ("#1b4a3c", "#ffffff", "#ffffff"), 2: ("#1e4585", "#ffffff", "#ffffff"),
            3: ("#a5432a", "#ffffff", "#ffffff")},
)  # fmt: skip


@dataclass(frozen=True)
class Pin:
    """A place on the map: its number (0: none), its gable 1–3, and where a click leads."""

    latitude: float
    longitude: float
    number: int = 0
    gable: int = 1
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class Canvas:
    """A window on the ground, and its size in units."""

    box: Box
    width: float
    height: float

    @property
    def metres_a_unit(self) -> float:
        return (self.box[3] - self.box[1]) * METRES_A_DEGREE / self.height

    def spot(self, longitude: float, latitude: float) -> Spot:
        west, south, east, north = self.box
        return (longitude - west) / (east - west) * self.width, (north - latitude) / (north - south) * self.height

    def line(self, points: Iterable[tuple[float, float]]) -> list[Spot]:
        return [self.spot(*point) for point in points]


def drawn(ground: Ground, box: Box, pins: Sequence[Pin], *, mm: tuple[float, float], palette: Palette,
          title: str, big_pins: bool = False) -> SafeString:  # fmt: skip
    """The window of the ground with pins on it, made for ``mm`` (wide, high). ``title`` says what it shows."""
    canvas = Canvas(box, mm[0] * POINTS_A_MM, mm[1] * POINTS_A_MM)
    shapes = list(ground.within(box))
    sheet = Sheet(canvas.width, canvas.height)
    spots = placed_pins(pins, canvas, sheet, big=big_pins)
    parts = [
        *surfaces(shapes, canvas, palette),
        *ways(shapes, canvas, palette),
        *outlines(shapes, canvas, palette),
        *(lettered(name, palette) for name in names_on(shapes, canvas, sheet)),
        *(pin_svg(pin, spots[number], canvas, palette, big=big_pins) for number, pin in enumerate(pins)),
    ]
    return format_html(
        '<svg viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="{5}" aria-label="{2}" focusable="false" '
        'font-family="Atk, Arial, sans-serif"><rect width="{0}" height="{1}" fill="{3}"/>{4}</svg>',
        f"{canvas.width:.0f}", f"{canvas.height:.0f}", title, palette.outside, joined(parts),
        "group" if any(pin.url for pin in pins) else "img",
    )  # fmt: skip


def joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def path(lines: Iterable[Sequence[Spot]], *, closed: bool) -> str:
    """The ``d`` of a path, in tenths of a unit."""
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line) + ("Z" if closed else "") for line in lines if line
    )


def surfaces(shapes: Sequence[Shape], canvas: Canvas, palette: Palette) -> list[SafeString]:
    """Land, water, green and buildings, each layer one path: a thousand houses weigh as one."""
    found = []
    has_buildings = canvas.metres_a_unit <= BUILDINGS_UP_TO
    for layer in SURFACES:
        if layer == "building" and not has_buildings:
            continue
        lines = [
            canvas.line(line)
            for shape in shapes
            if shape.layer == layer and shape.is_surface
            for line in shape.lines
        ]  # fmt: skip
        if lines:
            found.append(
                format_html(
                    '<path d="{}" fill="{}" stroke="{}" stroke-width="0.6" fill-rule="{}"/>',
                    path(lines, closed=True),
                    palette.fills[layer],
                    palette.edges.get(layer, "none"),
                    "nonzero" if layer == "building" else "evenodd",
                )
            )
    return found


def ways(shapes: Sequence[Shape], canvas: Canvas, palette: Palette) -> list[SafeString]:
    """Streets: all edges first and the broad ones last, so that crossings are open."""
    by_kind: dict[str, list[list[Spot]]] = {}
    for shape in shapes:
        if shape.layer in {"street", "main"}:
            kind = shape.kind or ("main" if shape.layer == "main" else "street" if shape.name else "small")
            lines = by_kind.setdefault(kind if kind in WAYS else "small", [])
            lines += [canvas.line(line) for line in shape.lines]
    order = [kind for kind in ("jetty", "path", "small", "street", "main") if kind in by_kind]

    def stroke(kind: str, colour: str, more: float) -> SafeString:
        metres, least = WAYS[kind]
        return format_html(
            '<path d="{}" fill="none" stroke="{}" stroke-width="{}" stroke-linejoin="round" stroke-linecap="round"/>',
            path(by_kind[kind], closed=False),
            colour,
            f"{max(metres / canvas.metres_a_unit, least) + more:.2f}",
        )

    edges = [stroke(kind, palette.casing, 1.2) for kind in order if kind != "path"]
    return edges + [stroke(kind, palette.main if kind == "main" else palette.street, 0) for kind in order]


def outlines(shapes: Sequence[Shape], canvas: Canvas, palette: Palette) -> list[SafeString]:
    """Boundaries, where they are all the base there is."""
    return [
        format_html(
            '<path d="{}" fill="none" stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>',
            path([canvas.line(line) for line in shape.lines], closed=True),
            palette.edge,
            "1.6" if shape.kind == "municipality" else "0.9",
            "none" if shape.kind == "municipality" else "4 3",
        )
        for shape in shapes
        if shape.layer == "boundary"
    ]


def names_on(shapes: Sequence[Shape], canvas: Canvas, sheet: Sheet) -> list[Lettering]:
    """The names that fit, the widest known first: neighbourhoods, water and parks, then streets."""
    written: dict[str, Lettering] = {}
    for shape, kind in _named(shapes):
        if shape.name in written or (kind in {"main", "street"} and canvas.metres_a_unit > NAMES_UP_TO):
            continue
        if fitting := next((name for name in _ways_to_write(shape, kind, canvas) if sheet.write(name)), None):
            written[shape.name] = fitting
    return list(written.values())


def _named(shapes: Sequence[Shape]) -> list[tuple[Shape, str]]:
    """Shapes with a name, each with what its letters are of, in the order in which they are written."""
    found = [(shape, shape.kind if shape.layer == "label" else shape.layer) for shape in shapes if shape.name]
    order = {kind: rank for rank, kind in enumerate(SIZES)}
    return sorted((row for row in found if row[1] in order), key=lambda row: (order[row[1]], row[0].name))


def _ways_to_write(shape: Shape, kind: str, canvas: Canvas) -> list[Lettering]:
    """Where a name could stand: a label on its point, any other name along one of its lines."""
    lines = [canvas.line(line) for line in shape.lines]
    if shape.layer == "label":
        return [at_point(shape.name, kind, lines[0][0])]
    return [name for line in lines for name in along(shape.name, kind, line)]


def lettered(name: Lettering, palette: Palette) -> SafeString:
    """A name with a halo, as two texts: not every maker of PDF knows which to paint first."""
    is_area = name.kind in {"neighbourhood", "municipality"}
    common = format_html(
        'x="{}" y="{}" transform="rotate({} {} {})" font-size="{}" text-anchor="middle"{}',
        f"{name.x:.1f}", f"{name.y + name.size * 0.34:.1f}", f"{name.slope:.1f}", f"{name.x:.1f}", f"{name.y:.1f}",
        f"{name.size:.1f}",
        AREA_LETTERS if is_area else STREET_LETTERS,
    )  # fmt: skip
    return format_html(
        '<text {0} fill="none" stroke="{1}" stroke-width="2.6" stroke-linejoin="round" aria-hidden="true">{3}</text>'
        '<text {0} fill="{2}" aria-hidden="true">{3}</text>',
        common,
        palette.halo,
        "#14302c" if is_area else palette.names,
        name.text,
    )


def placed_pins(pins: Sequence[Pin], canvas: Canvas, sheet: Sheet, *, big: bool) -> list[Spot]:
    """Where the little houses stand: at their point, or beside it when another stands there already."""
    radius = 17.0 if big else 8.6
    lift = -HOUSE_MIDDLE * (0.8 if big else 0.42)
    spots = []
    for pin in pins:
        x, y = canvas.spot(pin.longitude, pin.latitude)
        here = (x, y - lift)
        tries = [here, *((here[0] + dx, here[1] + dy) for dx, dy in SPIRAL)]
        free = next(
            (spot for spot in tries if is_inside(spot, canvas, radius) and sheet.has_room(*spot, radius)), here
        )
        sheet.take(*free, radius)
        spots.append((free[0], free[1] + lift))
    return spots


def is_inside(spot: Spot, canvas: Canvas, margin: float) -> bool:
    return margin < spot[0] < canvas.width - margin and margin < spot[1] < canvas.height - margin


def pin_svg(pin: Pin, spot: Spot, canvas: Canvas, palette: Palette, *, big: bool) -> SafeString:
    """The little house with its number; a line leads to its point when it stands beside it."""
    scale = 0.8 if big else 0.42
    fill, edge, colour = palette.gables[pin.gable]
    point = canvas.spot(pin.longitude, pin.latitude)
    house = format_html(
        '{}<g transform="translate({} {}) scale({})"><path d="{}" fill="{}" stroke="{}" stroke-width="{}" '
        'stroke-linejoin="round"/>{}</g>',
        _lead(point, (spot[0], spot[1] + HOUSE_MIDDLE * scale)) if math.dist(point, spot) > 1 else "",
        f"{spot[0]:.1f}", f"{spot[1]:.1f}", scale, HOUSE, fill, edge, "3" if big else "3.4",
        _number(pin.number, colour) if pin.number else "",
    )  # fmt: skip
    return format_html('<a href="{}" aria-label="{}">{}</a>', pin.url, pin.label, house) if pin.url else house


def _lead(point: Spot, house: Spot) -> SafeString:
    """From a point to the house that stands beside it."""
    return format_html(
        '<path d="M{0} {1}L{2} {3}" stroke="{4}" stroke-width="0.9"/><circle cx="{0}" cy="{1}" r="1.8" fill="{4}"/>',
        f"{point[0]:.1f}", f"{point[1]:.1f}", f"{house[0]:.1f}", f"{house[1]:.1f}", INK,
    )  # fmt: skip


def _number(number: int, colour: str) -> SafeString:
    return format_html(
        '<text x="0" y="-14" font-size="{}" font-weight="700" text-anchor="middle" fill="{}">{}</text>',
        "20" if number < 100 else "15", colour, number,
    )  # fmt: skip
