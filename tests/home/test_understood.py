"""What was read from the words stands on the page as filters that can be taken off."""

import re

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from buurtnet.areas.models import Area, Network
from buurtnet.directory.understanding import Reading
from buurtnet.home.asked import Asked, asked_in
from buurtnet.home.understood import label_of, read_chips
from buurtnet.search.outbox import rebuild_all
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Theme
from buurtnet.wording.choices import Stage
from buurtnet.wording.models import AgreedWord
from tests.directory.searchable import TODAY, offered, reaching
from tests.factories import ConceptFactory, LabelFactory

HERE = Network(slug="havendijk", name="Havendijk")


def asked(text: str) -> Asked:
    return asked_in(QueryDict(text), HERE)


def chips(text: str, *readings: tuple[str, str]) -> list[tuple[str, str]]:
    return [(chip.label, chip.remove_url) for chip in read_chips(asked(text), [Reading(*one) for one in readings])]


@pytest.mark.parametrize(
    ("name", "values", "dutch", "english"),
    [
        ("leeftijd", ["16"], "Leeftijd: 16 jaar", None),
        ("leeftijd", ["2-3"], "Leeftijd: 2 tot 3 jaar", None),
        ("leeftijd", ["12-120"], "Leeftijd: Vanaf 12 jaar", None),
        ("leeftijd", ["0-1"], "Leeftijd: 0 tot 1 jaar", None),
        ("dag", ["we"], "Woensdag", "Wednesday"),
        ("dag", ["sa", "su"], "Zaterdag en zondag", None),
        ("dagdeel", ["middag"], "’s Middags", None),
        ("gratis", ["1"], "Gratis", "Free"),
        ("open", ["nu"], "Nu open", None),
        ("spreekt", ["tr"], "Spreekt Turks", None),
        ("buurt", ["Molenstraat"], "Bij Molenstraat", None),
        ("thuis", ["1"], "Bij je thuis", None),
        ("spreekt", ["xx"], "", None),
        ("dag", ["zo"], "", None),
        ("iets-nieuws", ["1"], "", None),
    ],
)
def test_a_reading_is_told_in_plain_words(name: str, values: list[str], dutch: str, english: str | None) -> None:
    assert label_of(name, values) == dutch
    with translation.override("en"):
        assert english is None or label_of(name, values) == english


def test_taking_one_off_makes_it_words_again_and_keeps_the_rest() -> None:
    assert chips("q=gratis+sport+woensdag&spreekt=tr", ("gratis", "1"), ("dag", "we")) == [
        ("Gratis", "?q=gratis+sport+woensdag&spreekt=tr&letterlijk=gratis"),
        ("Woensdag", "?q=gratis+sport+woensdag&spreekt=tr&letterlijk=dag"),
    ]


def test_the_days_of_a_weekend_are_one_filter() -> None:
    assert [label for label, _url in chips("q=weekend", ("dag", "sa"), ("dag", "su"))] == ["Zaterdag en zondag"]


def test_a_filter_someone_set_wins_from_what_was_read() -> None:
    assert chips("q=sport+gratis&gratis=1&leeftijd=8", ("gratis", "1"), ("leeftijd", "2-3")) == []


@pytest.fixture
def offers(network: Network, areas: list[Area]) -> Network:
    """Something to do for toddlers, with the words of parents for it."""
    Theme.objects.create(slug="opvoeden", function=4, name="Opvoeden")
    concept = ConceptFactory(slug="opvoedvragen", name="opvoedvragen")
    concept.themes.add("opvoeden")
    LabelFactory(concept=concept, text="opvoedspreekuur")
    LabelFactory(concept=concept, text="kind luistert niet", kind=LabelKind.SAYING)
    reaching(offered("Opvoedspreekuur"), areas[1])
    reaching(offered("Peuterinloop", minimum_age=2, maximum_age=3), areas[1])
    rebuild_all()
    return network


def page(text: str, client: Client | None = None) -> str:
    response = (client or Client()).get(f"/havendijk/zoeken/?{text}")
    assert response.status_code == 200
    return response.content.decode()


def understood(text: str) -> str:
    """That part of the page."""
    found = re.search(r'<div class="understood.*?(?=<div class="results")', page(text), re.DOTALL)
    assert found
    return " ".join(found[0].split())


@pytest.mark.django_db
def test_the_page_shows_what_it_read_and_the_way_back(offers: Network) -> None:
    shown = understood("q=peuterinloop+woensdag")
    assert "Woensdag" in shown
    assert "letterlijk=dag" in shown
    literal = understood("q=peuterinloop+woensdag&letterlijk=dag")
    assert "chip-read" not in literal
    assert 'href="?q=peuterinloop+woensdag">Denk weer met me mee' in literal


@pytest.mark.django_db
def test_what_was_taken_off_stays_off_with_a_filter_and_not_with_a_new_question(offers: Network) -> None:
    shown = page("q=sport+gratis&letterlijk=gratis")
    search = shown[shown.index('<form class="search"') :].split("</form>")[0]
    filters = shown[shown.index("data-filters") :].split("</form>")[0]
    assert "letterlijk" not in search
    assert 'name="letterlijk" value="gratis"' in filters


@pytest.mark.django_db
def test_what_was_also_looked_for_has_a_name_a_search_and_a_switch(offers: Network) -> None:
    shown = understood("q=mijn+kind+luistert+niet")
    assert '<a href="?q=opvoedvragen">opvoedvragen</a>' in shown
    assert "letterlijk=woorden" in shown
    assert "We zochten ook op" not in understood("q=mijn+kind+luistert+niet&letterlijk=woorden")
    assert '<a href="?thema=opvoeden">Opvoeden</a>' in page("q=mijn+kind+luistert+niet")


@pytest.mark.django_db
def test_what_was_typed_itself_is_not_called_something_else(offers: Network) -> None:
    assert "We zochten ook op" not in understood("q=opvoedvragen")


@pytest.mark.django_db
def test_without_words_there_is_nothing_to_understand(offers: Network) -> None:
    assert "<p" not in understood("gratis=1")


@pytest.mark.django_db
def test_what_someone_types_never_becomes_html(offers: Network) -> None:
    assert "<script>alert" not in page("q=%3Cscript%3Ealert(1)%3C/script%3E+gratis+woensdag")


@pytest.mark.django_db
def test_a_word_that_the_network_agreed_on_is_explained_where_it_is_asked(offers: Network) -> None:
    AgreedWord.objects.create(
        network=offers, word="regie", meaning="Jij beslist zelf.", stage=Stage.AGREED, agreed_by="Het netwerk",
        agreed_on=TODAY,
    )  # fmt: skip
    assert "Jij beslist zelf." in understood("q=eigen+regie")
    assert "Jij beslist zelf." not in understood("q=sport")
