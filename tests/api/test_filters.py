"""What a list can be narrowed by. All parameters hold together: each one more never gives more."""

import datetime as dt
from itertools import combinations
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from buurtnet.areas.choices import AreaKind, CodeSystem
from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Area
from buurtnet.directory.models import Attribute, Location, Service, ServiceAtLocation
from buurtnet.people.models import Organization
from buurtnet.themes.models import Taxonomy, TaxonomyTerm
from tests.api.asking import ROOT, ask, ids, indexed, names, public
from tests.directory.searchable import CENTRE, north, offered, placed, reaching, weekly
from tests.factories import AreaFactory

pytestmark = pytest.mark.django_db

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
POINT = {"lat": CENTRE[0], "lon": CENTRE[1]}


@pytest.fixture
def terms(db: None) -> list[TaxonomyTerm]:
    """Two terms, of a taxonomy each."""
    return [
        TaxonomyTerm.objects.create(name=name, taxonomy_detail=Taxonomy.objects.create(name=f"Lijst {name}"))
        for name in ("Huiswerk", "Sport")
    ]


@pytest.fixture
def offer(areas: list[Area], terms: list[TaxonomyTerm]) -> list[Service]:
    """Three services that differ in all there is to ask for."""
    homework = public("Huiswerkclub", areas[1], at=0, minimum_age=8, maximum_age=12, last_modified=timezone.now())
    football = public("Voetbal", areas[1], at=1_000, minimum_age=4, maximum_age=16, last_modified=LONG_AGO)
    talk = public("Huiswerk en sport", areas[2], at=40_000)
    Attribute.objects.create(service=homework, term=terms[0])
    Attribute.objects.create(service=football, term=terms[1])
    at_talk = ServiceAtLocation.objects.get(service=talk)
    Attribute.objects.create(at_location=at_talk, term=terms[1])
    Attribute.objects.create(organization=homework.organization, term=terms[0])
    weekly(homework, "MO,TH", "15:30", "17:00")
    weekly(football, "SA", "09:00", "12:00")
    indexed()
    return [homework, football, talk]


def test_a_service_is_found_by_its_words_best_first(offer: list[Service]) -> None:
    found = ask("services", search="huiswerkclub")["contents"]
    assert found[0]["name"] == "Huiswerkclub"
    assert names("organizations", search="stich") == ["Stichting"] * 3
    assert names("taxonomy_terms", search="huis") == ["Huiswerk"]
    assert ask("services", search="qwxzqwxz")["total_items"] == 0


def test_ages_are_those_a_service_names(offer: list[Service]) -> None:
    assert names("services", minimum_age=8) == ["Huiswerkclub"]
    assert names("services", minimum_age=4) == ["Huiswerkclub", "Voetbal"]
    assert names("services", maximum_age=12) == ["Huiswerkclub"]
    assert names("services", minimum_age=4, maximum_age=15.5) == ["Huiswerkclub"]


def test_hours_are_asked_by_day_and_time_of_one_and_the_same_row(offer: list[Service]) -> None:
    assert names("services", day="mo") == ["Huiswerkclub"]
    assert names("services", day="SA", start_time="09:00", end_time="12:00") == ["Voetbal"]
    assert names("services", start_time="09:01") == ["Huiswerkclub"]
    assert names("services", end_time="12:00:00") == ["Voetbal"]
    assert names("services", day="SA", start_time="15:00") == []


def test_what_was_modified_or_came_in_since_is_given(offer: list[Service]) -> None:
    assert names("services", modified_after="2026-01-01") == ["Huiswerkclub"]
    assert names("services", modified_after="2020-01-01T01:00:00+01:00") == ["Huiswerkclub", "Voetbal"]
    Service.objects.filter(name="Voetbal").update(imported_at=timezone.now())
    indexed()
    assert names("services", modified_after="2026-01-01") == ["Huiswerkclub", "Voetbal"]
    for one in ask("services", modified_after="2026-01-01")["contents"]:
        assert one["last_modified"] >= "2026-01-01"


def test_a_change_of_its_organization_or_of_its_place_is_one_of_a_service(offer: list[Service]) -> None:
    assert names("services", modified_after="2026-01-01") == ["Huiswerkclub"]
    Organization.objects.filter(services=offer[1]).update(imported_at=timezone.now())
    indexed()
    assert names("services", modified_after="2026-01-01") == ["Huiswerkclub", "Voetbal"]
    Location.objects.filter(at_services__service=offer[2]).update(imported_at=timezone.now())
    indexed()
    assert names("services", modified_after="2026-01-01") == ["Huiswerk en sport", "Huiswerkclub", "Voetbal"]


def test_terms_and_taxonomies_are_those_of_a_service_or_of_it_at_a_place(
    offer: list[Service], terms: list[TaxonomyTerm]
) -> None:
    assert names("services", taxonomy_term_id=terms[1].pk) == ["Huiswerk en sport", "Voetbal"]
    assert names("services", taxonomy_id=terms[0].taxonomy_detail_id) == ["Huiswerkclub"]
    assert names("services", taxonomy_id=terms[0].taxonomy_detail_id, taxonomy_term_id=terms[1].pk) == []
    assert len(names("organizations", taxonomy_term_id=terms[0].pk)) == 1
    assert names("taxonomy_terms", taxonomy_id=terms[1].taxonomy_detail_id) == ["Sport"]


def test_terms_are_asked_from_the_top_down(terms: list[TaxonomyTerm]) -> None:
    under = TaxonomyTerm.objects.create(name="Rekenen", parent=terms[0])
    assert names("taxonomy_terms", top_only="true") == ["Huiswerk", "Sport"]
    assert names("taxonomy_terms", parent_id=terms[0].pk) == ["Rekenen"]
    assert ask(f"taxonomy_terms/{under.pk}")["parent_id"] == str(terms[0].pk)


def test_proximity_is_a_circle_and_not_a_square(areas: list[Area]) -> None:
    at_the_corner = public("Op de hoek", areas[1])
    place = placed(at_the_corner, 900)
    place.longitude += 900 / 111_195 / 0.615
    place.save()
    public("Dichtbij", areas[1], at=990)
    public("Nergens", areas[1], is_at_home=True)
    indexed()

    assert names("services", **POINT, proximity=1_000) == ["Dichtbij"]
    assert names("services", **POINT, proximity=1_300) == ["Dichtbij", "Op de hoek"]
    assert names("services", **POINT, proximity=0) == []


def test_of_a_service_at_two_places_the_near_one_is_given(areas: list[Area]) -> None:
    service = public("Club", areas[1], at=0)
    placed(service, 5_000)
    indexed()

    assert len(ids("service_at_locations")) == 2
    [near] = ask("service_at_locations", **POINT, proximity=800)["contents"]
    assert near["location"]["latitude"] == CENTRE[0]


def test_of_two_places_the_second_is_near_enough(areas: list[Area]) -> None:
    club = public("Club", areas[1], at=5_000)
    placed(club, 500)
    both_far = public("Twee keer ver", areas[1], at=5_000)
    placed(both_far, 4_000)
    indexed()

    assert names("services", **POINT, proximity=800) == ["Club"]
    assert names("services", **POINT, proximity=4_500) == ["Club", "Twee keer ver"]
    assert names("services", **POINT, proximity=800, search="club") == ["Club"]
    assert names("services", **POINT, proximity=800, search="ver") == []


def test_a_postcode_gives_what_lies_in_or_serves_its_area(areas: list[Area]) -> None:
    latitude, longitude = north(0)
    postcode = AreaFactory(
        name="3131", kind=AreaKind.POSTCODE, code_system=CodeSystem.PC4, code="3131", parent=areas[0],
        ancestor_ids=[areas[0].pk], latitude=latitude, longitude=longitude,
    )  # fmt: skip
    public("Hier", postcode, at=10)
    reaching(offered("Overal", at=9_000), over=(areas[0],))
    public("Elders", areas[2], at=9_000)
    indexed()

    for said in ("3131", "3131 AB", "3131ab"):
        assert names("services", postcode=said) == ["Hier", "Overal"]
    assert names("services", postcode="3131", proximity=500) == ["Hier"]
    assert names("services", postcode="9999") == names("services", postcode="9999", proximity=500) == []


def test_each_parameter_more_never_gives_more(offer: list[Service], terms: list[TaxonomyTerm]) -> None:
    parameters: dict[str, dict[str, Any]] = {
        "search": {"search": "huiswerk"},
        "term": {"taxonomy_term_id": terms[1].pk},
        "taxonomy": {"taxonomy_id": terms[0].taxonomy_detail_id},
        "organization": {"organization_id": offer[0].organization_id},
        "modified": {"modified_after": "2019-01-01"},
        "ages": {"minimum_age": 1, "maximum_age": 20},
        "day": {"day": "MO"},
        "time": {"start_time": "08:00"},
        "near": {**POINT, "proximity": 2_000},
    }
    alone = {name: set(ids("services", **one)) for name, one in parameters.items()}
    assert all(alone.values())
    for first, second in combinations(parameters, 2):
        together = set(ids("services", **{**parameters[first], **parameters[second]}))
        assert together == alone[first] & alone[second]
    everything = {key: value for one in parameters.values() for key, value in one.items()}
    assert ids("services", **everything) == []


def test_a_large_choice_of_the_database_is_compared_as_a_small_one(
    offer: list[Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"modified_after": "2019-01-01", "minimum_age": 5}
    few = names("services", **asked)
    monkeypatch.setattr("buurtnet.api.index_pages.MOST_AT_ONCE", 0)
    forget_all()
    assert names("services", **asked) == few == ["Huiswerkclub"]
    assert len(ids("service_at_locations")) == 3
    assert len(ids("service_at_locations", **asked)) == 1


def test_what_was_asked_by_post_is_what_was_asked_by_get(offer: list[Service]) -> None:
    asked = {"search": "huiswerk", "minimum_age": 8, "full": "true"}
    by_get = ask("services", **asked)
    assert by_get["total_items"] == 1
    assert Client().post(ROOT + "services", asked).json() == by_get
    as_json = {**asked, "full": True}
    assert Client().post(ROOT + "services", as_json, content_type="application/json").json() == by_get


def test_an_organization_that_has_gone_is_not_told_of(offer: list[Service]) -> None:
    Organization.objects.update(gone_at=timezone.now())
    for one in ask("services")["contents"]:
        assert not {"organization", "organization_id"} & set(one)
