"""Account numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.budget.ibans import LENGTHS, in_groups, is_iban, plain, tail, wrong_with
from tests.budget.payment_rows import IBAN


@pytest.mark.parametrize(
    "typed", ["NL02 ABNA 0123 4567 89", "nl02abna0123456789", "BE68 5390 0754 7034", "NL02-ABNA-0123.4567.89"]
)
def test_an_account_number_is_read_as_people_write_it(typed: str) -> None:
    assert is_iban(typed)
    assert wrong_with(typed) == ""


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "klopt niet"), ("NL03ABNA0123456789", "klopt niet"), ("NL02ABNA012345678", "heeft 17 tekens"),
        ("US02ABNA0123456789", "Naar dit land"), ("NL٠٢ABNA0123456789", "klopt niet"), ("12", "klopt niet"),
        ("NLXXABNA0123456789", "klopt niet"), ("een hele zin zonder nummer", "klopt niet"),
    ],
)  # fmt: skip
def test_a_wrong_account_number_is_found_and_said(typed: str, sentence: str) -> None:
    assert not is_iban(typed)
    assert sentence in wrong_with(typed)


def test_lists_show_the_end_of_a_number_only() -> None:
    assert in_groups(IBAN) == "NL02 ABNA 0123 4567 89"
    assert tail(IBAN) == "NL … 6789"
    assert tail("") == ""


@given(st.sampled_from(sorted(LENGTHS)), st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=31))
def test_one_wrong_sign_or_two_that_changed_places_are_always_found(country: str, signs: str) -> None:
    rest = signs[: LENGTHS[country] - 4]
    check = 98 - int("".join(str(int(sign, 36)) for sign in f"{rest}{country}00")) % 97
    whole = f"{country}{check:02}{rest}"
    assert is_iban(in_groups(whole))
    assert plain(in_groups(whole)) == whole
    place = len(whole) // 2
    other = "7" if whole[place] == "3" else "3"
    if not whole[place].isdigit():
        other = "B" if whole[place] == "A" else "A"
    assert not is_iban(whole[:place] + other + whole[place + 1 :])


@given(st.text())
def test_anything_at_all_is_answered(typed: str) -> None:
    assert is_iban(typed) == (wrong_with(typed) == "")
