"""What lies within so many metres of a point, as a question to the index.

The index knows in which squares of the map an entry has a point (``directory.facets``). What has one in a square that
lies wholly within the circle is in it; only what stands in a square on its edge is measured by itself. So a circle
costs what its edge holds, and not what lies inside.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy
import tantivy
from numpy.typing import NDArray

from buurtnet.api.index_pages import IndexPages, both, named, without
from buurtnet.areas.geometry import EARTH_RADIUS_M, distance_m
from buurtnet.directory.facets import SQUARES
from buurtnet.directory.ranking import distances_m
from buurtnet.search.index import Reader
from buurtnet.search.query import EngineQuery, Hits

SLACK: Final = 1.0  # metres: a square this near the edge counts as on it, however numbers are rounded
WIDEST: Final = 1 << 20  # more than there are columns of squares
LARGE_IN_SMALL: Final = round(SQUARES["large"][0] / SQUARES["small"][0])  # rows, and columns, of small ones in it

type Metres = NDArray[numpy.floating[Any]]
type Yes = NDArray[numpy.bool_]
type Numbers = NDArray[numpy.int64]


@dataclass(frozen=True)
class Circle:
    latitude: float
    longitude: float
    metres: float

    @property
    def point(self) -> tuple[float, float]:
        return self.latitude, self.longitude


@dataclass(frozen=True, eq=False)
class Squares:
    """The squares of one size in which something of an index stands, by their mark."""

    size: str
    marks: Sequence[str]

    @cached_property
    def rows(self) -> Numbers:
        return self._numbers[:, 0]

    @cached_property
    def columns(self) -> Numbers:
        return self._numbers[:, 1]

    @cached_property
    def _numbers(self) -> Numbers:
        found = [[int(number) for number in mark.split(":")[1:]] for mark in self.marks]
        return numpy.array(found, dtype=numpy.int64).reshape(-1, 2)

    def within(self, circle: Circle) -> tuple[Yes, Yes]:
        """Of each: whether it lies wholly within a circle, and whether some of it may."""
        tall, wide = SQUARES[self.size]
        bottom, left = self.rows * tall, self.columns * wide
        middle, side = bottom + tall / 2, numpy.full(len(self.marks), wide / 2)
        start = numpy.zeros(len(self.marks))
        corners = (_metres(middle, start, end, side) for end in (bottom, bottom + tall))
        reach = numpy.maximum(*corners) + SLACK
        away = _metres(numpy.array([circle.latitude]), numpy.array([circle.longitude]), middle, left + wide / 2)
        return away + reach <= circle.metres, away - reach <= circle.metres

    def chosen(self, which: Yes) -> list[str]:
        return list(compress(self.marks, which.tolist()))


def _metres(latitude: Metres, longitude: Metres, other_latitude: Metres, other_longitude: Metres) -> Metres:
    """As ``areas.geometry.distance_m``, of many."""
    phi, other = numpy.radians(latitude), numpy.radians(other_latitude)
    half_phi = numpy.sin((other - phi) / 2)
    half_lambda = numpy.sin(numpy.radians(other_longitude - longitude) / 2)
    chord = half_phi**2 + numpy.cos(phi) * numpy.cos(other) * half_lambda**2
    found: Metres = 2 * EARTH_RADIUS_M * numpy.arcsin(numpy.sqrt(numpy.minimum(1.0, chord)))
    return found


@dataclass(frozen=True)
class Parted:
    """The squares of an index, for a circle: those wholly in it, those on its edge, and those that are not in it.

    Where a large one lies wholly inside, its small ones are not named; ``outside`` holds a square of each point that
    is not sure to be inside.
    """

    inside: list[str]
    edge: list[str]
    outside: list[str]


_squares: "WeakKeyDictionary[Reader, tuple[Squares, Squares]]" = WeakKeyDictionary()


def squares(reader: Reader) -> tuple[Squares, Squares]:
    """The large ones and the small ones, read once of every state of the index."""
    if reader not in _squares:
        found = [
            Squares(size, [mark for mark, _count in reader.searcher.terms_with_prefix("marks", f"{size}:")])
            for size in ("large", "small")
        ]
        _squares[reader] = (found[0], found[1])
    return _squares[reader]


def parted(large: Squares, small: Squares, circle: Circle) -> Parted:
    is_inside, may_be = large.within(circle)
    small_is_inside, small_may_be = small.within(circle)
    sure, beside = _codes(large, is_inside), _codes(large, may_be)
    parents = _parents(small)
    spoken_for = numpy.all([numpy.isin(one, sure) for one in parents], axis=0)
    unsure = ~spoken_for & ~small_is_inside
    near = numpy.any([numpy.isin(one, beside) for one in parents], axis=0)
    return Parted(
        inside=[*large.chosen(is_inside), *small.chosen(small_is_inside & ~spoken_for)],
        edge=small.chosen(small_may_be & unsure),
        outside=[*large.chosen(~may_be), *small.chosen(near & unsure)],
    )


def _codes(squares: Squares, which: Yes) -> Numbers:
    """A number for each of some squares."""
    codes: Numbers = (squares.rows * WIDEST + squares.columns)[which]
    return codes


def _parents(small: Squares) -> list[Numbers]:
    """The codes of the large square of each small one; and of those beyond its sides when it stands at a side.

    A point on the side of a square can be reckoned to the next one of the other size.
    """
    return [rows * WIDEST + columns for rows in _own_and_next(small.rows) for columns in _own_and_next(small.columns)]


def _own_and_next(numbers: Numbers) -> tuple[Numbers, Numbers]:
    own, part = numbers // LARGE_IN_SMALL, numbers % LARGE_IN_SMALL
    return own, own - (part == 0) + (part == LARGE_IN_SMALL - 1)


def on_edge(asks: IndexPages, circle: Circle) -> "array[int]":
    """The ties of what answers and has a point in a circle, but none in a square that lies wholly in it."""
    reader = asks.reader
    part = parted(*squares(reader), circle)
    found = IndexPages(
        reader, without(both(asks.query, _in_squares(reader, part.edge)), _in_squares(reader, part.inside))
    )
    return array("Q", (tie for tie, inside in _counted_in(found, circle, at_most=1) if inside))


def within(asks: IndexPages, circle: Circle, edge: Sequence[int]) -> EngineQuery:
    """What answers and has a point in a circle. ``edge``: the ties of what ``on_edge`` told."""
    inside = _in_squares(asks.reader, parted(*squares(asks.reader), circle).inside)
    either = [(tantivy.Occur.Should, inside), (tantivy.Occur.Should, named(asks.reader, edge))]
    return both(asks.query, tantivy.Query.boolean_query(either))


def straddling(asks: IndexPages, circle: Circle) -> Mapping[int, int]:
    """Of what has several points in a circle or outside it, by tie, how many lie in it.

    ``asks``: what has a point in the circle. Of all else every point does.
    """
    reader = asks.reader
    several = tantivy.Query.range_query(reader.schema, "places", tantivy.FieldType.Integer, 2, None)
    unsure = both(several, _in_squares(reader, parted(*squares(reader), circle).outside))
    found = IndexPages(reader, both(asks.query, unsure))
    return dict(_counted_in(found, circle))


def _counted_in(found: IndexPages, circle: Circle, at_most: int | None = None) -> Iterator[tuple[int, int]]:
    """Of each, its tie, and how many of its points lie in a circle; ``at_most``: more are not looked for."""
    hits = found.all_hits()
    if not hits:
        return
    told = Hits(found.reader, found.query, len(hits), hits)
    firsts = distances_m(*circle.point, told.column("lat"), told.column("lon"))
    for place, ((tie, _address), first, points) in enumerate(zip(hits, firsts, told.column("places"), strict=True)):
        count = int(first is not None and first <= circle.metres)
        # The points of what has more than one stand in a text, which takes long to read.
        if points and points > 1 and (at_most is None or count < at_most):
            count = sum(distance_m(*circle.point, *one) <= circle.metres for one in told.points(place))
        yield tie, count


def nothing() -> EngineQuery:
    return tantivy.Query.empty_query()


def _in_squares(reader: Reader, marks: Sequence[str]) -> EngineQuery:
    if not marks:
        return nothing()
    return tantivy.Query.const_score_query(tantivy.Query.term_set_query(reader.schema, "marks", list(marks)), 0.0)
