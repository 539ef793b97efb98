"""Writing an export: JSON Lines, one JSON list, or the tables of the tabular form with their data package."""

import csv
import json
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from buurtnet.exchange.records import Document, kind_of
from buurtnet.exchange.tabular import ENTITIES, TABLES
from buurtnet.kit.plain_error import PlainError

FORMATS: Final = ("jsonl", "json", "csv")
_ENTITY_TABLE: Final = {kind: table for table, kind in ENTITIES.items()}
_LISTS: Final = {
    (parent, into): (table.name, column)
    for table in TABLES.values()
    for column, (parent, into) in table.belongs.items()
}
_ENTITY_WORDS: Final = {
    "organizations": "organization", "services": "service", "locations": "location", "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term", "service_at_location": "service_at_location", "schedules": "schedule",
    "phones": "phone", "contacts": "contact", "addresses": "address", "programs": "program",
    "languages": "language", "funding": "funding", "service_areas": "service_area", "url": "url",
    "required_documents": "required_document", "accessibility": "accessibility", "cost_options": "cost_option",
    "organization_identifiers": "organization_identifier", "service_capacity": "service_capacity",
    "units": "unit", "attributes": "attribute",
}  # fmt: skip
# A row that hangs on several things is one row that names them all.
_ONE_ROW: Final = frozenset({"phones", "contacts", "schedules", "languages", "service_areas", "funding", "url"})


def write(documents: Iterable[Document], path: Path, form: str, step: Callable[[int], None]) -> int:
    """Write an export to a file (``-``: standard output; tables: a folder, or a .zip). Returns how many entries.

    The file appears when it is complete; what was there before stays until then.
    """
    if form == "csv":
        return _write_tables(documents, path, step)
    written = 0
    with _whole_file(path) as file:
        if form == "json":
            file.write("[")
        for document in documents:
            if form == "json":
                file.write(",\n" if written else "\n")
            file.write(json.dumps(document, ensure_ascii=False))
            if form == "jsonl":
                file.write("\n")
            written += 1
            step(1)
        if form == "json":
            file.write("\n]\n")
    return written


@contextmanager
def _whole_file(path: Path) -> Iterator[IO[str]]:
    if str(path) == "-":
        yield sys.stdout
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write_tables(documents: Iterable[Document], path: Path, step: Callable[[int], None]) -> int:
    if str(path) == "-":
        raise PlainError("Tables are several files: name a folder or a .zip file.")
    packed = path.suffix.lower() == ".zip"
    if not packed and path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise PlainError(f"{path} is there already and is no empty folder.")
    written = 0
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
        tables = TableFiles(Path(folder))
        for document in documents:
            tables.add(document)
            written += 1
            step(1)
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
    return written


class TableFiles:
    """Nested documents taken apart into tables. Rows wait on disk: the columns are known only at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drafts: dict[str, IO[str]] = {}
        self._extra: dict[str, dict[str, None]] = {name: {} for name in TABLES}
        self._seen: dict[str, set[str]] = {name: set() for name in TABLES}

    def add(self, document: Document) -> None:
        kind = kind_of(document)
        document = {key: value for key, value in document.items() if key != "bn_entity"}
        self._entity(_ENTITY_TABLE[kind], document)

    def _entity(self, table: str, document: Document) -> str:
        """Write a row of an entity once, and all that hangs on it; returns its id."""
        id_ = str(document["id"])
        if id_ not in self._seen[table]:
            self._seen[table].add(id_)
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
        for column in row:
            if column not in TABLES[table].columns:
                self._extra[table].setdefault(column)
        if table not in self._drafts:
            self._drafts[table] = (self._folder / f"{table}.draft").open("w+", encoding="utf-8")
        self._drafts[table].write(json.dumps(row) + "\n")

    def finish(self) -> None:
        """Make the CSV files of the drafts, and the data package that describes them."""
        resources = []
        for table, draft in self._drafts.items():
            columns = [*TABLES[table].columns, *sorted(self._extra[table])]
            draft.seek(0)
            with (self._folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                out = csv.DictWriter(file, columns, restval="", lineterminator="\n")
                out.writeheader()
                for line in draft:
                    out.writerow({column: _cell(value) for column, value in json.loads(line).items()})
            draft.close()
            fields = [
                {"name": one, "type": "number" if one in TABLES[table].numbers else "string"} for one in columns
            ]
            resources.append({"name": table, "path": f"{table}.csv", "format": "csv", "schema": {"fields": fields}})
        package = {"name": "buurtnet-hsds", "profile": "tabular-data-package", "resources": resources}
        (self._folder / "datapackage.json").write_text(json.dumps(package, indent=1), encoding="utf-8")


def _are_entities(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and "id" in item for item in value)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
