"""Which cells of tables about the same people are shown, so that no hidden one can be computed.

One or two tables are about the same records, with the same columns (neighbourhoods) and rows of their own (themes,
age groups). Published are the cells, each row over all columns and each column over all rows; never the number of all
records. Every record is in one column and, in each table, in one row. So the figures are a flow: from the rows of the
first table through the columns to the rows of the second. What an attacker can know of a hidden cell is the range
over which it can still go, and in a flow of whole numbers an augmenting path finds that exactly.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from buurtnet.privacy.flow import Arc, Pipes, moves, pipes_of
from buurtnet.privacy.small_numbers import FEW, LEAST, NOT_SHOWN, ROUNDED_TO, WIDTH, Count, Shown, count_of, rounded

ALL: Final = ""
FAR: Final = 10**9  # no bound at all
SLACK: Final = ROUNDED_TO // 2

type Key = tuple[str, str, str]  # table, row, column; ALL for every row or column


@dataclass(frozen=True)
class Record:
    """One question or signal, as far as it is counted. ``rows``: its row in each table."""

    source: str | None
    column: str
    rows: Mapping[str, str]


@dataclass(frozen=True)
class Figures:
    """True counts of one or two tables.

    ``least``: of rows that need more than ten. ``kept_back``: rows that are not shown at this level at all.
    ``hidden_before``: cells that were not shown in what this replaces. ``whole``: tables of which every row is
    listed, also one without a figure. ``least_in_all``: so many records there are, as something else published tells.
    """

    columns: Sequence[str]
    rows: Mapping[str, Sequence[str]]
    counts: Mapping[Key, Count]
    least: Mapping[tuple[str, str], int] = field(default_factory=dict)
    kept_back: frozenset[tuple[str, str]] = frozenset()
    hidden_before: frozenset[Key] = frozenset()
    whole: frozenset[str] = frozenset()
    least_in_all: int = 0

    def total(self, key: Key) -> int:
        return self.counts.get(key, Count()).total

    def least_of(self, key: Key) -> int:
        return self.least.get(key[:2], LEAST)

    def may_be_shown(self, key: Key) -> bool:
        if key[:2] in self.kept_back or key in self.hidden_before:
            return False
        return self.counts.get(key, Count()).may_be_shown(self.least_of(key))

    @cached_property
    def keys(self) -> list[Key]:
        """Every cell, then every row over all columns, then every column over all rows."""
        inner = [(table, row, column) for table, row in self.lines() for column in self.columns]
        return [
            *inner,
            *((table, row, ALL) for table, row in self.lines()),
            *((ALL, ALL, one) for one in self.columns),
        ]

    def lines(self) -> Iterator[tuple[str, str]]:
        return ((table, row) for table, rows in self.rows.items() for row in rows)

    @cached_property
    def equations(self) -> list[list[Key]]:
        """Of each a sum and its parts: rows over all columns, and columns over all rows of each table."""
        across = [[(table, row, ALL), *((table, row, one) for one in self.columns)] for table, row in self.lines()]
        down = [
            [(ALL, ALL, column), *((table, row, column) for row in rows)]
            for table, rows in self.rows.items()
            for column in self.columns
        ]
        return across + down


def figures_of(
    records: Iterable[Record],
    columns: Sequence[str],
    rows: Mapping[str, Sequence[str]],
    *,
    least: Mapping[tuple[str, str], int] | None = None,
    kept_back: frozenset[tuple[str, str]] = frozenset(),
    hidden_before: frozenset[Key] = frozenset(),
    whole: frozenset[str] = frozenset(),
    least_in_all: int = 0,
) -> Figures:
    """Count records. Raises ``ValueError`` for a record in a row or column that is none."""
    if not 1 <= len(rows) <= 2:
        raise ValueError("One or two tables are about the same records.")
    found: dict[Key, list[str | None]] = defaultdict(list)
    for record in records:
        if record.column not in columns or any(record.rows.get(table) not in names for table, names in rows.items()):
            raise ValueError("Every record stands in one column, and in one row of each table.")
        found[(ALL, ALL, record.column)].append(record.source)
        for table in rows:
            for column in (record.column, ALL):
                found[(table, record.rows[table], column)].append(record.source)
    counts = {key: count_of(sources) for key, sources in found.items()}
    return Figures(columns, rows, counts, least or {}, kept_back, hidden_before, whole, least_in_all)


@dataclass
class Published:
    """What is shown of figures. ``is_dotted``: all that is hidden has one mark, since some was hidden for another."""

    figures: Figures
    visible: set[Key]
    is_dotted: bool = False
    pipes: Pipes[Key] | None = None  # as they are while nothing more is hidden

    def cell(self, key: Key) -> Shown:
        if key in self.visible:
            return rounded(self.figures.total(key))
        return NOT_SHOWN if self.is_dotted else FEW

    def is_listed(self, table: str, row: str) -> bool:
        """Whether a row has a cell to show; one without is left out, whether it is empty or not."""
        return table in self.figures.whole or any(
            (table, row, column) in self.visible for column in self.figures.columns
        )

    def bounds(self, key: Key) -> tuple[int, int]:
        """Between which numbers everyone who knows the rule can place a cell, from that cell alone."""
        total, least = self.figures.total(key), self.figures.least_of(key)
        if key in self.visible:
            return max(least, rounded(total) - SLACK), rounded(total) + SLACK
        return 0, LEAST - 1 if not self.is_dotted and _is_few(self.figures, key) else FAR

    def hide(self, *keys: Key) -> None:
        """To protect others: from now on all that is hidden has the same mark, which tells less by itself."""
        self.visible.difference_update(keys)
        self.is_dotted, self.pipes = True, None


def suppress(figures: Figures) -> Published:
    """Hide what is small or of too few sources, then as much more as keeps it from being computed.

    First over all rows and columns until none has just one hidden cell; then every hidden cell is looked at: a small
    one keeps its full range from nothing to nine, another a range at least ten wide. Hiding only makes ranges wider,
    so a cell that was right stays right.
    """
    found = Published(figures, {key for key in figures.keys if figures.may_be_shown(key)})
    found.is_dotted = any(not _is_few(figures, key) for key in figures.keys if _is_seen(found, key))
    hide_beside_single(found)
    done: set[Key] = set()
    held: set[object] = set()
    while waiting := [key for key in figures.keys if key not in found.visible and key not in done]:
        for key in waiting:
            done.add(key)
            if (alike := _alike(found, key)) in held:
                continue
            if keeps_range(found, key):
                held.add(alike)
            else:
                protect(found, key)
    return found


def hide_beside_single(found: Published) -> None:
    """Where one row or column has exactly one hidden cell, hide its smallest visible one too; until none has."""
    figures, is_stable = found.figures, False
    while not is_stable:
        is_stable = True
        for equation in figures.equations:
            visible = [key for key in equation if key in found.visible]
            if visible and len(equation) - len(visible) == 1:
                found.hide(min(visible, key=lambda key: (ALL in key, figures.total(key), key)))
                is_stable = False


def protect(found: Published, key: Key) -> None:
    """Hide more until a hidden cell keeps the range it must have."""
    figures = found.figures
    while not keeps_range(found, key):
        if not found.is_dotted:
            found.hide()  # one mark for all may be enough
            continue
        near = {one for equation in figures.equations if key in equation for one in equation} & found.visible
        if not (near or found.visible):
            return
        found.hide(min(near or found.visible, key=lambda one: (figures.total(one), ALL in one, one)))


def keeps_range(found: Published, key: Key) -> bool:
    """Whether all that is published leaves a hidden cell its range."""
    figures = found.figures
    total, least = figures.total(key), figures.least_of(key)
    if total < least:
        return (
            _moves(found, key, -1, total) >= total and _moves(found, key, 1, least - 1 - total) >= least - 1 - total
        )
    width = max(WIDTH, least)
    up = _moves(found, key, 1, width)
    return up >= width or up + _moves(found, key, -1, width - up) >= width


def range_of(found: Published, key: Key, far: int = FAR) -> tuple[int, int]:
    """The lowest and highest value a cell can have for who knows everything published; not beyond ``far`` from it."""
    total = found.figures.total(key)
    return total - _moves(found, key, -1, far), total + _moves(found, key, 1, far)


def _moves(found: Published, key: Key, step: int, far: int) -> int:
    """How far a cell can go up (``step`` 1) or down (-1), at most ``far``, while all that is published stays true."""
    found.pipes = found.pipes or _pipes(found)
    return moves(found.pipes, key, step, far)


def _pipes(found: Published) -> Pipes[Key]:
    """From the rows of the first table, through the columns, to the rows of the second, and round again."""
    figures = found.figures
    names = list(figures.rows)
    start, end = ("start", ALL), ("end", ALL)
    own: dict[Key, Arc] = {}
    for key in figures.keys:
        table, row, column = key
        if table == ALL:
            ends = ("in", column), ("out", column)
        elif table == names[0]:
            ends = (start, (table, row)) if column == ALL else ((table, row), ("in", column))
        else:
            ends = ((table, row), end) if column == ALL else (("out", column), (table, row))
        own[key] = Arc(*ends, *found.bounds(key), figures.total(key))
    columns = {column: figures.total((ALL, ALL, column)) for column in figures.columns}
    more = [Arc(end, start, figures.least_in_all, FAR, sum(columns.values()))]
    if len(names) == 1:
        more += [Arc(("out", column), end, 0, FAR, total) for column, total in columns.items()]
    return pipes_of(own, more)


def _is_few(figures: Figures, key: Key) -> bool:
    """Whether "fewer than ten" is true of a hidden cell, and all there is to say of it."""
    is_plain = key[:2] not in figures.kept_back and key not in figures.hidden_before
    return is_plain and figures.least_of(key) == LEAST and figures.total(key) < LEAST


def _is_seen(found: Published, key: Key) -> bool:
    """Whether a hidden cell stands on the page with a mark: a column over all rows, or a cell of a listed row."""
    table, row, column = key
    if key in found.visible:
        return False
    if column == ALL:
        return table in found.figures.whole
    return table == ALL or found.is_listed(table, row)


def _alike(found: Published, key: Key) -> object:
    """Two rows with the same figures, shown alike, are the same to who computes; one of them is looked at."""
    table, row, column = key
    figures = found.figures
    if table == ALL:
        return key
    line = tuple(
        (figures.total((table, row, one)), (table, row, one) in found.visible, _is_few(figures, (table, row, one)))
        for one in (*figures.columns, ALL)
    )
    return table, column, figures.least_of(key), line
