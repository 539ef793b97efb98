"""Rows of a table: CSV in any common shape, or the first sheet of an Excel file."""

import csv
import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from buurtnet.exchange.reading import Input, Lines, Reading, encoding_of, refuse_bomb
from buurtnet.kit.plain_error import PlainError

SEPARATORS: Final = (",", ";", "\t", "|")
LONGEST_CELL: Final = 10_000_000
TABLE_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx"})


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
    first = next((line for line in texts if not line.isspace()), "")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        separator, first = first[4], next(texts, "")
    else:
        separator = max(SEPARATORS, key=first.count)
    if first.lstrip()[:1] in {"{", "["}:
        raise PlainError(f"{source.name} is JSON, not a table (CSV).")
    reader = csv.reader(chain([first], texts), delimiter=separator, strict=True)
    names = column_names(next(reader, []))
    opened = lines.number + 1
    found = 0
    while True:
        opened = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as problem:
            if "unexpected end" in str(problem):
                raise PlainError(
                    f"{source.name} is cut off, or a quote that opens in line {opened} is never closed."
                ) from None
            yield Row(opened, {}, f"cannot be read as CSV: {problem}")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        found += 1
        if len(cells) < len(names) and not lines.is_whole:
            raise PlainError(f"{source.name} is cut off in its last line (line {lines.number}): fetch it again.")
        if len(cells) != len(names):
            yield Row(
                opened, dict(zip(names, cells, strict=False)),
                f"has {len(cells)} columns where the first line names {len(names)}", separator.join(cells)[:80],
            )  # fmt: skip
        else:
            yield Row(opened, dict(zip(names, cells, strict=True)))
    if len(names) < 2 and not found:
        raise PlainError(f"{source.name} is no table: its first line holds no column names.")


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
        try:
            with zipfile.ZipFile(file) as packed:
                refuse_bomb(source.name, packed.infolist())
            file.seek(0)
            book = load_workbook(file, read_only=True, data_only=True)
            if sheet and sheet not in book.sheetnames:
                raise PlainError(f"{source.name} has no sheet {sheet}: it has {', '.join(book.sheetnames)}.")
            for name in [sheet] if sheet else book.sheetnames:
                names: list[str] = []
                for number, cells in enumerate(book[name].iter_rows(values_only=True), 1):
                    if all(cell is None for cell in cells):
                        continue
                    if not names:
                        names = column_names(list(cells))
                        continue
                    padded = [*cells, *[None] * (len(names) - len(cells))]
                    yield Row(number, {key: _cell(cell) for key, cell in zip(names, padded, strict=False)})
                if names:
                    return
        except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError, AttributeError):
            raise PlainError(f"{source.name} is not an Excel file (.xlsx), or a damaged one.") from None


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
