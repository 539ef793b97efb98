"""The ledger of erasures, in a file beside the database: a restored backup must not bring anyone back.

One line of JSON for each erasure, with ids only; lines are only ever added. A copy belongs with the backups.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from buurtnet.privacy.models import Erasure

FILE_NAME = "erasures.jsonl"


@dataclass(frozen=True, order=True)
class LedgerLine:
    """``erased_at`` in ISO 8601."""

    model_label: str
    object_id: str
    erased_at: str


def line_of(erasure: Erasure) -> LedgerLine:
    return LedgerLine(erasure.model_label, erasure.object_id, erasure.erased_at.isoformat())


def ledger_path() -> Path:
    return Path(settings.DATA_DIR) / FILE_NAME


@dataclass(frozen=True)
class Ledger:
    """What a file of erasures holds, and how many of its lines cannot be read."""

    lines: frozenset[LedgerLine] = frozenset()
    unread: int = 0


def read_ledger(path: Path) -> Ledger:
    """What a ledger holds; nothing when there is none. A line cut off by a power failure is counted as unread."""
    if not path.exists():
        return Ledger()
    texts = [text for text in path.read_bytes().splitlines() if text.strip()]
    lines = [line for text in texts if (line := read_line(text))]
    return Ledger(frozenset(lines), len(texts) - len(lines))


def read_line(text: bytes) -> LedgerLine | None:
    try:
        line = LedgerLine(**json.loads(text))
    except (ValueError, TypeError, RecursionError):  # no JSON, no text at all, other names
        return None
    return line if all(isinstance(part, str) for part in asdict(line).values()) else None


def add_to_ledger(lines: Iterable[LedgerLine]) -> None:
    """Add lines, and be sure that they are on the disk. An empty line first: the one before may be cut off."""
    text = "".join(json.dumps(asdict(line)) + "\n" for line in lines)
    if not text:
        return
    descriptor = os.open(ledger_path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n" + text)
        file.flush()
        os.fsync(file.fileno())


def complete_ledger() -> int:
    """Add what the database knows and the file does not (another machine wrote it). Returns how many."""
    known = {(line.model_label, line.object_id) for line in read_ledger(ledger_path()).lines}
    missing = [
        line_of(erasure)
        for erasure in Erasure.objects.order_by("erased_at")
        if (erasure.model_label, erasure.object_id) not in known
    ]
    add_to_ledger(missing)
    return len(missing)
