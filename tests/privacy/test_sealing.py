"""Every committed row gets its place in the chain, however late it comes and however many seal at once."""

import datetime
import hashlib
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from buurtnet.privacy import heads, sealing
from buurtnet.privacy.heads import all_heads, heads_path, note_newest
from buurtnet.privacy.models import LogRow, LogSeal
from buurtnet.privacy.sealing import COLUMNS, GENESIS, canonical, seal, sealer
from tests.privacy.log_rows import JORIS, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


def test_a_hash_is_made_of_the_one_before_and_the_row() -> None:
    first, second = rows(2)
    assert seal() == 2
    [one, two] = LogSeal.objects.order_by("sequence")
    assert (one.sequence, one.row_id, two.sequence, two.row_id) == (1, first.pk, 2, second.pk)
    row = dict(zip(COLUMNS, LogRow.objects.values_list(*COLUMNS).get(pk=first.pk), strict=True))
    said = {name: value for name, value in row.items() if value} | {
        "at": row["at"].isoformat(timespec="microseconds")
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    assert one.hash == hashlib.sha256(GENESIS.encode() + text.encode()).hexdigest()
    assert one.hash != two.hash


def test_the_moment_is_written_alike_whatever_the_zone_and_a_column_that_comes_later_changes_nothing() -> None:
    moment = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
    empty = [""] * (len(COLUMNS) - 2)
    here = moment.astimezone(timezone.get_default_timezone())
    assert canonical([1, moment, *empty]) == canonical([1, here, *empty])
    assert canonical([1, moment, *empty]) == b'{"at":"2026-11-22T12:00:00.000000+00:00","id":1}'


def test_what_is_sealed_is_not_sealed_again() -> None:
    rows(3)
    assert [seal(), seal()] == [3, 0]
    rows(2)
    assert [seal(everything=False), seal()] == [2, 0]
    assert list(LogSeal.objects.values_list("sequence", flat=True).order_by("sequence")) == [1, 2, 3, 4, 5]


def test_many_rows_are_sealed_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 4)
    rows(10)
    assert seal() == 10


def test_a_row_that_commits_late_under_a_low_number_is_sealed_too() -> None:
    rows(3)
    late = LogRow.objects.order_by("id").values_list("id", flat=True)[1]
    LogRow.objects.bulk_create([LogRow(id=late + 1_000, action="view", actor=str(JORIS))])
    assert seal() == 4
    LogRow.objects.bulk_create([LogRow(id=late + 500, action="view", actor=str(JORIS))])
    assert seal(everything=False) == 1
    assert LogSeal.objects.order_by("-sequence").first().row_id == late + 500


def test_one_overtaken_by_very_many_waits_for_the_look_at_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "OVERTAKEN", 100)
    LogRow.objects.bulk_create([LogRow(id=5_000, action="view")])
    seal()
    LogRow.objects.bulk_create([LogRow(id=4_000, action="view")])
    assert [seal(everything=False), seal(everything=True)] == [0, 1]


def apart(*jobs: Callable[[], object]) -> None:
    """Jobs at once, each in a thread with a connection of its own."""

    def one(job: Callable[[], object]) -> None:
        try:
            job()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def needs_more_than_one_connection() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory has one connection")


@pytest.mark.django_db(transaction=True)
def test_a_slow_transaction_on_postgresql_is_not_skipped() -> None:
    needs_more_than_one_connection()
    has_written, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            rows(1)
            has_written.set()
            may_end.wait(10)

    def fast() -> None:
        has_written.wait(10)
        rows(2)
        assert seal() == 2
        may_end.set()

    apart(slow, fast)
    low = LogRow.objects.order_by("id").first()
    assert not LogSeal.objects.filter(row=low).exists()
    assert seal(everything=False) == 1
    assert LogSeal.objects.order_by("-sequence").first().row_id == low.pk


@pytest.mark.django_db(transaction=True)
def test_several_sealers_at_once_make_one_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    needs_more_than_one_connection()
    monkeypatch.setattr(sealing, "BATCH", 7)
    rows(100)
    counts: list[int] = []
    apart(*[lambda: counts.append(seal())] * 4)
    assert sum(counts) == 100
    assert list(LogSeal.objects.values_list("sequence", flat=True).order_by("sequence")) == list(range(1, 101))


@pytest.mark.django_db(transaction=True)
def test_the_sealer_seals_while_other_work_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    needs_more_than_one_connection()
    sealed = threading.Event()
    monkeypatch.setattr(sealing, "note_newest", sealed.set)
    rows(2)
    with sealer():
        assert sealed.wait(10)
    assert LogSeal.objects.count() == 2


def test_the_newest_hash_goes_to_a_file_at_most_once_a_minute_and_on_demand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not note_newest()
    for _ in range(2):
        rows(1)
        seal()
    assert [head.sequence for head in all_heads()] == [1]
    assert note_newest(patience=0)
    assert not note_newest(patience=0)
    rows(1)
    monkeypatch.setattr(heads, "MINUTE", 0)
    seal()
    assert [head.sequence for head in all_heads()] == [1, 2]
    assert heads_path().stat().st_mode & 0o077 == 0


def test_a_line_cut_off_by_a_power_failure_takes_no_other_with_it(files: Path) -> None:
    rows(1)
    seal()
    whole = heads_path().read_bytes()
    for cut in range(len(whole)):
        heads_path().write_bytes(whole[:cut])
        note_newest(patience=0)
        assert [head.sequence for head in all_heads()][-1] == 1
