"""HSDS in whatever form it comes: a JSON document or list, JSON Lines, CSV tables, alone, in a folder or in a zip."""

from collections.abc import Iterator
from pathlib import Path

from buurtnet.exchange.inputs import Input, inputs_at
from buurtnet.exchange.json_files import JSON_SUFFIXES, is_front_page, json_entries, look_at_json
from buurtnet.exchange.reading import Entry, Reading
from buurtnet.exchange.tabular import json_tables, package_entries, table_name
from buurtnet.kit.plain_error import PlainError

CSV_SUFFIXES = frozenset({".csv", ".tsv"})


def open_hsds(path: Path, encoding: str) -> Reading:
    """A file, folder or zip with HSDS. Raises PlainError, now or while it is read, when it is something else."""
    inputs = inputs_at(path, JSON_SUFFIXES | CSV_SUFFIXES)
    reading = Reading(path.name, size=sum(one.size() for one in inputs))
    reading.entries = _entries(inputs, encoding, reading)
    return reading


def _entries(inputs: list[Input], encoding: str, reading: Reading) -> Iterator[Entry]:
    # A package describes itself in datapackage.json; we know what it says.
    documents = [one for one in inputs if not _is_table(one) and one.name.lower() != "datapackage.json"]
    tables = [one for one in inputs if _is_table(one)]
    if tables and not documents and not any(table_name(one.name) for one in tables):
        names = ", ".join(one.name for one in tables[:3])
        raise PlainError(
            f"{names}: that is no table of HSDS (services.csv, locations.csv …). "
            "Any other table is read by buurtnet import csv, with a mapping."
        )
    for one in documents:
        yield from _documents(one, encoding, reading, alone=len(inputs) == 1)
    if tables:
        yield from package_entries(tables, encoding, reading)


def _is_table(one: Input) -> bool:
    if one.suffix in CSV_SUFFIXES:
        return True
    if one.suffix in JSON_SUFFIXES:
        return False
    return one.start().lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"{", b"[", b"<", b""} and b"\0" not in one.start()


def _documents(one: Input, encoding: str, reading: Reading, *, alone: bool) -> Iterator[Entry]:
    looked_at = look_at_json(one, encoding, reading)
    root = looked_at.root
    if not alone and is_front_page(root):
        reading.remark(f"{one.name} is the front page of an HSDS service and was passed over.")
    elif isinstance(root, dict) and any(key.endswith(".csv") for key in root):
        yield from json_tables(root, reading)
    else:
        yield from json_entries(looked_at, reading)
