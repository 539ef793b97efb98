"""Names on a drawn map: along a street where it is straight, and never over one another."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

LETTER = 0.54  # of its size is a letter wide, on average
STEP = 10.0  # units between the places along a street that are tried
MOST_BEND = 3.0  # units a street may turn away under its name
GAP = 2.0  # units between two names
SIZES = {"neighbourhood": 10.0, "municipality": 11.0, "water": 9.0, "park": 8.5, "main": 8.5, "street": 8.0}
SPACING = 1.8  # between the capitals of a neighbourhood

type Spot = tuple[float, float]


@dataclass(frozen=True)
class Lettering:
    """A name: its middle, its slope in degrees, its size and width; all in units of the drawing."""

    text: str
    kind: str
    x: float
    y: float
    slope: float
    size: float
    width: float

    def dots(self) -> Iterator[Spot]:
        """Points along the name, near enough to each other to stand for all of it."""
        count = max(2, math.ceil(self.width / self.size))
        along = math.radians(self.slope)
        for number in range(count):
            away = (number / (count - 1) - 0.5) * self.width
            yield self.x + math.cos(along) * away, self.y + math.sin(along) * away


class Sheet:
    """What of the drawing is taken by names and pins."""

    def __init__(self, width: float, height: float) -> None:
        self._width = width
        self._height = height
        self._taken: list[tuple[float, float, float]] = []

    def take(self, x: float, y: float, radius: float) -> None:
        self._taken.append((x, y, radius))

    def has_room(self, x: float, y: float, radius: float) -> bool:
        return all(math.hypot(x - a, y - b) >= radius + r for a, b, r in self._taken)

    def write(self, name: Lettering) -> bool:
        """Whether the name fits on the drawing, free of all else; then its room is taken."""
        radius = name.size / 2 + GAP
        dots = list(name.dots())
        edge = name.size * 0.7
        if not all(edge < x < self._width - edge and edge < y < self._height - edge for x, y in dots):
            return False
        if not all(self.has_room(x, y, radius) for x, y in dots):
            return False
        for x, y in dots:
            self.take(x, y, radius)
        return True


def at_point(text: str, kind: str, spot: Spot) -> Lettering:
    size = SIZES[kind]
    shown = text.upper() if kind == "neighbourhood" else text
    return Lettering(shown, kind, *spot, slope=0.0, size=size, width=width_of(shown, kind, size))


def width_of(text: str, kind: str, size: float) -> float:
    """About how wide a name is; a neighbourhood stands in spaced capitals."""
    spaced = (SPACING + 0.14 * size) * len(text) if kind == "neighbourhood" else 0.0
    return len(text) * LETTER * size + spaced


def along(text: str, kind: str, line: Sequence[Spot]) -> list[Lettering]:
    """Places for a name along a line, the best first: straight, and near the middle."""
    size = SIZES[kind]
    width = width_of(text, kind, size)
    lengths = [math.dist(a, b) for a, b in pairwise(line)]
    room = sum(lengths) - width
    if room < 0:
        return []
    found = []
    for number in range(int(room // STEP) + 1):
        start = number * STEP
        first, last = spot_at(line, lengths, start), spot_at(line, lengths, start + width)
        bend = max(off_line(spot_at(line, lengths, start + width * part), first, last) for part in (0.25, 0.5, 0.75))
        if bend <= MOST_BEND:
            middle = (first[0] + last[0]) / 2, (first[1] + last[1]) / 2
            name = Lettering(text, kind, *middle, slope=upright(first, last), size=size, width=width)
            found.append((bend * 3 + abs(start - room / 2) / 20, name))
    return [name for _score, name in sorted(found, key=lambda pair: pair[0])]


def spot_at(line: Sequence[Spot], lengths: Iterable[float], distance: float) -> Spot:
    """The point so far along a line."""
    for (a, b), length in zip(pairwise(line), lengths, strict=True):
        if distance <= length and length:
            part = distance / length
            return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
        distance -= length
    return line[-1]


def off_line(point: Spot, first: Spot, last: Spot) -> float:
    """How far a point is from the straight line between two others."""
    whole = math.dist(first, last)
    if not whole:
        return math.dist(point, first)
    cross = (last[0] - first[0]) * (first[1] - point[1]) - (first[0] - point[0]) * (last[1] - first[1])
    return abs(cross) / whole


def upright(first: Spot, last: Spot) -> float:
    """The slope in degrees at which a name is never upside down."""
    degrees = math.degrees(math.atan2(last[1] - first[1], last[0] - first[0]))
    return degrees - 180 if degrees > 90 else degrees + 180 if degrees < -90 else degrees
