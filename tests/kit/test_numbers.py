"""One stored form, and on screen what people in the country write. The numbers are national help lines."""

import pytest

from buurtnet.kit.numbers import on_screen, stored


@pytest.mark.parametrize(
    ("number", "country", "shown"),
    [
        ("+31880767000", "NL", "088 076 7000"),
        ("0031 (0)88-0767 000", "NL", "088 076 7000"),
        ("+31880767000", "BE", "+31 88 076 7000"),
        ("+3270245245", "BE", "070 24 52 45"),
    ],
)
def test_a_number_is_national_at_home_and_has_its_country_elsewhere(number: str, country: str, shown: str) -> None:
    assert on_screen(number, stored(number, country), country) == shown


@pytest.mark.parametrize("number", ["14 010", "112", "vraag de buurman", "", "099-123 45 67"])
def test_what_is_no_number_that_was_given_out_stays_as_it_was_written(number: str) -> None:
    assert on_screen(number, stored(number), "NL") == number
