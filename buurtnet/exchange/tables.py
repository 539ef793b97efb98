"""Rows of a table: CSV in any common shape, or the first sheet of an Excel file."""

import csv
import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO, Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from buurtnet.exchange.inputs import Input, Lines, encoding_of, refuse_bomb
from buurtnet.exchange.reading import Reading
from buurtnet.kit.plain_error import PlainError

SEPARATORS: Final = (",", ";", "\t", "|")
LONGEST_CELL: Final = 10_000_000
MOST_ROWS: Final = 1_048_576  # of a sheet in Excel
MOST_EMPTY_ROWS: Final = 10_000
TABLE_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx"})
# What openpyxl raises at a file that is damaged or something else; a sheet is read only when its rows are asked for.
_NO_WORKBOOK: Final = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, ValueError, TypeError, OSError,
    EOFError, AttributeError, IndexError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its line (a header is line 1), its cells by column, or why it cannot be read."""

    number: int
    cells: dict[str, Any]
    problem: str = ""
    excerpt: str = ""


def rows_of(source: Input, asked_encoding: str, reading: Reading, sheet: str = "") -> Iterator[Row]:
    """The rows of a table. Raises PlainError when the file is none, or cut off."""
    if source.start()[:4] == b"PK\x03\x04":
        yield from _sheet_rows(source, sheet)
    else:
        yield from _csv_rows(source, encoding_of(source, asked_encoding), reading)


def _csv_rows(source: Input, encoding: str, reading: Reading) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    lines = Lines(source, encoding, reading.advance)
    texts = iter(lines)
    first, separator = _first_line(source, texts)
    lists = _lists(csv.reader(chain([first], texts), delimiter=separator, strict=True), lines, source)
    _opened, header, problem = next(lists, (1, [], ""))
    if problem:
        raise PlainError(f"{source.name} is no table: its first line {problem}.")
    names = column_names(header)
    found = 0
    for opened, cells, problem in lists:
        if problem:
            yield Row(opened, {}, problem)
        elif any(cell.strip() for cell in cells):
            found += 1
            if len(cells) < len(names) and not lines.is_whole:
                raise PlainError(f"{source.name} is cut off in its last line (line {lines.number}): fetch it again.")
            yield _row(opened, names, cells, separator)
    if len(names) < 2 and not found:
        raise PlainError(f"{source.name} is no table: its first line holds no column names.")


def _first_line(source: Input, texts: Iterator[str]) -> tuple[str, str]:
    """The line with the names of columns, and what separates them: Excel may say so in a line before (``sep=;``)."""
    first = next((line for line in texts if not line.isspace()), "")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return next(texts, ""), first[4]
    if first.lstrip()[:1] in {"{", "["}:
        raise PlainError(f"{source.name} is JSON, not a table (CSV).")
    return first, max(SEPARATORS, key=first.count)


def _lists(reader: Iterator[list[str]], lines: Lines, source: Input) -> Iterator[tuple[int, list[str], str]]:
    """Of each row the line it opens in, its cells, and why it cannot be read."""
    while True:
        opened = lines.number + 1
        try:
            cells, problem = next(reader), ""
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise PlainError(
                    f"{source.name} is cut off, or a quote that opens in line {opened} is never closed."
                ) from None
            cells, problem = [], f"cannot be read as CSV: {error}"
        yield opened, cells, problem


def _row(number: int, names: list[str], cells: list[Any], separator: str) -> Row:
    if len(cells) == len(names):
        return Row(number, dict(zip(names, cells, strict=True)))
    return Row(
        number, dict(zip(names, cells, strict=False)),
        f"has {len(cells)} columns where the first line names {len(names)}", separator.join(map(str, cells))[:80],
    )  # fmt: skip


def column_names(header: list[Any]) -> list[str]:
    """The names of columns, each once: what has no name gets a number, what comes twice gets one behind it."""
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = str(cell if cell is not None else "").strip().lstrip("\ufeff") or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _sheet_rows(source: Input, sheet: str) -> Iterator[Row]:
    """The rows of a sheet by name, else of the first that holds any."""
    with warnings.catch_warnings(), source.open(lambda _amount: None) as file:
        warnings.simplefilter("ignore")  # about colours and checks we do not need
        book = _workbook(source, file)
        if sheet and sheet not in book.sheetnames:
            raise PlainError(f"{source.name} has no sheet {sheet}: it has {', '.join(book.sheetnames)}.")
        for name in [sheet] if sheet else book.sheetnames:
            names: list[str] = []
            for number, cells in enumerate(_cells_in(source, book, name), 1):
                if all(cell is None for cell in cells):
                    continue
                if not names:
                    names = column_names(cells)
                    continue
                while cells[-1] is None:
                    cells.pop()
                padded = [*cells, *[None] * (len(names) - len(cells))]
                yield _row(number, names, [_cell(cell) for cell in padded], ";")
            if names:
                return


def _workbook(source: Input, file: IO[bytes]) -> Workbook:
    try:
        with zipfile.ZipFile(file) as packed:
            refuse_bomb(source.name, packed.infolist())
        file.seek(0)
        return load_workbook(file, read_only=True, data_only=True)
    except _NO_WORKBOOK:
        raise _no_workbook(source) from None


def _cells_in(source: Input, book: Workbook, sheet: str) -> Iterator[list[Any]]:
    """The cells of each row, read from the file as they are asked for.

    Raises PlainError where the rows do not end: openpyxl makes up every row that a file passes over.
    """
    empty = 0
    try:
        for number, cells in enumerate(book[sheet].iter_rows(values_only=True), 1):
            empty = empty + 1 if all(cell is None for cell in cells) else 0
            if empty > MOST_EMPTY_ROWS:
                raise PlainError(
                    f"{source.name} has over {MOST_EMPTY_ROWS:,} empty rows in sheet {sheet}, up to row {number:,}:"
                    " delete them and save it again."
                )
            if number > MOST_ROWS:
                raise PlainError(
                    f"{source.name} has more rows in sheet {sheet} than a sheet can hold ({MOST_ROWS:,})."
                )
            yield list(cells)
    except _NO_WORKBOOK:
        raise _no_workbook(source) from None


def _no_workbook(source: Input) -> PlainError:
    return PlainError(f"{source.name} is not an Excel file (.xlsx), or a damaged one.")


def _cell(value: Any) -> Any:
    """A cell as JSON can hold it: a date as text, 3.0 as 3, nothing as an empty text."""
    match value:
        case None:
            return ""
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case float() if value.is_integer():
            return int(value)
        case bool() | int() | float() | str():
            return value
    return str(value)
