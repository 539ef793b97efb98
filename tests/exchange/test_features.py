"""GeoJSON: one feature a service at a place, the longitude first; a secret address is not among them."""

import json
from pathlib import Path
from typing import Any

import pytest

from buurtnet.exchange.features import features_of, write_features
from buurtnet.exchange.geojson_files import features
from buurtnet.exchange.inputs import Input
from buurtnet.exchange.reading import Reading
from tests.exchange.imports import CLUB, Document, changed, club

pytestmark = pytest.mark.django_db


def moved(**location: Any) -> Document:
    return changed(CLUB, lambda one: one["service_at_locations"][0]["location"].update(location))


def written(folder: Path, *services: Document) -> tuple[tuple[int, int], dict[str, Any]]:
    path = folder / "map.geojson"
    found = write_features(services, path, lambda _one: None)
    return found, json.loads(path.read_text())


def test_a_service_stands_at_each_of_its_places(tmp_path: Path) -> None:
    twice = changed(CLUB, lambda one: one["service_at_locations"].append(club(7)["service_at_locations"][0]))
    counted, found = written(tmp_path, twice, club(1, service_at_locations=[]))
    assert counted == (2, 1)
    assert found["type"] == "FeatureCollection"
    assert "crs" not in found
    first, second = found["features"]
    assert first["id"] == CLUB["service_at_locations"][0]["id"] != second["id"]
    assert first["geometry"] == {"type": "Point", "coordinates": [4.15, 52.05]}
    assert first["properties"] == {
        "service_id": CLUB["id"], "location_id": CLUB["service_at_locations"][0]["location"]["id"],
        "name": CLUB["name"], "description": CLUB["description"], "status": "active", "minimum_age": 8,
        "maximum_age": 12, "email": CLUB["email"], "url": CLUB["url"], "assured_date": "2026-05-01",
        "bn_support_level": 0, "bn_function": 2, "organization": "De Loods", "place": "Buurthuis De Ankerplaats",
        "address_1": "Netstraat 14", "postal_code": "8991 AB", "city": "Havendijk", "country": "NL",
        "phones": "0999 - 12 34 56",
    }  # fmt: skip


def test_what_was_written_is_read_back_as_geojson(tmp_path: Path) -> None:
    written(tmp_path, CLUB, club(1))
    reading = Reading("map.geojson")
    entries = list(features(Input(tmp_path / "map.geojson"), "", reading))
    assert [entry.problem for entry in entries] == ["", ""]


def test_nothing_at_all_is_an_empty_collection(tmp_path: Path) -> None:
    assert written(tmp_path) == ((0, 0), {"type": "FeatureCollection", "features": []})


@pytest.mark.parametrize("value", [True, "ja", 1, "misschien", ["x"]])
@pytest.mark.parametrize("mark", ["bn_hide_address", "hide_address", "x_hide_address"])
@pytest.mark.parametrize("where", ["at_location", "location", "address"])
def test_a_secret_address_is_left_out_wherever_that_is_said(mark: str, value: Any, where: str) -> None:
    def hide(one: Document) -> None:
        at_location = one["service_at_locations"][0]
        location = at_location["location"]
        {"at_location": at_location, "location": location, "address": location["addresses"][0]}[where][mark] = value

    assert list(features_of(changed(CLUB, hide))) == []


@pytest.mark.parametrize(
    "location",
    [
        {"latitude": None}, {"longitude": None}, {"latitude": "52"}, {"latitude": 91}, {"longitude": -181},
        {"latitude": True}, {"location_type": "virtual"}, {"location_type": "postal"}, {"latitude": float("nan")},
    ],
)  # fmt: skip
def test_what_has_no_point_on_earth_has_no_feature(location: dict[str, Any]) -> None:
    assert list(features_of(moved(**location))) == []


def test_a_point_is_told_to_a_tenth_of_a_metre() -> None:
    [feature] = features_of(moved(latitude=52.0512345678, longitude=4.1))
    assert feature["geometry"]["coordinates"] == [4.1, 52.051235]


def test_what_is_no_hsds_does_no_harm() -> None:
    for odd in ({}, {"service_at_locations": "x"}, {"service_at_locations": [None, {"location": []}]}):
        assert list(features_of(odd)) == []
    [feature] = features_of(moved(addresses=[7], name=None) | {"bn_themes": [1, "sport"], "organization": "x"})
    assert feature["properties"]["themes"] == "sport"
    assert "address_1" not in feature["properties"]


def test_the_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "map.geojson"
    path.write_text("wat er stond")
    with pytest.raises(TypeError):
        write_features([CLUB, {"service_at_locations": CLUB["service_at_locations"], "name": {1}}], path, print)
    assert path.read_text() == "wat er stond"
    assert [one.name for one in tmp_path.iterdir()] == ["map.geojson"]
