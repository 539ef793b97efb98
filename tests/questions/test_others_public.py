"""What others asked: public, by theme, and only what a second reader approved."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.questions.models import OthersAsked
from buurtnet.themes.models import Theme
from tests.directory.searchable import reaching
from tests.factories import NetworkFactory, ServiceFactory
from tests.questions.public import BASE, fresh_limits, open_network, words

pytestmark = pytest.mark.django_db
URL = f"{BASE}anderen-vroegen/"
HOMEWORK = "Waar kan mijn kind huiswerk maken?"


@pytest.fixture
def network(settings: Settings) -> Network:
    fresh_limits(settings)
    return open_network()


def published(network: Network, question: str = HOMEWORK, **more: Any) -> OthersAsked:
    usual: dict[str, Any] = {
        "answer": "Elke dinsdag in De Loods.\n\nJe mag zo binnenlopen.", "approved_at": timezone.now(),
        "written_by": Person.objects.get(name="Samira Haddad"),
        "approved_by": Person.objects.get(name="Joris Bakker"),
    }  # fmt: skip
    return OthersAsked.objects.create(network=network, question=question, **usual | more)


def test_the_page_tells_question_answer_and_what_goes_with_it(client: Client, network: Network) -> None:
    one = published(network)
    club = ServiceFactory(name="Huiswerkclub De Loods")
    reaching(club, network.areas.all()[0])
    one.services.add(club)
    page = client.get(f"{URL}{one.pk}/")
    said = words(page)
    for text in (HOMEWORK, "Je mag zo binnenlopen.", "Huiswerkclub De Loods"):
        assert text in said
    assert "Samira" not in said
    assert "Joris" not in said
    assert "noindex" not in page.content.decode()
    assert f"<title>{HOMEWORK}" in page.content.decode()


@pytest.mark.parametrize(
    "more", [{"approved_at": None, "approved_by": None}, {"withdrawn_at": timezone.now()}], ids=["draft", "withdrawn"]
)
def test_what_is_not_approved_or_was_taken_back_is_nowhere(
    client: Client, network: Network, more: dict[str, Any]
) -> None:
    one = published(network, **more)
    assert client.get(f"{URL}{one.pk}/").status_code == 404
    assert HOMEWORK not in words(client.get(URL))


def test_another_network_has_its_own(client: Client, network: Network) -> None:
    one = published(network)
    NetworkFactory(slug="elders", areas=list(network.areas.all()))
    assert client.get(f"/elders/anderen-vroegen/{one.pk}/").status_code == 404
    assert HOMEWORK not in words(client.get("/elders/anderen-vroegen/"))
    assert client.get(f"{URL}{uuid4()}/").status_code == 404


def test_a_theme_narrows_the_list_and_nonsense_does_not(client: Client, network: Network) -> None:
    school = Theme.objects.create(slug="huiswerk-thema", function=2, name="Hulp bij leren")
    Theme.objects.create(slug="leeg-thema", function=2, name="Niemand vroeg dit")
    published(network).themes.add(school)
    published(network, "Hoe leer ik fietsen?")
    everything = words(client.get(URL))
    assert "Hulp bij leren" in everything
    assert "Niemand vroeg dit" not in everything
    narrowed = words(client.get(f"{URL}?thema=huiswerk-thema"))
    assert HOMEWORK in narrowed
    assert "fietsen" not in narrowed
    for nonsense in ("onbekend", "%27", "x" * 900):
        assert "fietsen" in words(client.get(f"{URL}?thema={nonsense}&pagina=abc"))


def test_an_empty_list_has_a_door(client: Client, network: Network) -> None:
    page = client.get(URL)
    assert "Hier staat nog niets" in words(page)
    assert f'href="{BASE}vraag/"' in page.content.decode()


def test_how_many_questions_to_the_database_does_not_grow_with_the_list(client: Client, network: Network) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(URL)
        return len(asked)

    published(network)
    cost()
    one = cost()
    for number in range(6):
        published(network, f"Vraag {number}?")
    assert cost() == one


def test_a_long_list_stands_on_pages(client: Client, network: Network) -> None:
    for number in range(31):
        published(network, f"Vraag nummer {number}?")
    assert len(client.get(URL).context["rows"]) == 30
    assert len(client.get(f"{URL}?pagina=2").context["rows"]) == 1


def test_nothing_stands_there_by_which_one_finds_who_asked(client: Client, network: Network) -> None:
    """Free text is under no number, so it tells nothing that a count would hide (privacy, rule 7)."""
    columns = {one.name for one in OthersAsked._meta.get_fields()}
    assert columns == {
        "id", "network", "question", "answer", "themes", "services", "written_by", "written_at", "approved_by",
        "approved_at", "withdrawn_at", "version",
    }  # fmt: skip
    one = published(network)
    for address in (URL, f"{URL}{one.pk}/"):
        main = client.get(address).content.decode().split("<main")[1].split("</main>")[0]
        assert "Westerkade" not in main
        assert "Molenveld" not in main
