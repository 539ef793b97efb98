"""Vectors for what there is to find: made in the background at import and change, and never twice of one text.

The index tells what it was given (``note``, ``look_again``: ``search.outbox``). ``follow``, a duty of the worker,
lets a process of its own make what is missing: it is nice to all others, holds the model in memory only as long as
there is work, and nothing waits for it.
"""

import logging
import math
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import blake2b
from itertools import batched, tee
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

import django
import numpy as np
from numpy.typing import NDArray

from buurtnet.kit.hands import by_many_hands, end_with_parent
from buurtnet.kit.plain_error import PlainError
from buurtnet.search.documents import SearchDocument, offers
from buurtnet.search.embedding import LONGEST_PASSAGE, TEXTS_AT_ONCE, Floats, backend, model_name, plain
from buurtnet.search.index import BusyError, index_dir
from buurtnet.search.meaning import tie_of
from buurtnet.search.meaning_piles import Pile, Piles, Some
from buurtnet.search.vectors import FOLDER, Ties, Writer, folder_of, in_bytes, is_being_written, vectors, writing

KINDS: Final = frozenset({"service"})  # whose documents say something; others have little but names
AT_ONCE: Final = 64  # documents that are looked at together; then they are kept
SLICE: Final = 60.0  # seconds that the process of its own goes on
NICEST: Final = 19

logger = logging.getLogger(__name__)

type Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """New vectors, in bytes, with the ties of their documents and the sums of their texts."""

    ties: Ties
    sums: Ties
    numbers: NDArray[np.int8]
    scales: Floats


@dataclass(frozen=True)
class Standing:
    """How far it is: documents with a vector, documents there are, and whether anything waits."""

    model: str
    count: int
    total: int
    is_waiting: bool


def passage(document: SearchDocument) -> str:
    """What a document says: its names, its text as far as a model gains by reading on, and its keywords."""
    names = _sentences(dict.fromkeys((document.title, *document.names)))
    keywords = plain(document.keywords, LONGEST_PASSAGE // 2)
    text = plain(_sentences((names, document.simple, document.body)), LONGEST_PASSAGE - len(keywords))
    return _sentences((text, keywords))


def _sentences(parts: Iterable[str]) -> str:
    return ". ".join(bare for part in parts if (bare := part.strip(" .")))


def note(documents: Iterable[tuple[str, str]]) -> None:
    """These (kind, key) were put in the index or taken out of it."""
    if model_name():
        _piles().note((kind, key) for kind, key in documents if kind in KINDS)


def look_again() -> None:
    """The index was made anew: go through all documents."""
    if model_name():
        _piles().look_again()


def is_waiting() -> bool:
    """Whether there is anything to do. Cheap."""
    name = model_name()
    return bool(name) and (not _piles().is_empty() or vectors(folder_of(index_dir(), name)) is None)


def standing() -> Standing:
    """How far it is; reads the keys of all documents."""
    name = model_name()
    found = vectors(folder_of(index_dir(), name)) if name else None
    total = sum(len(of_kind) for of_kind in _all_keys().values())
    return Standing(name, len(found.ties) if found else 0, total, is_waiting())


def make_missing(limit_seconds: float = math.inf, *, tell: Tell | None = None, by_all_hands: bool = False) -> int:
    """Make the vectors that are missing or whose text changed. Returns how many; 0 when another process is at it.

    It stops some seconds after ``limit_seconds`` and goes on there the next time. ``tell`` hears how many documents
    of all were looked at. Raises PlainError for a model that cannot be used.
    """
    if not is_waiting():
        return 0
    until = time.monotonic() + limit_seconds
    try:
        with writing(index_dir(), model_name(), backend().dimensions) as writer:
            return _Round(writer, until, tell or _tell_nobody, by_all_hands=by_all_hands).run()
    except BusyError:
        return 0


class _Round:
    """One time that someone looks at what waits, until a moment."""

    def __init__(self, writer: Writer, until: float, tell: Tell, *, by_all_hands: bool) -> None:
        self._writer = writer
        self._until = until
        self._tell = tell
        self._by_all_hands = by_all_hands
        self._made = 0

    def run(self) -> int:
        """Returns how many vectors were made."""
        piles = _piles()
        if self._writer.is_new:
            piles.look_again()  # before anyone sees that it was begun
            self._writer.begin()
        while not piles.is_empty() and self._has_emptied(piles):
            pass
        return self._made

    def _has_emptied(self, piles: Piles) -> bool:
        """What changed first, since all there is may take hours. Returns whether there was time for both."""
        changed = piles.take_changed()
        if not self._has_gone_through(changed):
            return False
        changed.end()
        whole = piles.take_all(_all_keys, self._writer.count)
        if not self._has_gone_through(whole):
            return False
        if whole.exists():
            self._writer.keep_only(_ties(whole.documents()), whole.place.since)
            self._writer.forget_other_models()
            whole.end()
        return time.monotonic() < self._until

    def _has_gone_through(self, pile: Pile) -> bool:
        """Look at what is left of a pile. Returns whether its end came before the moment to stop."""
        done, total = pile.count()
        self._tell(done, total)
        with closing(self._looked_at(pile)) as looked_at:
            for some, made in looked_at:
                if len(made.ties):
                    self._writer.add(made.ties, made.sums, made.numbers, made.scales)
                pile.done(some)
                self._made += len(made.ties)
                done += len(some.keys)
                self._tell(done, total)
                if time.monotonic() >= self._until:
                    return done == total
        return True

    def _looked_at(self, pile: Pile) -> Generator[tuple[Some, Made]]:
        parts, again = tee(pile.parts(AT_ONCE))
        given = ((str(self._writer.folder), some) for some in parts)
        by_hands = by_many_hands if self._by_all_hands else map
        yield from zip(again, by_hands(_made, given), strict=True)


def _made(given: tuple[str, Some]) -> Made:
    """The vectors that some documents lack."""
    folder, some = given
    texts = {tie_of(one.kind, one.key): text for one in _documents(some) if (text := passage(one))}
    ties = np.fromiter(texts, dtype=np.uint64, count=len(texts))
    sums = np.fromiter(map(_sum_of, texts.values()), dtype=np.uint64, count=len(texts))
    known = vectors(Path(folder), newest=True)
    lacking = sums != known.sums_of(ties) if known else np.ones(len(ties), dtype=bool)
    asked = [text for text, is_lacking in zip(texts.values(), lacking, strict=True) if is_lacking]
    found = [backend().of_passages(batch) for batch in batched(asked, TEXTS_AT_ONCE)]
    numbers, scales = in_bytes(np.concatenate([np.zeros((0, backend().dimensions), dtype=np.float32), *found]))
    return Made(ties[lacking], sums[lacking], numbers, scales)


def _documents(some: Some) -> Iterable[SearchDocument]:
    offer = offers().get(some.kind)
    return offer.documents(some.keys) if offer else ()


def _sum_of(text: str) -> int:
    """A number of the words of a text in whatever order, never 0: its keywords come in no fixed one."""
    return int.from_bytes(blake2b(" ".join(sorted(text.split())).encode(), digest_size=8).digest()) | 1


def _ties(documents: Iterable[tuple[str, str]]) -> Ties:
    return np.array([tie_of(kind, key) for kind, key in documents], dtype=np.uint64)


def _all_keys() -> dict[str, Sequence[str]]:
    return {kind: offer.keys() for kind, offer in offers().items() if kind in KINDS}


def _piles() -> Piles:
    return Piles(index_dir() / FOLDER)


def _tell_nobody(_done: int, _total: int) -> None:
    pass


# The process of its own


class Hand:
    """Makes what is missing in another process, one at a time."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None

    def follow(self) -> bool:
        """See to it that what is missing is being made; returns at once, whether someone is at it.

        Raises PlainError when the last process could not do it, so that the next one waits longer.
        """
        if self._process and self._process.is_alive():
            return True
        code = self._process.exitcode if self._process else 0
        self._process = None
        if code:
            raise PlainError("Searching by meaning is not kept up to date: the process that makes vectors failed.")
        if not is_waiting():
            return False
        if is_being_written(index_dir()):  # by another worker, or by hand
            return True
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=_alone, args=(os.getpid(),), name="meaning", daemon=True)
        self._process.start()
        return True


follow = Hand().follow


def _alone(parent: int) -> None:
    """What that process does; it ends with the worker that began it, however that ends."""
    end_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker
    with suppress(OSError):  # where a process may not even be nice
        os.nice(NICEST)
    django.setup()
    try:
        make_missing(SLICE)
    except PlainError as error:
        logger.error("%s", error)  # one sentence says it
        sys.exit(1)
