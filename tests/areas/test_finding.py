from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buurtnet.areas.finding import (
    find_area,
    find_places,
    forget_network_areas,
    network_areas,
    networks_at,
    networks_for,
)
from buurtnet.areas.importing import import_areas
from buurtnet.areas.models import Area, Network, Place
from buurtnet.areas.names import folded, slug_of, titled
from buurtnet.areas.placing import import_places
from tests.areas.geo import OWN, geojson, nested_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(tmp_path):
    import_areas(geojson(tmp_path, *nested_town()), OWN, source="test")


def network(slug: str, *codes: str) -> Network:
    made = Network.objects.create(slug=slug, name=slug.title(), town="Dorp", country="NL", locale="nl")
    made.areas.set(Area.objects.filter(code__in=codes))
    return made


def codes(ids):
    return {area.code for area in Area.objects.filter(pk__in=ids)}


def test_network_is_inside_its_areas_and_all_that_lies_in_them(town):
    where = network_areas(network("dorp", "dorp"))
    assert codes(where.inside) == {"dorp", "b1", "b2", "1234"}
    assert codes(where.over) == {"dorp", "prov", "NL"}
    assert [area.name for area in where.neighbourhoods] == ["Noordbuurt", "Zuidbuurt"]


def test_network_of_one_neighbourhood_is_served_by_who_serves_the_town(town):
    where = network_areas(network("noord", "b1"))
    assert codes(where.inside) == {"b1"}
    assert codes(where.over) == {"b1", "dorp", "prov", "NL"}


def test_network_without_neighbourhoods_shows_its_own_areas(town):
    Area.objects.filter(kind="neighbourhood").delete()
    assert [area.code for area in network_areas(network("dorp", "dorp")).neighbourhoods] == ["dorp"]


def test_network_areas_are_asked_once(town, django_assert_num_queries):
    made = network("dorp", "dorp")
    forget_network_areas()
    network_areas(made)
    with django_assert_num_queries(0):
        network_areas(made)


def test_network_that_changed_is_seen_after_forgetting(town):
    made = network("dorp", "b1")
    network_areas(made)
    made.areas.set(Area.objects.filter(code="b2"))
    forget_network_areas()
    assert codes(network_areas(made).inside) == {"b2"}


def test_import_that_adds_a_neighbourhood_is_seen_at_once(tmp_path):
    import_areas(geojson(tmp_path, *nested_town()[1:]), OWN, source="test")
    made = network("dorp", "dorp")
    assert len(network_areas(made).neighbourhoods) == 1
    import_areas(geojson(tmp_path, *nested_town()), OWN, source="test")
    assert len(network_areas(made).neighbourhoods) == 2


def test_where_somebody_stands_gives_the_nearest_network_first(town):
    network("heel-dorp", "dorp")
    network("noord", "b1")
    assert [one.network.slug for one in networks_at(1.5, 1.5)] == ["noord", "heel-dorp"]
    assert [one.network.slug for one in networks_at(3.5, 3.5)] == ["heel-dorp"]
    assert networks_at(50, 50) == []


@pytest.mark.parametrize("text", ["Dorp", "noordbuurt", "1234 AB", "1234"])
def test_network_is_found_by_town_neighbourhood_and_postcode(town, text):
    network("noord", "b1")
    assert [one.network.slug for one in networks_for(text)] == ["noord"]


def test_network_that_is_not_listed_is_not_found(town):
    Network.objects.filter(pk=network("noord", "b1").pk).update(is_listed=False)
    assert networks_for("Noordbuurt") == []
    assert networks_at(1.5, 1.5) == []


def test_network_is_found_by_its_own_name_where_no_area_has_it(town):
    network("groei-mee", "b1")
    assert [one.network.slug for one in networks_for("Groei mee")] == ["groei-mee"]
    assert networks_for("?") == networks_for("") == []


def test_network_is_found_by_a_wide_area_around_its_neighbourhood(town):
    network("noord", "b1")
    assert [one.network.slug for one in networks_for("Nederland")] == ["noord"]


def test_street_finds_the_neighbourhood_it_lies_in(town, tmp_path):
    network("dorp", "dorp")
    path = tmp_path / "s.csv"
    path.write_text("name,lat,lon\nMeeuwenlaan,3.5,3.5\nVer weg,50,50\n")
    import_places(path, source="x")
    (found,) = networks_for("meeuwenl")
    assert [area.name for area in found.neighbourhoods] == ["Zuidbuurt"]
    assert networks_for("Ver weg") == []


def test_asking_which_network_is_meant_costs_the_same_for_one_area_as_for_hundreds(town, tmp_path):
    network("dorp", "dorp")

    def queries(text):
        networks_for(text)
        with CaptureQueriesContext(connection) as captured:
            networks_for(text)
        return len(captured)

    few = queries("noord")
    Area.objects.bulk_create(
        Area(
            kind="neighbourhood",
            code_system="own",
            code=f"n{n}",
            name=f"Noord {n}",
            slug=f"noord-{n}",
            name_fr="Nord",
        )
        for n in range(300)
    )
    path = tmp_path / "s.csv"
    path.write_text("name,lat,lon\n" + "".join(f"Noordstraat {n},1.5,1.5\n" for n in range(100)))
    import_places(path, source="x")
    assert queries("noord") == few <= 6
    assert queries("nergens") <= 6


def test_exact_name_comes_before_names_that_begin_so(town):
    Area.objects.create(kind="neighbourhood", code_system="own", code="b9", name="Dorp-Oost", slug="dorp-oost")
    assert [area.code for area in find_area("dorp")] == ["dorp", "b9"]


def test_wide_area_comes_before_a_near_one_with_the_same_name(town):
    Area.objects.create(kind="neighbourhood", code_system="own", code="b9", name="Dorp", slug="dorp")
    assert [area.code for area in find_area("Dorp")] == ["dorp", "b9"]


@pytest.mark.parametrize(
    "text", ["", "   ", "%", "_", "\x00", "?", "0000", "9" * 10_000, "'; drop table", "1234 ABC"]
)
def test_nonsense_finds_nothing_and_breaks_nothing(town, text):
    assert find_area(text) == []
    assert find_places(text) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_any_text_may_be_asked(town, text):
    assert isinstance(find_area(text), list)
    assert isinstance(networks_for(text), list)
    assert isinstance(find_places(text), list)


def test_street_is_found_by_the_start_of_any_of_its_words(town, tmp_path):
    path = tmp_path / "s.csv"
    path.write_text(
        "name,lat,lon\nOude Kerkstraat,1.5,1.5\nKerkstraat,1.4,1.4\nKerkstraatje,3.5,3.5\nDorpskerk,1,1\n"
    )
    import_places(path, source="x")
    assert [place.name for place in find_places("kerkstraat")] == ["Kerkstraat", "Kerkstraatje", "Oude Kerkstraat"]
    assert [place.name for place in find_places("kerk", limit=1)] == ["Kerkstraat"]
    assert find_places("kerk", limit=0) == []


def test_network_sees_its_own_streets_only_and_never_those_of_a_scope(town, tmp_path):
    path = tmp_path / "s.csv"
    path.write_text(
        "name,lat,lon,scope,town\nA-weg,1.5,1.5,,\nA-pad,3.5,3.5,,\nA-laan,50,50,,Dorp\nA-hof,1.5,1.5,dorp,Dorp\n"
    )
    import_places(path, source="x")
    names = {place.name for place in find_places("a", network=network("noord", "b1"))}
    assert names == {"A-weg", "A-laan"}
    assert [place.name for place in find_places("a", scope="dorp")] == ["A-hof"]


def test_names_are_compared_without_accents_capitals_and_hyphens():
    assert folded("'s-Gravenhage") == "s gravenhage"
    assert folded("Liège") == "liege"
    assert folded("Sint-Annaplein") == folded("sint annaplein")
    assert slug_of("Café 't Plein") == "cafe-t-plein"
    assert folded("Łódź en Cœur") == "lodz en coeur"
    assert slug_of("المدينة", "BU1") == "bu1"


def test_names_folded_another_way_before_are_folded_again(town):
    street = Place.objects.create(kind="street", name="Łąkastraat", folded="kastraat", latitude=1, longitude=1)
    Area.objects.filter(code="b1").update(name="Cœur", slug="c-ur")
    import_module("buurtnet.areas.migrations.0002_refold_names").refold(apps, connection.schema_editor())
    street.refresh_from_db()
    assert street.folded == "lakastraat"
    assert Area.objects.get(code="b1").slug == "coeur"


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=200), st.text(max_size=20))
def test_slug_is_never_empty_nor_too_long(name, code):
    assert 0 < len(slug_of(name, code)) <= 120


def test_capitals_become_a_name():
    assert titled("BRUGGE-CENTRUM - BELFORT") == "Brugge-Centrum - Belfort"
    assert titled("HUIS TEN BOSCH") == "Huis ten Bosch"
    assert titled("DE PANNE") == "De Panne"
