"""The tabular form of HSDS: a folder or zip of CSV files, put together into nested documents.

The tables wait in a temporary database on disk, so that a package may be larger than memory. Tables and columns
of HSDS 1.1 and 2.0 are read too; what was renamed, and what HSDS 3.1 has no place for, is reported. Rows that
belong to nothing in the package are no entries: they are kept as they are written (``loose``).
"""

import json
import re
import sqlite3
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from buurtnet.exchange.inputs import Input
from buurtnet.exchange.loose import FULL, written
from buurtnet.exchange.reading import Entry, Reading
from buurtnet.exchange.records import PERSON, Document, Where, cleaned
from buurtnet.exchange.tables import Row, rows_of

_DATA: Final = Path(__file__).parent / "data"
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_WEEKDAYS: Final = {"monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH", "friday": "FR",
                    "saturday": "SA", "sunday": "SU"}  # fmt: skip
ENTITIES: Final = {
    "taxonomies": "taxonomy",
    "taxonomy_terms": "term",
    "organizations": "organization",
    "locations": "location",
    "services": "service",
}
# What rows of attributes and metadata may call the thing they are about.
ENTITY_TABLES: Final = {
    "organization": "organizations", "service": "services", "location": "locations", "schedule": "schedules",
    "service_at_location": "service_at_location", "phone": "phones", "contact": "contacts", "address": "addresses",
    "program": "programs", "taxonomy": "taxonomies", "taxonomy_term": "taxonomy_terms", "language": "languages",
    "funding": "funding", "service_area": "service_areas", "required_document": "required_documents",
    "accessibility": "accessibility", "cost_option": "cost_options", "url": "url", "unit": "units",
    "organization_identifier": "organization_identifiers", "service_capacity": "service_capacity",
    "attribute": "attributes",
}  # fmt: skip
# More than any list of entries has: a phone at a place of a service is three deep.
MOST_HANGING: Final = 20_000
DEEPEST_HANGING: Final = 20


class TooMuchError(ValueError):
    """More hangs on a row than can be meant; the message says so."""


@dataclass(frozen=True)
class Table:
    """A table of HSDS 3.1. ``belongs``: column → (table, list) of the row it hangs on."""

    name: str
    columns: tuple[str, ...]
    numbers: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()
    belongs: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class OldTable:
    """How a table of an older HSDS is read. ``lists``: a cell with several values, into a list of rows."""

    table: str
    renamed: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, str]] = field(default_factory=dict)


def _tables() -> dict[str, Table]:
    content = tomllib.loads((_DATA / "hsds31_tables.toml").read_text(encoding="utf-8"))
    return {
        name: Table(
            name,
            tuple(one["columns"]),
            frozenset(one.get("numbers", ())),
            tuple(one.get("also", ())),
            {column: (place[0], place[1]) for column, place in one.get("belongs", {}).items()},
        )
        for name, one in content.items()
    }


def _old_tables() -> dict[str, OldTable]:
    content = tomllib.loads((_DATA / "hsds_old_tables.toml").read_text(encoding="utf-8"))
    return {
        name: OldTable(
            one.get("table", name),
            one.get("renamed", {}),
            one.get("constants", {}),
            {column: (place[0], place[1]) for column, place in one.get("lists", {}).items()},
        )
        for name, one in content.items()
    }


TABLES: Final = _tables()
OLD_TABLES: Final = _old_tables()
_NAMES: Final = {
    **{one: name for name, table in TABLES.items() for one in (name, *table.also)},
    **{name: name for name in OLD_TABLES},
}


def table_name(file_name: str) -> str:
    """The table a file holds, by its name (``hsds11_services_at_location.csv``); "" when it is none."""
    stem = re.sub(r"[^a-z0-9]+", "_", Path(file_name).stem.lower()).strip("_")
    fitting = [name for name in _NAMES if stem == name or stem.endswith(f"_{name}")]
    return _NAMES[max(fitting, key=len)] if fitting else ""


def package_entries(inputs: list[Input], asked_encoding: str, reading: Reading) -> Iterator[Entry]:
    """The entries of a tabular package, put together from all of its tables."""
    tables = Tables(reading)
    try:
        for source in inputs:
            name = table_name(source.name)
            if not name:
                reading.remark(f"{source.name} is no table of HSDS and was passed over.")
                continue
            for row in rows_of(source, asked_encoding, reading):
                if row.problem:
                    kind = ENTITIES.get(name, "")
                    yield Entry(
                        Where(source.name, row.number),
                        kind=kind or name,
                        problem=row.problem,
                        excerpt=row.excerpt,
                        said_id=str(row.cells.get("id", "")) if kind else "",
                    )
                else:
                    tables.add(name, row, source.name)
        yield from tables.entries()
    finally:
        tables.close()


def json_tables(root: dict[str, Any], reading: Reading) -> Iterator[Entry]:
    """The entries of a tabular package in one JSON file: ``{"services.csv": [...], ...}``."""
    tables = Tables(reading)
    try:
        for file_name, rows in root.items():
            name = table_name(file_name)
            if not name or not isinstance(rows, list):
                reading.remark(f"{file_name} is no table of HSDS and was passed over.")
                continue
            for number, cells in enumerate(rows, 1):
                if isinstance(cells, dict):
                    tables.add(name, Row(number, cells), file_name)
                else:
                    yield Entry(Where(file_name, number), problem="is no row of a table", excerpt=str(cells)[:80])
        yield from tables.entries()
    finally:
        tables.close()


class Tables:
    """Rows of all tables, found again by the row they belong to."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._renamed: Counter[tuple[str, str, str]] = Counter()
        self._homeless: Counter[tuple[str, str]] = Counter()
        self._loose: Counter[str] = Counter()
        self._hung = 0  # rows on the entry that is being put together
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32000;"
            "CREATE TABLE row (seq INTEGER PRIMARY KEY, tbl TEXT, id TEXT, body TEXT, writing TEXT, file TEXT,"
            " number INTEGER, used INTEGER DEFAULT 0);"
            "CREATE TABLE link (parent TEXT, parent_tbl TEXT, list TEXT, col TEXT, seq INTEGER);"
        )
        self._database.execute("BEGIN")

    def close(self) -> None:
        self._database.close()

    def add(self, name: str, row: Row, file: str) -> None:
        """Put a row away. Numbers are made of what HSDS says are numbers; empty cells are left out."""
        old = OLD_TABLES.get(name)
        table = TABLES[old.table if old else name]
        cells = self._modern(old, table, row.cells) if old else row.cells
        body = {
            column: _value(table, column, cell)
            for column, cell in cells.items()
            if cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace())
        }
        for column in row.cells:
            if not (column in table.columns or column.startswith(("bn_", "x_")) or _is_read(old, column)):
                self._homeless[file, column] += column in body
        parents = {column: str(body[column]) for column in table.belongs if column in body}
        for column in parents:
            # What is also a contact person's says so wherever it hangs: it is not for everyone to see.
            if column != PERSON or len(parents) == 1:
                del body[column]
        # A row that turns out to be loose is given back in its own writing.
        writing = {column: cell for column, cell in cells.items() if written(body.get(column)) != written(cell)}
        added = self._database.execute(
            "INSERT INTO row (tbl, id, body, writing, file, number) VALUES (?, ?, ?, ?, ?, ?)",
            (table.name, str(body.get("id", "")), json.dumps(body), json.dumps(writing), file, row.number),
        )
        for column, parent in parents.items():
            parent_table, into = table.belongs[column]
            if parent_table == "*":
                said = str(body.get("link_entity") or body.get("resource_type") or "").lower()
                parent_table = ENTITY_TABLES.get(said, "*")
            self._database.execute(
                "INSERT INTO link VALUES (?, ?, ?, ?, ?)", (parent, parent_table, into, column, added.lastrowid)
            )

    def _modern(self, old: OldTable, table: Table, cells: Document) -> Document:
        """A row of an older HSDS as HSDS 3.1 has it."""
        modern: Document = dict(old.constants)
        for column, cell in cells.items():
            if cell in (None, ""):
                continue
            if column in old.lists and column not in table.columns:
                into, key = old.lists[column]
                modern[into] = [
                    {"id": str(uuid5(NAMESPACE_URL, f"{cells.get('id')}/{into}/{part.strip()}")), key: part.strip()}
                    for part in str(cell).split(",")
                    if part.strip()
                ]
                self._renamed[table.name, column, into] += 1
            elif column in old.renamed and old.renamed[column] not in cells:
                new = old.renamed[column]
                modern[new] = _WEEKDAYS.get(str(cell).strip().lower(), cell) if new == "byday" else cell
                self._renamed[table.name, column, new] += 1
            else:
                modern[column] = cell
        return modern

    def entries(self) -> Iterator[Entry]:
        """The entries put together; then the loose rows that there is no room for, as entries with a problem."""
        self._database.execute("CREATE INDEX link_parent ON link (parent)")
        self._database.execute("CREATE INDEX row_id ON row (tbl, id)")
        self._name_what_is_absent()
        for table, kind in ENTITIES.items():
            for seq, id_, body, file, number in self._database.execute(
                "SELECT seq, id, body, file, number FROM row WHERE tbl = ? ORDER BY seq", (table,)
            ):
                self._hung = 0
                try:
                    yield Entry(Where(file, number), self._whole(table, id_, json.loads(body), {seq}), kind=kind)
                except TooMuchError as problem:
                    yield Entry(Where(file, number), kind=kind, problem=str(problem), said_id=id_)
        yield from self._left_over()
        self._tell()

    def _name_what_is_absent(self) -> None:
        """A row that hangs on several things goes on naming those that are part of no entry."""
        self._database.execute(
            "CREATE TABLE part AS WITH RECURSIVE found(seq) AS ("
            " SELECT seq FROM row WHERE tbl IN (SELECT value FROM json_each(?)) UNION SELECT l.seq FROM found"
            " JOIN row r USING (seq) JOIN link l ON l.parent = r.id AND l.parent_tbl IN (r.tbl, '*'))"
            " SELECT tbl, id FROM found JOIN row USING (seq)",
            (json.dumps(list(ENTITIES)),),
        )
        self._database.execute("CREATE INDEX part_id ON part (tbl, id)")
        for seq, column, parent in self._database.execute(
            "SELECT seq, col, parent FROM link l WHERE parent_tbl <> '*'"
            " AND NOT EXISTS (SELECT 1 FROM part p WHERE p.tbl = l.parent_tbl AND p.id = l.parent)"
        ):
            (body,) = self._database.execute("SELECT body FROM row WHERE seq = ?", (seq,)).fetchone()
            body = json.dumps({**json.loads(body), column: parent})
            self._database.execute("UPDATE row SET body = ? WHERE seq = ?", (body, seq))

    def _whole(self, table: str, id_: str, body: Document, above: set[int]) -> Document:
        """A row with everything that hangs on it. Raises TooMuchError: rows that share an id multiply each other."""
        if table == "service_capacity" and (unit := body.pop("unit_id", None)) is not None:
            body["unit"] = self._unit(str(unit))
        if id_:
            hanging = self._database.execute(
                "SELECT r.seq, r.tbl, r.id, r.body, l.list FROM link l JOIN row r USING (seq)"
                " WHERE l.parent = ? AND l.parent_tbl IN (?, '*') ORDER BY r.seq LIMIT ?",
                (id_, table, MOST_HANGING + 2),
            ).fetchall()
            for child_seq, child_table, child_id, child, into in hanging:
                if child_seq in above:
                    continue
                self._hung += 1
                if self._hung > MOST_HANGING or len(above) > DEEPEST_HANGING:
                    raise TooMuchError(f"has over {MOST_HANGING:,} rows that hang on it, or on each other")
                self._use(child_seq)
                below = self._whole(child_table, child_id, json.loads(child), above | {child_seq})
                if table == "contacts":
                    below.pop(PERSON, None)
                body.setdefault(into, []).append(below)
        return body

    def _unit(self, id_: str) -> Document:
        found = self._database.execute("SELECT seq, body FROM row WHERE tbl = 'units' AND id = ?", (id_,)).fetchone()
        if not found:
            return {"id": id_}
        self._use(found[0])
        unit: Document = json.loads(found[1])
        return unit

    def _use(self, seq: int) -> None:
        self._database.execute("UPDATE row SET used = 1 WHERE seq = ?", (seq,))

    def _left_over(self) -> Iterator[Entry]:
        """Rows that hang on nothing: kept, as long as there is room."""
        for seq, name, body, writing, file, number in self._database.execute(
            "SELECT seq, tbl, body, writing, file, number FROM row"
            " WHERE NOT used AND tbl NOT IN (SELECT value FROM json_each(?)) ORDER BY seq",
            (json.dumps(list(ENTITIES)),),
        ):
            whole = {column: written(cell) for column, cell in {**json.loads(body), **json.loads(writing)}.items()}
            odd: list[str] = []
            cells = cleaned(whole, "", odd)
            for column in odd:
                self._reading.remark(
                    f"{file}, row {number}: {column} held a sign that no database keeps, which is left out."
                )
            if self._reading.loose.keep(name, cells):
                self._loose[file] += 1
                continue
            parents = self._database.execute("SELECT parent_tbl, parent FROM link WHERE seq = ?", (seq,)).fetchall()
            named = " or ".join(
                f"{table.rstrip('s') if table != '*' else 'entry'} {parent}" for table, parent in parents
            )
            reason = f"belongs to nothing here: there is no {named}" if named else "names nothing it belongs to"
            yield Entry(Where(file, number), kind=name, problem=f"{reason}; {FULL}", excerpt=json.dumps(cells))

    def _tell(self) -> None:
        for (table, column, new), rows in sorted(self._renamed.items()):
            self._reading.remark(f"{table}: the old column {column} is read as {new} ({rows:,} rows).")
        for (file, column), rows in sorted(self._homeless.items()):
            kept = f"it is kept and given back by export ({rows:,} rows)" if rows else "it is empty here"
            self._reading.remark(f"{file}: HSDS 3.1 has no column {column}; {kept}.")
        for file, rows in sorted(self._loose.items()):
            many = "1 row belongs" if rows == 1 else f"{rows:,} rows belong"
            self._reading.remark(f"{file}: {many} to nothing here: kept, and given back by an export as CSV tables.")


def _is_read(old: OldTable | None, column: str) -> bool:
    return old is not None and (column in old.renamed or column in old.lists)


def _value(table: Table, column: str, cell: Any) -> Any:
    """A cell as HSDS types it. Our own and unknown columns say themselves what they are, as JSON."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if column in table.numbers:
        return _number(text, cell)
    if column in table.columns:
        return cell
    if text[:1] in {"{", "["} or (column.startswith(("bn_", "x_")) and text in {"true", "false"}):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return cell
    return _number(text, cell) if column.startswith(("bn_", "x_")) else cell


def _number(text: str, otherwise: str) -> Any:
    if not _NUMBER.fullmatch(text) or len(text) > 15:
        return otherwise
    return float(text) if "." in text else int(text)
