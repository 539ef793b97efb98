"""Tables and GeoJSON files that are not HSDS, read with a mapping."""

import datetime
import json
import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from buurtnet.directory.models import Address, Location, Service, ServiceAtLocation
from buurtnet.exchange import json_files, tables
from buurtnet.exchange.mapped_files import columns_in, open_geojson, open_table
from buurtnet.exchange.mapping import FileMapping, as_toml, guessed, long_form, mapping_of, put, service_of, shipped
from buurtnet.exchange.records import Kind
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.models import Organization
from buurtnet.themes.actions import load_themes
from tests.exchange.imports import bring, exported

pytestmark = pytest.mark.django_db

MAPPING = """
id = "{nummer}"

[columns]
Naam = "name"
Omschrijving = "description"
Tel = "phone"
Talen = "language"
Prijs = "cost"
Postcode = "address.postal_code"

[templates]
"address.address_1" = "{Straat} {Nr}"
"organization.name" = "{Aanbieder|Naam}"

[constants]
bn_function = 3
"location.name" = "Buurthuis"

[[when]]
column = "Soort"
in = ["sport", "spel"]
set = { bn_support_level = 0, "schedule.freq" = "WEEKLY", "schedule.byday" = "WE" }
"""
TABLE = (
    "nummer;Naam;Omschrijving;Aanbieder;Straat;Nr;Postcode;Tel;Talen;Prijs;Soort;Opmerking\n"
    "1;Voetbal;Potje voetbal;De Club;Parklaan;2;8993 AB;0999 12 34 56;nl, tr;0;sport;elke week\n"
    "2;Praatgroep;;;Netstraat;;;;;2,50;praten;\n"
)


@pytest.fixture
def mapping(tmp_path: Path) -> FileMapping:
    (tmp_path / "mapping.toml").write_text(MAPPING)
    return mapping_of(str(tmp_path / "mapping.toml"))


def test_a_table_is_read_as_its_mapping_says(tmp_path: Path, mapping: FileMapping) -> None:
    (tmp_path / "in.csv").write_text(TABLE)

    done = bring(open_table(tmp_path / "in.csv", "", mapping))

    assert done.rejects == []
    football, talk = Service.objects.order_by("source_id")
    assert (football.name, football.function, football.support_level) == ("Voetbal", 3, 0)
    assert football.organization is not None
    assert football.organization.name == "De Club"
    assert [language.code for language in football.languages.all()] == ["nl", "tr"]
    assert football.phones.get().e164 == "+31999123456"
    assert football.schedules.get().byday == "WE"
    assert Address.objects.filter(address_1="Parklaan 2", postal_code="8993 AB").exists()
    assert (talk.support_level, talk.schedules.count()) == (None, 0)
    assert talk.cost_options.get().amount == 2.5
    assert talk.organization is not None
    assert talk.organization.name == "Praatgroep"


def test_columns_without_a_place_are_kept_and_given_back(tmp_path: Path, mapping: FileMapping) -> None:
    (tmp_path / "in.csv").write_text(TABLE)
    bring(open_table(tmp_path / "in.csv", "", mapping))

    columns = {document["name"]: document.get("bn_columns") for document in exported().values()}
    assert columns == {"Voetbal": {"Soort": "sport", "Opmerking": "elke week"}, "Praatgroep": {"Soort": "praten"}}


def test_the_same_table_twice_changes_nothing(tmp_path: Path, mapping: FileMapping) -> None:
    (tmp_path / "in.csv").write_text(TABLE)
    bring(open_table(tmp_path / "in.csv", "", mapping))

    (tmp_path / "in.csv").write_text(TABLE.replace("elke week", "om de week"))
    done = bring(open_table(tmp_path / "in.csv", "", mapping))

    assert (done.counts().changed, done.counts().unchanged, done.counts().gone) == (1, 1, 0)


def test_an_excel_file_is_a_table(tmp_path: Path, mapping: FileMapping) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    header, *rows = [line.split(";") for line in TABLE.splitlines()]
    for row in [header, *rows]:
        sheet.append([datetime.datetime(2026, 5, 1) if cell == "elke week" else cell for cell in row])
    sheet["A2"] = 1.0
    book.save(tmp_path / "in.xlsx")

    done = bring(open_table(tmp_path / "in.xlsx", "", mapping))

    assert done.counts().added == 2
    football = Service.objects.get(source_id="1")
    assert football.extra["bn_columns"]["Opmerking"] == "2026-05-01"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("in.xlsx", b"PK\x03\x04 no book", "is not an Excel file"),
        ("in.csv", b"a;b\n1;2\n", "in.csv has no column Naam, Omschrijving, Tel"),
        ("in.csv", b'{"a": 1}', "is JSON, not a table"),
        ("in.csv", b"een regel tekst\n", "is no table: its first line holds no column names"),
        ("in.csv", b"", "is empty (0 bytes)"),
        ("in.csv", TABLE.replace("Potje", "Ré").encode("latin-1"), "is not UTF-8: line 2 holds the byte 0xE9"),
        ("in.csv", TABLE[:-30].encode(), "is cut off in its last line (line 3)"),
    ],
)
def test_what_is_no_such_table_gets_one_sentence(
    tmp_path: Path, mapping: FileMapping, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(PlainError) as told:
        bring(open_table(tmp_path / name, "", mapping))
    assert sentence in str(told.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("niet = toml = niet", "cannot be read"),
        ('[columns]\nA = "nergens.heen"', "leads to nergens.heen, which is no place in a service"),
        ('[columns]\nA = "description"', "gives nothing a name"),
        ('colums = 1\n[columns]\nA = "name"', "knows no colums"),
        ('[columns]\nA = "name"\n[[when]]\ncolumn = "A"', r"each [[when]] needs"),
        ("[columns]\nA = 3", "[columns] is a table of texts"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "mapping.toml").write_text(text)

    with pytest.raises(PlainError) as told:
        mapping_of(str(tmp_path / "mapping.toml"))
    assert sentence in str(told.value)


def test_a_mapping_may_be_json_and_an_unknown_name_tells_which_there_are(tmp_path: Path) -> None:
    (tmp_path / "mapping.json").write_text(json.dumps(tomllib.loads(MAPPING)))

    assert mapping_of(str(tmp_path / "mapping.json")).columns["Naam"] == "name"
    with pytest.raises(PlainError, match=r"There is no mapping scholen_be\. Shipped are: scholen_nl"):
        mapping_of("scholen_be")


def test_a_first_mapping_is_guessed_from_what_columns_are_called(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "Kenmerk,Naam aanbod,Omschrijving,Straat,Huisnummer,Postcode,Woonplaats,E-mail,Website,Lat,Lon,Kleur\n"
        "7,Inloop,Koffie,Netstraat,14,8991 AB,Havendijk,a@x.example,x.example,52.05,4.15,groen\n"
    )
    names, has_geometry = columns_in(tmp_path / "in.csv", "")
    first = guessed(names, has_geometry=has_geometry)
    (tmp_path / "mapping.toml").write_text(as_toml(first, names, "Een proef."))

    mapping = mapping_of(str(tmp_path / "mapping.toml"))
    bring(open_table(tmp_path / "in.csv", "", mapping))

    service = Service.objects.get()
    assert (service.source_id, service.name, service.url) == ("7", "Inloop", "https://x.example")
    location = Location.objects.get()
    assert (location.latitude, location.longitude) == (52.05, 4.15)
    assert location.addresses.get().address_1 == "Netstraat 14"
    assert service.extra["bn_columns"] == {"Kleur": "groen"}


def feature(number: int, geometry: Any, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"nummer": number, "Naam": f"Plek {number}"} | properties,
        "geometry": geometry,
    }


def geojson(path: Path, *features: Any, **more: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


POINT = {"type": "Point", "coordinates": [4.15, 52.05]}
SQUARE = {"type": "Polygon", "coordinates": [[[4, 52], [4.2, 52], [4.2, 52.2], [4, 52.2], [4, 52]]]}


def test_a_feature_is_a_service_at_its_point_or_the_middle_of_its_surface(tmp_path: Path) -> None:
    mapping = FileMapping("proef", id="{nummer}", columns={"Naam": "name"})
    path = geojson(tmp_path / "in.geojson", feature(1, POINT), feature(2, SQUARE), feature(3, None))

    done = bring(open_geojson(path, "", mapping))

    assert done.rejects == []
    points = {one.service.name: (one.location.latitude, one.location.longitude)
              for one in ServiceAtLocation.objects.select_related("service", "location") if one.location}  # fmt: skip
    assert points == {"Plek 1": (52.05, 4.15), "Plek 2": (52.1, 4.1)}
    assert Service.objects.get(name="Plek 3").at_locations.count() == 0


def test_a_bad_feature_is_reported_and_stops_nothing(tmp_path: Path) -> None:
    mapping = FileMapping("proef", id="{nummer}", columns={"Naam": "name"})
    path = geojson(
        tmp_path / "in.geojson",
        feature(1, POINT),
        {"type": "Punt"},
        feature(3, {"type": "Point", "coordinates": ["a", "b"]}),
        feature(4, {"type": "Polygon", "coordinates": []}),
        feature(5, {"type": "Point", "coordinates": [52.05, 204.15]}),
        feature(6, POINT, Naam=""),
    )

    done = bring(open_geojson(path, "", mapping))

    assert done.counts().added == 2
    assert [(one.where.row, one.field, one.reason.split(":")[0]) for one in done.rejects] == [
        (2, "", "is no GeoJSON feature with properties"),
        (3, "", "the point has no two coordinates"),
        (4, "", "geometry is empty"),
        (5, "latitude", "is not a latitude between -90 and 90"),
        (6, "", "has no name"),
    ]


@pytest.fixture(params=["at once", "piece by piece"])
def either_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file read as a whole, and one so large that it is not."""
    if request.param == "piece by piece":
        monkeypatch.setattr(json_files, "READ_AT_ONCE", 10)


@pytest.mark.usefixtures("either_size")
@pytest.mark.parametrize("first", [True, False])
def test_coordinates_in_metres_get_a_sentence(tmp_path: Path, first: bool) -> None:
    crs = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}}
    features = {"features": [feature(1, POINT)]}
    path = tmp_path / "in.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection"} | (crs | features if first else features | crs)))

    with pytest.raises(PlainError, match="convert it to WGS84"):
        bring(open_geojson(path, "", FileMapping("proef", columns={"Naam": "name"})))
    assert not Service.objects.exists()


@pytest.mark.usefixtures("either_size")
@pytest.mark.parametrize(
    "root", [{"type": "Iets", "features": [{}]}, {"features": []}, [1, 2, 3, 4], {"type": "Feature2"}]
)
def test_json_that_is_no_geojson_gets_a_sentence(tmp_path: Path, root: Any) -> None:
    (tmp_path / "in.geojson").write_text(json.dumps(root))

    with pytest.raises(PlainError, match="is JSON, but no GeoJSON with features"):
        bring(open_geojson(tmp_path / "in.geojson", "", FileMapping("proef", columns={"Naam": "name"})))


@pytest.mark.usefixtures("either_size")
def test_coordinates_in_degrees_and_a_feature_alone_are_read(tmp_path: Path) -> None:
    mapping = FileMapping("proef", id="{nummer}", columns={"Naam": "name"})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    (tmp_path / "one.geojson").write_text(json.dumps(feature(2, POINT)))

    assert (
        bring(open_geojson(geojson(tmp_path / "in.geojson", feature(1, POINT), crs=crs), "", mapping)).rejects == []
    )
    assert bring(open_geojson(tmp_path / "one.geojson", "", mapping), "ander").counts().added == 1


def test_a_row_of_a_sheet_that_is_longer_than_the_header_is_reported(tmp_path: Path) -> None:
    book = Workbook()
    for cells in (["Nr", "Naam"], [1, "Inloop"], [2, "Club", "te veel"], [3, "Koor"]):
        book.active.append(cells)
    book.save(tmp_path / "whole.xlsx")
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as whole, zipfile.ZipFile(tmp_path / "in.xlsx", "w") as path:
        for name in whole.namelist():  # many programs do not say how wide a sheet is
            path.writestr(name, re.sub(rb"<dimension[^>]*>", b"", whole.read(name)))

    done = bring(open_table(tmp_path / "in.xlsx", "", FileMapping("proef", id="{Nr}", columns={"Naam": "name"})))

    assert [(reject.where.row, reject.reason, reject.value) for reject in done.rejects] == [
        (3, "has 3 columns where the first line names 2", "2;Club;te veel")
    ]
    assert set(Service.objects.values_list("name", flat=True)) == {"Inloop", "Koor"}


def test_a_mistake_of_our_own_is_not_blamed_on_the_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook()
    for cells in (["Naam"], ["Inloop"]):
        book.active.append(cells)
    book.save(tmp_path / "in.xlsx")

    def mistaken(_cell: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr(tables, "_cell", mistaken)
    with pytest.raises(KeyError, match="ours"):
        bring(open_table(tmp_path / "in.xlsx", "", FileMapping("proef", columns={"Naam": "name"})))


def test_rows_with_one_id_are_one_service_at_several_places(tmp_path: Path) -> None:
    mapping = FileMapping("proef", id="{nummer}", columns={"Naam": "name"})
    other = {"type": "Point", "coordinates": [4.16, 52.06]}
    path = geojson(tmp_path / "in.geojson", feature(1, POINT), feature(1, other), feature(1, POINT))

    done = bring(open_geojson(path, "", mapping))

    assert (done.counts().added, done.outcome.joined) == (1, 2)
    assert Service.objects.get().at_locations.count() == 2


def test_services_at_one_address_share_a_location(tmp_path: Path) -> None:
    mapping = FileMapping("proef", id="{nummer}", columns={"Naam": "name"})
    path = geojson(tmp_path / "in.geojson", feature(1, POINT), feature(2, POINT))

    done = bring(open_geojson(path, "", mapping))

    assert (done.counts().added, done.counts(Kind.LOCATION).added) == (2, 1)


@pytest.mark.parametrize(
    ("path", "value", "made"),
    [
        ("name", "x", {"name": "x"}),
        ("phone", "1", {"phones": [{"number": "1"}]}),
        ("phones.1.number", "2", {"phones": [{"number": "2"}]}),
        ("language", "nl; tr", {"languages": [{"code": "nl"}, {"code": "tr"}]}),
        ("bn_themes.*", "huiswerk,taal", {"bn_themes": ["huiswerk", "taal"]}),
        ("address.city", "x", {"service_at_locations": [{"location": {"addresses": [{"city": "x"}]}}]}),
    ],
)
def test_a_path_leads_into_a_service(path: str, value: str, made: dict[str, Any]) -> None:
    service: dict[str, Any] = {}
    put(service, long_form(path), value)
    assert service == made


def test_every_shipped_mapping_can_be_used() -> None:
    assert "scholen_nl" in shipped()
    for name in shipped():
        assert mapping_of(name).columns


def test_the_schools_of_the_netherlands_are_imported(shared_data: Path) -> None:
    load_themes()
    path = shared_data / "nl" / "scholen_nl_20241122.geo.json"
    done = bring(open_geojson(path, "", mapping_of("scholen_nl")), licence="DUO")

    # 8,717 rows are buildings; a school with several has one vestigingscode.
    assert (done.outcome.entries, done.counts().added, done.outcome.joined) == (8717, 8622, 95)
    assert ServiceAtLocation.objects.count() == 8714  # three rows stand in the file twice
    assert Organization.objects.count() == 8622
    assert {reject.field for reject in done.rejects} == {"url", "website"}
    assert not Service.objects.exclude(function=2, support_level=1).exists()
    assert Service.objects.filter(themes="school").count() > 6000
    assert not Location.objects.filter(latitude=None).exists()


def test_a_row_that_is_too_short_for_a_template_leaves_no_crumbs() -> None:
    mapping = FileMapping("proef", columns={"n": "name"}, templates={"address.address_1": "{s} {h}{t}"})

    service = service_of({"n": "x", "s": None, "h": None, "t": None}, mapping)

    assert service == {"name": "x", "status": "active"}
