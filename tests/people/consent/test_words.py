"""The words of a question, and the mark it is known by."""

import re
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.people.consent import months_after
from buurtnet.people.consent_words import Category, Purpose, mark_of, without_purposes


@given(st.uuids())
def test_a_mark_has_no_signs_that_people_mistake(pk: UUID) -> None:
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", mark_of(pk))


@given(st.uuids(), st.uuids())
def test_a_mark_follows_from_its_question(one: UUID, other: UUID) -> None:
    assert mark_of(one) == mark_of(UUID(str(one)))
    assert (mark_of(one) == mark_of(other)) == (one.int % 31**8 == other.int % 31**8)


def test_a_purpose_is_never_a_kind_of_data() -> None:
    assert not set(Purpose.values) & set(Category.values)
    assert without_purposes([*Purpose.values, *Category.values]) == set(Category.values)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-11-22", 12, "2027-11-22"),
        ("2026-01-15", -12, "2025-01-15"),
    ],
)
def test_so_many_months_later_is_the_same_day_or_the_last_of_the_month(day: str, months: int, after: str) -> None:
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(after)
