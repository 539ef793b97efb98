"""What someone may be typing, in groups, as the search box gets it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.choices import PlaceKind
from buurtnet.areas.models import Area, Network, Place
from buurtnet.people.models import Organization
from buurtnet.search.outbox import rebuild_all
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Theme
from tests.directory.searchable import offered, reaching
from tests.factories import ConceptFactory, LabelFactory, NetworkFactory

pytestmark = pytest.mark.django_db


def answer(text: str, **more: str) -> dict[str, Any]:
    response = Client().get(reverse("home:suggestions", args=["havendijk"]), {"q": text} | more)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    found: dict[str, Any] = response.json()
    return found


def labels(text: str, **more: str) -> dict[str, list[str]]:
    return {group["key"]: [row["label"] for row in group["options"]] for group in answer(text, **more)["groups"]}


def street(name: str, area: Area | None, **fields: Any) -> Place:
    return Place.objects.create(
        kind=PlaceKind.STREET, name=name, folded=name.lower(), town="Havendijk", latitude=52.05, longitude=4.15,
        area=area, **fields,
    )  # fmt: skip


@pytest.fixture
def full(network: Network, areas: list[Area]) -> Place:
    """Of everything one that begins with "molen"; the street is returned."""
    Theme.objects.create(slug="molens", function=3, name="Molens en wind")
    LabelFactory(concept=ConceptFactory(slug="molenbezoek", name="een molen bekijken"), text="molenbezoek")
    reaching(offered("Molenaarsclub", organization="Molenvrienden"), areas[2])
    rebuild_all()
    return street("Molenweg", areas[1], neighbourhood="Westerkade")


def test_all_that_begins_so_comes_in_groups_with_a_heading_and_an_address(full: Place) -> None:
    club, friends = (reverse(f"directory:{kind}", args=["havendijk", pk]) for kind, pk in named())
    assert answer("molen") == {
        "count": "6 suggesties",
        "groups": [
            {"key": "subjects", "label": "Onderwerpen", "options": [
                {"label": "Molens en wind", "note": "", "url": "/havendijk/zoeken/?thema=molens"},
                {"label": "Een molen bekijken", "note": "molenbezoek",
                 "url": "/havendijk/zoeken/?q=Een+molen+bekijken"},
            ]},
            {"key": "services", "label": "Aanbod", "options": [{"label": "Molenaarsclub", "note": "", "url": club}]},
            {"key": "names", "label": "Organisaties en plekken", "options": [
                {"label": "Molenvrienden", "note": "", "url": friends},
            ]},
            {"key": "streets", "label": "Buurten en straten", "options": [
                {"label": "Molenveld", "note": "buurt", "url": "/havendijk/zoeken/?buurt=molenveld"},
                {"label": "Molenweg", "note": "Westerkade", "url": f"/havendijk/zoeken/?bij={full.pk}"},
            ]},
        ],
    }  # fmt: skip


def named() -> list[tuple[str, Any]]:
    organization = Organization.objects.get(name="Molenvrienden")
    return [("service", organization.services.get().pk), ("organization", organization.pk)]


def test_the_words_of_the_page_are_those_of_the_list(full: Place) -> None:
    heads = [group["label"] for group in answer("molen", taal="en")["groups"]]
    assert len(heads) == len(set(heads)) == 4


@pytest.mark.parametrize("text", ["", "m", " ", "?!", "😀", "zzzzzz", "a" * 5_000, "' OR 1=1 --"])
def test_one_letter_and_nonsense_give_an_empty_list(full: Place, text: str) -> None:
    assert answer(text) == {"count": "", "groups": []}


def test_no_group_is_longer_than_a_phone_can_show(network: Network, areas: list[Area]) -> None:
    for number in range(9):
        reaching(offered(f"Zangkoor {number}", organization=f"Zangvereniging {number}"), areas[1])
        street(f"Zangstraat {number}", areas[1])
    rebuild_all()
    assert {key: len(rows) for key, rows in labels("zang").items()} == {"services": 4, "names": 4, "streets": 4}


def test_organizations_are_seen_behind_very_many_services(network: Network, areas: list[Area]) -> None:
    for number in range(70):
        reaching(offered(f"Koor {number}", organization="Koorbond"), areas[1])
    rebuild_all()
    assert labels("koor")["names"] == ["Koorbond"]


def test_a_concept_is_found_by_what_people_say_and_by_a_whole_phrase(network: Network) -> None:
    concept = ConceptFactory(slug="opvoedvragen", name="opvoedvragen", name_en="parenting questions")
    LabelFactory(concept=concept, text="kind luistert niet", kind=LabelKind.SAYING)
    assert labels("mijn kind luistert niet") == {"subjects": ["Opvoedvragen"]}
    assert labels("mijn kind luistert niet", taal="en") == {"subjects": ["Parenting questions"]}


def test_a_typo_is_mended_for_subjects_and_names(network: Network, areas: list[Area]) -> None:
    LabelFactory(concept=ConceptFactory(slug="logopedie", name="logopedie"), text="logopedie")
    reaching(offered("Huiswerkclub"), areas[1])
    rebuild_all()
    assert labels("logopdie") == {"subjects": ["Logopedie"]}
    assert labels("huiswrekclub") == {"services": ["Huiswerkclub"]}


def test_a_street_is_found_by_its_beginning_and_only_in_this_network(network: Network, areas: list[Area]) -> None:
    elsewhere = NetworkFactory(slug="duinbeke", town="Duinbeke")
    street("Kerkstraat", areas[1])
    street("Kerkweg", None)  # of the town, in no neighbourhood that is known
    street("Kerkplein", elsewhere.areas.create(slug="verweg", name="Verweg", code="verweg"))
    street("Oude Kerkstraat", areas[2])
    assert labels("kerk") == {"streets": ["Kerkstraat", "Kerkweg"]}
    assert labels("ke") == {}


def test_another_network_s_own_words_are_not_suggested(network: Network) -> None:
    other = NetworkFactory(slug="duinbeke", town="Duinbeke")
    concept = ConceptFactory(slug="kinderopvang", name="kinderopvang")
    LabelFactory(concept=concept, text="opvang")
    LabelFactory(concept=concept, text="bambino", network=other)
    assert labels("bambi") == {}
    LabelFactory(concept=concept, text="bambini", network=network)
    assert labels("bambi") == {"subjects": ["Kinderopvang"]}


def test_more_to_suggest_costs_no_more_queries(full: Place, areas: list[Area]) -> None:
    def cost() -> int:
        answer("molen")
        with CaptureQueriesContext(connection) as captured:
            answer("molen")
        return len(captured)

    few = cost()
    for number in range(10):
        street(f"Molenpad {number}", areas[1])
        LabelFactory(concept=ConceptFactory(name=f"molen {number}"), text=f"molen {number}")
    assert cost() == few <= 6
