"""Completing, mending and taking words apart, with the words of the index itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.search.dutch import stem
from buurtnet.search.words import Lexicon, split, tail_of
from tests.search.documents import document, indexed

KNOWN = {
    "huiswerk", "club", "opvoeding", "vraag", "zwemmen", "les", "kinderen", "opvang", "pannen", "koek", "peuter",
    "spelen", "groep",
}  # fmt: skip
STEMS = {stem(word) for word in KNOWN}


def known(word: str) -> bool:
    return word in KNOWN


def known_stem(form: str) -> bool:
    return form in STEMS


def lexicon(*texts: str) -> Lexicon:
    return indexed(*(document(str(number), text) for number, text in enumerate(texts))).lexicon


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("huiswerkclub", ("huiswerk", "club")),
        ("opvoedingsvraag", ("opvoed", "vraag")),
        ("zwemlessen", ("zwem", "les")),
        ("kinderopvang", ("kind", "opvang")),
        ("pannenkoek", ("pan", "koek")),
        ("peuterspeelgroep", ("peuter", "speel", "groep")),
    ],
)
def test_a_compound_falls_apart_into_known_words(word: str, parts: tuple[str, ...]) -> None:
    assert parts in split(word, known, known_stem)


@pytest.mark.parametrize("word", ["huiswerk", "clubhond", "gezellig", "les", "a" * 200, "huiswerk2club"])
def test_what_is_no_compound_of_known_words_stays_whole(word: str) -> None:
    assert split(word, known, known_stem) == []


@given(st.sampled_from(sorted(KNOWN)), st.sampled_from(["", "s", "en"]), st.sampled_from(sorted(KNOWN)))
def test_two_known_words_written_as_one_are_always_taken_apart(first: str, link: str, last: str) -> None:
    joined = f"{first}{link}{last}"
    if len(joined) > 7:
        assert stem(last) in {way[-1] for way in split(joined, known, known_stem)}


def test_the_unknown_rest_of_a_compound_is_kept_as_a_word_to_look_for() -> None:
    assert tail_of("kinderfysiotherapie", known, known_stem) == "fysiotherapie"
    assert tail_of("gezelligheid", known, known_stem) == ""
    found = lexicon("Kinderfysiotherapie", "Kinderen").compounds("fysiotherapie")
    assert [variant.word for variant in found] == ["kinderfysiotherapie"]


def test_compounds_are_found_by_their_last_and_by_their_first_part() -> None:
    here = lexicon("Zwemles", "les", "zwemmen", "lesgeld", "geld")
    assert {(variant.word, variant.how) for variant in here.compounds("lessen")} == {
        ("zwemles", "last"), ("lesgeld", "first"),
    }  # fmt: skip


def test_a_half_typed_word_is_completed_most_common_first() -> None:
    here = lexicon("bibliotheek", "bibliotheek", "bibliotheek lezen", "bibliobus")
    assert [variant.word for variant in here.completions("bibl")] == ["bibliotheek", "bibliobus"]
    assert here.completions("xyz") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jeudgzorg", "jeugdzorg"), ("zwemels", "zwemles"), ("tandars", "tandarts"),
        ("kinderopvangg", "kinderopvang"), ("consulatiebureau", "consultatiebureau"), ("mantlezogr", "mantelzorg"),
    ],
)  # fmt: skip
def test_typos_are_mended_one_in_five_letters_two_in_nine(typed: str, meant: str) -> None:
    here = lexicon("jeugdzorg", "zwemles", "tandarts", "kinderopvang", "consultatiebureau", "mantelzorg")
    assert [variant.word for variant in here.corrections(typed)] == [meant]


def test_short_words_and_other_first_letters_are_no_typos() -> None:
    here = lexicon("werken", "kind", "boek")
    assert here.corrections("merken") == here.corrections("kint") == here.corrections("koek") == []


def test_a_word_that_is_common_here_is_not_mended_into_another() -> None:
    here = lexicon("moeder", *["moeders"] * 5)
    assert here.corrections("moeder") == []


def test_a_typo_inside_a_compound_nobody_wrote_finds_the_compound() -> None:
    here = lexicon("kinderen", "Kinderfysiotherapie")
    assert [variant.word for variant in here.corrections("fysioterapie")] == ["kinderfysiotherapie"]


def test_when_nothing_else_fits_words_that_begin_about_so_are_found() -> None:
    assert [variant.word for variant in lexicon("mantelzorgsteunpunt").rough("manterlzorger")] == [
        "mantelzorgsteunpunt"
    ]
