import json

import pytest

from buurtnet.areas.importing import import_areas
from buurtnet.areas.models import Area, Place
from buurtnet.areas.placing import import_places
from buurtnet.kit.plain_error import PlainError
from tests.areas.geo import OWN, feature, geojson, nested_town

pytestmark = pytest.mark.django_db


def csv(folder, text):
    path = folder / "straten.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_streets_come_from_a_table_with_dutch_headings(tmp_path):
    path = csv(
        tmp_path, "straatnaam;woonplaats;postcode;breedtegraad;lengtegraad\nSint-Annaplein;Gent;9000;51,05;3,72\n"
    )
    import_places(path, source="bag", licence="CC0")
    place = Place.objects.get()
    assert (place.name, place.folded, place.town) == ("Sint-Annaplein", "sint annaplein", "Gent")
    assert (place.kind, place.postcode, place.latitude, place.longitude) == ("street", "9000", 51.05, 3.72)


def test_other_headings_are_named_in_a_mapping(tmp_path):
    path = csv(tmp_path, "STRAATNM,LAT,LON\nKerkstraat,51,4\n")
    import_places(path, source="x", words={"name": "STRAATNM", "latitude": "LAT", "longitude": "LON"}, town="Aalst")
    assert str(Place.objects.get()) == "Kerkstraat, Aalst"


def test_line_gives_the_point_halfway(tmp_path):
    line = {"type": "LineString", "coordinates": [[4.0, 52.0], [4.0, 52.2]]}
    import_places(geojson(tmp_path, feature(line, name="Dijk")), source="x")
    assert (Place.objects.get().latitude, Place.objects.get().longitude) == (52.1, 4.0)


def test_place_lies_in_the_nearest_area_but_never_in_a_postcode_area(tmp_path):
    import_areas(geojson(tmp_path, *nested_town()), OWN, source="cbs")
    path = csv(tmp_path, "name,lat,lon\nIn buurt,1.5,1.5\nIn dorp,0.5,0.5\nBuiten,50,50\n")
    import_places(path, source="x")
    found = {place.name: place.area and place.area.code for place in Place.objects.all()}
    assert found == {"In buurt": "b1", "In dorp": "dorp", "Buiten": None}


def test_towns_with_streets_in_them_are_unfolded_and_keep_their_scope(tmp_path):
    import_areas(geojson(tmp_path, *nested_town()), OWN, source="cbs")
    town = {
        "area": "Dorp!", "name": "Dorp", "latitude": 1.5, "longitude": 1.5,
        "neighbourhoods": [{"name": "Noord", "latitude": 1.5, "longitude": 1.5}],
        "streets": [{"name": "Lange Weg", "neighbourhood": "Noord", "latitude": 1.6, "longitude": 1.6}],
    }  # fmt: skip
    path = tmp_path / "places.json"
    path.write_text(json.dumps([town]))
    outcome = import_places(path, source="test")
    rows = list(Place.objects.order_by("pk").values_list("kind", "name", "town", "neighbourhood", "scope", "area"))
    assert outcome.added == 3
    assert rows == [
        ("town", "Dorp", "", "", "Dorp!", None),
        ("neighbourhood", "Noord", "Dorp", "", "Dorp!", None),
        ("street", "Lange Weg", "Dorp", "Noord", "Dorp!", None),
    ]


def test_second_import_changes_nothing_and_a_moved_street_moves(tmp_path):
    path = csv(tmp_path, "name,lat,lon\nA,51,4\nB,51,5\n")
    import_places(path, source="x")
    assert import_places(path, source="x").unchanged == 2
    outcome = import_places(csv(tmp_path, "name,lat,lon\nA,51.5,4\nB,51,5\n"), source="x")
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 1, 1)
    assert Place.objects.get(name="A").latitude == 51.5


def test_same_street_of_another_source_stays_beside_it(tmp_path):
    path = csv(tmp_path, "name,lat,lon\nA,51,4\n")
    import_places(path, source="x")
    import_places(path, source="y")
    assert Place.objects.count() == 2


def test_bad_rows_are_reported_and_the_rest_comes_in(tmp_path):
    rows = "A,51,4,\n,51,4,\nC,noord,4,\nD,95,4,\nE,nan,4,\nF,51,4,sterrenstelsel\n"
    outcome = import_places(csv(tmp_path, f"name,lat,lon,kind\n{rows}"), source="x")
    assert outcome.added == 1
    assert [(reject.number, reject.field) for reject in outcome.rejected] == [
        (3, "name"), (4, "latitude, longitude"), (5, "latitude, longitude"), (6, "latitude, longitude"), (7, "kind"),
    ]  # fmt: skip


def test_dry_run_keeps_nothing(tmp_path):
    assert import_places(csv(tmp_path, "name,lat,lon\nA,51,4\n"), source="x", dry_run=True).added == 1
    assert not Place.objects.exists()


def test_file_without_any_place_is_told(tmp_path):
    with pytest.raises(PlainError, match="no place"):
        import_places(csv(tmp_path, "a,b\n1,2\n"), source="x")


def test_unknown_part_of_a_mapping_is_told(tmp_path):
    with pytest.raises(PlainError, match="kleur"):
        import_places(csv(tmp_path, "name,lat,lon\nA,51,4\n"), source="x", words={"kleur": "x"})


def test_area_that_goes_leaves_its_places(tmp_path):
    import_areas(geojson(tmp_path, *nested_town()), OWN, source="cbs")
    import_places(csv(tmp_path, "name,lat,lon\nA,1.5,1.5\n"), source="x")
    Area.objects.filter(code="b1").delete()
    assert Place.objects.get().area is None
