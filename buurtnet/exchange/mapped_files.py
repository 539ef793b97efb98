"""Tables and GeoJSON files that are not HSDS, opened with a mapping."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from buurtnet.exchange.geojson_files import features
from buurtnet.exchange.inputs import Input, inputs_at
from buurtnet.exchange.mapping import FileMapping, mapped_features, mapped_rows
from buurtnet.exchange.reading import Entry, Reading
from buurtnet.exchange.tables import TABLE_SUFFIXES, rows_of
from buurtnet.kit.plain_error import PlainError

LOOKED_AT = 50


def open_geojson(path: Path, encoding: str, mapping: FileMapping) -> Reading:
    """The features of a GeoJSON file as services. Raises PlainError, now or while it is read."""
    source = _single(path)
    reading = Reading(source.name, size=source.size())
    reading.entries = mapped_features(features(source, encoding or mapping.encoding, reading), mapping)
    return reading


def open_table(path: Path, encoding: str, mapping: FileMapping) -> Reading:
    """The rows of a CSV or Excel file as services. Raises PlainError, now or while it is read."""
    source = _single(path)
    reading = Reading(source.name, size=source.size())
    reading.entries = _rows(source, encoding or mapping.encoding, reading, mapping)
    return reading


def _rows(source: Input, encoding: str, reading: Reading, mapping: FileMapping) -> Iterator[Entry]:
    rows = rows_of(source, encoding, reading, mapping.sheet)
    first = next(rows, None)
    if first is None:
        return
    if not first.problem and (missing := [name for name in mapping.columns if name not in first.cells]):
        raise PlainError(
            f"{source.name} has no column {', '.join(missing)}, which the mapping {mapping.name} wants: "
            f"it has {', '.join(first.cells)}."
        )
    yield from mapped_rows([first], source.name, mapping)
    yield from mapped_rows(rows, source.name, mapping)


def columns_in(path: Path, encoding: str) -> tuple[list[str], bool]:
    """The columns of a table, or the properties of a GeoJSON file (and that it has geometry)."""
    source = _single(path)
    reading = Reading(source.name)
    if source.start().lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        found = [
            entry.document["properties"]
            for entry in islice(features(source, encoding, reading), LOOKED_AT)
            if entry.document
        ]
        return list(dict.fromkeys(name for properties in found for name in properties)), True
    rows = [row.cells for row in islice(rows_of(source, encoding, reading), LOOKED_AT)]
    return list(dict.fromkeys(name for cells in rows for name in cells)), False


def _single(path: Path) -> Input:
    if path.is_dir():
        raise PlainError(f"{path} is a folder: name one file in it.")
    if path.suffix.lower() == ".xlsx" or not path.exists():
        if not path.exists():
            raise PlainError(f"There is no file {path}.")
        return Input(path)
    return inputs_at(path, TABLE_SUFFIXES | {".geojson", ".json"})[0]
