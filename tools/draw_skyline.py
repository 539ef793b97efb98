"""Draw the row of houses on the neighbourhood home: ``python tools/draw_skyline.py``.

Writes ``buurtnet/kit/templates/kit/_skyline.html``. Flat colour, ink lines of 2 px, on a ground line. The
drawing is 1600 px wide and stands still while the page is narrower: a phone shows the part round the lighthouse.
"""

import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "buurtnet" / "kit" / "templates" / "kit" / "_skyline.html"

WIDTH, HEIGHT, GROUND = 1600, 290, 264
INK = "#14302C"
BRICK, BRICK_LIGHT, BRICK_DARK = "#B4532F", "#C96446", "#8A321C"
SAND, WHITE, GLASS, LIT = "#E8DCC2", "#fff", "#DCE8E8", "#F5BC2F"
BLUE, GREEN, DEEP, STONE, LEAF = "#1E4585", "#1B4A3C", "#123529", "#A5432A", "#8FB07F"
SKIN = ("#8A5A3C", "#D9A679", "#5B3A29", "#EBC8A4")


def main() -> int:
    svg = drawing()
    TARGET.write_text(svg, "utf-8")
    print(f"{len(svg):,} characters")
    return 0


def drawing() -> str:
    """The whole template."""
    parts = [
        *row_houses(-30, (SAND, BRICK_LIGHT), doors=(GREEN, BLUE)),
        tree(142),
        *row_houses(166, (BRICK_LIGHT, WHITE, SAND), doors=(BLUE, DEEP, STONE), lit=(0, 4, 6)),
        tree(428),
        bicycle(440),
        point_gable(478, 66, 118, BRICK, BLUE, lit=(0,)),
        step_gable(544, 78, 122, BRICK_LIGHT, DEEP, lit=(1, 3)),
        bell_gable(622, 72, 104, WHITE, STONE, lit=(0, 2)),
        point_gable(694, 62, 100, SAND, GREEN, lit=(1,)),
        tree(776),
        person(752, STONE, SKIN[0], 40),
        child(770, BLUE, SKIN[0]),
        *flats(806, 160, 138),
        person(826, GREEN, SKIN[3], 40),
        child(846, STONE, SKIN[1]),
        child(862, LIT, SKIN[2]),
        step_gable(980, 72, 108, BRICK_DARK, BLUE, lit=(0, 2, 5)),
        point_gable(1052, 64, 116, BRICK_LIGHT, GREEN, lit=(0,)),
        lighthouse(1168),
        child(1136, LIT, SKIN[1]),
        bell_gable(1222, 70, 108, WHITE, BLUE, lit=(1, 2)),
        bunting(1050, 1154, 142),
        bunting(1182, 1240, 142),
        *row_houses(1292, (SAND, BRICK_DARK), doors=(STONE, GREEN), lit=(0, 2)),
        bicycle(1196),
        tree(1466),
        person(1452, BLUE, SKIN[2], 40),
        mill(1530),
        bird(1306, 30),
        bird(1340, 48),
        bird(1384, 26),
        bird(860, 92),
        bird(896, 78),
    ]
    return (
        f'<div class="skyline" aria-hidden="true">\n'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" stroke="{INK}" stroke-width="2" '
        f'stroke-linejoin="round" stroke-linecap="round" fill="none" focusable="false">\n'
        f'<defs><g id="r"><path d="M0 0h14v18H0z"/><path d="M0 7h14M7 7v11" stroke-width="1.6"/></g>'
        f'<g id="v"><path d="M0 0h18v15H0z"/><path d="M0 6h18M9 6v9" stroke-width="1.6"/></g></defs>\n'
        f'<path class="pavement" stroke="none" d="M0 {GROUND}h{WIDTH}v{HEIGHT - GROUND}H0z"/>\n'
        + "\n".join(part for part in parts)
        + f'\n<path d="M0 {GROUND}h{WIDTH}"/>\n</svg>\n</div>\n'
    )


def row_houses(x: int, walls: tuple[str, ...], doors: tuple[str, ...], lit: tuple[int, ...] = ()) -> list[str]:
    """Houses in a row with a mansard roof, 82 px each, each with three windows above and one below."""
    houses = []
    for index, (wall, door_colour) in enumerate(zip(walls, doors, strict=True)):
        left = x + 82 * index
        roof = BRICK_LIGHT if wall == WHITE else wall
        houses.append(
            f'<path fill="{wall}" d="M{left} {GROUND}v-86h82v86z"/>'
            f'<path fill="{roof}" d="M{left} {GROUND - 86}l9-26h64l9 26z"/>'
            f'<path fill="#fff" d="M{left + 22} {GROUND - 90}v-16h17v16"/>'
            + "".join(
                window(left + 7 + 26 * number, GROUND - 78, LIT if 3 * index + number in lit else GLASS)
                for number in range(3)
            )
            + shop_window(left + 12, GROUND - 30)
            + door(left + 54, door_colour)
        )
    return houses


def point_gable(x: int, width: int, eaves: int, wall: str, door_colour: str, lit: tuple[int, ...] = ()) -> str:
    top = GROUND - eaves
    half = width // 2
    return (
        f'<path fill="{wall}" d="M{x} {GROUND}V{top + 36}l{half}-36 {width - half} 36V{GROUND}z"/>'
        f'<circle cx="{x + half}" cy="{top + 27}" r="6.5" fill="{GLASS}"/>'
        + windows(x, width, top + 44, 1 if eaves < 110 else 2, 2, lit)
        + shop_window(x + 8, GROUND - 30)
        + door(x + width - 26, door_colour)
    )


def step_gable(x: int, width: int, eaves: int, wall: str, door_colour: str, lit: tuple[int, ...] = ()) -> str:
    """Four steps up and four down, 10 px high each; the top is as wide as what is left."""
    top = GROUND - eaves
    step = (width - 16) // 8
    up = "".join(f"v-11h{step}" for _ in range(4))
    down = "".join(f"h{step}v11" for _ in range(4))
    flat = width - 8 * step
    return (
        f'<path fill="{wall}" d="M{x} {GROUND}V{top + 6}{up}v-10h{flat}v10{down}V{GROUND}z"/>'
        + window(x + width // 2 - 7, top - 22, LIT)
        + windows(x, width, top + 8, 2, 3, lit)
        + shop_window(x + 10, GROUND - 30)
        + door(x + width - 28, door_colour)
    )


def bell_gable(x: int, width: int, eaves: int, wall: str, door_colour: str, lit: tuple[int, ...] = ()) -> str:
    top = GROUND - eaves
    return (
        f'<path fill="{wall}" d="M{x} {GROUND}V{top}c12-2 15-14 15-26 0-16 8-24 {width / 2 - 15:g}-24'
        f's{width / 2 - 15:g} 8 {width / 2 - 15:g} 24c0 12 3 24 15 26V{GROUND}z"/>'
        + window(x + width // 2 - 7, top - 24, LIT)
        + windows(x, width, top + 10, 2, 2, lit)
        + shop_window(x + 10, GROUND - 30)
        + door(x + width - 27, door_colour)
    )


def flats(x: int, width: int, height: int) -> list[str]:
    """A post-war block of flats with galleries, and its low storage wing."""
    top = GROUND - height
    galleries = "".join(
        f'<path fill="#fff" d="M{x + 8} {top + 36 + 32 * floor}h{width - 16}v9h-{width - 16}z"/>'
        for floor in range(3)
    )
    panes = "".join(
        window(x + 16 + 28 * column, top + 14 + 32 * floor, LIT if (column * 3 + floor * 2) % 7 == 2 else GLASS)
        for floor in range(3)
        for column in range(5)
    )
    return [
        f'<path fill="#F3EFE4" d="M{x} {GROUND}v-{height}h{width}v{height}z"/>'
        f'<path fill="{BRICK_LIGHT}" d="M{x + 66} {GROUND}v-{height + 10}h24v{height + 10}z"/>'
        f"{panes.replace(window(x + 72, top + 14, LIT), '')}"
        f"{galleries}"
        f'<path fill="{BRICK_LIGHT}" d="M{x + 66} {GROUND}v-{height + 10}h24v{height + 10}z"/>'
        f'<path fill="{GLASS}" d="M{x + 72} {GROUND - 40}v-{height - 42}h12v{height - 42}z"/>'
        + "".join(f'<path d="M{x + 72} {GROUND - 40 - 24 * level}h12"/>' for level in range(1, 4))
        + door(x + 70, BLUE)
        + "".join(door(x + 12 + 26 * number, colour) for number, colour in enumerate((STONE, GREEN)))
        + "".join(door(x + 100 + 26 * number, colour) for number, colour in enumerate((DEEP, BLUE)))
    ]


def lighthouse(x: int) -> str:
    """Centre at ``x``: brick and white bands, the lamp lit, two beams."""
    top, base = 52, 27
    bands = ""
    edges = [18 + (base - 18) * number / 5 for number in range(6)]
    step = (GROUND - top - 14) / 5
    for number in range(5):
        y0, y1 = top + 14 + step * number, top + 14 + step * (number + 1)
        colour = STONE if number % 2 == 0 else WHITE
        bands += (
            f'<path fill="{colour}" d="M{x - edges[number]:g} {y0:g}h{2 * edges[number]:g}L{x + edges[number + 1]:g} '
            f'{y1:g}h-{2 * edges[number + 1]:g}z"/>'
        )
    return (
        f'<path class="beam" stroke="none" d="M{x - 22} 33l-92-20v42zM{x + 22} 33l92-20v42z"/>'
        f'{bands}<path fill="#fff" d="M{x - 17} {top}h34v14h-34z"/><path d="M{x - 24} {top}h48"/>'
        f'<path fill="{LIT}" d="M{x - 11} {top}v-27h22v27z"/>'
        f'<path fill="{GREEN}" d="M{x - 15} {top - 27}c2-10 9-13 15-13s13 3 15 13z"/><path d="M{x} {top - 40}v-9"/>'
        f'<path fill="{GLASS}" d="M{x - 5} {GROUND - 96}h10v14h-10z"/>'
        f'<path fill="{BLUE}" d="M{x - 9} {GROUND}v-26a9 9 0 0 1 18 0v26z"/>'
    )


def mill(x: int) -> str:
    sails = f'<path d="M{x} 178l-62-62M{x} 178l62-62M{x} 178l62 62M{x} 178l-62 62"/>' + "".join(
        f'<path fill="#fff" d="M{x + sx * 18} {178 + sy * 18}l{sx * 42} {sy * 42} {sy * sx * 9 * sx:g} '
        f'{-sx * sy * 9 * sy:g} {-sx * 42} {-sy * 42}z"/>'
        for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    )
    return (
        f'<path fill="{SAND}" d="M{x - 30} {GROUND}l10-78h40l10 78z"/>'
        f'<path fill="{GREEN}" d="M{x - 22} {GROUND - 76}c0-18 10-26 22-26s22 8 22 26z"/>'
        f'<path fill="{BLUE}" d="M{x - 9} {GROUND}v-26h18v26z"/>{sails}'
        f'<circle cx="{x}" cy="178" r="4.5" fill="{LIT}"/>'
    )


def windows(x: int, width: int, top: int, floors: int, columns: int, lit: tuple[int, ...]) -> str:
    gap = (width - 14 * columns) / (columns + 1)
    return "".join(
        window(
            round(x + gap + (14 + gap) * column), top + 30 * floor, LIT if floor * columns + column in lit else GLASS
        )
        for floor in range(floors)
        for column in range(columns)
        if top + 30 * floor + 18 < GROUND - 32
    )


def window(x: int, y: int, fill: str) -> str:
    return f'<use href="#r" x="{x}" y="{y}" fill="{fill}"/>'


def shop_window(x: int, y: int) -> str:
    return f'<use href="#v" x="{x}" y="{y}" fill="{GLASS}"/>'


def door(x: int, fill: str) -> str:
    return (
        f'<path fill="{fill}" d="M{x} {GROUND}v-31h18v31z"/>'
        f'<path stroke="{LIT}" d="M{x + 4} {GROUND - 25}h10M{x + 13} {GROUND - 13}v1"/>'
    )


def tree(x: int) -> str:
    return (
        f'<circle cx="{x}" cy="{GROUND - 46}" r="21" fill="{LEAF}"/><path d="M{x} {GROUND}v-44m0 16l8-9m-8 1l-6-7"/>'
    )


def person(x: int, coat: str, skin: str, height: int) -> str:
    return (
        f'<path fill="{coat}" d="M{x - 8} {GROUND + 10}l2-{height - 14}q6-5 12 0l2 {height - 14}z"/>'
        f'<circle cx="{x}" cy="{GROUND + 4 - height + 12}" r="7.5" fill="{skin}"/>'
    )


def child(x: int, coat: str, skin: str) -> str:
    return (
        f'<path fill="{coat}" d="M{x - 6} {GROUND + 10}l2-19q4-4 8 0l2 19z"/>'
        f'<circle cx="{x}" cy="{GROUND - 14}" r="5.5" fill="{skin}"/>'
    )


def bicycle(x: int) -> str:
    y = GROUND - 2
    return (
        f'<circle cx="{x}" cy="{y}" r="11" fill="#fff"/><circle cx="{x + 34}" cy="{y}" r="11" fill="#fff"/>'
        f'<path d="M{x} {y}l9-17h17l8 17M{x + 9} {y - 17}l7 17 10-17M{x + 16} {y}h-16M{x + 26} {y - 17}l-2-6h7'
        f'M{x + 9} {y - 17}l-2-5m-4 0h8"/>'
    )


def bunting(x0: int, x1: int, y: int) -> str:
    colours = (BLUE, STONE, GREEN, LIT)
    flags = ""
    count = max(2, (x1 - x0) // 16)
    for number in range(count):
        along = (number + 0.5) / count
        fx = round(x0 + (x1 - x0) * along)
        fy = round(y + 16 * (1 - (2 * along - 1) ** 2)) + 1
        flags += f'<path stroke-width="1.4" fill="{colours[number % 4]}" d="M{fx - 5} {fy}h10l-5 11z"/>'
    return f'<path d="M{x0} {y}q{(x1 - x0) / 2:g} 32 {x1 - x0} 0"/>{flags}'


def bird(x: int, y: int) -> str:
    return f'<path class="bird" d="M{x} {y}q7-5 11 3 4-8 11-3"/>'


if __name__ == "__main__":
    sys.exit(main())
