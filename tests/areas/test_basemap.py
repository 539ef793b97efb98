import json

import pytest
from django.test import Client

from buurtnet.areas.basemap import LARGEST_BYTES, base_map, import_basemap
from buurtnet.areas.importing import import_areas
from buurtnet.areas.models import Area, BaseMap, Network
from buurtnet.kit.plain_error import PlainError
from tests.areas.geo import OWN, feature, geojson, nested_town, square

pytestmark = pytest.mark.django_db
LINE = {"type": "LineString", "coordinates": [[4.123456789, 52.0, 7], [4.2, 52.1, 7]]}


@pytest.fixture
def network(tmp_path):
    import_areas(geojson(tmp_path, *nested_town()), OWN, source="cbs", licence="CC BY 4.0")
    made = Network.objects.create(slug="dorp", name="Dorp", town="Dorp", country="NL", locale="nl")
    made.areas.set(Area.objects.filter(code="dorp"))
    return made


def test_base_map_keeps_what_is_drawn_and_nothing_else(network, tmp_path):
    path = geojson(
        tmp_path, feature(LINE, layer="street", name="Dijk", osm_id=12), feature(square(0, 0), layer="water")
    )
    import_basemap(path, network)
    kept = BaseMap.objects.get().features["features"]
    assert kept[0]["properties"] == {"layer": "street", "name": "Dijk"}
    assert kept[0]["geometry"]["coordinates"] == [[4.12346, 52.0], [4.2, 52.1]]


def test_second_base_map_takes_the_place_of_the_first(network, tmp_path):
    import_basemap(geojson(tmp_path, feature(LINE, layer="street")), network)
    import_basemap(geojson(tmp_path, feature(square(0, 0), layer="green"), feature(LINE, layer="main")), network)
    assert len(BaseMap.objects.get().features["features"]) == 2


def test_attribution_goes_along(network, tmp_path):
    import_basemap(geojson(tmp_path, feature(LINE, layer="street")), network, attribution="© Kadaster, BGT")
    assert base_map(network)["attribution"] == "© Kadaster, BGT"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (feature(LINE, layer="lava"), "layer is lava"),
        (feature(LINE), "layer is empty"),
        (feature(LINE, layer="building"), "LineString"),
        (feature(None, layer="building"), "no geometry"),
        (feature(LINE, layer="street", kind="skipiste"), "skipiste"),
        (feature(LINE, layer="street", name="n" * 100), "longer"),
        (feature(square(80_000, 400_000), layer="green"), "WGS84"),
    ],
)
def test_feature_that_cannot_be_drawn_is_told_and_nothing_changes(network, tmp_path, wrong, said):
    with pytest.raises(PlainError, match=said) as told:
        import_basemap(geojson(tmp_path, feature(LINE, layer="street"), wrong), network)
    assert "Feature 2" in str(told.value)
    assert not BaseMap.objects.exists()


def test_base_map_that_is_too_heavy_for_a_phone_is_refused(network, tmp_path):
    point = [[4 + number / 1e5, 52.0] for number in range(LARGEST_BYTES // 14)]
    long_line = {"type": "LineString", "coordinates": point}
    with pytest.raises(PlainError, match="MB"):
        import_basemap(geojson(tmp_path, feature(long_line, layer="street")), network)


def test_table_is_no_base_map(network, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("layer,name\nstreet,A\n")
    with pytest.raises(PlainError, match="GeoJSON"):
        import_basemap(path, network)


def test_without_a_drawing_the_boundaries_are_the_map_and_say_whose_they_are(network):
    drawn = base_map(network)
    kinds = [(row["properties"]["layer"], row["properties"]["name"]) for row in drawn["features"]]
    assert ("boundary", "Dorp") in kinds
    assert ("label", "Noordbuurt") in kinds
    assert ("boundary", "1234 Dorp") not in kinds
    assert drawn["attribution"] == "cbs (CC BY 4.0)"


@pytest.fixture
def client():
    return Client()


def test_map_is_sent_once_and_then_told_unchanged(network, client):
    first = client.get("/dorp/kaart/ondergrond.json")
    assert first.status_code == 200
    assert first["Content-Type"] == "application/geo+json"
    assert json.loads(first.content)["type"] == "FeatureCollection"
    again = client.get("/dorp/kaart/ondergrond.json", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_changed_map_is_sent_again(network, client, tmp_path):
    first = client.get("/dorp/kaart/ondergrond.json")
    import_basemap(geojson(tmp_path, feature(LINE, layer="street")), network)
    again = client.get("/dorp/kaart/ondergrond.json", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200


def test_map_is_not_read_again_for_every_visitor(network, client, django_assert_num_queries):
    client.get("/dorp/kaart/ondergrond.json")
    with django_assert_num_queries(1):  # which network this is
        client.get("/dorp/kaart/ondergrond.json")


def test_map_of_no_network_is_not_found(client):
    assert client.get("/nergens/kaart/ondergrond.json").status_code == 404


def test_map_is_only_read(network, client):
    assert client.post("/dorp/kaart/ondergrond.json").status_code == 405
