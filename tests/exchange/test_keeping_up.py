"""Sites that are followed are read again each day: what changed, on Sunday all; one that fails stops no other."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from buurtnet.directory.models import ImportRun, Source
from buurtnet.exchange import keeping_up
from buurtnet.exchange.keeping_up import follow_sources
from buurtnet.exchange.reading import Reading
from buurtnet.kit.plain_error import PlainError

pytestmark = pytest.mark.django_db

SATURDAY, SUNDAY = dt.date(2026, 11, 21), dt.date(2026, 11, 22)
THERE = "https://buurt.example/api/hsds"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, bool]]:
    """What was asked of which address: the source, and whether only changes."""
    found: list[tuple[str, str, bool]] = []

    @contextmanager
    def followed(address: str, source: str, progress: object, *, only_changes: bool = False) -> Iterator[Reading]:
        found.append((address, source, only_changes))
        if "weg" in address:
            raise PlainError("weg.example does not answer: nothing listens there.")
        yield Reading(address, address=address)

    def bring_in(reading: Reading, options: Any, note: Any, progress: Any) -> None:
        ImportRun.objects.create(
            source_id=options.source, file_name=reading.name, started_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
            ended_at=dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC),
        )  # fmt: skip

    monkeypatch.setattr(keeping_up, "followed", followed)
    monkeypatch.setattr(keeping_up, "bring_in", bring_in)
    return found


def test_the_first_time_all_is_read_then_what_changed_and_on_sunday_all(asked: list[tuple[str, str, bool]]) -> None:
    Source.objects.create(slug="buren", address=THERE)
    Source.objects.create(slug="lijst")
    for day in (SATURDAY, SATURDAY, SUNDAY):
        follow_sources(day)
    assert asked == [(THERE, "buren", False), (THERE, "buren", True), (THERE, "buren", False)]


def test_one_that_fails_is_told_and_stops_no_other(asked: list[tuple[str, str, bool]]) -> None:
    Source.objects.create(slug="a-weg", address="https://weg.example/api/hsds")
    Source.objects.create(slug="buren", address=THERE)
    with pytest.raises(PlainError, match="a-weg"):
        follow_sources(SATURDAY)
    assert [source for _address, source, _changes in asked] == ["a-weg", "buren"]
    assert ImportRun.objects.get().source_id == "buren"
