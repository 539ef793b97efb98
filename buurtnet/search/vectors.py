"""Vectors on disk: small, appended, read by many processes at once.

A folder for each model (``meaning/<sum of its name>``) holds makings (``made-…``: ``keys``, ``numbers``) and the file
``head``, which names the making to read and how many of its rows are good. ``keys``: for each row the tie of its
document, the sum of the text it was made of, and what its numbers are to be multiplied by. ``numbers``: a byte for
each dimension.

Rows are only added. A writer adds, waits for the disk, then puts a new head in place in one step: who reads sees
rows that are whole, and a writer that is killed leaves the head as it was. A later row of a tie replaces an earlier
one. What was replaced or went is left out when all is gone through (``keep_only``), in a making of its own.
"""

import json
import os
import shutil
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from buurtnet.search.index import BusyError, held

type Floats = NDArray[np.float32]
type Ties = NDArray[np.uint64]
type Rows = NDArray[np.int64]

FOLDER, HEAD, KEYS, NUMBERS, LOCK = "meaning", "head", "keys", "numbers", "writer.lock"
FORMAT: Final = 1
KEY = np.dtype([("tie", "<u8"), ("sum", "<u8"), ("scale", "<f4")])
LARGEST: Final = 127  # of a byte with a sign, the same on both sides
AT_ONCE: Final = 2_048  # rows that are compared in one go, so that they fit beside the processor
NO_ROW: Final = -1
BUSY: Final = "Another process makes vectors."
NO_MARK: Final = (0, 0)
PART_OF_TIME: Final = 100  # a reader spends at most this part of its time on reading the keys again


@dataclass(frozen=True)
class Head:
    """What ``head`` says: which making, how many rows, and the sums of both files up to there."""

    name: str
    dimensions: int
    made: str
    rows: int = 0
    keys_sum: int = 0
    numbers_sum: int = 0
    format: int = FORMAT


@dataclass(frozen=True, eq=False)
class Vectors:
    """The vectors of one model as they were at one moment. ``ties`` are in order; ``rows`` says where each stands."""

    ties: Ties
    rows: Rows
    sums: Ties
    scales: Floats
    numbers: NDArray[np.int8]

    def rows_of(self, ties: Ties) -> Rows:
        """Where the vector of each stands; NO_ROW for a tie without one."""
        if not len(self.ties):
            return np.full(len(ties), NO_ROW, dtype=np.int64)
        places = np.minimum(np.searchsorted(self.ties, ties), len(self.ties) - 1)
        return np.where(self.ties[places] == ties, self.rows[places], NO_ROW)

    def similarities(self, rows: Rows, vector: Floats) -> Floats:
        """The cosine of the angle between a vector of length 1 and each of these rows; NaN for NO_ROW."""
        found = np.full(len(rows), np.nan, dtype=np.float32)
        there = np.flatnonzero(rows != NO_ROW)
        for start in range(0, len(there), AT_ONCE):
            places = there[start : start + AT_ONCE]
            some = rows[places]
            found[places] = (self.numbers[some].astype(np.float32) @ vector) * self.scales[some]
        return found

    def sums_of(self, ties: Ties) -> Ties:
        """The sum of the text each vector was made of; 0 for a tie without one."""
        rows = self.rows_of(ties)
        return np.where(rows == NO_ROW, np.uint64(0), self.sums[rows] if len(self.sums) else np.uint64(0))


@dataclass
class _Known:
    """What a process last read of a folder. It is not read again before ``again_at`` (a clock that goes forward)."""

    mark: tuple[int, int]
    vectors: Vectors | None
    again_at: float


_known: dict[Path, _Known] = {}
_reading = threading.Lock()


def folder_of(root: Path, model: str) -> Path:
    """Where the vectors of a model are, beside the index in ``root``."""
    return root / FOLDER / blake2b(model.encode(), digest_size=8).hexdigest()


def vectors(folder: Path, *, newest: bool = False) -> Vectors | None:
    """The vectors of a model; None when there are none or they cannot be read. Cheap when nothing changed.

    While very many are being made, who does not ask for the ``newest`` may stay some seconds behind: reading the keys
    has its price.
    """
    known = _known.get(folder)
    mark = _mark(folder)
    may_wait = not newest and mark != NO_MARK
    if known and (known.mark == mark or (known.vectors and may_wait and time.monotonic() < known.again_at)):
        return known.vectors
    with _reading:
        started = time.monotonic()
        found = _read(folder)
        now = time.monotonic()
        _known[folder] = _Known(mark, found, now + PART_OF_TIME * (now - started))
    return found


def forget() -> None:
    """Read anew what is asked next, as a new process does."""
    _known.clear()


def in_bytes(found: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Rows as bytes, and what each is to be multiplied by. What is no number counts as 0."""
    sure = np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0)
    scales = np.maximum(np.abs(sure).max(axis=1, initial=0.0), 1e-12) / LARGEST
    return np.rint(sure / scales[:, None]).astype(np.int8), scales.astype(np.float32)


@contextmanager
def writing(root: Path, model: str, dimensions: int) -> Iterator["Writer"]:
    """The one writer of vectors in ``root``. Raises BusyError when another process writes."""
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    with held(root / FOLDER / LOCK, BUSY):
        yield Writer(root, model, dimensions)


def is_being_written(root: Path) -> bool:
    """Whether a process writes vectors at this moment."""
    if not (root / FOLDER).is_dir():
        return False
    try:
        with held(root / FOLDER / LOCK, BUSY):
            return False
    except BusyError:
        return True


class Writer:
    """Adds vectors of one model. ``is_new``: there were none that could be used."""

    def __init__(self, root: Path, model: str, dimensions: int) -> None:
        self.folder = folder_of(root, model)
        self.folder.mkdir(exist_ok=True)
        found = _head(self.folder)
        fits = found and (found.name, found.dimensions) == (model, dimensions) and _is_whole(self.folder, found)
        self.is_new = not fits
        self._head = found if found and fits else Head(model, dimensions, _new_name())
        (self.folder / self._head.made).mkdir(exist_ok=True)
        self._cut_off()
        self._sweep()

    @property
    def count(self) -> int:
        """Rows, with those that were replaced."""
        return self._head.rows

    def begin(self) -> None:
        """Say that there are none yet, so that everyone knows that it was begun."""
        self._point()

    def add(self, ties: Ties, sums: Ties, numbers: NDArray[np.int8], scales: Floats) -> None:
        """Add a row for each tie; whoever reads sees all of them or none."""
        keys = np.empty(len(ties), dtype=KEY)
        keys["tie"], keys["sum"], keys["scale"] = ties, sums, scales
        self._put(keys, numbers)
        self._point()

    def keep_only(self, ties: Ties, since: int) -> int:
        """Leave out what was replaced, and what is not of these ties and stood there before row ``since``.

        Returns how many rows went.
        """
        found = _read(self.folder)
        if found is None:
            return 0
        kept = np.sort(found.rows[np.isin(found.ties, ties) | (found.rows >= since)])
        gone = self.count - len(kept)
        if gone:
            self._copy(kept)
            self._point()
            self._sweep()
        return gone

    def forget_other_models(self) -> None:
        """Remove the vectors of models that are no longer in use."""
        for path in self.folder.parent.iterdir():
            if path.is_dir() and path != self.folder:
                shutil.rmtree(path, ignore_errors=True)

    def _copy(self, rows: Rows) -> None:
        """Put these rows in a making of their own."""
        keys, numbers = _mapped(self.folder, self._head)
        self._head = Head(self._head.name, self._head.dimensions, _new_name())
        (self.folder / self._head.made).mkdir()
        self._cut_off()
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            self._put(keys[some], numbers[some])

    def _put(self, keys: NDArray[Any], numbers: NDArray[np.int8]) -> None:
        made = self.folder / self._head.made
        self._head = replace(
            self._head,
            rows=self._head.rows + len(keys),
            keys_sum=_append(made / KEYS, keys.tobytes(), self._head.keys_sum),
            numbers_sum=_append(made / NUMBERS, numbers.tobytes(), self._head.numbers_sum),
        )

    def _cut_off(self) -> None:
        """Take away what a writer that was killed added after the last head. Readers map nothing of it."""
        for name, size in _sizes(self._head).items():
            with (self.folder / self._head.made / name).open("ab") as file:
                file.truncate(size)

    def _sweep(self) -> None:
        """Remove makings that no head names. Who still reads one has it open."""
        for path in self.folder.glob("made-*"):
            if path.name != self._head.made:
                shutil.rmtree(path, ignore_errors=True)

    def _point(self) -> None:
        draft = self.folder / f".{HEAD}.{os.getpid()}"
        with draft.open("w") as file:
            json.dump(vars(self._head), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / HEAD)
        _known.pop(self.folder, None)  # who wrote sees it at once


def _append(path: Path, content: bytes, total: int) -> int:
    """Add bytes to a file and wait for the disk. Returns the sum of all its bytes, given that of those before."""
    with path.open("ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return zlib.crc32(content, total)


def _head(folder: Path) -> Head | None:
    """What the head says; None when there is none of this format."""
    try:
        said: Any = json.loads((folder / HEAD).read_bytes())
        head = Head(**said)
    except (OSError, ValueError, TypeError):
        return None
    counts = (head.dimensions, head.rows, head.keys_sum, head.numbers_sum)
    is_sane = all(isinstance(one, int) and one >= 0 for one in counts) and head.dimensions > 0
    is_named = isinstance(head.made, str) and head.made.startswith("made-") and "/" not in head.made
    return head if is_sane and is_named and head.format == FORMAT else None


def _sizes(head: Head) -> dict[str, int]:
    """Bytes of each file that are good."""
    return {KEYS: head.rows * KEY.itemsize, NUMBERS: head.rows * head.dimensions}


def _mapped(folder: Path, head: Head) -> tuple[NDArray[Any], NDArray[np.int8]]:
    """The keys, read, and the numbers, which stay on disk until they are looked at."""
    made = folder / head.made
    keys = np.fromfile(made / KEYS, dtype=KEY, count=head.rows)
    shape = (head.rows, head.dimensions)
    if not head.rows:
        return keys, np.zeros(shape, dtype=np.int8)
    return keys, np.asarray(np.memmap(made / NUMBERS, dtype=np.int8, mode="r", shape=shape))


def _read(folder: Path) -> Vectors | None:
    head = _head(folder)
    if head is None:
        return None
    try:
        keys, numbers = _mapped(folder, head)
    except (OSError, ValueError):  # swept away meanwhile, or shorter than the head says
        return None
    if len(keys) != head.rows or zlib.crc32(keys.tobytes()) != head.keys_sum:
        return None
    order = np.argsort(keys["tie"], kind="stable")
    ties = keys["tie"][order]
    is_last = np.ones(len(ties), dtype=bool)
    is_last[:-1] = ties[1:] != ties[:-1]
    scales = np.where(np.isfinite(keys["scale"]), keys["scale"], 0).astype(np.float32)
    return Vectors(ties[is_last], order[is_last], keys["sum"].copy(), scales, numbers)


def _is_whole(folder: Path, head: Head) -> bool:
    """Whether both files are as they were written, byte by byte."""
    for (name, size), wanted in zip(_sizes(head).items(), (head.keys_sum, head.numbers_sum), strict=True):
        total, left = 0, size
        with suppress(OSError), (folder / head.made / name).open("rb") as file:
            while left and (chunk := file.read(min(left, 1 << 20))):
                total = zlib.crc32(chunk, total)
                left -= len(chunk)
        if left or total != wanted:
            return False
    return True


def _mark(folder: Path) -> tuple[int, int]:
    """What changes with every head."""
    try:
        said = (folder / HEAD).stat()
    except OSError:
        return NO_MARK
    return said.st_ino, said.st_mtime_ns


def _new_name() -> str:
    return f"made-{uuid4().hex[:12]}"
