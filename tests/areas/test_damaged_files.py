"""Files of areas that are damaged inside: one sentence or a rejected record, never a crash, and nothing half done."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buurtnet.areas.importing import import_areas
from buurtnet.areas.models import Area
from buurtnet.areas.reading import open_data
from buurtnet.kit.plain_error import PlainError
from tests.areas.geo import OWN, feature, square

pytestmark = pytest.mark.django_db

DISTRICT = {"kind": "district", "code": "a", "name": "Westerkade"}
TOPOLOGY: dict[str, Any] = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [4, 52]},
    "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]]],
    "objects": {
        "wijken": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": DISTRICT},
                {"type": "Point", "coordinates": [1, 1], "properties": DISTRICT | {"code": "b"}},
            ],
        }
    },
}


def written(folder: Path, content: str) -> Path:
    path = folder / "wijken.json"
    path.write_text(content)
    return path


def with_value(place: tuple[Any, ...], value: Any, of: Any = TOPOLOGY) -> str:
    """The file with another value at a place in it."""
    changed = copy.deepcopy(of)
    here = changed
    for step in place[:-1]:
        here = here[step]
    here[place[-1]] = value
    return json.dumps(changed)


def test_the_topology_that_these_tests_damage_is_whole(tmp_path: Path) -> None:
    outcome = import_areas(written(tmp_path, json.dumps(TOPOLOGY)), OWN, source="t")
    assert (outcome.added, outcome.rejected) == (2, [])


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("arcs", 0), 7, "arc 0 is no list of points"),
        (("arcs", 0), {"a": 1}, "arc 0 is no list of points"),
        (("arcs", 1), [[1]], "arc 1 holds a point without two numbers"),
        (("arcs", 1), [["1", "2"]], "arc 1 holds a coordinate that is no number"),
        (("arcs", 1, 0), [True, 0], "arc 1 holds a coordinate that is no number"),
        (("arcs", 1, 0), [float("nan"), 0], "arc 1 holds a coordinate that is no number"),
        (("arcs", 1, 0), [10**400, 0], "arc 1 holds a coordinate that is no number"),
        (("arcs", 1), [[1e308, 0], [1e308, 0]], "arc 1 runs off the map"),
        (("transform",), {}, "its transform has no scale and translate"),
        (("transform",), {"scale": [1, 1]}, "its transform has no scale and translate"),
        (("transform",), [1, 2], "its transform has no scale and translate"),
        (("transform", "scale"), [1], "its transform holds a point without two numbers"),
        (("transform", "scale"), "ab", "its transform holds a point without two numbers"),
        (("transform", "translate"), [None, 1], "its transform holds a coordinate that is no number"),
        (("objects", "wijken"), 5, "an object in it is no geometry"),
        (("objects", "wijken", "geometries"), {"a": 1}, "a collection holds no list of geometries"),
        (("objects", "wijken", "geometries", 0), [], "an object in it is no geometry"),
    ],
)
def test_a_damaged_topology_gets_one_sentence_and_changes_nothing(
    tmp_path: Path, place: tuple[Any, ...], value: Any, said: str
) -> None:
    with pytest.raises(PlainError) as told:
        import_areas(written(tmp_path, with_value(place, value)), OWN, source="t")
    assert str(told.value) == f"wijken.json is damaged TopoJSON: {said}. Download it again."
    assert not Area.objects.exists()


@pytest.mark.parametrize("arcs", [[[9]], [[-9]], [[0.0]], [[True]], [["0"]], [[[0]]], [0], 0, None, {"a": 0}])
def test_a_boundary_that_names_no_arcs_of_the_file_is_rejected_alone(tmp_path: Path, arcs: Any) -> None:
    damaged = with_value(("objects", "wijken", "geometries", 0, "arcs"), arcs)
    outcome = import_areas(written(tmp_path, damaged), OWN, source="t")
    assert [(reject.number, reject.field) for reject in outcome.rejected] == [(1, "record")]
    assert outcome.rejected[0].reason.startswith("cannot be drawn: it ")
    assert Area.objects.get().code == "b"


def test_when_every_boundary_is_damaged_the_first_is_told_and_nothing_changes(tmp_path: Path) -> None:
    damaged = copy.deepcopy(TOPOLOGY)
    damaged["objects"]["wijken"]["geometries"] = [{"type": "Polygon", "arcs": [[9]], "properties": DISTRICT}]
    sentence = r"record cannot be drawn: it names an arc that is not there \(the file has 2\)\.$"
    with pytest.raises(PlainError, match=sentence):
        import_areas(written(tmp_path, json.dumps(damaged)), OWN, source="t")
    assert not Area.objects.exists()


def test_collections_in_collections_are_read_however_deep(tmp_path: Path) -> None:
    deep: Any = TOPOLOGY["objects"]["wijken"]
    for _ in range(900):
        deep = {"type": "GeometryCollection", "geometries": [deep]}
    data = open_data(written(tmp_path, with_value(("objects", "wijken"), deep)))
    assert [record.properties["code"] for record in data.records()] == ["a", "b"]


@pytest.mark.parametrize("opening", ['{"type": "GeometryCollection", "geometries": [', "["])
def test_ten_thousand_levels_are_no_data(tmp_path: Path, opening: str) -> None:
    closing = "]}" if opening.startswith("{") else "]"
    deep = opening * 10_000 + closing * 10_000
    whole = json.dumps(TOPOLOGY).replace('"objects": {', f'"objects": {{"diep": {deep}, ')
    with pytest.raises(PlainError, match=r"nested too deeply|damaged TopoJSON"):
        import_areas(written(tmp_path, whole), OWN, source="t")
    assert not Area.objects.exists()


GEOJSON = {"type": "FeatureCollection", "features": [feature(square(4, 52), **DISTRICT), feature(None, **DISTRICT)]}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("features", 0, "geometry", "coordinates", 0, 1), [float("nan"), 52]),
        (("features", 0, "geometry", "coordinates", 0, 1), [1e308, 52]),
        (("features", 0, "geometry", "coordinates", 0, 1), [10**400, 52]),
        (("features", 0, "geometry", "coordinates"), "overal"),
        (("features", 0, "geometry", "type"), []),
        (("features", 0, "properties"), 5),
        (("features", 0), "een buurt"),
    ],
)
def test_a_damaged_feature_is_rejected_alone(tmp_path: Path, place: tuple[Any, ...], value: Any) -> None:
    damaged = json.loads(with_value(place, value, GEOJSON))
    damaged["features"][0] = damaged["features"][0] if isinstance(damaged["features"][0], str) else {
        "id": "x", **damaged["features"][0]
    }  # fmt: skip
    damaged["features"][1]["properties"]["code"] = "b"
    outcome = import_areas(written(tmp_path, json.dumps(damaged)), OWN, source="t")
    assert [reject.number for reject in outcome.rejected] == [1]
    assert len(outcome.rejected[0].reason) < 200
    assert Area.objects.get().code == "b"


@pytest.mark.parametrize("crs", [5, {"properties": []}, {"properties": {"name": 4326}}, []])
def test_a_damaged_word_on_the_coordinates_stops_nothing(tmp_path: Path, crs: Any) -> None:
    assert import_areas(written(tmp_path, json.dumps(GEOJSON | {"crs": crs})), OWN, source="t").added == 1


def test_a_number_of_thousands_of_digits_gets_one_sentence(tmp_path: Path) -> None:
    long = json.dumps(GEOJSON).replace("52", "5" * 5_000)
    with pytest.raises(PlainError, match="a number of thousands of digits"):
        import_areas(written(tmp_path, long), OWN, source="t")


def test_signs_that_no_database_keeps_are_left_out_of_a_name(tmp_path: Path) -> None:
    named = with_value(("features", 0, "properties", "name"), "Wester\x00kade\ud800", GEOJSON)
    import_areas(written(tmp_path, named), OWN, source="t")
    assert Area.objects.get().name == "Westerkade"


def places_in(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [place] if place else []
    for key, part in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        found += places_in(part, (*place, key))
    return found


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=5), parts, max_size=2),
    max_leaves=5,
)


@pytest.mark.parametrize("whole", [TOPOLOGY, GEOJSON], ids=["TopoJSON", "GeoJSON"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_stands_somewhere_in_a_file_is_told_or_taken(
    tmp_path: Path, whole: dict[str, Any], data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from(places_in(whole)))
    path = written(tmp_path, with_value(place, data.draw(JUNK), whole))
    try:
        told = f"{import_areas(path, OWN, source='t', dry_run=True).read} records"
    except PlainError as problem:
        told = str(problem)
    assert told
    assert "\n" not in told
    assert not Area.objects.exists()
