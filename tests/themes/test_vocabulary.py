"""The vocabulary as one reads it: of everyone, of one network, and new as soon as anyone changed it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.areas.models import Network
from buurtnet.kit.folding import words
from buurtnet.themes import vocabulary as kept
from buurtnet.themes.actions import add_label, load_themes, load_vocabulary, remove_label, switch_off, switch_on
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Concept, Edition, Label
from buurtnet.themes.vocabulary import EMPTY, NARROWER_PHRASE, RELATED_PHRASE, Shared, Vocabulary, Words, vocabulary
from tests.factories import LabelFactory, NetworkFactory
from tests.themes.vocabularies import index_of, written

pytestmark = pytest.mark.django_db
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def food(tmp_path: Path) -> Vocabulary:
    load_themes()
    load_vocabulary(written(tmp_path))
    return vocabulary()


@pytest.fixture
def network(food: Vocabulary) -> Network:
    return NetworkFactory.create()


def named(text: str, network: Network | None = None) -> list[str]:
    return [mention.concept for mention in vocabulary(network.pk if network else None).mentions(words(text))]


def test_words_of_people_lead_to_a_concept_and_that_to_words_of_providers(food: Vocabulary) -> None:
    (mention,) = food.mentions(words("ik heb geen geld voor eten"))
    assert (mention.concept, mention.label, mention.kind) == ("voedselbank", "geen geld voor eten", LabelKind.SAYING)
    phrases = {phrase.text: phrase for phrase in food.expansion(mention.concept)}
    assert phrases["voedselbank"].stems == ("voedselbank",)
    assert phrases["gratis maaltijd"].stems == ("gratis", "maaltijd")
    assert {"voedselbedeling", "sociale kruidenier", "VB"} <= set(phrases)
    assert not {"koelkast is leeg", "food bank", "gıda bankası", "foedselbank"} & set(phrases)


def test_the_words_of_what_is_near_a_concept_count_less(food: Vocabulary) -> None:
    weights = {phrase.text: phrase.weight for phrase in food.expansion("voedselbank")}
    assert weights["voedselbank"] == 1 > weights["gratis maaltijd"] > RELATED_PHRASE >= weights["kledingbank"]
    wider = {phrase.text: (phrase.weight, phrase.concept) for phrase in food.expansion("eten")}
    assert wider["voedselbank"] == (NARROWER_PHRASE, "voedselbank")
    assert [phrase.weight for phrase in food.expansion("voedselbank")] == sorted(weights.values(), reverse=True)


def test_themes_are_those_of_the_concept_or_of_what_is_broader(food: Vocabulary) -> None:
    assert food.themes("voedselbank") == ("geld",)
    assert food.themes("kledingbank") == ()
    assert food.themes("bestaat-niet") == ()


def test_a_concept_has_a_name_in_the_language_of_the_page(food: Vocabulary) -> None:
    assert [food.label_of("voedselbank", language) for language in ("nl", "nl-be", "nl-BE", "fr", "tr")] == [
        "voedselbank", "voedselbedeling", "voedselbedeling", "banque alimentaire", "voedselbank",
    ]  # fmt: skip
    assert food.label_of("bestaat-niet", "nl") == ""


def test_suggestions_begin_as_typed_one_a_concept_names_before_sayings(food: Vocabulary) -> None:
    assert [(word.concept, word.text) for word in food.beginning_with("Voedsel")] == [("voedselbank", "voedselbank")]
    assert [word.text for word in food.beginning_with("koelkast i")] == ["koelkast is leeg"]
    assert [word.concept for word in food.beginning_with("gratis")] == ["kledingbank", "voedselbank"]
    assert len(food.beginning_with("gratis", most=1)) == 1
    assert food.beginning_with("g") == food.beginning_with("") == food.beginning_with("!!") == ()


def test_where_no_label_stands_the_words_speak_for_a_concept(food: Vocabulary) -> None:
    assert food.mentions(words("er staat een koelkast met maaltijden")) == ()
    (guess, *_others) = food.guesses(words("er staat een koelkast met maaltijden"))
    assert guess.concept == "voedselbank"
    assert 0 < guess.weight < 0.6
    assert guess.words == (3, 5)
    assert food.guesses(words("xyzzy")) == food.guesses([]) == ()


def test_a_network_adds_words_of_its_own_that_others_do_not_have(network: Network) -> None:
    other = NetworkFactory.create()
    concept = Concept.objects.get(pk="voedselbank")
    label = add_label(network, concept, "De Blauwe Kist", kind=LabelKind.TERM, language="nl")
    assert add_label(network, concept, "de blauwe kist!", kind=LabelKind.TERM, language="nl") == label
    assert named("de blauwe kist", network) == ["voedselbank"]
    assert vocabulary(network.pk).expansion("voedselbank")[0].text == "De Blauwe Kist"
    assert named("de blauwe kist") == named("de blauwe kist", other) == []
    remove_label(label)
    assert named("de blauwe kist", network) == []


def test_a_network_switches_a_word_off_and_on_again(network: Network) -> None:
    label = Label.objects.get(text="gratis maaltijd")
    switch_off(network, label)
    switch_off(network, label)
    assert named("gratis maaltijden", network) == []
    assert named("gratis maaltijden") == ["voedselbank"]
    assert "gratis maaltijd" not in [phrase.text for phrase in vocabulary(network.pk).expansion("voedselbank")]
    assert "voedselbank" not in [word.concept for word in vocabulary(network.pk).beginning_with("gratis")]
    switch_on(network, label)
    assert named("gratis maaltijden", network) == ["voedselbank"]


def test_what_is_no_label_is_refused(network: Network) -> None:
    concept = Concept.objects.get(pk="voedselbank")
    with pytest.raises(ValueError, match="has words"):
        add_label(network, concept, "…!", kind=LabelKind.TERM, language="nl")
    with pytest.raises(ValueError, match="switched off"):
        remove_label(Label.objects.get(text="voedselhulp"))


def test_networks_without_words_of_their_own_share_one_vocabulary(network: Network) -> None:
    assert vocabulary(network.pk) is vocabulary() is vocabulary(999_999)
    LabelFactory.create(concept_id="eten", network=network, text="prakje")
    own = vocabulary(network.pk)
    assert own is not vocabulary()
    assert own.shared is vocabulary().shared


def test_it_is_read_once_and_then_costs_one_query(network: Network) -> None:
    LabelFactory.create(concept_id="eten", network=network, text="prakje")
    for asked in (None, network.pk):
        vocabulary(asked)
        with CaptureQueriesContext(connection) as captured:
            assert vocabulary(asked) is vocabulary(asked)
        assert len(captured) == 2


def test_any_change_is_seen_at_once(network: Network, tmp_path: Path) -> None:
    first = LabelFactory.create(concept_id="eten", network=network, text="prakje")
    assert named("prakje", network) == ["eten"]
    first.delete()
    LabelFactory.create(concept_id="kledingbank", network=network, text="prakje")
    assert named("prakje", network) == ["kledingbank"]
    written(tmp_path, '[[concept]]\nslug = "nieuw"\nnl = "prakje"\n', "nieuw.toml")
    load_vocabulary(tmp_path)
    assert named("prakje") == ["nieuw"]
    assert set(named("prakje", network)) == {"nieuw", "kledingbank"}


def test_what_did_not_hold_leaves_nothing_behind(network: Network) -> None:
    first, second = Label.objects.get(text="gratis maaltijd"), Label.objects.get(text="gratis kleding")
    with transaction.atomic():
        switch_off(network, first)
        assert named("gratis maaltijd", network) == []
        transaction.set_rollback(True)
    assert named("gratis maaltijd", network) == ["voedselbank"]
    assert network.pk not in kept._networks
    switch_off(network, second)
    assert named("gratis maaltijd", network) == ["voedselbank"]
    assert named("gratis kleding", network) == []


def test_only_so_many_networks_are_kept_in_memory(food: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_NETWORKS", 2)
    for _turn in range(4):
        own = LabelFactory.create(concept_id="eten", network=NetworkFactory.create(), text="prakje")
        assert own.network
        assert named("prakje", own.network) == ["eten"]
    assert len(kept._networks) == 2


def test_an_empty_vocabulary_has_no_answers_and_no_errors() -> None:
    Edition.objects.all().delete()
    Concept.objects.all().delete()
    for empty in (EMPTY, vocabulary(), vocabulary(1)):
        assert not empty.mentions(["eten"])
        assert not empty.guesses(["eten"])
        assert not empty.expansion("eten")
        assert not empty.themes("eten")
        assert not empty.beginning_with("eten")
        assert empty.label_of("eten", "nl") == ""


def test_labels_without_an_edition_count_as_well() -> None:
    label = LabelFactory.create(text="zonder uitgave")
    assert named("zonder uitgave") == [label.concept_id]


def test_what_is_broader_in_a_circle_ends(food: Vocabulary) -> None:
    Concept.objects.filter(pk="kledingbank").update(broader="eten")
    Concept.objects.filter(pk="eten").update(broader="kledingbank")
    Edition.objects.create(digest="x", concepts=3, labels=1)
    Concept.themes.through.objects.all().delete()
    assert vocabulary().themes("kledingbank") == ()
    assert vocabulary().expansion("kledingbank")


SMALL = Vocabulary(
    Shared(words=Words(index_of(eten=["=voedselbank", "geen geld voor eten"], kleding=["=kledingbank"]).labels))
)


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=12))
def test_nothing_anyone_types_is_an_error(text: str, said: list[str]) -> None:
    assert EMPTY.mentions(words(text)) == ()
    for odd in (words(text), said):
        assert isinstance(SMALL.mentions(odd), tuple)
        assert isinstance(SMALL.guesses(odd), tuple)
    assert isinstance(SMALL.beginning_with(text), tuple)
    assert SMALL.expansion(text) == ()
    assert SMALL.label_of(text, text) == ""


class Asker:
    """A process of its own that answers what a text names, or adds a word, a line at a time."""

    def __init__(self, data_dir: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.themes.asker", str(data_dir)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def asked(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        self._process.communicate(timeout=30)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Asker, Asker]]:
    first = Asker(tmp_path / "data")
    assert first.asked("names prakje") == "-"  # it makes the database; the other finds it made
    second = Asker(tmp_path / "data")
    yield first, second
    first.end()
    second.end()


def test_what_one_process_changes_another_sees(two: tuple[Asker, Asker]) -> None:
    first, second = two
    assert second.asked("names prakje") == "-"
    assert first.asked("add prakje") == "added"
    assert second.asked("names prakje") == first.asked("names prakje") == "asked-here"
    assert second.asked("remove prakje") == "removed"
    assert first.asked("names prakje") == "-"
