"""Where a house of the demo stands: along its street on the drawn map."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shapely import line_merge
from shapely.geometry import LineString, MultiLineString, Point

NUMBERS_A_STREET = 60
ASIDE = 8.0  # metres from the middle of the street
METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True)
class Streets:
    """The named streets of one map."""

    lines: dict[str, LineString]

    @classmethod
    def of(cls, features: Iterable[dict[str, Any]]) -> "Streets":
        """From a map's GeoJSON features; a street drawn in parts is joined, and of loose parts the longest counts."""
        parts: dict[str, list[LineString]] = {}
        for feature in features:
            name = feature["properties"].get("name")
            if name and feature["properties"]["layer"] in {"street", "main"}:
                parts.setdefault(name, []).append(LineString(feature["geometry"]["coordinates"]))
        return cls({name: longest(lines) for name, lines in parts.items()})

    def house(self, street: str, number: str) -> tuple[float, float]:
        """Latitude and longitude of a house: number n stands at n/60 of its street, even and odd across.

        Raises LookupError for a street that is not on the map.
        """
        if street not in self.lines:
            raise LookupError(f"{street} is not on the map")
        line = self.lines[street]
        digits = re.match(r"\d+", number)
        count = int(digits[0]) if digits else NUMBERS_A_STREET // 2
        along = (count % NUMBERS_A_STREET) / NUMBERS_A_STREET
        here = line.interpolate(along, normalized=True)
        return aside(here, direction(line, along), 1 if count % 2 else -1)

    def middle(self, street: str) -> tuple[float, float]:
        """Latitude and longitude of the middle of a street."""
        point = self.lines[street].interpolate(0.5, normalized=True)
        return round(point.y, 5), round(point.x, 5)


def longest(lines: list[LineString]) -> LineString:
    merged = line_merge(MultiLineString(lines))
    joined = [merged] if isinstance(merged, LineString) else [line for line in lines if line.length]
    return max(joined, key=lambda line: line.length)


def direction(line: LineString, along: float) -> tuple[float, float]:
    """Which way the street goes there, in degrees east and north."""
    before = line.interpolate(max(0.0, along - 0.01), normalized=True)
    after = line.interpolate(min(1.0, along + 0.01), normalized=True)
    return after.x - before.x, after.y - before.y


def aside(point: Point, heading: tuple[float, float], side: int) -> tuple[float, float]:
    """A few metres to the right (1) or left (-1) of the street."""
    narrow = math.cos(math.radians(point.y))  # a degree of longitude is that much shorter
    east, north = heading[0] * narrow, heading[1]
    length = math.hypot(east, north)
    step = side * ASIDE / METRES_A_DEGREE / length
    return round(point.y - east * step, 6), round(point.x + north * step / narrow, 6)
