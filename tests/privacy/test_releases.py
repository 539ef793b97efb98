"""A release is made once, over days of its own, and is never changed."""

import datetime as dt

import pytest

from buurtnet.privacy.models import LogRow, Release
from buurtnet.privacy.releases import (
    AlreadyReleasedError,
    NotYetError,
    correct,
    digest_of,
    is_intact,
    publish,
    released,
)
from buurtnet.privacy.small_numbers import FEW, UnsafeFiguresError
from tests.privacy.test_small_numbers import table

pytestmark = pytest.mark.django_db

SCOPE, KIND = "network:havendijk", "telling"
WINTER = {"from": "2026-01-01", "until": "2026-03-31"}
SPRING = {"from": "2026-04-01", "until": "2026-06-30"}
APRIL = dt.date(2026, 4, 2)
JULY = dt.date(2026, 7, 2)


def made(query: dict[str, str] = WINTER, on: dt.date = APRIL, *cells: int | str) -> Release:
    return publish(SCOPE, KIND, query, [table(*(cells or (10, 25)))], on, None)


def test_a_release_has_a_number_the_rule_and_a_digest_and_is_logged() -> None:
    release = made()
    assert (release.number, release.rule_version) == (1, "1")
    assert is_intact(release)
    row = LogRow.objects.get()
    assert (row.action, row.object_kind, row.object_id) == ("create", "privacy.Release", str(release.pk))


def test_the_next_release_has_the_next_number() -> None:
    made()
    assert made(SPRING, JULY).number == 2


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-01-01", "2026-02-28"), ("2026-01-02", "2026-03-31"), ("2026-02-01", "2026-04-30"),
        ("2026-01-01", "2026-01-01"), ("2026-04-01", "2026-03-31"), ("", ""), ("2026", "x"),
    ],
)  # fmt: skip
def test_less_than_a_quarter_is_refused(start: str, end: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 a date that is none says so in its own words
        made({"from": start, "until": end}, dt.date(2027, 1, 1))


def test_a_quarter_that_is_not_over_waits() -> None:
    with pytest.raises(NotYetError) as refused:
        made(WINTER, dt.date(2026, 3, 31))
    assert refused.value.on == dt.date(2026, 4, 1)


def test_the_next_one_comes_after_ninety_days_at_the_earliest() -> None:
    made(WINTER, dt.date(2026, 5, 1))
    with pytest.raises(NotYetError) as refused:
        made(SPRING, dt.date(2026, 7, 29))
    assert refused.value.on == dt.date(2026, 7, 30)
    made(SPRING, dt.date(2026, 7, 30))


def test_days_that_were_released_are_not_released_again_in_whatever_dimensions() -> None:
    made()
    for query in (WINTER, {**WINTER, "level": "district"}, {"from": "2026-01-01", "until": "2026-06-30"}):
        with pytest.raises(AlreadyReleasedError):
            made(query, dt.date(2027, 1, 1))
    assert Release.objects.count() == 1


def test_another_network_has_its_own_numbers_and_days() -> None:
    made()
    assert publish("network:duinbeke", KIND, WINTER, [table(10)], APRIL, None).number == 1


def test_true_counts_are_refused() -> None:
    with pytest.raises(UnsafeFiguresError):
        made(WINTER, APRIL, 12)
    assert not Release.objects.exists()


def test_a_correction_replaces_the_whole_and_says_so() -> None:
    release = made(WINTER, APRIL, 10, 25)
    better = correct(release, WINTER, [table(10, 30)], APRIL, None, "Een buurt was dubbel geteld.")
    assert (better.number, better.replaces) == (2, release)
    assert list(released(SCOPE, KIND)) == [better]
    release.refresh_from_db()
    assert is_intact(release)
    assert is_intact(better)


def test_a_correction_shows_nothing_that_was_hidden() -> None:
    release = made(WINTER, APRIL, 10, FEW)
    with pytest.raises(ValueError, match="hidden before"):
        correct(release, WINTER, [table(10, 10)], APRIL, None, "Te voorzichtig.")


def test_a_correction_needs_a_reason_and_the_same_days() -> None:
    release = made()
    with pytest.raises(ValueError, match="what was wrong"):
        correct(release, WINTER, [table(10, 25)], APRIL, None, " ")
    with pytest.raises(ValueError, match="same days"):
        correct(release, SPRING, [table(10, 25)], JULY, None, "Verkeerd kwartaal.")


def test_a_release_is_corrected_once_and_its_correction_not_for_ninety_days() -> None:
    """Else corrections one after another would be a live count."""
    release = made()
    better = correct(release, WINTER, [table(10, 25)], APRIL, None, "Fout.")
    with pytest.raises(AlreadyReleasedError):
        correct(release, WINTER, [table(10, 25)], APRIL, None, "Fout.")
    with pytest.raises(NotYetError):
        correct(better, WINTER, [table(10, 25)], APRIL + dt.timedelta(days=89), None, "Fout.")
    assert correct(better, WINTER, [table(10, 25)], APRIL + dt.timedelta(days=90), None, "Fout.").number == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tables", []), ("query", SPRING), ("number", 9), ("rule_version", "0"), ("correction", "x"),
        ("made_on", JULY), ("scope", "network:x"), ("kind", "x"),
    ],
)  # fmt: skip
def test_a_release_that_was_changed_shows(field: str, value: object) -> None:
    release = made()
    setattr(release, field, value)
    assert digest_of(release) != release.digest
    assert not is_intact(release)
