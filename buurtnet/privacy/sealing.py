"""The chain over the log: every committed row gets a seal that depends on all seals before it.

``hash = SHA-256(hash before ‖ canonical JSON of the row)``. A row is sealed once it is committed and has no seal yet,
whatever its number: a slow transaction commits a low number late. The newest hash goes to a file outside the database
(``privacy.heads``), so that a cut tail, or a chain made anew, shows.
"""

import datetime
import hashlib
import json
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction

from buurtnet.privacy.heads import note_newest
from buurtnet.privacy.models import LogRow, LogSeal
from buurtnet.privacy.refusals import is_waiting, take_up

EVERY = 4.0  # seconds; a row is sealed within ten
BATCH = 5_000
OVERTAKEN = 10_000  # so many rows may overtake a slow transaction until the look at everything, each hour
HOUR = 3_600  # seconds
GENESIS = "0" * 64
LOCK = 0x62757572746E6574  # "buurtnet", for PostgreSQL's advisory locks

COLUMNS = tuple(field.attname for field in LogRow._meta.concrete_fields)

logger = logging.getLogger(__name__)


def seal(*, everything: bool = True) -> int:
    """Take up waiting refusals and seal every committed row that has no seal. Returns how many rows were sealed.

    ``everything=False`` looks only at the newest part of the log, which costs next to nothing.
    """
    if is_waiting():
        with transaction.atomic():
            one_at_a_time()
            take_up()
    count = 0
    if unsealed(everything).exists():
        last = 0
        while batch := seal_batch(everything, after=last):
            count, last = count + len(batch), batch[-1]
    note_newest()
    return count


def seal_batch(everything: bool, *, after: int) -> list[int]:
    """One transaction; a second sealer waits for its end, and then sees what it did. Returns the ids of the rows."""
    with transaction.atomic():
        one_at_a_time()
        sequence, before = newest()
        rows = list(unsealed(everything).filter(id__gt=after).order_by("id").values_list(*COLUMNS)[:BATCH])
        seals = []
        for row in rows:
            sequence, before = sequence + 1, link(before, row)
            seals.append(LogSeal(sequence=sequence, row_id=row[0], hash=before))
        LogSeal.objects.bulk_create(seals, batch_size=BATCH)
    return [row[0] for row in rows]


def one_at_a_time() -> None:
    """SQLite lets one in by itself: a transaction of ours begins with the wish to write."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def newest() -> tuple[int, str]:
    """The last link of the chain; before the first one 0 and zeros."""
    return LogSeal.objects.order_by("-sequence").values_list("sequence", "hash").first() or (0, GENESIS)


def unsealed(everything: bool = True) -> "models.QuerySet[LogRow]":
    rows = LogRow.objects.all()
    if not everything:
        last = LogSeal.objects.aggregate(last=models.Max("row_id"))["last"] or 0
        rows = rows.filter(id__gt=last - OVERTAKEN)
    return rows.filter(~models.Exists(LogSeal.objects.filter(row_id=models.OuterRef("id"))))


def link(before: str, row: Iterable[Any]) -> str:
    return hashlib.sha256(before.encode() + canonical(row)).hexdigest()


def canonical(row: Iterable[Any]) -> bytes:
    """A row, in the order of ``COLUMNS``, as JSON that is the same on every database and in every version.

    Empty values are left out, so that a column that comes later changes nothing of older rows.
    """
    said = {
        name: value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
        if isinstance(value, datetime.datetime)
        else value
        for name, value in zip(COLUMNS, row, strict=True)
        if value not in ("", None, False)
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


@contextmanager
def sealer() -> Iterator[None]:
    """Seals in a thread of its own for as long as the block lasts: long work beside it must not make rows wait."""
    stopping = threading.Event()
    thread = threading.Thread(target=keep_sealing, args=(stopping,), name="sealer", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def keep_sealing(stopping: threading.Event) -> None:
    looked = float("-inf")  # when the whole log was last looked at
    try:
        while not stopping.is_set():
            everything = time.monotonic() - looked > HOUR
            try:
                seal(everything=everything)
                looked = time.monotonic() if everything else looked
            except Exception:
                logger.exception("The log could not be sealed; trying again.")
                connection.close()
            stopping.wait(EVERY)
    finally:
        connection.close()
