"""Which labels a question names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.kit.folding import words
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.matching import MOST_WORDS, Index, Word, mentions_in, one_typo_apart
from tests.themes.vocabularies import index_of, mentioned, named

INDEX = index_of(
    opvoedvragen=["=opvoedadvies", "kind luistert niet", "grenzen stellen"],
    huurachterstand=["=huurachterstand", "huur niet betalen", "ik heb huurschuld"],
    kinderopvang=["=kinderopvang", "=crèche", "=opvang kleine kinderen"],
    huiswerk=["=huiswerkbegeleiding", "=huiswerk hulp"],
    eenzaam=["alleen", "ken hier niemand"],
    buren=["buren helpen buren", "=burenhulp"],
    school=["durft niet naar school"],
    fiets=["=fiets lenen", "tweedehands fiets"],
    taal=["dil kursu", "دورة لغة", "курси мови", "=taalles"],
    oma=["oma en opa passen op het kind", "kleinkind oppassen"],
)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("opvoedadvies", "opvoedvragen"),
        ("Ik kan de huur niet betalen!", "huurachterstand"),
        ("al twee maanden mijn huur van dit huis niet meer kunnen betalen", "huurachterstand"),
        ("mijn zoon luistert nooit", "opvoedvragen"), ("ze luistert niet", "opvoedvragen"),
        ("kinder opvang", "kinderopvang"), ("opvang voor mijn kind", "kinderopvang"), ("CRECHE", "kinderopvang"),
        ("huiswerk begeleiding", "huiswerk"), ("huiswerkhulp", "huiswerk"), ("hulp bij huiswerk", "huiswerk"),
        ("huiswerkbegeleding", "huiswerk"), ("begeleiding bij het huiswerk", "huiswerk"),
        ("alleen", "eenzaam"), ("ik ken hier niemand", "eenzaam"),
        ("mijn dochter durft slecht naar haar school", "school"),
        ("een fietsje lenen voor een week", "fiets"), ("tweedehandse fietsen", "fiets"),
        ("Dil Kursu", "taal"), ("أريد دورة لغة", "taal"), ("КУРСИ МОВИ", "taal"),
        ("huurschulden", "huurachterstand"), ("opa en oma passen op", "oma"),
    ],
)  # fmt: skip
def test_a_question_names_a_concept(text: str, concept: str) -> None:
    assert concept in named(text, INDEX)


@pytest.mark.parametrize(
    "text",
    [
        "", "de het een", "...", "alleen op zaterdag naar muziekles", "naar school", "hulp", "huur een zaal",
        "fietsenmaker", "niet", "kind", "mijn kind", "buren", "bal", "taalreis", "huurbaas",
    ],
)  # fmt: skip
def test_a_question_that_names_nothing_gets_nothing(text: str) -> None:
    assert named(text, INDEX) == []


def test_word_for_word_counts_more_than_near_each_other_and_that_more_than_further_apart() -> None:
    weights = [
        mentioned(text, INDEX)[0].weight
        for text in ("huur niet betalen", "betalen van huur niet", "betalen niet gelukt huur", "huur vandaag betalen")
    ]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 4
    assert mentioned("huur x1 x2 x3 x4 x5 x6 x7 niet betalen", INDEX) == []


def test_the_places_of_the_words_are_those_of_the_question() -> None:
    (mention,) = mentioned("help ik kan de huur niet betalen", INDEX)
    assert (mention.label, mention.words, mention.language) == ("huur niet betalen", (4, 5, 6), "nl")
    (mention,) = mentioned("waar is kinder opvang", INDEX)
    assert mention.words == (2, 3)


def test_a_label_that_holds_another_wins() -> None:
    index = index_of(bank=["=bank"], voedsel=["=voedselbank", "geld van de bank"], geld=["=geld"])
    assert named("geld van de bank", index) == ["voedsel"]
    assert set(named("geld en een voedselbank", index)) == {"geld", "voedsel"}
    assert named("bank", index) == ["bank"]


def test_a_typo_is_only_looked_for_where_nothing_matches() -> None:
    index = index_of(logopedie=["=logopedie"], kapper=["=kapper"], kachel=["=kachels"], bakkerij=["=bakker"])
    assert named("logopdie", index) == ["logopedie"]
    assert named("olgopedie", index) == ["logopedie"]
    assert named("bakker", index) == ["bakkerij"]
    assert named("kaper", index) == ["kapper"]
    assert named("dapper", index) == []
    assert mentioned("logopdie", index)[0].weight < mentioned("logopedie", index)[0].weight


def test_one_common_word_is_silent_in_a_long_question_where_a_longer_label_speaks() -> None:
    others = {
        f"c{number}": [f"=groep {name}"] for number, name in enumerate(["een1", "twee2", "dri3", "vir4", "vyf5"])
    }
    index = index_of(groep=["=groep"], huilbaby=["=troost voor huilbaby"], **others)
    assert named("groep", index) == ["groep"]
    long = mentioned("een groep voor iemand zoals ik met troost voor huilbaby overdag ergens in stad", index)
    assert [mention.concept for mention in long if mention.weight > 0.7] == ["huilbaby"]


def test_a_label_of_digits_needs_all_of_them() -> None:
    index = index_of(leeftijd=["18-/18+"], lijn=["=112"])
    assert named("kamer voor een meisje van 18", index) == []
    assert named("bel 112", index) == ["lijn"]


def test_a_word_of_another_language_is_taken_as_it_is() -> None:
    index = Index(
        [
            Word(1, "zwembad", "basen", "basen", "pl", LabelKind.SAYING, 0),
            Word(2, "baas", "ruzie met de baas", "ruzie met de baas", "nl", LabelKind.SAYING, 0),
            Word(3, "diefstal", "vol", "vol", "fr", LabelKind.SAYING, 0),
            Word(4, "stress", "hoofd zit vol", "hoofd zit vol", "nl", LabelKind.SAYING, 0),
            Word(5, "autisme", "autism", "autism", "en", LabelKind.PREFERRED, 0),
            Word(6, "autisme", "autisme", "autisme", "nl", LabelKind.PREFERRED, 0),
        ]
    )
    assert named("basen", index) == ["zwembad"]
    assert named("de baas", index) == []
    assert mentioned("vol", index)[0].weight < 0.5
    assert [mention.label for mention in mentioned("autisme", index)] == ["autisme"]


def test_a_label_that_is_switched_off_is_not_found() -> None:
    off = frozenset(word.id for word in INDEX.labels if word.text == "crèche")
    assert mentioned("creche", INDEX, off=off) == []
    assert [mention.concept for mention in mentioned("kinderopvang", INDEX, off=off)] == ["kinderopvang"]


def test_two_layers_are_one_vocabulary() -> None:
    own = index_of(huurachterstand=["het rode briefje"], eigen=["=begeleiding zwemmen"])
    assert named("ik kreeg het rode briefje", INDEX, own) == ["huurachterstand"]
    assert "eigen" in named("zwembegeleiding", INDEX, own)
    assert "school" in named("durft niet naar school", INDEX, own)


def test_a_very_long_question_is_read_up_to_a_point() -> None:
    assert named("iets " * (MOST_WORDS - 1) + "kinderopvang", INDEX) == ["kinderopvang"]
    assert named("iets " * MOST_WORDS + "kinderopvang", INDEX) == []


@given(st.text(max_size=300))
def test_every_text_gets_an_answer_with_weights_and_places_that_make_sense(text: str) -> None:
    said = words(text)
    for mention in mentions_in(said, [INDEX], frozenset()):
        assert 0 < mention.weight <= 1
        assert list(mention.words) == sorted(set(mention.words))
        assert all(0 <= place < len(said) for place in mention.words)


@given(st.lists(st.sampled_from(sorted(INDEX.dutch)), max_size=25))
def test_words_of_labels_in_any_order_get_an_answer(said: list[str]) -> None:
    found = mentions_in(said, [INDEX], frozenset())
    assert all(0 < mention.weight <= 1 for mention in found)
    assert found == mentions_in(said, [INDEX], frozenset())


LABEL = st.lists(
    st.sampled_from(["huur", "niet", "betalen", "kind", "opvang", "alleen", "school"]), min_size=1, max_size=4
)


@given(st.lists(LABEL, min_size=1, max_size=6), LABEL)
def test_another_label_never_takes_away_a_concept_whose_label_is_the_question(
    labels: list[list[str]], other: list[str]
) -> None:
    before = {f"c{number}": [" ".join(label)] for number, label in enumerate(labels)}
    for number, label in enumerate(labels):
        assert f"c{number}" in named(" ".join(label), index_of(**before))
        assert f"c{number}" in named(" ".join(label), index_of(**before, other=[" ".join(other)]))


@given(st.text("abcd", min_size=1, max_size=8), st.data())
def test_one_letter_more_less_or_other_and_two_swapped_are_one_typo(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    for other in (word[:place] + "x" + word[place:], word[:place] + "x" + word[place + 1 :], swapped):
        assert one_typo_apart(word, other) is (word != other)
        assert one_typo_apart(other, word) is (word != other)
    assert not one_typo_apart(word, "xx" + word)
    assert not one_typo_apart("xy" + word, "zz" + word)


def test_what_people_type_is_kept_nowhere() -> None:
    index = index_of(huur=["=huur"], achterstand=["=achterstand"])
    assert index.parts_of("huurachterstand")
    assert "huurachterstand" not in index._parts
