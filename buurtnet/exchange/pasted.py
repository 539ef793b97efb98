"""A table that someone pasted, or a small file of one, as rows of text. Nothing of it touches the disk.

What cannot be read raises ``PastedError`` with a ``Trouble``: who shows it has the sentence.
"""

import csv
import datetime as dt
import io
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES: Final = 300_000
MOST_ROWS: Final = 501  # with a line of headings
MOST_COLUMNS: Final = 40
SEPARATORS: Final = ("\t", ";", ",")
LOOKED_AT: Final = 30  # rows, to see what separates the cells
MOST_UNPACKED: Final = 20_000_000  # bytes of a workbook
MOST_EMPTY_ROWS: Final = 1_000
_PACKED: Final = b"PK\x03\x04"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_NO_TABLE: Final = (b"%PDF", b"{\\rt", b"<!DO", b"<htm", b"<?xm", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
# What openpyxl raises at a file that is damaged or something else.
_NO_WORKBOOK: Final = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, ValueError, TypeError, OSError,
    EOFError, AttributeError, IndexError,
)  # fmt: skip

type Cells = list[list[str]]


class Trouble(StrEnum):
    """Why something is no table that can be used."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    TOO_MANY_ROWS = "too many rows"
    TOO_MANY_COLUMNS = "too many columns"
    NO_TABLE = "no table"
    OPEN_QUOTE = "open quote"


class PastedError(ValueError):
    """``row``: where it is, where that can be told."""

    def __init__(self, trouble: Trouble, row: int = 0) -> None:
        self.trouble, self.row = trouble, row
        super().__init__(trouble.value)


def cells_of_text(text: str) -> Cells:
    """The rows of a pasted table, all as long as the longest: empty rows and empty columns at the end left out."""
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise PastedError(Trouble.TOO_LARGE)
    plain = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if not plain.strip():
        raise PastedError(Trouble.EMPTY)
    separator = separator_of(plain)
    if separator == "\t":
        try:
            rows = list(_read(plain, separator))
        except PastedError:  # a spreadsheet puts a lone quote in a cell as it is
            rows = [line.split("\t") for line in plain.split("\n")]
    else:
        rows = list(_read(plain, separator)) if separator else [[line] for line in plain.split("\n")]
    return _squared(rows)


def cells_of_file(content: bytes) -> Cells:
    """The rows of a small CSV file, or of the first sheet of an Excel file that holds any."""
    if len(content) > MOST_BYTES:
        raise PastedError(Trouble.TOO_LARGE)
    if content.startswith(_PACKED):
        return _squared(list(_rows_in_workbook(content)))
    is_wide = content.startswith(_UTF16)
    if content.startswith(_NO_TABLE) or (b"\0" in content and not is_wide):
        raise PastedError(Trouble.NO_TABLE)
    return cells_of_text(_decoded(content, is_wide=is_wide))


def _decoded(content: bytes, *, is_wide: bool) -> str:
    try:
        return content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # as Excel saves a CSV in these countries


def separator_of(text: str) -> str:
    """What separates the cells: that by which most rows have the same number of them; "" for a mere list."""
    best, most = "", 0
    for separator in SEPARATORS:
        counts = Counter(len(row) for row in _first_rows(text, separator) if any(cell.strip() for cell in row))
        width, rows = counts.most_common(1)[0] if counts else (1, 0)
        if width > 1 and 2 * rows > counts.total() and rows > most:
            best, most = separator, rows
    return best


def _first_rows(text: str, separator: str) -> list[list[str]]:
    found = []
    try:
        for row in _read(text, separator):
            found.append(row)
            if len(found) == LOOKED_AT:
                break
    except PastedError:
        return found or [line.split(separator) for line in text.split("\n")[:LOOKED_AT]]
    return found


def _read(text: str, separator: str) -> Iterator[list[str]]:
    """Rows by the rules of CSV: a cell between quotes may hold the separator, a line break and doubled quotes."""
    csv.field_size_limit(MOST_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        opened = reader.line_num + 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise PastedError(Trouble.OPEN_QUOTE, opened) from None


def _rows_in_workbook(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(info.file_size for info in packed.infolist()) > MOST_UNPACKED:
                raise PastedError(Trouble.TOO_LARGE)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about colours and checks that do not matter here
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            for name in book.sheetnames:
                rows = list(_rows_of_sheet(book[name]))
                if rows:
                    yield from rows
                    return
    except PastedError:
        raise
    except _NO_WORKBOOK:
        raise PastedError(Trouble.NO_TABLE) from None


def _rows_of_sheet(sheet: Any) -> Iterator[list[str]]:
    """Rows with something in them. Not more than are kept, and no end of empty ones."""
    found = empty = 0
    for cells in sheet.iter_rows(values_only=True):
        if all(cell is None for cell in cells):
            empty += 1
            if empty > MOST_EMPTY_ROWS:
                return
            continue
        yield [_text_of(cell) for cell in cells]
        found += 1
        if found > MOST_ROWS:
            return


def _text_of(cell: Any) -> str:
    """A cell as people read it: a day as 31-12-2026, 3.0 as 3."""
    match cell:
        case None:
            return ""
        case dt.datetime() if cell.time() == dt.time():
            return f"{cell:%d-%m-%Y}"
        case dt.datetime():
            return f"{cell:%d-%m-%Y %H.%M}"
        case dt.date():
            return f"{cell:%d-%m-%Y}"
        case dt.time():
            return f"{cell:%H.%M}"
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell).replace("\0", "")


def _squared(rows: Cells) -> Cells:
    """Rows that hold something, without columns that are empty in all of them at the end. Raises ``PastedError``."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        raise PastedError(Trouble.EMPTY)
    if len(filled) > MOST_ROWS:
        raise PastedError(Trouble.TOO_MANY_ROWS)
    width = max(_width_of(row) for row in filled)
    if width > MOST_COLUMNS:
        raise PastedError(Trouble.TOO_MANY_COLUMNS)
    return [[*row[:width], *[""] * (width - len(row))] for row in filled]


def _width_of(row: list[str]) -> int:
    return max(number for number, cell in enumerate(row, 1) if cell.strip())
