"""Pages of what hangs on the items of the index, such as the places of services, without listing all of it.

Each item counts as often as a number in the index says. The order is that of the items (``index_pages``), so a page
far down is found in the same way: by where it must be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from typing import Final

import tantivy

from buurtnet.api.index_pages import ALL_TIES, CAREFUL, SHALLOW, IndexPages, both, key_at, named, without
from buurtnet.search.index import Reader
from buurtnet.search.query import EngineQuery, Hits

WIDER: Final = 2.0  # how much earlier a next guess begins, when one was too late


@dataclass(frozen=True)
class CountedPages:
    """``number``: of the index, how often an item counts; ``odd``: of some items, by tie, how often instead."""

    reader: Reader
    query: EngineQuery
    number: str
    odd: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def total(self) -> int:
        return self._before(ALL_TIES)

    def holding(self, first: int, limit: int) -> tuple[list[str], int]:
        """The ids of the items that hold ``first`` up to ``first + limit``, and where in the first it begins."""
        start, before = self._start(first)
        wanted = both(self._counting, self._range(start, ALL_TIES - 1)) if start else self._counting
        hits = IndexPages(self.reader, wanted).hits(0, first - before + limit)
        found: list[str] = []
        skip = 0
        for (tie, address), count in zip(hits, self._counts(wanted, hits), strict=True):
            if before >= first + limit:
                break
            often = self.odd.get(tie, count)
            if before + often > first:
                skip = skip if found else first - before
                found.append(key_at(self.reader, address))
            before += often
        return found, skip

    def _start(self, first: int) -> tuple[int, int]:
        """A tie from which to read, and what comes before it: not more than ``first``, and rarely much less."""
        careful = CAREFUL / sqrt(max(1, self.total))
        while first > SHALLOW and (start := int((first / self.total - careful) * ALL_TIES)) > 0:
            before = self._before(start)
            if before <= first:
                return start, before
            careful = WIDER * max(careful, 1 / self.total)
        return 0, 0

    def _before(self, tie: int) -> int:
        """How much there is before a tie."""
        asks = self._even if tie >= ALL_TIES else both(self._even, self._range(0, tie - 1))
        answer = self.reader.searcher.aggregate(asks, {"n": {"sum": {"field": self.number}}})
        return round(answer["n"]["value"] or 0) + sum(count for one, count in self.odd.items() if one < tie)

    @cached_property
    def _counting(self) -> EngineQuery:
        """The items that count at all."""
        at_least_one = tantivy.Query.range_query(self.reader.schema, self.number, tantivy.FieldType.Integer, 1, None)
        return both(self.query, at_least_one)

    @cached_property
    def _even(self) -> EngineQuery:
        """The items that count as the index says."""
        return without(self.query, named(self.reader, self.odd)) if self.odd else self.query

    def _range(self, low: int, high: int) -> EngineQuery:
        return tantivy.Query.range_query(self.reader.schema, "tie", tantivy.FieldType.Unsigned, low, high)

    def _counts(self, asks: EngineQuery, hits: Sequence[tuple[int, tantivy.DocAddress]]) -> list[int]:
        return [int(count or 0) for count in Hits(self.reader, asks, len(hits), hits).column(self.number)]
