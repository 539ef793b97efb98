"""The drawn towns of the demo: what the loader and the map may count on."""

import gzip
import json
from pathlib import Path

import pytest
from shapely.geometry import LineString, Point, shape
from shapely.ops import unary_union

from buurtnet.areas.basemap import import_basemap
from buurtnet.areas.choices import AreaKind
from buurtnet.areas.finding import find_area, networks_for
from buurtnet.areas.importing import import_areas
from buurtnet.areas.models import Area, Network
from tests.areas.geo import OWN
from tools import draw_demo_towns

DATA = Path(__file__).resolve().parents[2] / "buurtnet" / "config" / "demo" / "data"
STREETS = {
    "havendijk": {
        "Vuurtorenkwartier": "Netstraat Schippersplein Schoolstraat Kaaistraat Molenweg Meeuwenlaan Dijkweg "
        "Vuurtorenlaan Lantaarnstraat Loodsenhof",
        "Westerkade": "Kadestraat Westerkade Ankerplein Touwslagersstraat Zeilmakerstraat Havenstraat "
        "Kompaslaan Sluisweg",
        "Molenveld": "Molenplein Wieklaan Korenstraat Vaartweg Maalderijstraat Roggeveld Tarwestraat Parklaan",
    },
    "duinbeke": {
        "Vissershaven": "Visserskaai Vismarkt Garnaalstraat Mosselstraat Reddersstraat Kapellestraat Havenlaan",
        "Polderwijk": "Polderstraat Sint-Annaplein Wilgenlaan Schorrestraat Hoevestraat Sportlaan Dorpsstraat",
    },
}
ASIDE_METRES = 15
DEGREE = 111_320


def read(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))["features"]


def lines_of(town):
    return {
        row["properties"]["name"]: LineString(row["geometry"]["coordinates"])
        for row in read(f"{town}-map.geojson")
        if row["geometry"]["type"] == "LineString" and row["properties"].get("name")
    }


@pytest.mark.parametrize("town", STREETS)
def test_every_street_of_the_town_is_drawn_once_with_two_to_eight_points(town):
    rows = [
        row
        for row in read(f"{town}-map.geojson")
        if row["properties"]["layer"] in {"street", "main"} and row["properties"].get("name")
    ]
    wanted = sorted(name for names in STREETS[town].values() for name in names.split())
    assert sorted(row["properties"]["name"] for row in rows) == wanted
    assert all(2 <= len(row["geometry"]["coordinates"]) <= 8 for row in rows)


@pytest.mark.parametrize("town", STREETS)
def test_all_streets_hang_together(town):
    ways = [
        LineString(row["geometry"]["coordinates"]).buffer(1 / DEGREE)
        for row in read(f"{town}-map.geojson")
        if row["properties"]["layer"] in {"street", "main"} and row["properties"].get("kind") is None
    ]
    assert unary_union(ways).geom_type == "Polygon"


@pytest.mark.parametrize("town", STREETS)
def test_every_house_on_a_street_lies_in_the_neighbourhood_of_that_street(town):
    outlines = {
        row["properties"]["name"]: shape(row["geometry"])
        for row in read(f"{town}-areas.geojson")
        if row["properties"]["kind"] == "neighbourhood"
    }
    lines = lines_of(town)
    for neighbourhood, names in STREETS[town].items():
        for name in names.split():
            beside = lines[name].buffer(ASIDE_METRES / DEGREE, cap_style="flat")
            assert outlines[neighbourhood].contains(beside), name


@pytest.mark.parametrize("town", STREETS)
def test_no_street_runs_through_water_and_no_house_stands_in_it(town):
    rows = read(f"{town}-map.geojson")
    water = unary_union([shape(row["geometry"]) for row in rows if row["properties"]["layer"] == "water"])
    for name, line in lines_of(town).items():
        assert not line.crosses(water), name
    houses = unary_union([shape(row["geometry"]) for row in rows if row["properties"]["layer"] == "building"])
    assert not houses.intersects(water)
    assert len(houses.geoms) > 250


@pytest.mark.parametrize("town", STREETS)
def test_drawing_is_light_enough_for_a_slow_phone(town):
    content = (DATA / f"{town}-map.geojson").read_bytes()
    assert len(content) <= 150_000
    assert len(gzip.compress(content)) <= 40_000


@pytest.mark.django_db
@pytest.mark.parametrize(("town", "postcode", "near"), [("havendijk", "8991 AB", 3), ("duinbeke", "8999", 2)])
def test_town_imports_as_areas_and_map_and_is_found(town, postcode, near):
    outcome = import_areas(DATA / f"{town}-areas.geojson", OWN, source=town)
    assert not outcome.rejected
    assert not outcome.notes
    municipality = Area.objects.get(kind=AreaKind.MUNICIPALITY)
    network = Network.objects.create(slug=town, name=town, town=municipality.name, country="NL", locale="nl")
    network.areas.add(municipality)
    import_basemap(DATA / f"{town}-map.geojson", network)
    assert Area.objects.filter(kind=AreaKind.NEIGHBOURHOOD, parent=municipality).count() == near
    assert find_area(postcode)[-1] == municipality
    assert [one.network for one in networks_for(postcode)] == [network]


@pytest.mark.django_db
def test_both_towns_stand_side_by_side():
    for town in STREETS:
        import_areas(DATA / f"{town}-areas.geojson", OWN, source=town)
    towns = Area.objects.filter(kind=AreaKind.MUNICIPALITY)
    assert {area.slug for area in towns} == set(STREETS)
    assert {area.ancestor_ids[0] for area in towns} == set(
        Area.objects.filter(kind=AreaKind.COUNTRY).values_list("pk", flat=True)
    )


def test_generator_draws_exactly_what_is_shipped(tmp_path, monkeypatch):
    monkeypatch.setattr(draw_demo_towns, "OUT", tmp_path)
    draw_demo_towns.main()
    drawn = list(tmp_path.iterdir())
    assert len(drawn) == 4
    for path in drawn:
        assert path.read_bytes() == (DATA / path.name).read_bytes(), path.name


def test_lighthouse_stands_on_the_coast_west_of_the_town():
    public = next(row for row in read("havendijk-map.geojson") if row["properties"]["layer"] == "public")
    assert shape(public["geometry"]).intersects(Point(4.13415, 52.05101).buffer(30 / DEGREE))
