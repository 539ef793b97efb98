"""The drawn map: valid, light, with pins that do not hide each other and names that stay text."""

import itertools
import math
import xml.etree.ElementTree as ElementTree
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from buurtnet.paper.drawing import COLOUR, GREY, Canvas, Pin, drawn, placed_pins
from buurtnet.paper.ground import around_all, around_one, made_ready, steepness
from buurtnet.paper.lettering import Sheet, along

STREET = [[4.14, 52.05], [4.16, 52.05]]


def feature(layer: str, kind: str, coordinates: Any, name: str = "") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"layer": layer, "name": name},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def ground_with(*features: dict[str, Any]) -> Any:
    return made_ready({"features": list(features), "attribution": "Eigen tekening"})


def texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return [element.text or "" for element in root.iter() if element.tag.endswith("text")]


def test_a_street_is_drawn_with_its_name_once_over_its_halo() -> None:
    ground = ground_with(feature("street", "LineString", STREET, "Netstraat"))
    box = around_one(ground, 52.05, 4.15, (178, 60))
    svg = drawn(ground, box, [], mm=(178, 60), palette=GREY, title="Kaart")
    assert texts(svg) == ["Netstraat", "Netstraat"]


def test_a_name_with_html_in_it_is_text() -> None:
    ground = ground_with(feature("street", "LineString", STREET, '<script>"&'))
    box = around_one(ground, 52.05, 4.15, (178, 60))
    svg = drawn(ground, box, [Pin(52.05, 4.15, 1, 1, "#plek-1", '"><script>')], mm=(178, 60), palette=COLOUR,
                title='"><script>')  # fmt: skip
    assert "<script" not in svg
    assert '<script>"&' in texts(svg)


def test_nothing_in_the_drawing_needs_a_style_sheet_or_another_file() -> None:
    ground = ground_with(
        feature("land", "Polygon", [[[4.1, 52], [4.2, 52], [4.2, 52.1], [4.1, 52]]]),
        feature("boundary", "MultiPolygon", [[[[4.1, 52], [4.2, 52], [4.2, 52.1], [4.1, 52]]]], "Havendijk"),
        feature("green", "MultiPoint", [[4.15, 52.05]]),
    )
    svg = drawn(ground, (4.1, 52.0, 4.2, 52.1), [Pin(52.05, 4.15)], mm=(120, 100), palette=GREY, title="Kaart")
    for needed in ("style=", "class=", "url(", "xlink", "href"):
        assert needed not in svg


def test_a_ground_of_boundaries_only_is_seen_from_farther_away() -> None:
    bare = ground_with(feature("boundary", "Polygon", [[[4.1, 52], [4.2, 52], [4.2, 52.1], [4.1, 52]]]))
    streets = ground_with(feature("street", "LineString", STREET))
    far, near = (around_one(ground, 52.05, 4.15, (178, 60)) for ground in (bare, streets))
    assert far[2] - far[0] > 3 * (near[2] - near[0])


def test_a_feature_without_points_is_left_out() -> None:
    assert ground_with({"type": "Feature", "properties": {}, "geometry": None}).shapes == ()


POINTS = st.lists(st.tuples(st.floats(51.9, 52.1), st.floats(4.0, 4.3)), min_size=1, max_size=60)


@given(POINTS)
def test_all_points_lie_in_the_window_around_them(points: list[tuple[float, float]]) -> None:
    west, south, east, north = around_all(points, 0.8)
    assert all(south < latitude < north and west < longitude < east for latitude, longitude in points)
    assert steepness(points) > 0 or len({latitude for latitude, _ in points}) == 1


@given(st.integers(2, 40))
def test_places_at_one_spot_stand_beside_each_other(count: int) -> None:
    canvas = Canvas(around_all([(52.05, 4.15)], 1.0), 350, 350)
    pins = [Pin(52.05, 4.15, number) for number in range(count)]
    spots = placed_pins(pins, canvas, Sheet(350, 350), big=False)
    assert all(math.dist(a, b) > 12 for a, b in itertools.combinations(spots, 2))


def test_two_hundred_places_at_one_spot_are_all_drawn_and_none_is_off_the_map() -> None:
    canvas = Canvas(around_all([(52.05, 4.15)], 1.0), 350, 350)
    spots = placed_pins([Pin(52.05, 4.15, n) for n in range(200)], canvas, Sheet(350, 350), big=False)
    assert len(spots) == 200
    assert all(0 < x < 350 and 0 < y < 350 for x, y in spots)


def test_a_name_is_never_upside_down_and_needs_a_street_long_enough() -> None:
    assert along("Netstraat", "street", [(0, 0), (10, 0)]) == []
    for line in ([(0, 0), (200, 50)], [(200, 50), (0, 0)], [(0, 200), (10, 0)]):
        assert -90 <= along("Netstraat", "street", line)[0].slope <= 90
