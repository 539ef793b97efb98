import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from buurtnet.areas.geometry import (
    BadGeometryError,
    area_index,
    areas_at,
    areas_overlapping,
    distance_m,
    read_surface,
    walking_minutes,
)
from buurtnet.areas.importing import import_areas
from buurtnet.areas.models import Area
from tests.areas.geo import OWN, feature, geojson, nested_town, square

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


@pytest.fixture
def town(db, tmp_path):
    import_areas(geojson(tmp_path, *nested_town()), OWN, source="test")


def codes(ids):
    return [Area.objects.get(pk=pk).code for pk in ids]


def test_point_lies_in_its_neighbourhood_and_all_around_it_nearest_first(town):
    assert codes(areas_at(1.5, 1.5)) == ["b1", "1234", "dorp", "prov", "NL"]


def test_ancestors_without_boundary_are_named_too(town):
    assert codes(areas_at(3.9, 0.1)) == ["dorp", "prov", "NL"]


def test_point_outside_every_boundary_lies_nowhere(town):
    assert areas_at(50, 50) == ()


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_no_number_is_no_place(town, wrong):
    assert areas_at(wrong, 1.5) == ()
    assert areas_at(1.5, wrong) == ()


def test_hole_in_a_boundary_is_outside(db, tmp_path):
    ring = square(0, 0, 4)
    ring["coordinates"].append(square(1, 1, 1)["coordinates"][0])
    import_areas(geojson(tmp_path, feature(ring, kind="municipality", code="m", name="M")), OWN, source="t")
    assert areas_at(0.5, 0.5)
    assert not areas_at(1.5, 1.5)


def test_many_points_at_once_get_what_each_gets_alone(town):
    index = area_index()
    places = [(0.1 + step * 0.37 % 5, step * 0.61 % 5) for step in range(200)] + [(math.nan, 1.0)]
    many = index.at_many([lat for lat, _ in places], [lon for _, lon in places])
    assert many == [index.at(lat, lon) for lat, lon in places]
    assert len(set(many)) > 3


def test_asking_for_no_points_gives_none(town):
    assert area_index().at_many([], []) == []


def test_index_asks_the_database_two_small_questions_when_nothing_changed(
    town, django_assert_num_queries: DjangoAssertNumQueries
):
    areas_at(1.5, 1.5)
    with django_assert_num_queries(2):
        areas_at(3.5, 3.5)


def test_index_follows_a_boundary_that_another_process_moved(town):
    assert "b1" in codes(areas_at(1.5, 1.5))
    moved = square(2.5, 2.5)
    Area.objects.filter(code="b1").update(boundary=moved, west=2.5, south=2.5, east=3.5, north=3.5)
    assert "b1" not in codes(areas_at(1.5, 1.5))
    assert "b1" in codes(areas_at(2.7, 2.7))


def test_index_follows_an_area_that_got_another_parent(town):
    province = Area.objects.get(code="prov")
    Area.objects.filter(code="dorp").update(parent=None, ancestor_ids=[])
    assert province.pk not in areas_at(3.9, 0.1)


def test_shape_overlaps_what_it_shares_ground_with(town):
    assert codes(areas_overlapping(square(0.5, 0.5, 1))) == ["b1", "1234", "dorp", "prov", "NL"]


def test_neighbour_that_only_touches_does_not_overlap(town):
    assert "b1" not in codes(areas_overlapping(square(2, 1)))


def test_borders_drawn_twice_do_not_make_neighbours_overlap(town):
    assert "b1" not in codes(areas_overlapping(square(1.995, 1)))
    assert "b1" in codes(areas_overlapping(square(1.9, 1)))


def test_point_overlaps_where_it_lies(town):
    assert codes(areas_overlapping({"type": "Point", "coordinates": [1.5, 1.5]}))[0] == "b1"


@pytest.mark.parametrize(
    ("geometry", "said"),
    [
        ({"type": "Polygon", "coordinates": []}, "empty"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "cannot be read"),
        ({"type": "Cube", "coordinates": [1]}, "cannot be read"),
        ({}, "cannot be read"),
        (square(80_000, 430_000, 100), "WGS84"),
        (square(0, 89.5), "WGS84"),
    ],
)
def test_geometry_that_is_no_place_on_earth_is_refused_with_the_reason(town, geometry, said):
    with pytest.raises(BadGeometryError, match=said):
        areas_overlapping(geometry)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(st.sampled_from(["Polygon", "MultiPolygon", "Point", "GeometryCollection", "Cube", None]), anything)
def test_any_nonsense_is_refused_and_never_breaks(kind, coordinates):
    for geometry in ({"type": kind, "coordinates": coordinates}, {"type": kind, "geometries": coordinates}):
        try:
            surface, _ = read_surface(geometry)
        except BadGeometryError:
            continue
        assert surface.is_valid


def test_boundary_needs_a_surface():
    with pytest.raises(BadGeometryError, match="surface"):
        read_surface({"type": "LineString", "coordinates": [[0, 0], [1, 1]]})


def test_boundary_that_crosses_itself_is_mended():
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    surface, mended = read_surface(bow)
    assert mended
    assert surface.is_valid
    assert surface.area == pytest.approx(0.5)


def test_height_in_coordinates_is_left_out():
    surface, mended = read_surface(
        {"type": "Polygon", "coordinates": [[[0, 0, 5], [1, 0, 5], [1, 1, 5], [0, 1, 5], [0, 0, 5]]]}
    )
    assert not surface.has_z
    assert not mended


def test_distance_of_known_places():
    # Utrecht Dom to Amsterdam Dam: 34.4 km over the globe.
    assert distance_m(52.0907, 5.1214, 52.3731, 4.8926) == pytest.approx(35_100, rel=0.01)
    assert distance_m(0, 0, 0, 1) == pytest.approx(111_195, rel=0.0001)
    assert distance_m(0, 0, 0, 180) == pytest.approx(math.pi * 6_371_008.8, rel=1e-9)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_same_both_ways_and_never_negative(lat, lon, other_lat, other_lon):
    there = distance_m(lat, lon, other_lat, other_lon)
    assert there >= 0
    assert there == pytest.approx(distance_m(other_lat, other_lon, lat, lon), abs=0.001)


@given(latitudes, longitudes)
def test_a_place_is_at_no_distance_of_itself(lat, lon):
    assert distance_m(lat, lon, lat, lon) == 0


def test_walking_takes_a_minute_for_80_metres_of_street():
    assert walking_minutes(0) == 1
    assert walking_minutes(370) == 6
    assert walking_minutes(800) == 13


@given(st.floats(0, 100_000), st.floats(0, 100_000))
def test_who_lives_farther_never_walks_shorter(one, other):
    near, far = sorted((one, other))
    assert walking_minutes(near) <= walking_minutes(far)
