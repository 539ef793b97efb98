"""Amounts as people type them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.kit.amounts import MOST, EuroField, cents_in, euros


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("250", 25_000), ("€ 250", 25_000), ("€250,-", 25_000), ("250,--", 25_000), ("1.250,50", 125_050),
        ("1 250,50", 125_050), ("1.250", 125_000), ("1250.50", 125_050), ("1,250.50", 125_050), ("12,5", 1_250),
        ("-5", None), ("1e9", None), ("veel", None), ("1.2.3", None), ("", None), ("0", 0),
    ],
)  # fmt: skip
def test_what_people_type_is_read(typed: str, cents: int | None) -> None:
    assert cents_in(typed) == cents


def test_an_amount_is_written_as_people_do() -> None:
    assert [euros(one) for one in (0, 320_000, 1_250)] == ["€ 0", "€ 3.200", "€ 12,50"]


@given(st.integers(1, MOST))
def test_what_the_box_shows_is_what_was_kept(cents: int) -> None:
    box = EuroField()
    assert box.clean(box.prepare_value(cents)) == cents


@pytest.mark.parametrize("typed", ["0", "-1", "10" * 14, "NaN", "١٢٣"])
def test_an_odd_or_huge_amount_is_told(typed: str) -> None:
    with pytest.raises(ValidationError):
        EuroField().clean(typed)
