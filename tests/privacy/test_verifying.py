"""A look at the whole log finds what was changed, taken away, put elsewhere, cut or made anew, and names it."""

import datetime
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from buurtnet.privacy.choices import Action
from buurtnet.privacy.heads import RESTORED, heads_path, note_newest
from buurtnet.privacy.log import record, record_refusal
from buurtnet.privacy.models import LogRow, LogSeal
from buurtnet.privacy.sealing import COLUMNS, GENESIS, link, seal
from buurtnet.privacy.triggers import drop
from buurtnet.privacy.verifying import verify
from tests.privacy.log_rows import JORIS, by_force, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


@pytest.fixture
def log() -> list[LogRow]:
    found = rows(9)
    seal()
    note_newest(patience=0)
    return found


def test_a_log_that_nobody_touched_is_whole(log: list[LogRow]) -> None:
    verdict = verify()
    assert (verdict.sealed, verdict.faults, verdict.sentences) == (9, 0, [])


@pytest.mark.parametrize(
    "change",
    ["actor = '0'", "subject = ''", "at = '2020-01-01 00:00:00'", "emergency = NOT emergency", "result = 'ok'"],
)
def test_a_row_that_was_changed_is_named(log: list[LogRow], change: str) -> None:
    by_force(f"UPDATE privacy_logrow SET {change} WHERE id = %s", log[3].pk)
    assert verify().sentences == [f"Sequence 4: row {log[3].pk} is not what was sealed; it or a seal was changed."]


def test_a_row_that_was_taken_away_is_named_with_or_without_its_seal(log: list[LogRow]) -> None:
    by_force("DELETE FROM privacy_logrow WHERE id = %s", log[3].pk)
    assert verify().sentences == [f"Sequence 4: row {log[3].pk} is gone."]
    by_force("DELETE FROM privacy_logseal WHERE row_id = %s", log[3].pk)
    assert verify().sentences == ["The seals 4 to 4 are gone: they end before sequence 5."]


def test_two_rows_that_changed_places_are_named(log: list[LogRow]) -> None:
    one, other = log[2].pk, log[5].pk
    for there, here in ((-1, one), (one, other), (other, -1)):
        by_force("UPDATE privacy_logrow SET id = %s WHERE id = %s", there, here)
    assert [sentence[:10] for sentence in verify().sentences] == ["Sequence 3", "Sequence 6"]


def test_a_seal_that_was_changed_is_named(log: list[LogRow]) -> None:
    by_force("UPDATE privacy_logseal SET hash = %s WHERE sequence = 4", "0" * 64)
    assert [sentence[:10] for sentence in verify().sentences] == ["Sequence 4", "Sequence 5"]


@pytest.mark.parametrize("kept", [0, 1, 8])
def test_a_tail_that_was_cut_shows_by_the_file(log: list[LogRow], kept: int) -> None:
    cut_after(kept)
    assert verify().sentences == [f"The log ends at sequence {kept}, and log-head.jsonl knows 9: its tail was cut."]


def cut_after(kept: int) -> None:
    by_force("DELETE FROM privacy_logrow WHERE id IN (SELECT row_id FROM privacy_logseal WHERE sequence > %s)", kept)
    by_force("DELETE FROM privacy_logseal WHERE sequence > %s", kept)


def test_a_head_that_was_cut_shows(log: list[LogRow]) -> None:
    by_force("DELETE FROM privacy_logrow WHERE id < %s", log[4].pk)
    by_force("DELETE FROM privacy_logseal WHERE sequence < 5")
    assert verify().sentences == ["The seals 1 to 4 are gone: they end before sequence 5."]


def test_a_chain_that_was_made_anew_shows_by_the_file(log: list[LogRow]) -> None:
    by_force("UPDATE privacy_logrow SET actor = '0' WHERE id = %s", log[3].pk)
    before = GENESIS
    for link_now in LogSeal.objects.order_by("sequence"):
        before = link(before, row_of(link_now))
        by_force("UPDATE privacy_logseal SET hash = %s WHERE sequence = %s", before, link_now.pk)
    assert verify().sentences == ["Sequence 9: log-head.jsonl notes another hash; the chain was made anew."]


def row_of(link_now: LogSeal) -> tuple[object, ...]:
    return LogRow.objects.values_list(*COLUMNS).get(pk=link_now.row_id)


def test_a_row_that_nobody_seals_is_named_after_ten_seconds(log: list[LogRow]) -> None:
    row = record(Action.VIEW, actor=JORIS)
    assert verify().faults == 0
    ago = timezone.now() - datetime.timedelta(seconds=11)
    by_force("UPDATE privacy_logrow SET at = %s WHERE id = %s", adapted(ago), row.pk)
    [sentence] = verify().sentences
    assert sentence.startswith(f"Row {row.pk} of {ago:%Y-%m-%d %H:%M:%S} UTC has no seal")


def adapted(moment: datetime.datetime) -> object:
    return connection.ops.adapt_datetimefield_value(moment)


def test_a_trigger_that_is_gone_is_named(log: list[LogRow]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(drop("privacy_logrow_no_update", "privacy_logrow", connection.vendor))
    assert verify().sentences == [
        "The trigger privacy_logrow_no_update is not there as it was made: rows could have been changed."
    ]


def test_a_backup_that_was_put_back_is_told_and_is_no_fault(log: list[LogRow]) -> None:
    cut_after(4)
    note_newest(why=RESTORED)
    rows(2)
    seal()
    note_newest(patience=0)
    verdict = verify()
    assert (verdict.faults, verdict.sealed) == (0, 6)
    assert "put back from a backup" in verdict.notes[0]


def test_refusals_that_nobody_takes_up_are_told(log: list[LogRow], files: Path) -> None:
    record_refusal(actor=JORIS)
    assert verify().faults == 0
    then = time.time() - 11
    os.utime(files / "log-refusals.jsonl", (then, then))
    assert verify().sentences == ["Refusals wait in log-refusals.jsonl to be written; does a worker run?"]


def test_very_many_faults_are_counted_and_not_all_told() -> None:
    rows(200)
    seal()
    by_force("DELETE FROM privacy_logrow")
    verdict = verify()
    assert (verdict.faults, len(verdict.sentences)) == (200, 50)


@pytest.mark.parametrize("break_it", [lambda: heads_path().unlink(), lambda: heads_path().write_text("nonsense")])
def test_a_file_that_is_gone_or_says_nothing_is_told(log: list[LogRow], break_it: Callable[[], object]) -> None:
    break_it()
    assert verify().sentences == ["log-head.jsonl is not there or says nothing: a cut tail would not show."]
