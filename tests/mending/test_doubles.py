"""Likely doubles: whatever way a name or a street is written, and without reading the whole map."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Address, Location, Phone, Service, ServiceAtLocation
from buurtnet.mending.duplicates import LIKELY, likely_doubles, likely_doubles_of_all, likeness, pairs_in
from buurtnet.mending.marks import marks_in
from buurtnet.mending.spelling import spelled_street, spelled_town
from tests.directory.searchable import reaching
from tests.factories import ServiceFactory


def found(network: Network, name: str, **values: Any) -> list[str]:
    """The names of the likely doubles of one thing; asked with others at once the answer is the same."""
    marks = marks_in({"name": name, **values})
    names = [one.service.name for one in likely_doubles(marks, network)]
    at_once = likely_doubles_of_all({1: marks}, network, own={})
    assert names[:2] == [one.service.name for one in at_once.get(1, [])]
    return names


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        ("Café Zonneschijn", "cafe zonneschijn"),
        ("Cafe Zonneschijn", "CAFÉ Zonneschijn"),
        ("Caf\u0065\u0301 Créatif", "Café Creatif"),
        ("Élan", "elan"),
        ("École Œuvre", "ecole oeuvre"),
        ("St. Jozefschool", "Sint-Jozefschool"),
        ("Sint Jozefschool", "St Jozefschool"),
        ("Speeltuin Kerkstr.", "Speeltuin Kerkstraat"),
        ("Huis werkclub", "Huiswerkclub"),
        ("Huizenruil", "Huizen ruil"),
        ("Kinderopvang Bloem", "Bloem, kinderopvang"),
        ("مركز الحي", "مركز الحي"),
    ],
)
def test_a_double_is_found_whatever_way_its_name_is_written(
    network: Network, area: Area, there: str, asked: str
) -> None:
    reaching(ServiceFactory(name=there), area)
    reaching(ServiceFactory(name="Heel iets anders"), area)
    assert found(network, asked) == [there]


@pytest.mark.parametrize("name", ["", "(", "[a-z", "\\", "a|b|.*", "👋🏽", "%_%", "\u202e\u200b"])
def test_signs_that_mean_something_to_a_search_are_just_signs(network: Network, club: Service, name: str) -> None:
    assert found(network, name) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kerkstr. 12 A", "Kerkstraat 12a"),
        ("St.-Jozefstraat 3", "Sint Jozef straat 3"),
        ("Burg. v.d. Meerln 1", "Burgemeester van der Meerlaan 1"),
        ("Gentse Stwg 9", "Gentsesteenweg 9"),
        ("Dr. Élisestr 4", "Dokter Elisestraat 4"),
    ],
)
def test_a_street_has_one_spelling(one: str, other: str) -> None:
    assert spelled_street(one) == spelled_street(other)


def test_streets_that_differ_stay_apart() -> None:
    said = ["Kerkstraat 1", "Kerkstraat 11", "Kerklaan 1", "Sint-Annastraat 1", "1e Kerkstraat 1", "de 1", "Kade 1 2"]
    assert len({spelled_street(one) for one in said}) == len(said)
    assert spelled_town("St-Niklaas") == spelled_town("Sint Niklaas") != spelled_town("Niklaas")


@pytest.mark.parametrize(
    ("ours", "theirs", "points"),
    [
        ({"postal_code": "3011 AB", "city": "Havendijk"}, {"postal_code": "3011ab"}, 80),
        ({"postal_code": "3011 AB", "city": "Havendijk"}, {"city": "havendijk"}, 80),
        ({"postal_code": "3011 AB"}, {"city": "Havendijk"}, 60),  # one says what the other does not
        ({"postal_code": "3011 AB", "city": "Havendijk"}, {"postal_code": "4011 AB", "city": "Havendijk"}, 40),
        ({"city": "Havendijk"}, {"city": "Elders"}, 40),
    ],
)
def test_a_postcode_is_compared_with_a_postcode_and_a_town_with_a_town(
    ours: dict[str, str], theirs: dict[str, str], points: int
) -> None:
    one, other = (marks_in({"name": "Inloop", "where": {"street": "Kade 1", **where}}) for where in (ours, theirs))
    assert likeness(one, other).points == likeness(other, one).points == points


def test_of_many_with_one_name_those_at_one_address_are_a_pair(network: Network, area: Area) -> None:
    rows = ServiceFactory.create_batch(45, name="Inloop")
    for service in rows:
        reaching(service, area)
    for street, service in zip(("Kerkstr. 1", "Kerkstraat 1"), rows, strict=False):
        place = Location.objects.create()
        ServiceAtLocation.objects.create(service=service, location=place)
        Address.objects.create(location=place, address_1=street, city="Havendijk")
    [pair] = pairs_in(network)
    assert {pair.first, pair.second} == set(rows[:2])
    assert pair.likeness.points >= LIKELY


def test_a_number_of_a_person_makes_nothing_alike(network: Network, club: Service, area: Area) -> None:
    other = ServiceFactory(name="Huiswerkclub Loods Oost")
    reaching(other, area)
    Phone.objects.create(service=other, number="0999", e164="+31999123456", extra={"contact_id": "7"})
    assert pairs_in(network) == []
    Phone.objects.update(extra={})
    assert len(pairs_in(network)) == 1


def test_doubles_cost_the_same_queries_for_more_entries(network: Network, club: Service, area: Area) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            found(network, "Huiswerkclub Loods")
        return len(captured)

    found(network, "Huiswerkclub Loods")
    before = count()
    for number in range(12):
        reaching(ServiceFactory(name=f"Huiswerkclub De Loods {number}"), area)
    assert count() == before
