"""Words of danger put the right lines first, and ordinary words do not."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from buurtnet.kit.folding import words
from buurtnet.themes.danger import (
    MOST_WORDS,
    RIGHT_TO_LEFT,
    DangerLine,
    _first_day,
    _known,
    all_lines,
    danger_in,
    emergency_line,
)

LANGUAGES = {"nl", "en", "fr", "tr", "ar", "pl", "uk"}

SAID = [
    ("mijn man slaat mij", "violence"), ("Mijn vader slaat mij", "violence"),
    ("ik word bedreigd door mijn ex", "violence"),
    ("bang van mijn papa", "violence"), ("thuis is het niet veilig, ik durf niet naar huis", "violence"),
    ("kindermishandeling melden", "violence"), ("ik sla mijn kind", "violence"), ("huiselijk geweld", "violence"),
    ("nonkel schopt de kinderen", "violence"), ("my husband hits me", "violence"), ("mon mari me frappe", "violence"),
    ("kocam beni dövüyor", "violence"), ("زوجي يضربني", "violence"), ("mąż mnie bije", "violence"),
    ("чоловік б'є мене", "violence"), ("ik ben verkracht", "sexual"), ("seksueel misbruikt", "sexual"),
    ("j'ai été violée", "sexual"), ("tecavüze uğradım", "sexual"), ("ik wil niet meer leven", "suicide"),
    ("Zelfmoord", "suicide"), ("mijn dochter snijdt zichzelf", "suicide"), ("er een eind aan maken", "suicide"),
    ("I want to die", "suicide"), ("je veux mourir", "suicide"), ("intihar etmek istiyorum", "suicide"),
    ("اريد ان اموت", "suicide"), ("nie chcę żyć", "suicide"), ("хочу померти", "suicide"),
    ("mijn baby ademt niet", "illness"), ("pijn op de borst", "illness"), ("hartaanval", "illness"),
    ("he is unconscious", "illness"), ("il ne respire plus", "illness"), ("nefes alamıyor", "illness"),
    ("kind heeft bleek gedronken", "poison"), ("vergiftiging", "poison"), ("zatrucie", "poison"),
    ("er is brand", "fire"), ("ik word gepest op school", "child"), ("ik ben 11 en ik ben heel bang", "child"),
    ("mijn ouders hebben altijd ruzie", "child"),
]  # fmt: skip

ORDINARY = [
    "overslaan", "drumles", "leren slaan op een trommel", "hij slaat de les over", "mijn zoon slaat school over",
    "geweldig feest", "geweldloos verzet", "oma is dood en mijn zoontje is bang", "puber 15 agressief",
    "alcoholmisbruik",
    "misbruik van alcohol", "cursus reanimatie", "hij wordt gepest in de groepsapp", "mijn kind praat nog niet goed",
    "ik kan de huur niet betalen", "naar huis na school", "verslaafd aan gamen", "schietvereniging", "kinderopvang",
    "borstvoeding doet pijn", "dode hoek fietsexamen", "het leven is leuk", "vechtsport", "een mes slijpen",
    "bang in het donker", "slagen voor je examen", "brandweer bezoeken", "mijn moeder heeft dementie",
    "giftige planten in de tuin",
    "wil niet meer naar school", "I am looking for a choir", "aile doktoru", "طبيب", "lekarz", "лікар",
]  # fmt: skip


def lines(text: str, country: str, language: str = "") -> tuple[DangerLine, ...]:
    danger = danger_in(text, country, language)
    assert danger
    return danger.lines


@pytest.mark.parametrize(("text", "kind"), SAID)
def test_words_of_danger_are_heard_in_every_language(text: str, kind: str) -> None:
    danger = danger_in(text, "NL")
    assert danger
    assert kind in danger.kinds


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_raise_no_alarm(text: str) -> None:
    assert danger_in(text, "NL") is None
    assert danger_in(text, "BE") is None


@pytest.mark.parametrize(
    ("text", "dutch", "belgian"),
    [
        ("mijn man slaat mij", ["112", "veilig-thuis"], ["112", "101", "1712"]),
        ("ik wil niet meer leven", ["113", "112", "luisterlijn"], ["1813", "112", "106"]),
        ("hartaanval", ["112", "huisarts"], ["112", "1733"]),
        ("vergiftiging", ["112", "huisarts"], ["antigifcentrum", "112"]),
        ("ik word gepest", ["kindertelefoon"], ["awel"]),
    ],
)
def test_the_lines_are_those_of_the_country_the_right_one_first(
    text: str, dutch: list[str], belgian: list[str]
) -> None:
    assert [line.slug for line in lines(text, "NL")] == dutch
    assert [line.slug for line in lines(text, "BE")] == belgian
    assert lines(text, "XX") == lines(text, "NL")


def test_a_child_that_asks_gets_a_line_for_children_right_after_the_first() -> None:
    for text in ("papa slaat mij", "ik ben 12 en ik wil niet meer leven", "mijn vader slaat mij"):
        danger = danger_in(text, "NL")
        assert danger
        assert danger.by_child
        assert danger.lines[1].slug == "kindertelefoon"
    grown = danger_in("mijn man slaat mij", "BE")
    assert grown
    assert not grown.by_child
    assert "awel" not in [line.slug for line in grown.lines]


def test_two_dangers_in_one_sentence_give_the_first_lines_of_both_each_once() -> None:
    danger = danger_in("hij slaat mij en ik wil niet meer leven", "NL")
    assert danger
    assert danger.kinds == ("violence", "suicide")
    assert [line.slug for line in danger.lines] == ["112", "113", "veilig-thuis", "luisterlijn"]


def test_the_sentence_is_in_the_language_of_the_words() -> None:
    assert lines("kocam beni dövüyor", "NL", "nl")[0].language == "tr"
    arabic = lines("زوجي يضربني", "BE", "nl-be")[0]
    assert (arabic.language, arabic.direction) == ("ar", "rtl")
    assert lines("suicide", "NL", "en")[0].language == "en"
    assert lines("mijn man slaat mij", "NL", "en")[0].language == "nl"


def test_harmless_words_do_not_hide_a_danger_beside_them() -> None:
    assert lines("hij slaat de les over en hij slaat mij", "NL")
    assert lines("hij slaat mij over mijn hele lichaam", "NL")


def test_the_line_at_the_bottom_of_each_page_is_112_in_the_language_of_the_page() -> None:
    assert emergency_line("NL", "en").text == "In danger right now? Call 112."
    assert emergency_line("BE", "nl-be").phone == "112"
    assert emergency_line("DE").phone == "112"


@pytest.mark.parametrize("country", ["NL", "BE"])
def test_every_line_says_where_its_number_was_checked_and_speaks_every_language(country: str) -> None:
    for line in all_lines(country, "nl"):
        row = _known().lines[line.slug]
        assert set(row["text"]) == LANGUAGES
        assert row["source"].startswith("https://")
        assert line.source_from is None or line.source_from <= line.checked
        assert line.phone or line.url
        assert line.tel == "".join(sign for sign in line.phone if sign.isdigit())


@pytest.mark.parametrize(
    ("source_from", "calls"), [("", True), ("2025", True), ("2025-09", True), ("2025-12", False)]
)
def test_a_number_from_an_old_or_undated_source_waits_for_a_call(source_from: str, calls: bool) -> None:
    line = replace(emergency_line("NL"), source_from=_first_day(source_from))
    assert line.needs_a_call(dt.date(2026, 11, 22)) is calls


def test_every_danger_has_words_in_every_language_and_lines_that_exist_in_both_countries() -> None:
    for kind in _known().kinds:
        assert set(kind.words) == LANGUAGES, kind.name
        for country in ("NL", "BE"):
            for slug in (*kind.lines[country], *kind.child[country]):
                assert country in _known().lines[slug]["countries"]
        assert kind.lines["NL"]
        assert kind.lines["BE"]
    assert set(RIGHT_TO_LEFT) <= LANGUAGES


@given(st.text(max_size=200), st.sampled_from(["NL", "BE", "", "\0"]), st.sampled_from(["", "nl", "nl-be", "xx"]))
def test_every_text_gets_an_answer(text: str, country: str, language: str) -> None:
    danger = danger_in(text, country, language)
    assert danger is None or danger.lines


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=12))
def test_a_word_of_danger_inside_another_word_is_none(letters: str) -> None:
    assume(len(words(f"a{letters}zelfmoord")) == 1)  # a letter such as the l with a dot ends a word
    assert danger_in(f"a{letters}zelfmoord", "NL") is None or danger_in(f"a{letters}", "NL") is not None


def test_a_very_long_text_is_read_up_to_a_point() -> None:
    assert danger_in("woord " * (MOST_WORDS - 1) + "zelfmoord", "NL")
    assert danger_in("woord " * MOST_WORDS + "zelfmoord", "NL") is None
