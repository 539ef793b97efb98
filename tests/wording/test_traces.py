"""What is pointed out in a typed text before anything is kept."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.wording import traces
from buurtnet.wording.traces import LONGEST, MOST, Trace, traces_in

# What stands in the offers of this test's town.
ORDINARY = frozenset({"buurthuis", "ankerplaats", "speeltuin", "kookt", "samira", "zeemeeuw", "basisschool"})


@pytest.fixture(autouse=True)
def an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "is_ordinary", ORDINARY.__contains__)
    monkeypatch.setattr(traces, "is_common", (ORDINARY - {"samira"}).__contains__)


@pytest.mark.parametrize(
    "typed",
    [
        "Veel moeders willen leren fietsen. Ze durven de weg niet op.",
        "Het kruispunt bij de school is donker; kinderen van 8 tot 12 jaar steken daar over.",
        "Er wonen hier 120 gezinnen en er zijn 3 speeltuinen.",
        "Jongeren hangen op woensdag na 16.30 uur in het portiek.",
        "Turkse en Marokkaanse moeders missen taalles. Ook Oekraïense.",
        "In de Ramadan is er 's avonds niets open. Kan het Buurthuis dan open?",
        "Een mevrouw kookt elke week voor de straat.",
        "De VVE wil de tuin delen.",
        "De roos bij de bank bloeit en het zand van de speeltuin is vies.",
        "Kinderen kunnen bij regen nergens spelen in Molenveld",
        "many mothers want to learn to cycle",
        "",
    ],
)
def test_nothing_is_pointed_out_in_what_is_about_no_one(typed: str) -> None:
    assert traces_in(typed, here=["Molenveld"]) == []


@pytest.mark.parametrize(
    ("typed", "kind", "said"),
    [
        ("Fatima durft niet alleen naar buiten", "name", "Fatima"),
        ("ik hoorde dat fatima niet durft", "name", "fatima"),
        ("de buurvrouw, Samira, zit alleen", "name", "Samira"),
        ("Bij Jan de Wit is de stoep stuk", "name", "Jan de Wit"),
        ("meneer van den Berg kookt", "name", "van den Berg"),
        ("mevrouw jansen zit alleen", "name", "jansen"),
        ("een jongen die Xanto heet", "name", "Xanto"),
        ("juf Xandrine is ziek", "name", "Xandrine"),
        ("my name is john smith", "name", "john smith"),
        ("Hij woont op Kerkstraat 12", "address", "Kerkstraat 12"),
        ("bij 9000 Duinbeke 12", "address", "9000 Duinbeke 12"),
        ("bel 06-12345678 maar", "phone", "06-12345678"),
        ("bel 0\u200b6 12 34 56 78", "phone", "06 12 34 56 78"),
        ("bel +32 999 12 34 56", "phone", "+32 999 12 34 56"),
        ("mail noor@voorbeeld.example", "mail", "noor@voorbeeld.example"),
        ("nummer 123456782", "number", "123456782"),
        ("jarig op 3 mei 2015", "date", "3 mei 2015"),
        ("kijk op www.club.example/leden/12", "link", "www.club.example/leden/12"),
    ],
)
def test_what_points_at_someone_is_pointed_out_as_it_was_typed(typed: str, kind: str, said: str) -> None:
    assert Trace(kind, said) in traces_in(typed)


def test_a_word_of_every_day_is_a_name_only_with_a_capital_in_the_middle() -> None:
    assert traces_in("Gisteren zat Roos hier") == [Trace("name", "Roos")]
    assert traces_in("Roos en doorn") == []


def test_what_stands_far_in_a_long_text_is_found_too() -> None:
    text = "Er is hier veel te doen. " * 100 + "Bel 06-12345678."
    assert traces_in(text) == [Trace("phone", "06-12345678")]


def test_the_same_twice_is_told_once_and_never_more_than_a_page_can_show() -> None:
    assert traces_in("Fatima en Fatima") == [Trace("name", "Fatima")]
    assert len(traces_in(" ".join(f"bel 06-123456{number:02} of" for number in range(40)))) == MOST


def test_a_long_text_takes_a_moment_only() -> None:
    for sign in ("a", "1", "A ", "@", ".", "a1-", "straat "):
        began = time.perf_counter()
        traces_in(sign * LONGEST)
        assert time.perf_counter() - began < 2


@given(st.text(max_size=600))
def test_any_text_gives_pieces_with_something_in_them(typed: str) -> None:
    assert all(trace.text and trace.text == trace.text.strip() for trace in traces_in(typed))
