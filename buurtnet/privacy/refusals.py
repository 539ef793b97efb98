"""Refusals told inside a transaction: kept in a file until they can be written, since a rollback must not undo them.

On SQLite a second connection could not write while the first is in its transaction; a file can, on any database. The
sealer takes the lines up within seconds, each once.
"""

import json
import os
import time
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from buurtnet.privacy.models import LogRow

FILE_NAME = "log-refusals.jsonl"
PATIENCE = 2.0  # seconds that a file is left alone after it was taken away from under its writers


def refusals_path() -> Path:
    return Path(settings.DATA_DIR) / FILE_NAME


def set_aside(row: LogRow) -> None:
    """One line, on the disk when this returns. Raises ``OSError`` when it cannot be written."""
    values = {field.attname: field.value_to_string(row) for field in fields()}
    descriptor = os.open(refusals_path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # An empty line first: the one before may be cut off.
        os.write(descriptor, ("\n" + json.dumps(values) + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_waiting(*, longer_than: float = 0) -> bool:
    """Whether refusals wait to be written, for more than so many seconds."""
    return any(age(path) >= longer_than for path in refusals_path().parent.glob(f"{FILE_NAME}*"))


def age(path: Path) -> float:
    """Seconds since the last line; none at all for a file that another sealer just took."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return -1.0


def take_up(*, patience: float | None = None) -> int:
    """Write what waits into the log. Returns how many; a line that is cut off is passed over.

    A test that asks for the rows at once says ``patience=0``.
    """
    patience = PATIENCE if patience is None else patience
    path = refusals_path()
    if path.exists():
        path.rename(path.with_name(f"{FILE_NAME}.{uuid.uuid4().hex}"))
    return sum(take_up_file(taken, patience) for taken in sorted(path.parent.glob(f"{FILE_NAME}.*")))


def take_up_file(path: Path, patience: float) -> int:
    """Each line once, also when we were killed between writing them and removing the file."""
    try:
        if time.time() - path.stat().st_ctime < patience:  # a writer may have opened it just before
            return 0
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:  # another sealer had it
        return 0
    count = 0
    with transaction.atomic():
        for line in lines:
            values = values_in(line)
            if values and not LogRow.objects.filter(**values).exists():
                LogRow(**values).save(force_insert=True)
                count += 1
    path.unlink(missing_ok=True)
    return count


def values_in(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
        return {field.attname: field.to_python(said[field.attname]) for field in fields()}
    except (ValueError, TypeError, KeyError):
        return {}


def fields() -> "list[models.Field[Any, Any]]":
    return [field for field in LogRow._meta.concrete_fields if not field.primary_key]
