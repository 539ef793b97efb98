"""Searching by meaning: how near what is asked stands to what a document says, whatever words either uses.

For searching only: it reads. Without a model, or before there are vectors, there is nothing near anything
(``is_available``), and searching goes on by words. How it is made: ``search.meaning_making``.

Similarities of the model of the wheel lie close together (0.73–0.92): they say what is nearer, not by themselves
what is near enough.
"""

import logging
import os
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from operator import itemgetter
from weakref import WeakKeyDictionary

import numpy as np
import tantivy

from buurtnet.kit.plain_error import PlainError
from buurtnet.search.embedding import LONGEST_QUESTION, Backend, Floats, backend, model_name, plain
from buurtnet.search.index import Reader, index_dir
from buurtnet.search.query import Condition, Query, Scored, counted, engine_query
from buurtnet.search.vectors import Ties, Vectors, folder_of, vectors

MOST_COMPARED = 60_000  # documents of a scope; in a larger one only what words found is compared
MOST_QUESTIONS_KEPT = 256
LEAST_KEPT = 1_000  # documents; to compare fewer takes no time
MOST_SCOPES_KEPT = 64
MOST_KEPT = 150_000  # documents of all these scopes together, some 80 bytes each

logger = logging.getLogger(__name__)

type Vector = Floats
type Asked = Callable[[], Vector]  # waits for the vector of a question


@dataclass(frozen=True, eq=False)
class Scope:
    """The documents of a part of the index, in the engine's order: their ties, and where the engine has them."""

    ties: Ties  # read only
    addresses: Sequence[tantivy.DocAddress]


@dataclass(frozen=True, eq=False)
class Compared:
    """What came of comparing, with all it came of."""

    vectors: Vectors
    vector: Vector
    ties: Ties
    nearness: Floats

    def is_of(self, found: Vectors, vector: Vector, ties: Ties) -> bool:
        """Whether just these were compared, not others that are equal: that is quick to tell."""
        return self.vectors is found and self.vector is vector and self.ties is ties


def is_available() -> bool:
    """Whether questions can be compared: there is a model, and vectors that it made."""
    return _newest() is not None


def question(text: str) -> Vector | None:
    """What is asked as a vector of length 1; None when nothing is asked or there is nothing to compare it with.

    Takes some 10 ms, and nothing when the same was asked shortly before.
    """
    begun = begin(text)
    return begun() if begun else None


def begin(text: str) -> Asked | None:
    """Have the model read a question meanwhile; call what comes back to wait for its vector. None as ``question``.

    A model that cannot be used is told in the log, and searching goes on by words.
    """
    asked = plain(text, LONGEST_QUESTION)
    if not asked or not is_available():
        return None
    try:
        reading = _read(backend(), asked)
    except PlainError as error:
        logger.error("%s", error)  # one sentence says it
        return None
    return reading.result


def similar(reader: Reader, vector: Vector, ties: Ties | Sequence[int]) -> Floats:
    """How near a question these documents are (-1 to 1), in the same order; NaN for one without a vector.

    Read only: of a scope it is kept, since a question looks at its scope more than once.
    """
    wanted = np.asarray(ties, dtype=np.uint64)
    found = _newest(reader)
    if found is None:
        return np.full(len(wanted), np.nan, dtype=np.float32)
    if len(wanted) < LEAST_KEPT:
        return found.similarities(found.rows_of(wanted), vector)
    with _keeping:
        for compared in _compared:
            if compared.is_of(found, vector, wanted):
                return compared.nearness
        nearness = found.similarities(found.rows_of(wanted), vector)
        nearness.setflags(write=False)
        _compared.append(Compared(found, vector, wanted, nearness))
        return nearness


def nearest(reader: Reader, vector: Vector, ties: Ties | Sequence[int], count: int) -> tuple[list[int], list[float]]:
    """The places in ``ties`` of the ``count`` nearest documents, nearest first, and how near each is."""
    found = similar(reader, vector, ties)
    places = np.flatnonzero(~np.isnan(found))
    if len(places) > count:
        places = places[np.argpartition(-found[places], max(0, count - 1))[:count]]
    places = places[np.lexsort((places, -found[places]))]
    return places.tolist(), found[places].tolist()


def nearest_in(reader: Reader, vector: Vector, scope: Scope, count: int) -> list[Scored]:
    """The same for a scope, as hits of the engine: (how near, where the engine has it)."""
    places, nearness = nearest(reader, vector, scope.ties, count)
    return [(near, scope.addresses[place]) for near, place in zip(nearness, places, strict=True)]


def ties_of(reader: Reader, addresses: Sequence[tantivy.DocAddress]) -> Ties:
    """The ties of hits, in the same order."""
    found = reader.searcher.fast_field_values("tie", list(addresses))
    return np.fromiter(found, dtype=np.uint64, count=len(found))


def tie_of(kind: str, key: str) -> int:
    """The tie of a document, as ``search.schema`` puts it in the index."""
    return int.from_bytes(blake2b(f"{kind}:{key}".encode(), digest_size=8).digest())


def scope_of(reader: Reader, conditions: Iterable[Condition]) -> Scope | None:
    """The documents for which all conditions hold; None when these are more than ``MOST_COMPARED``.

    Some 6 ms for 20,000 documents, and nothing when the same was asked shortly before.
    """
    asked = tuple(conditions)
    with _keeping:
        kept = _scopes.setdefault(reader, OrderedDict())
        if asked not in kept:
            kept[asked] = _scope(reader, asked)
        kept.move_to_end(asked)
        while len(kept) > MOST_SCOPES_KEPT or (len(kept) > 1 and _documents_in(kept) > MOST_KEPT):
            kept.popitem(last=False)
        return kept[asked]


_keeping = threading.Lock()
_compared: deque[Compared] = deque(maxlen=4)
_scopes: WeakKeyDictionary[Reader, OrderedDict[tuple[Condition, ...], Scope | None]] = WeakKeyDictionary()


def _documents_in(kept: Mapping[tuple[Condition, ...], Scope | None]) -> int:
    return sum(len(one.ties) for one in kept.values() if one)


def _scope(reader: Reader, conditions: tuple[Condition, ...]) -> Scope | None:
    asked = engine_query(reader, Query(conditions=conditions))
    count = counted(reader, asked)
    if count > MOST_COMPARED:
        return None
    addresses = list(map(itemgetter(1), reader.searcher.search(asked, max(1, count), count=False).hits))
    ties = ties_of(reader, addresses)
    ties.setflags(write=False)  # it is kept and shared
    return Scope(ties, addresses)


def _newest(reader: Reader | None = None) -> Vectors | None:
    """The vectors beside an index, of the model in use."""
    name = model_name()
    root = reader.folder.parent if reader else index_dir()
    found = vectors(folder_of(root, name)) if name else None
    return found if found and len(found.ties) else None


def _read(model: Backend, asked: str) -> Future[Vector]:
    """The vector of a question, being made; that of one that was asked shortly before is kept, in memory only."""
    with _asking:
        kept = _questions.get((model, asked))
        if kept is None or (kept.done() and kept.exception()):
            kept = _questions[model, asked] = _one_thread().submit(_vector_of, model, asked)
        _questions.move_to_end((model, asked))
        while len(_questions) > MOST_QUESTIONS_KEPT:
            _questions.popitem(last=False)
        return kept


def _vector_of(model: Backend, asked: str) -> Vector:
    found: Vector = model.of_questions([asked])[0]
    found.setflags(write=False)
    return found


@cache
def _one_thread() -> ThreadPoolExecutor:
    """A model takes as long over two questions at once as over one after the other."""
    return ThreadPoolExecutor(1, thread_name_prefix="meaning")


_asking = threading.Lock()
_questions: OrderedDict[tuple[Backend, str], Future[Vector]] = OrderedDict()


def _begin_anew() -> None:
    """A process that was forked has neither the thread nor what it was making."""
    global _asking
    _asking = threading.Lock()
    _questions.clear()
    _one_thread.cache_clear()


os.register_at_fork(after_in_child=_begin_anew)
