"""The newest seal, noted outside the database: ``log-head.jsonl`` in the data folder, one line each time.

A copy elsewhere (it is small, and tells nothing) shows a tail that was cut even when database and file are both lost.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from buurtnet.privacy.models import LogSeal

FILE_NAME = "log-head.jsonl"
MINUTE = 60  # seconds

GROWN, DROPPED, RESTORED = "grown", "dropped", "restored"


@dataclass(frozen=True)
class Head:
    """The chain as it stood. ``why``: grown; dropped (all up to here went in time); restored from a backup."""

    at: str
    sequence: int
    hash: str
    why: str = GROWN


def heads_path() -> Path:
    return Path(settings.DATA_DIR) / FILE_NAME


def note_newest(*, why: str = GROWN, patience: int = MINUTE) -> bool:
    """Add the newest seal, unless it stands there or the last line is younger than ``patience`` seconds."""
    found = LogSeal.objects.order_by("-sequence").values_list("sequence", "hash").first()
    last = last_head()
    if why == GROWN:
        if not found or (last and (last.sequence, last.hash) == found):
            return False
        if last and abs(timezone.now().timestamp() - heads_path().stat().st_mtime) < patience:
            return False
    if not (found or last):
        return False
    sequence, digest = found or (0, "")
    note(Head(timezone.now().isoformat(timespec="seconds"), sequence, digest, why))
    return True


def note_now() -> bool:
    """Each day, however little was done."""
    return note_newest(patience=0)


def note(head: Head) -> None:
    """One line, on the disk when this returns. An empty line first: the one before may be cut off."""
    descriptor = os.open(heads_path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, ("\n" + json.dumps(asdict(head)) + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def last_head() -> Head | None:
    path = heads_path()
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2_000))
        found = [head for line in file.read().splitlines() if (head := head_in(line))]
    return found[-1] if found else None


def all_heads() -> Iterator[Head]:
    path = heads_path()
    if path.exists():
        with path.open("rb") as file:
            yield from (head for line in file if (head := head_in(line)))


def head_in(line: bytes) -> Head | None:
    try:
        head = Head(**json.loads(line))
    except (ValueError, TypeError):
        return None
    return head if isinstance(head.sequence, int) and isinstance(head.hash, str) else None


@dataclass
class Standing:
    """What the database must still show: hashes by sequence, where rows went in time, and the restores."""

    hashes: dict[int, str]
    dropped: set[int]
    restores: list[Head]


def standing() -> Standing:
    """Read from the file. A restore puts the chain back: what was noted beyond it counts no more."""
    found = Standing({}, set(), [])
    for head in all_heads():
        if head.why == RESTORED:
            found.hashes = {number: digest for number, digest in found.hashes.items() if number <= head.sequence}
            found.restores.append(head)
        elif head.why == DROPPED:
            found.dropped.add(head.sequence)
        if head.sequence:
            found.hashes[head.sequence] = head.hash
    return found
