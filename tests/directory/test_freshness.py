"""The formula of freshness, at its corners and as a law."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.directory.freshness import FreshnessLabel, freshness_of, freshness_score

TODAY = dt.date(2026, 11, 21)


def days_ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("age", "every", "score"),
    [
        (0, 12, 100),
        (30, 1, 100),
        (240, 1, 0),
        (135, 1, 50),
        (360, 12, 100),
        (730, 12, 0),
        (545, 12, 50),
        (730, 16, 0),
        (750, 25, 100),
        (751, 25, 0),
    ],
)
def test_the_formula_at_its_corners(age: int, every: int, score: float) -> None:
    assert freshness_score(days_ago(age), every, TODAY) == score


def test_no_date_counts_as_fifty() -> None:
    assert freshness_score(None, 12, TODAY) == 50


@given(age=st.integers(-30, 4_000), older=st.integers(0, 500), every=st.integers(1, 120))
def test_it_never_gets_fresher_by_itself(age: int, older: int, every: int) -> None:
    now, later = (freshness_score(days_ago(days), every, TODAY) for days in (age, age + older))
    assert 0 <= later <= now <= 100


@given(age=st.integers(0, 4_000), every=st.integers(1, 120))
def test_only_what_an_editor_keeps_is_ever_hidden(age: int, every: int) -> None:
    assert not freshness_of(days_ago(age), every, TODAY, may_hide=False).is_hidden
    kept = freshness_of(days_ago(age), every, TODAY, may_hide=True)
    assert kept.is_hidden == (kept.score == 0)


@pytest.mark.parametrize(
    ("age", "label"),
    [
        (10, FreshnessLabel.RECENT),
        (500, FreshnessLabel.MAY_HAVE_CHANGED),
        (700, FreshnessLabel.LONG_AGO),
        (800, FreshnessLabel.NOT_CHECKED_HERE),
    ],
)
def test_what_is_said_of_an_imported_entry(age: int, label: FreshnessLabel) -> None:
    assert freshness_of(days_ago(age), 12, TODAY, may_hide=False).label == label
