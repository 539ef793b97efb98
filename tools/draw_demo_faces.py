"""Draw the faces of the demo's people: flat colour, an ink line, round joins, as in the design. Nobody's photo.

    python tools/draw_demo_faces.py

Reads ``face`` of each person in ``people.toml`` and writes ``data/faces/<key>.webp``, 480 pixels square.
"""

import tomllib
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

DATA = Path(__file__).resolve().parent.parent / "buurtnet" / "config" / "demo" / "data"
SIZE, FINE = 480, 3  # drawn three times as large, so that edges are smooth
INK, LINE = "#14302c", 11
SKIN = {"1": "#f3d9bd", "2": "#e7bf97", "3": "#cf9a6b", "4": "#a86f45", "5": "#7b4a2d"}
HAIR = {
    "black": "#1d2422", "bruin": "#6b4226", "blond": "#e0b84e", "rood": "#b4532a", "grijs": "#8d9691",
    "wit": "#dcdfd8", "blauw": "#1e4585", "groen": "#2b6b4f", "steen": "#a5432a",
}  # fmt: skip
CLOTHES = {
    "blauw": "#1e4585", "groen": "#1b4a3c", "steen": "#a5432a", "zon": "#d79a1b", "linnen": "#c9bd9c",
}  # fmt: skip
GROUNDS = ["#fcefc9", "#f6e4da", "#dfe9de", "#e1e9f4"]
type Pen = ImageDraw.ImageDraw


def main() -> None:
    people: list[dict[str, Any]] = tomllib.loads((DATA / "people.toml").read_text("utf-8"))["person"]
    folder = DATA / "faces"
    folder.mkdir(exist_ok=True)
    for number, person in enumerate(people):
        if "face" in person:
            picture = drawn(person["face"].split(), GROUNDS[number % len(GROUNDS)])
            picture.save(folder / f"{person['key']}.webp", "WEBP", quality=80, method=6)
    print(f"{len(list(folder.iterdir()))} faces")


def drawn(words: list[str], ground: str) -> Image.Image:
    skin, style, colour, clothes, *more = words
    picture = Image.new("RGB", (SIZE * FINE, SIZE * FINE), ground)
    pen = ImageDraw.Draw(picture)
    hair, face = HAIR[colour], SKIN[skin]
    behind(pen, style, hair)
    body(pen, CLOTHES[clothes], face)
    if style == "scarf":
        shape(pen, "ellipse", (118, 78, 362, 392), hair)
    head(pen, face)
    before(pen, style, hair)
    if "beard" in more:
        beard(pen, hair)
    features(pen, "#3a1d12" if skin in "45" else INK)
    if "glasses" in more:
        glasses(pen)
    near = picture.crop((40 * FINE, 28 * FINE, 440 * FINE, 428 * FINE))
    return near.resize((SIZE, SIZE), Image.Resampling.LANCZOS)


def shape(pen: Pen, kind: str, box: tuple[int, ...], fill: str, **more: Any) -> None:
    """A filled shape with an ink edge, in the measures of the small picture."""
    scaled = [one * FINE for one in box]
    getattr(pen, kind)(scaled, fill=fill, outline=INK, width=LINE * FINE, **more)


def behind(pen: Pen, style: str, hair: str) -> None:
    """What lies behind the head."""
    if style == "long":
        shape(pen, "rounded_rectangle", (126, 90, 354, 400), hair, radius=105 * FINE)
    if style == "bob":
        shape(pen, "rounded_rectangle", (128, 90, 352, 318), hair, radius=90 * FINE)
    if style == "bun":
        shape(pen, "ellipse", (196, 34, 284, 122), hair)
    if style == "curly":
        for x, y in ((150, 130), (190, 92), (240, 80), (290, 92), (330, 130), (140, 180), (340, 180)):
            shape(pen, "ellipse", (x - 48, y - 48, x + 48, y + 48), hair)


def body(pen: Pen, clothes: str, skin: str) -> None:
    shape(pen, "rounded_rectangle", (92, 372, 388, 640), clothes, radius=110 * FINE)
    shape(pen, "rounded_rectangle", (204, 300, 276, 412), skin, radius=34 * FINE)


def head(pen: Pen, skin: str) -> None:
    shape(pen, "rounded_rectangle", (154, 118, 326, 350), skin, radius=84 * FINE)


def before(pen: Pen, style: str, hair: str) -> None:
    """What falls over the forehead."""
    if style == "bald":
        for x in (150, 318):
            shape(pen, "ellipse", (x - 14, 188, x + 26, 254), hair)
    elif style == "scarf":
        pen.arc([one * FINE for one in (150, 112, 330, 356)], 0, 360, fill=INK, width=LINE * FINE)
    elif style == "curly":
        for x, y in ((184, 132), (226, 118), (268, 118), (304, 136)):
            shape(pen, "ellipse", (x - 34, y - 30, x + 34, y + 30), hair)
    else:
        cap(pen, hair, parted=style in {"long", "bob"})


def cap(pen: Pen, hair: str, *, parted: bool) -> None:
    """Short hair, or the front of long hair: the top of the head down to a line."""
    x0, y0, x1, y1 = (one * FINE for one in (146, 96, 334, 306))
    pen.chord([x0, y0, x1, y1], 188, 352, fill=hair, outline=INK, width=LINE * FINE)
    if parted:
        points = [(250, 104), (198, 188), (152, 212), (152, 170)]
        pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=hair)
        line(pen, [(262, 128), (204, 190), (158, 214)])


def beard(pen: Pen, hair: str) -> None:
    box = [one * FINE for one in (158, 206, 322, 354)]
    pen.chord(box, 12, 168, fill=hair, outline=INK, width=LINE * FINE)


def features(pen: Pen, ink: str) -> None:
    for x in (206, 274):
        pen.ellipse([one * FINE for one in (x - 10, 228, x + 10, 250)], fill=ink)
    line(pen, [(240, 246), (234, 274), (244, 276)])
    pen.arc([one * FINE for one in (208, 272, 272, 316)], 25, 155, fill=INK, width=LINE * FINE)


def glasses(pen: Pen) -> None:
    for x in (204, 276):
        pen.ellipse([one * FINE for one in (x - 32, 208, x + 32, 270)], outline=INK, width=8 * FINE)
    line(pen, [(232, 234), (248, 234)])


def line(pen: Pen, points: list[tuple[int, int]]) -> None:
    scaled = [(x * FINE, y * FINE) for x, y in points]
    pen.line(scaled, fill=INK, width=8 * FINE, joint="curve")


if __name__ == "__main__":
    main()
