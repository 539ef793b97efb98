"""What a question is about, found in its own words."""

import pytest

from buurtnet.areas.models import Network
from buurtnet.questions.concepts import concepts_in, themes_in
from buurtnet.themes.models import Concept, Label, Theme
from tests.factories import ConceptFactory, LabelFactory, NetworkFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    made: Network = NetworkFactory()
    return made


def concept(slug: str, *said: str, themes: tuple[Theme, ...] = ()) -> Concept:
    made: Concept = ConceptFactory(slug=slug)
    made.themes.set(themes)
    for text in said:
        LabelFactory(concept=made, text=text)
    return made


def theme(slug: str, order: int = 0) -> Theme:
    return Theme.objects.create(slug=slug, function=1, name=slug, order=order)


def test_every_sentence_is_read_for_itself(network: Network) -> None:
    concept("fietsen", "fietsen")
    concept("geldzorgen", "geldzorgen", "schulden")
    found = concepts_in("Ik wil graag leren fietsen. En we hebben schulden!", network)
    assert set(found) == {"fietsen", "geldzorgen"}


def test_a_text_about_nothing_known_has_no_concepts(network: Network) -> None:
    concept("fietsen", "fietsen")
    for text in ("", "  \n ", "...", "hallo daar", "😀" * 50):
        assert concepts_in(text, network) == []


def test_at_most_twelve_concepts_are_kept(network: Network) -> None:
    letters = "bdfgklmnprstvwz"
    for sign in letters:
        concept(f"begrip-{sign}", f"{sign}oolavont")
    text = ". ".join(f"{sign}oolavont" for sign in letters)
    assert len(concepts_in(text, network)) == 12


def test_a_word_of_one_network_counts_there_only(network: Network) -> None:
    made = concept("buurtkamer", "buurtkamer")
    Label.objects.create(concept=made, text="de Pot", folded="pot", kind="term", network=network)
    other: Network = NetworkFactory()
    assert concepts_in("Waar is de pot?", network) == ["buurtkamer"]
    assert concepts_in("Waar is de pot?", other) == []


def test_themes_stand_best_first_and_are_at_most_three(network: Network) -> None:
    themes = [theme(f"thema-{number}", number) for number in range(5)]
    concept("eerst", themes=(themes[4], themes[0]))
    concept("dan", themes=(themes[4],))
    concept("laatst", themes=(themes[1], themes[2], themes[3]))
    found = themes_in(["eerst", "dan", "laatst"], network)
    assert len(found) == 3
    assert found[0] in {themes[0], themes[4]}
    assert themes_in([], network) == []
    assert themes_in(["bestaat-niet"], network) == []


def test_a_very_long_text_is_read_in_time(network: Network) -> None:
    concept("fietsen", "fietsen")
    assert concepts_in("fietsen " * 5_000, network) == ["fietsen"]
