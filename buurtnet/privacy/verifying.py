"""Recomputes the chain over the log, and says in sentences what does not hold.

It finds a row that was changed, taken away or put in another place, a chain that was cut or made anew (by the file of
heads), and rows that nobody seals. It does not find a row that was added under a false name: whoever may write in the
database may add.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from buurtnet.privacy.heads import Standing, heads_path, standing
from buurtnet.privacy.models import LogSeal
from buurtnet.privacy.refusals import is_waiting, refusals_path
from buurtnet.privacy.sealing import COLUMNS, GENESIS, link, unsealed
from buurtnet.privacy.triggers import missing

CHUNK = 5_000
LATEST = datetime.timedelta(seconds=10)
MOST_TOLD = 50


@dataclass
class Verdict:
    """What a look at the whole log gave; ``notes`` are no faults."""

    sealed: int = 0
    faults: int = 0
    sentences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, sentence: str) -> None:
        self.faults += 1
        if len(self.sentences) < MOST_TOLD:
            self.sentences.append(sentence)


def verify() -> Verdict:
    """Look at every row and seal, one after the other; memory stays the same however long the log is."""
    verdict = Verdict()
    for name in missing():
        verdict.fault(f"The trigger {name} is not there as it was made: rows could have been changed.")
    known = standing()  # before the rows: what is noted meanwhile is not missed
    for restore in known.restores:
        verdict.notes.append(f"The log was put back from a backup on {restore.at}, to sequence {restore.sequence}.")
    walk(known, verdict)
    if verdict.sealed and not known.hashes:
        verdict.fault(f"{heads_path().name} is not there or says nothing: a cut tail would not show.")
    late(verdict)
    if is_waiting(longer_than=LATEST.total_seconds()):
        verdict.fault(f"Refusals wait in {refusals_path().name} to be written; does a worker run?")
    return verdict


def walk(known: Standing, verdict: Verdict) -> None:
    """Along the chain. After a fault it goes on from the seal as it stands, so that each fault is told once."""
    noted = dict(known.hashes)
    sequence, before = 0, GENESIS
    for number, row_id, digest, row in chain():
        is_first = not verdict.sealed
        is_checkpoint = is_first and row is None and number in known.dropped
        if is_first:
            noted = {there: wanted for there, wanted in noted.items() if there >= number}
        if number != sequence + 1 and not is_checkpoint:
            verdict.fault(f"The seals {sequence + 1} to {number - 1} are gone: they end before sequence {number}.")
        elif row is not None and link(before, row) != digest:
            verdict.fault(f"Sequence {number}: row {row_id} is not what was sealed; it or a seal was changed.")
        if row is None and not is_checkpoint:
            verdict.fault(f"Sequence {number}: row {row_id} is gone.")
        if noted.pop(number, digest) != digest:
            verdict.fault(f"Sequence {number}: {heads_path().name} notes another hash; the chain was made anew.")
        verdict.sealed += 1
        sequence, before = number, digest
    if noted:
        verdict.fault(
            f"The log ends at sequence {sequence}, and {heads_path().name} knows {max(noted)}: its tail was cut."
        )


def chain() -> Iterator[tuple[int, int | None, str, tuple[Any, ...] | None]]:
    """Sequence, row id, hash and the row's columns, or None for a row that is not there; in order."""
    seals = LogSeal.objects.order_by("sequence")
    found = seals.values_list("sequence", "row_id", "hash", *(f"row__{name}" for name in COLUMNS[1:]))
    moment = COLUMNS[1:].index("at")
    for number, row_id, digest, *rest in found.iterator(chunk_size=CHUNK):
        yield number, row_id, digest, (row_id, *rest) if rest[moment] is not None else None


def late(verdict: Verdict) -> None:
    """Rows that should have a seal by now."""
    rows = unsealed().filter(at__lt=timezone.now() - LATEST).order_by("id")
    count = rows.count()
    for row_id, at in rows.values_list("id", "at")[:MOST_TOLD]:
        verdict.fault(f"Row {row_id} of {at:%Y-%m-%d %H:%M:%S} UTC has no seal; does a worker run?")
    verdict.faults += max(0, count - MOST_TOLD)
