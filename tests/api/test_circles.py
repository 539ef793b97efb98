"""Which squares of the map lie in a circle: laws that hold wherever the points are."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from buurtnet.api.circles import Circle, Squares, parted
from buurtnet.areas.geometry import distance_m
from buurtnet.directory.facets import squares_of

type Point = tuple[float, float]

# Also on the sides of squares, where a point can be reckoned to one or the other.
DEGREES = st.floats(-0.4, 0.4) | st.integers(-40, 40).map(lambda number: number / 100)
POINTS = st.lists(st.tuples(DEGREES, DEGREES), min_size=1, max_size=30)
METRES = st.floats(0, 40_000) | st.sampled_from([0.0, 1_000.0, 5_000.0, 20_000.0])


def squares(points: list[Point]) -> tuple[Squares, Squares]:
    marks = sorted({mark for point in points for mark in squares_of(*point)})
    large, small = ([one for one in marks if one.startswith(size)] for size in ("large", "small"))
    return Squares("large", large), Squares("small", small)


@given(POINTS, st.tuples(DEGREES, DEGREES), METRES, st.sampled_from([(52.0, 4.2), (0.0, 0.0), (-33.9, 151.2)]))
@example([(0.0, 0.0)], (0.0, 0.0), 0.0, (52.04, 4.16))
def test_a_point_is_inside_or_outside_as_its_squares_say(
    shifts: list[Point], middle: Point, metres: float, where: Point
) -> None:
    points = [(where[0] + north, where[1] + east) for north, east in shifts]
    circle = Circle(where[0] + middle[0], where[1] + middle[1], metres)
    part = parted(*squares(points), circle)
    for point in points:
        marks, is_near = set(squares_of(*point)), distance_m(*circle.point, *point) <= metres
        if marks & set(part.inside):
            assert is_near
        elif not marks & set(part.edge):
            assert not is_near
        if not marks & set(part.inside):
            assert marks & set(part.outside)


@pytest.mark.parametrize("metres", [5_000, 20_000])
def test_only_squares_on_the_edge_are_to_be_looked_at(metres: int) -> None:
    points = [(52 + north / 100, 4.2 + east / 100) for north in range(-40, 40) for east in range(-60, 60)]
    part = parted(*squares(points), Circle(52.0, 4.2, metres))
    looked_at = [one for one in points if set(squares_of(*one)) & set(part.edge)]
    inside = [one for one in points if set(squares_of(*one)) & set(part.inside)]
    assert all(abs(distance_m(52.0, 4.2, *one) - metres) < 1_700 for one in looked_at)
    assert len(inside) > len(looked_at) / 2
