"""Writing an export: JSON Lines, one JSON list, or the tables of the tabular form with their data package."""

import csv
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any, Final

from buurtnet.exchange.export import Documents
from buurtnet.exchange.loose import LooseRow, written
from buurtnet.exchange.records import PERSON, Document, kind_of
from buurtnet.exchange.seen import Seen
from buurtnet.exchange.sqlite_memory import FOR_AN_EXPORT, sqlite_with
from buurtnet.exchange.tabular import ENTITIES, ENTITY_TABLES, TABLES
from buurtnet.kit.plain_error import PlainError

FORMATS: Final = ("jsonl", "json", "csv")
_ENTITY_TABLE: Final = {kind: table for table, kind in ENTITIES.items()}
_LISTS: Final = {
    (parent, into): (table.name, column)
    for table in TABLES.values()
    for column, (parent, into) in table.belongs.items()
}
_ENTITY_WORDS: Final = {table: word for word, table in ENTITY_TABLES.items()}


def write(documents: Iterable[Document], path: Path, form: str, step: Callable[[int], None]) -> int:
    """Write an export to a file (``-``: standard output; tables: a folder, or a .zip). Returns how many entries.

    The file appears when it is complete; what was there before stays until then. Loose rows stand in tables only:
    a document has no place for them.
    """
    if form == "csv":
        with sqlite_with(FOR_AN_EXPORT):
            return _write_tables(documents, path, step)
    entries = 0
    with sqlite_with(FOR_AN_EXPORT), whole_file(path) as file:
        if form == "json":
            file.write("[")
        for document in documents:
            if form == "json":
                file.write(",\n" if entries else "\n")
            file.write(json.dumps(document, ensure_ascii=False))
            if form == "jsonl":
                file.write("\n")
            entries += 1
            step(1)
        if form == "json":
            file.write("\n]\n")
    return entries


@contextmanager
def whole_file(path: Path) -> Iterator[IO[str]]:
    """A text file that appears when the block ends well (``-``: standard output)."""
    if str(path) == "-":
        yield sys.stdout
        return
    with draft_of(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        yield file


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """A file to write beside another, which it takes the place of when the block ends well; else nothing is left."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write_tables(documents: Iterable[Document], path: Path, step: Callable[[int], None]) -> int:
    if str(path) == "-":
        raise PlainError("Tables are several files: name a folder or a .zip file.")
    packed = path.suffix.lower() == ".zip"
    if not packed and path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise PlainError(f"{path} is there already and is no empty folder.")
    entries = 0
    with (
        tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder,
        closing(TableFiles(Path(folder))) as tables,
    ):
        for document in documents:
            tables.add(document)
            entries += 1
            step(1)
        for table, row in documents.loose() if isinstance(documents, Documents) else ():
            tables.add_loose(table, row)
        tables.finish()
        files = [*sorted(Path(folder).glob("*.csv")), Path(folder) / "datapackage.json"]
        if packed:
            draft = Path(folder) / "package.zip"
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
                for file in files:
                    archive.write(file, file.name)
            draft.replace(path)
        else:
            path.mkdir(exist_ok=True)
            for file in files:
                shutil.move(file, path / file.name)
    return entries


class TableFiles:
    """Nested documents taken apart into tables. Rows wait on disk: the columns are known only at the end.

    What hangs on several things (a phone of a service and of its building) is one row that names them all.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32000;"
            "CREATE TABLE row (seq INTEGER PRIMARY KEY, tbl TEXT, id TEXT, links TEXT, body TEXT);"
            "CREATE INDEX row_id ON row (tbl, id) WHERE id <> '';"
            "BEGIN"
        )
        self._extra: dict[str, dict[str, None]] = {name: {} for name in TABLES}
        self._seen = Seen()

    def add(self, document: Document) -> None:
        kind = kind_of(document)
        document = {key: value for key, value in document.items() if key != "bn_entity"}
        self._entity(_ENTITY_TABLE[kind], document)

    def _entity(self, table: str, document: Document) -> str:
        """Write a row of an entity once, and all that hangs on it; returns its id."""
        id_ = str(document["id"])
        if self._seen.is_new(table, id_):
            self._row(table, document, {})
        return id_

    def _row(self, table: str, document: Document, links: dict[str, str]) -> None:
        row: dict[str, Any] = dict(links)
        id_ = str(document.get("id", ""))
        hanging: list[tuple[str, str, list[Any]]] = []
        for key, value in document.items():
            into = _LISTS.get((table, key)) or _LISTS.get(("*", key))
            if into and isinstance(value, list) and all(isinstance(item, dict) for item in value) and id_:
                hanging.append((*into, value))
            elif key == "organization" and table == "services" and isinstance(value, dict):
                row["organization_id"] = self._entity("organizations", value)
            elif key == "location" and table == "service_at_location" and isinstance(value, dict):
                row["location_id"] = self._entity("locations", value)
            elif key == "locations" and table == "organizations" and _are_entities(value):
                for location in value:
                    self._entity("locations", {**location, "organization_id": location.get("organization_id", id_)})
            elif key == "taxonomy_term" and isinstance(value, dict) and "id" in value:
                row["taxonomy_term_id"] = self._entity("taxonomy_terms", value)
            elif key == "taxonomy_detail" and isinstance(value, dict) and "id" in value:
                row["taxonomy_id"] = self._entity("taxonomies", value)
            elif key == "unit" and table == "service_capacity" and isinstance(value, dict) and "id" in value:
                row["unit_id"] = self._entity("units", value)
            else:
                row[key] = value
        self._put(table, row)
        for child, column, items in hanging:
            for item in items:
                said = (
                    {"link_entity": _ENTITY_WORDS[table]} if column == "link_id" and "link_entity" not in item else {}
                )
                if column == "resource_id" and "resource_type" not in item:
                    said = {"resource_type": _ENTITY_WORDS[table]}
                self._row(child, {**item, **said}, {column: id_})

    def _put(self, table: str, row: dict[str, Any]) -> None:
        """Keep a row; one that says the same under the same id gets the links of this one too, as far as they fit."""
        known = TABLES[table]
        self._name_columns(table, row)
        # What is a contact person's is not the same as what is not.
        links = {column: row[column] for column in known.belongs if column in row and column != PERSON}
        id_, body = str(row.get("id", "")), json.dumps({key: row[key] for key in sorted(row) if key not in links})
        for seq, text in self._database.execute(
            "SELECT seq, links FROM row WHERE tbl = ? AND id = ? AND id <> '' AND body = ?", (table, id_, body)
        ).fetchall():
            before = json.loads(text)
            if all(before.get(column, parent) == parent for column, parent in links.items()):
                together = json.dumps({**before, **links})
                self._database.execute("UPDATE row SET links = ? WHERE seq = ?", (together, seq))
                return
        self._database.execute(
            "INSERT INTO row (tbl, id, links, body) VALUES (?, ?, ?, ?)", (table, id_, json.dumps(links), body)
        )

    def add_loose(self, table: str, row: LooseRow) -> None:
        """A row that belongs to nothing: it stands as it is, also where another has its id."""
        self._name_columns(table, row)
        self._database.execute(
            "INSERT INTO row (tbl, id, links, body) VALUES (?, '', '{}', ?)", (table, json.dumps(row))
        )

    def _name_columns(self, table: str, row: Mapping[str, Any]) -> None:
        for column in row:
            if column not in TABLES[table].columns:
                self._extra[table].setdefault(column)

    def finish(self) -> None:
        """Make the CSV files, and the data package that describes them."""
        resources = []
        for (table,) in self._database.execute("SELECT tbl FROM row GROUP BY tbl ORDER BY min(seq)").fetchall():
            columns = [*TABLES[table].columns, *sorted(self._extra[table])]
            with (self._folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                out = csv.DictWriter(file, columns, restval="", lineterminator="\n")
                out.writeheader()
                for links, body in self._database.execute(
                    "SELECT links, body FROM row WHERE tbl = ? ORDER BY seq", (table,)
                ):
                    row = {**json.loads(body), **json.loads(links)}
                    out.writerow({column: written(value) for column, value in row.items()})
            fields = [
                {"name": one, "type": "number" if one in TABLES[table].numbers else "string"} for one in columns
            ]
            resources.append({"name": table, "path": f"{table}.csv", "format": "csv", "schema": {"fields": fields}})
        package = {"name": "buurtnet-hsds", "profile": "tabular-data-package", "resources": resources}
        (self._folder / "datapackage.json").write_text(json.dumps(package, indent=1), encoding="utf-8")

    def close(self) -> None:
        self._database.close()
        self._seen.close()


def _are_entities(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and "id" in item for item in value)
