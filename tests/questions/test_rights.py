""" "Waar heb je recht op?": five questions, nothing stored, and always a person at the end."""

import datetime as dt
import re
import tomllib
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.questions.models import Duty
from buurtnet.questions.rights import DATA, QUESTIONS, answers_in, schemes_for
from tests.directory.searchable import reaching
from tests.factories import ServiceFactory
from tests.questions.public import BASE, counts_of_rows, fresh_limits, open_network, words

pytestmark = pytest.mark.django_db
TIGHT: dict[str, Any] = {
    "children": ["4-11"], "home": ["huur"], "money": ["tekort"], "care": ["ja"],
    "costs": ["school", "sport", "energie"],
}  # fmt: skip
URL = f"{BASE}recht/"
ROWS = tomllib.loads(DATA.read_text())["scheme"]


@pytest.fixture
def network(settings: Settings) -> Network:
    fresh_limits(settings)
    return open_network()


def slugs(country: str = "NL", **said: list[str]) -> list[str]:
    return [one.slug for one in schemes_for(answers_in(TIGHT | said), country, "nl")]


def test_one_question_a_page_until_there_are_five_answers(client: Client, network: Network) -> None:
    said: dict[str, Any] = {}
    for number, asks in enumerate(QUESTIONS, start=1):
        page = client.post(URL, said) if said else client.get(URL)
        assert page.context["asks"].name == asks.name
        assert f"Stap {number} van 5" in words(page)
        said[asks.name] = TIGHT[asks.name]
    assert "Kinderbijslag" in words(client.post(URL, said))


def test_who_has_no_children_is_not_asked_about_childcare(client: Client, network: Network) -> None:
    page = client.post(URL, {"children": "geen", "home": "huur", "money": "krap"})
    assert page.context["asks"].name == "costs"
    assert page.context["count"] == 4


def test_nothing_is_stored_and_nothing_is_remembered(client: Client, network: Network) -> None:
    client.get(URL)
    before = counts_of_rows()
    page = client.post(URL, TIGHT)
    assert counts_of_rows() == before
    assert set(client.cookies) <= {"csrftoken"}
    assert "no-store" in page.headers["Cache-Control"]


def test_answers_in_the_address_are_not_read(client: Client, network: Network) -> None:
    assert client.get(f"{URL}?children=4-11&home=huur").context["asks"].name == "children"


def test_going_on_without_an_answer_says_what_to_do(client: Client, network: Network) -> None:
    page = client.post(URL, {"vraag": "children"})
    assert "Kies een antwoord." in words(page)
    assert page.context["asks"].name == "children"


def test_going_back_keeps_the_answers(client: Client, network: Network) -> None:
    page = client.post(URL, TIGHT | {"naar": "money"})
    assert page.context["asks"].name == "money"
    assert page.context["chosen"] == {"tekort"}
    assert ("home", "huur") in page.context["kept"]


@pytest.mark.parametrize(
    "nonsense", [{"children": ["x"]}, {"home": ["huur' or 1=1"]}, {"naar": "x"}, {"vraag": "x" * 999}]
)
def test_nonsense_is_no_answer(client: Client, network: Network, nonsense: dict[str, Any]) -> None:
    assert client.post(URL, nonsense).context["asks"].name == "children"


def test_none_beside_something_else_does_not_count() -> None:
    assert answers_in({"children": ["geen", "0-3"]})["children"] == {"0-3"}
    assert answers_in({"home": ["huur", "koop"]})["home"] == {"huur"}


def test_each_condition_leaves_out_who_it_is_not_for() -> None:
    assert "huurtoeslag" in slugs()
    assert "huurtoeslag" not in slugs(home=["koop"])
    assert "kindgebonden-budget" not in slugs(money=["genoeg"])
    assert "kinderbijslag" in slugs(money=["genoeg"])
    assert "kinderbijslag" not in slugs(children=["geen"])
    assert "kinderopvangtoeslag" not in slugs(care=["geen"])
    assert "jeugdfonds" not in slugs(costs=["energie"])
    assert slugs(children=["geen"], home=["koop"], money=["genoeg"], care=["geen"]) == []


def test_each_country_has_its_own() -> None:
    assert "groeipakket" in slugs("BE")
    assert "kinderbijslag" not in slugs("BE")
    assert not set(slugs("BE")) & set(slugs("NL"))
    assert slugs("XX") == slugs("NL")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["slug"])
def test_every_scheme_has_a_source_a_day_words_in_three_languages_and_no_amount(row: dict[str, Any]) -> None:
    assert row["source"].startswith("http")
    assert row["url"].startswith("https://")
    assert dt.date(2026, 1, 1) <= row["checked"] <= dt.date(2030, 1, 1)
    assert set(row["text"]) == {"nl", "en", "fr"}
    assert "€" not in str(row["text"])
    assert "euro" not in str(row["text"]).lower()
    known = {one.name: {value for value, _words in one.choices} for one in QUESTIONS}
    assert all(set(values) <= known[name] for name, values in row["when"].items())


@pytest.mark.parametrize(
    "said", [TIGHT, {**TIGHT, "children": "geen", "home": "koop", "money": "genoeg", "care": "geen"}]
)
def test_it_always_ends_with_a_person(client: Client, network: Network, said: dict[str, Any]) -> None:
    helper = ServiceFactory(name="Inloop Geldzaken", function=6)
    other = ServiceFactory(name="Voetbalclub De Kade", function=3)
    for service in (helper, other):
        reaching(service, network.areas.all()[0])
    page = words(client.post(URL, said))
    assert "Iemand kijkt met je mee" in page
    assert "0999 12 34 56" in page
    assert "Inloop Geldzaken" in page
    assert "Voetbalclub" not in page


def test_each_scheme_says_who_checks_it_and_how_old_its_source_is(client: Client, network: Network) -> None:
    page = client.post(URL, TIGHT | {"costs": ["school"]})
    shown = page.context["schemes"]
    assert words(page).count("Laat dit nakijken bij:") == len(shown)
    assert all(one.who in words(page) for one in shown)
    assert "Opgezocht op 22 november 2026, in een bron uit 2023" in words(page)  # Stichting Leergeld
    assert "Misschien heb je hier recht op." in words(page)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["slug"])
def test_no_scheme_promises_anything(row: dict[str, Any]) -> None:
    promises = re.compile(
        r"\b(je hebt recht|je krijgt|je betaalt minder|you will|you pay less|you are entitled|vous avez droit|"
        r"vous recevrez|vous payez moins)\b", re.IGNORECASE,
    )  # fmt: skip
    assert [text for text in row["text"].values() if promises.search(text)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["slug"])
def test_every_source_can_be_looked_up_and_says_how_old_it_is(row: dict[str, Any]) -> None:
    assert all(re.fullmatch(r"https?://\S+\.\S+", source) for source in row["source"].split())
    assert re.fullmatch(r"(20\d\d(-[01]\d)?)?", row["source_from"])
    assert row["who"]


def test_while_the_door_is_closed_no_button_leads_to_it(client: Client, network: Network) -> None:
    button = f'class="button" href="{BASE}vraag/"'
    assert button in client.post(URL, TIGHT).content.decode()
    Duty.objects.all().delete()
    assert button not in client.post(URL, TIGHT).content.decode()


def test_the_words_of_a_scheme_speak_the_language_of_the_page(client: Client, network: Network) -> None:
    page = client.post(f"{URL}?taal=en", TIGHT)
    assert "Money for the costs of a child under 18" in words(page)
