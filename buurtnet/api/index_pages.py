"""Pages of all that answers a question in the index, in an order that does not depend on what is near or fresh.

The order is that of ``tie``, a number the index makes of each id. It is as good as random, so a page far down is
found by where it must be: the number that stands at the same part of all numbers as the page of all pages.
"""

from array import array
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from math import sqrt

import tantivy

from buurtnet.search.index import Reader
from buurtnet.search.query import EngineQuery, counted

SHALLOW = 2_000  # items the engine may read over before a page
MOST_AT_ONCE = 10_000  # ties asked for by name; more are read all together and compared here
CAREFUL = 2.5  # five standard deviations of how many of n random numbers lie below a half, divided by √n
ALL_TIES = 2**64
MOST_COUNTS_KEPT = 1_000


def tie_of(kind: str, key: object) -> int:
    """The number the index made of an id (``search.schema.row_of``)."""
    return int.from_bytes(blake2b(f"{kind}:{key}".encode(), digest_size=8).digest())


@dataclass(frozen=True)
class IndexPages:
    """What answers a question, a page at a time, in a few milliseconds wherever the page is."""

    reader: Reader
    query: EngineQuery
    question: Hashable = None  # under which its total is kept, until the index changes

    @cached_property
    def total(self) -> int:
        kept = self.reader.counts
        if self.question is None:
            return counted(self.reader, self.query, ())
        if self.question not in kept:
            if len(kept) >= MOST_COUNTS_KEPT:
                kept.clear()
            kept[self.question] = {"total": counted(self.reader, self.query, ())}
        return kept[self.question]["total"]

    def keys(self, first: int, limit: int) -> list[str]:
        """The ids of the items ``first`` up to ``first + limit``."""
        if first <= SHALLOW:
            return self._keys(first, limit)
        start = int((first / self.total - CAREFUL / sqrt(self.total)) * ALL_TIES)
        before = counted(self.reader, both(self.query, self._from(0, max(0, start - 1)))) if start > 0 else 0
        if start <= 0 or before > first:  # never seen; the plain way is right too, and slower
            return self._keys(first, limit)
        rest = IndexPages(self.reader, both(self.query, self._from(start, ALL_TIES - 1)))
        return rest._keys(first - before, limit)

    def all_ties(self) -> "array[int]":
        """The numbers of all items, in order."""
        return array("Q", [tie for tie, _address in self.all_hits()])

    def all_hits(self) -> Sequence[tuple[int, tantivy.DocAddress]]:
        """All items by their number, in order, and where they stand."""
        return self.hits(0, self.total)

    def _from(self, low: int, high: int) -> tantivy.Query:
        return tantivy.Query.range_query(self.reader.schema, "tie", tantivy.FieldType.Unsigned, low, high)

    def _keys(self, first: int, limit: int) -> list[str]:
        return [key_at(self.reader, address) for _tie, address in self.hits(first, limit)]

    def hits(self, first: int, limit: int) -> Sequence[tuple[int, tantivy.DocAddress]]:
        """The items ``first`` up to ``first + limit`` by their number, in order, and where they stand."""
        if limit <= 0:
            return []
        found = self.reader.searcher.search(
            self.query, limit, count=False, order_by_field="tie", offset=first, order=tantivy.Order.Asc
        )
        return found.hits


def ties_also(reader: Reader, query: EngineQuery, ties: Iterable[int]) -> set[int]:
    """Those of some ties that answer a question too."""
    wanted = set(ties)
    if len(wanted) > MOST_AT_ONCE:
        return wanted.intersection(IndexPages(reader, query).all_ties())
    if not wanted:
        return set()
    return set(IndexPages(reader, both(query, named(reader, wanted))).all_ties())


def keys_of(reader: Reader, ties: Sequence[int]) -> list[str]:
    """The ids of some ties, in their order; one that is no longer in the index gives nothing."""
    if not ties:
        return []
    found = reader.searcher.search(
        named(reader, ties), len(ties), count=False, order_by_field="tie", order=tantivy.Order.Asc
    )
    keys = {tie: key_at(reader, address) for tie, address in found.hits}
    return [keys[tie] for tie in ties if tie in keys]


def named(reader: Reader, ties: Iterable[int]) -> EngineQuery:
    return tantivy.Query.term_set_query(reader.schema, "tie", list(ties))


def both(one: EngineQuery, other: EngineQuery) -> EngineQuery:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, one), (tantivy.Occur.Must, other)])


def without(one: EngineQuery, other: EngineQuery) -> EngineQuery:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, one), (tantivy.Occur.MustNot, other)])


def key_at(reader: Reader, address: tantivy.DocAddress) -> str:
    """The id of what stands there."""
    return str(reader.searcher.doc(address).get_first("id") or "").partition(":")[2]
