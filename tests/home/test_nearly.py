"""Nobody leaves with empty hands: what comes near is said as such, and never stands in the list."""

from dataclasses import dataclass

import pytest
from django.test import Client

from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Service
from buurtnet.people.choices import Role
from buurtnet.people.models import Card
from buurtnet.search.outbox import rebuild_all
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Theme
from tests.directory.searchable import free, offered, reaching, speaks
from tests.factories import ConceptFactory, LabelFactory
from tests.people.cast import person

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Shown:
    """The page of an answer: names in the list, names by heading beside it, what can be tried, and all of it."""

    listed: list[str]
    near: dict[str, list[str]]
    tries: dict[str, str]
    people_url: str
    html: str


def search(query: str) -> Shown:
    response = Client().get(f"/havendijk/zoeken/?{query}")
    assert response.status_code == 200
    nearly = response.context["nearly"]
    return Shown(
        [one.name for section in response.context["sections"] for one in section.cards],
        {near.heading: [one.name for one in near.cards] for near in nearly.sections},
        {link.label: link.url for link in nearly.tries},
        nearly.people_url,
        response.content.decode(),
    )


@pytest.fixture
def club(network: Network, areas: list[Area]) -> Service:
    """A chess club in Molenveld, with people who speak Turkish, and for which one pays."""
    service = offered("Schaakclub")
    speaks("tr", service=service)
    reaching(service, areas[2])
    rebuild_all()
    return service


def test_what_is_elsewhere_in_the_town_is_called_farther_away(club: Service) -> None:
    shown = search("q=schaakclub&buurt=westerkade")
    assert shown.listed == []
    assert shown.near == {"Iets verder weg": ["Schaakclub"]}
    assert "Niet in Westerkade, wel ergens anders in Havendijk." in shown.html
    assert shown.tries["Zoek in heel Havendijk"] == "?q=schaakclub"


def test_what_the_filters_left_out_says_that_it_does_not_fit_them(club: Service) -> None:
    shown = search("q=schaakclub&gratis=1&letterlijk=dag")
    assert shown.listed == []
    assert shown.near == {"Past niet bij al je filters": ["Schaakclub"]}
    assert shown.tries["Zoek zonder filters"] == "?q=schaakclub&letterlijk=dag"


def test_one_entry_stands_once_under_the_nearest_of_its_reasons(club: Service, areas: list[Area]) -> None:
    free_club = offered("Schaakclub voor kinderen")
    free(free_club)
    reaching(free_club, areas[2])
    rebuild_all()
    shown = search("q=schaakclub&gratis=1&buurt=westerkade")
    assert shown.near == {
        "Iets verder weg": ["Schaakclub voor kinderen"],
        "Past niet bij al je filters": ["Schaakclub"],
    }


def test_enough_results_have_nothing_beside_them(network: Network, areas: list[Area]) -> None:
    for number in range(3):
        reaching(offered(f"Schaakclub {number}"), areas[1])
    rebuild_all()
    shown = search("q=schaakclub")
    assert len(shown.listed) == 3
    assert (shown.near, shown.tries) == ({}, {})


def test_when_nothing_answers_the_theme_that_was_meant_is_shown(network: Network, areas: list[Area]) -> None:
    Theme.objects.create(slug="geld", function=6, name="Geld en schulden")
    concept = ConceptFactory(slug="huurachterstand", name="huurachterstand")
    concept.themes.add("geld")
    LabelFactory(concept=concept, text="huurachterstand")
    LabelFactory(concept=concept, text="huur niet betalen", kind=LabelKind.SAYING)
    service = offered("Rondkomcafé")
    service.themes.add("geld")
    reaching(service, areas[1])
    rebuild_all()
    shown = search("q=ik+kan+de+huur+niet+betalen")
    assert shown.listed == []
    assert shown.near == {"Uit het thema ‘Geld en schulden’": ["Rondkomcafé"]}
    assert shown.tries["Kijk bij het thema ‘Geld en schulden’"] == "?thema=geld"


def test_when_there_is_nothing_at_all_the_page_says_so_and_opens_the_door(club: Service) -> None:
    shown = search("q=qqqxx")
    assert (shown.listed, shown.near) == ([], {})
    assert "Nog niets gevonden voor ‘qqqxx’" in shown.html
    empty = shown.html[shown.html.index('class="empty"') :].split("</div>")[0]
    assert 'class="button" href="/havendijk/contact/"' in empty
    assert shown.tries == {"Bekijk alle thema's": "/havendijk/themas/"}
    assert "Heb je gevonden" not in shown.html, "there is nothing to have found"


def test_people_to_ask_are_named_only_where_someone_wants_to_be_found(club: Service, network: Network) -> None:
    assert search("q=qqqxx").people_url == ""
    Card.objects.update_or_create(person=person("Bart Claes", Role.CONNECTOR, network), defaults={"is_public": True})
    assert search("q=qqqxx").people_url == "/havendijk/verbinders/"
