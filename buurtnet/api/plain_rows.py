"""A row as a document of HSDS 3.1 to the letter, by its columns alone: for who tells nothing of what is beyond them.

What an export writes of the same row, without asking of each key how its source wrote it: half of the time.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db.models import Model

from buurtnet.api.parameters import DAYS
from buurtnet.directory.models import Capacity, Phone, Schedule, ServiceAtLocation
from buurtnet.exchange.export import Details, Nested
from buurtnet.exchange.fields import CHILDREN, FIELDS, Writer, as_it_is
from buurtnet.exchange.records import Document
from buurtnet.exchange.rows import LINKS, other_id
from buurtnet.search.many_ids import written

FREQUENCIES: Final = ("WEEKLY", "MONTHLY")
MADE: Final = "made:"  # how an id begins that the import made of what an entry says, its address included


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the rows of a table are written, in the order of HSDS.

    ``columns``: key, column, how it is written (None: as it is) and what it holds when it says nothing (None: it is
    written also then).
    """

    columns: tuple[tuple[str, str, Writer | None, Any], ...]
    links: tuple[tuple[str, str, str], ...]
    lists: tuple[str, ...]
    has_source: bool


@cache
def _shape_of(model: type[Model]) -> _Shape:
    columns = tuple(
        (
            key,
            known.column,
            None if known.write is as_it_is else known.write,
            None if known.required else known.default,
        )
        for key, known in FIELDS[model].items()
    )
    links = tuple((nested, key, column) for nested, key, column, _kind in LINKS.get(model, ()))
    has_source = any(field.attname == "source_id" for field in model._meta.concrete_fields)
    return _Shape(columns, links, tuple(CHILDREN.get(model, ())), has_source)


def plain_document(row: Any, details: Details, nested: Nested) -> Document:
    """A row with what hangs on it. ``nested``: what it points at, by key and id."""
    model: type[Model] = type(row)
    shape, values = _shape_of(model), row.__dict__
    pk = values["id"]
    document: Document = {"id": written(pk)}
    for key, column, write, silent in shape.columns:
        value = values[column]
        if value is not None and value != silent:
            if write is not None:
                value = write(value)
            if value is not None:
                document[key] = value
    for nested_key, id_key, column in shape.links:
        other = values[column]
        if other is not None:
            inside = nested.get(nested_key, {}).get(other)
            document[id_key if inside is None else nested_key] = written(other) if inside is None else inside
    hanging = details.get(pk) if shape.lists else None
    if hanging:
        for key in shape.lists:
            if key in hanging:
                document[key] = [plain_document(one, details, nested) for one in hanging[key]]
    if shape.has_source:
        _put_source_id(document, values["source_id"])
    _tidy(document, row)
    return document


def _put_source_id(document: Document, source_id: str) -> None:
    """Unless whoever guesses an address could check it by that."""
    if source_id and source_id.lower() != document["id"] and not source_id.startswith(MADE):
        document["bn_source_id"] = source_id


def _tidy(document: Document, row: Any) -> None:
    """What HSDS wants otherwise than it may have come in, and what a row tells by what it does not."""
    if isinstance(row, Phone):
        if isinstance(document.get("extension"), str):  # a number there
            document["bn_extension"] = document.pop("extension")
    elif isinstance(row, Capacity):
        document["unit"] = {"id": other_id(document["id"], "unit", 0), "name": row.unit_name}
    elif isinstance(row, Schedule):
        _tidy_schedule(document)
    elif isinstance(row, ServiceAtLocation) and row.__dict__["is_secret"]:
        document["bn_hide_address"] = True


def _tidy_schedule(document: Document) -> None:
    if document.get("freq") == "DAILY":
        document |= {"freq": "WEEKLY", "byday": document.get("byday") or ",".join(DAYS)}
    if document.get("freq", "WEEKLY") not in FREQUENCIES:
        document["bn_freq"] = document.pop("freq")
    if document.get("wkst", "MO") not in DAYS:
        document.pop("wkst")
