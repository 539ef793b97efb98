"""The rule for published figures about people (needs, section 7), and the form in which they are published.

True counts stay inside. What leaves is a ``Table`` of multiples of five and marks, and nothing else: ``check``
refuses whatever could not have come out of the rule.
"""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

RULE_VERSION: Final = "1"
LEAST: Final = 10  # persons or families in a cell
LEAST_SENSITIVE: Final = 20  # of a theme about safety, which is shown for a whole municipality only
LEAST_SOURCES: Final = 3
LARGEST_SHARE: Final = 80  # percent of a cell that one source may hold
ROUNDED_TO: Final = 5
LEAST_FOR_PERCENT: Final = 50
WIDTH: Final = 10  # of the range in which a cell stays that was hidden to protect another
FEW, NOT_SHOWN = "< 10", "·"
MARKS: Final = frozenset({FEW, NOT_SHOWN})

type Shown = int | str  # a multiple of five, or a mark


class UnsafeFiguresError(ValueError):
    """These figures did not come out of the rule for small numbers."""


@dataclass(frozen=True)
class Count:
    """A true count by source. ``total`` minus all sources is what nobody knows the source of."""

    total: int = 0
    sources: Mapping[str, int] = field(default_factory=dict)

    def has_sources(self) -> bool:
        """At least three sources, none above four fifths; what has no known source may all be of the largest."""
        unknown = self.total - sum(self.sources.values())
        largest = max(self.sources.values(), default=0) + unknown
        return len(self.sources) >= LEAST_SOURCES and largest * 100 <= LARGEST_SHARE * self.total

    def may_be_shown(self, least: int = LEAST) -> bool:
        return self.total >= least and self.has_sources()


def count_of(sources: Iterable[str | None]) -> Count:
    """The count of records, each given by its source; None where that is not known."""
    listed = list(sources)
    return Count(len(listed), Counter(one for one in listed if one is not None))


def rounded(total: int) -> int:
    """To the nearest multiple of five."""
    return (total + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def total_of(cells: Sequence[Shown]) -> Shown:
    """The sum of rounded parts, so that it tells nothing new; withheld where one of them is."""
    numbers = [one for one in cells if isinstance(one, int)]
    return sum(numbers) if numbers and len(numbers) == len(cells) else NOT_SHOWN


def percent_of(part: Shown, base: Shown) -> int | None:
    """A whole percentage of two published numbers; None below a base of fifty, or where one is hidden."""
    if not isinstance(part, int) or not isinstance(base, int) or base < LEAST_FOR_PERCENT:
        return None
    return round(100 * part / base)


def median_of(values: Sequence[int], sources: Sequence[str | None]) -> int | None:
    """The middle one of whole numbers, rounded up; None where a count of these records is not shown."""
    if not count_of(sources).may_be_shown():
        return None
    return int(statistics.median_high(sorted(values)))


@dataclass(frozen=True)
class Named:
    """A row or column: a fixed key, and its name when it was published."""

    key: str
    name: str


@dataclass(frozen=True)
class Table:
    """One published table of at most two dimensions. ``group``: tables about the same records share one.

    ``total`` is the sum of a table of one column, or empty where no sum is asked.
    """

    name: str
    group: str
    columns: Sequence[Named]
    rows: Sequence[Named]
    cells: Sequence[Sequence[Shown]]
    total: Shown = ""

    def as_data(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "group": self.group,
            "columns": [{"key": one.key, "name": one.name} for one in self.columns],
            "rows": [{"key": one.key, "name": one.name} for one in self.rows],
            "cells": [list(row) for row in self.cells],
            "total": self.total,
        }


def check(tables: Sequence[Mapping[str, Any]]) -> None:
    """Raises ``UnsafeFiguresError`` for anything but multiples of five from ten up and marks, in the right shape.

    Where a cell is hidden to protect another, all hidden cells of its group have the same mark.
    """
    marks: dict[str, set[str]] = {}
    for table in tables:
        rows, columns, cells = table["rows"], table["columns"], table["cells"]
        if len(cells) != len(rows) or any(len(row) != len(columns) for row in cells):
            raise UnsafeFiguresError("A table has as many cells as rows times columns.")
        flat = [cell for row in cells for cell in row]
        if not all(_is_shown(cell) for cell in flat):
            raise UnsafeFiguresError("A cell is a multiple of five from ten up, or a mark.")
        if table["total"] != "" and table["total"] != total_of(flat):
            raise UnsafeFiguresError("A total is the sum of rounded parts, or withheld.")
        marks.setdefault(table["group"], set()).update(cell for cell in flat if isinstance(cell, str))
    if any(len(found) > 1 for found in marks.values()):
        raise UnsafeFiguresError("Two marks in tables about the same records give away which cell is small.")


def _is_shown(cell: object) -> bool:
    if isinstance(cell, str):
        return cell in MARKS
    return type(cell) is int and cell >= LEAST and cell % ROUNDED_TO == 0
