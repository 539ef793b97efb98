"""What people type, without what cannot be seen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.kit.texts import MOST_MARKS, cleaned, links_in, one_line
from buurtnet.mending.differences import differences

UNSEEN = "\u202e\u202d\u2066\u2069\u200b\u200f\u200e\ufeff\u2060\u00ad\u061c\u0000\u0007\u3164"
NASTY = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(f"{UNSEEN}\u200c\u200d\r\n\t aé")))


@given(NASTY)
def test_cleaning_leaves_nothing_unseen_and_cleaning_twice_changes_nothing(text: str) -> None:
    once = cleaned(text)
    assert not set(once) & set(UNSEEN)
    assert cleaned(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(NASTY)
def test_one_line_is_one_line(text: str) -> None:
    assert one_line(text) == " ".join(one_line(text).split())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("مركز الحي", "مركز الحي"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧 samen", "👩\u200d👧 samen"),
        ("pay\u200dpal", "paypal"),
        ("een\r\ntwee\rdrie\u2028vier", "een\ntwee\ndrie\nvier"),
        ("een\n\n\n\n\ntwee", "een\n\ntwee"),
        ("  rand  ", "rand"),
    ],
)
def test_what_a_language_needs_stays_and_what_only_hides_goes(text: str, kept: str) -> None:
    assert cleaned(text) == kept


def test_a_tower_of_marks_on_a_letter_is_cut_down() -> None:
    assert len(unicodedata.normalize("NFD", cleaned("a" + "\u0301" * 60))) == 1 + MOST_MARKS


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("geen", 0),
        ("mail naar a@kade.example", 0),
        ("www.kade.example", 1),
        ("http://x.example of kade.example/nu", 2),
        ("om 9.00 uur, v.a. 2 jaar", 0),
    ],
)
def test_links_are_counted_and_mail_addresses_are_none(text: str, count: int) -> None:
    assert links_in(text) == count


@given(NASTY, NASTY)
def test_all_pieces_together_are_the_text(before: str, after: str) -> None:
    old, new = differences(before, after)
    assert "".join(piece.text for piece in old) == before
    assert "".join(piece.text for piece in new) == after
    assert before != after or not any(piece.is_other for piece in [*old, *new])


def test_a_long_row_of_marks_is_cut_before_it_is_put_in_order() -> None:
    found = cleaned("a" + "\u0301" * 60_000 + "\u0316" * 60_000 + "b")
    assert len(found) <= 1 + MOST_MARKS + 1
    assert cleaned(found) == found
