"""Inserting many rows at once, without making a model instance of each.

Django's ``bulk_create`` spends most of its time putting together one long statement. An import writes a dozen rows
a service; here the fields of the model still say how a value is stored, and the database gets one short statement
with many rows. The same on SQLite and PostgreSQL.
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any, Final
from uuid import UUID

from django.db import connection, models

type Row = dict[str, Any]
type Stored = Callable[[Any], Any]

ROWS_AT_ONCE: Final = 10_000
_AS_THEY_ARE: Final = (
    models.CharField, models.TextField, models.FloatField, models.IntegerField, models.BooleanField,
)  # fmt: skip
_REPEATED: Final = (models.DateField, models.DecimalField)


def insert(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Insert rows given as column → value; a column that a row does not name gets the model's default."""
    statement, columns = _plan(model, connection.vendor)
    values = [
        tuple(
            default
            if (value := row.get(name, _MISSING)) is _MISSING
            else value
            if stored is None or value is None
            else stored(value)
            for name, stored, default in columns
        )
        for row in rows
    ]
    if not values:
        return
    with connection.cursor() as cursor:
        for start in range(0, len(values), ROWS_AT_ONCE):
            cursor.executemany(statement, values[start : start + ROWS_AT_ONCE])


_MISSING: Final = object()


@cache
def _plan(model: type[models.Model], _vendor: str) -> tuple[str, tuple[tuple[str, Stored | None, Any], ...]]:
    """The statement, and of each column its name, how a value is stored (None: as it is) and its default."""
    fields = [made for made in model._meta.concrete_fields if not isinstance(made, models.AutoField)]
    names = ", ".join(connection.ops.quote_name(str(made.column)) for made in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    columns = []
    for made in fields:
        stored = _stored(made)
        default = made.get_default()
        columns.append((made.attname, stored, default if stored is None or default is None else stored(default)))
    return f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(columns)  # noqa: S608 (names of our own tables)


def _without_hyphens(value: UUID | str) -> str:
    return value.replace("-", "") if isinstance(value, str) else value.hex


def _stored(made: "models.Field[Any, Any]") -> Stored | None:
    """How a field's value is stored; None when the database takes it as it is."""
    kind: models.Field[Any, Any] = made.target_field if isinstance(made, models.ForeignKey) else made
    if isinstance(kind, models.UUIDField):
        return None if connection.features.has_native_uuid_field else _without_hyphens
    if isinstance(kind, _AS_THEY_ARE):
        return None

    def prepared(value: Any) -> Any:
        return kind.get_db_prep_save(value, connection)

    # Days, moments and amounts are the same in many rows.
    return lru_cache(maxsize=10_000)(prepared) if isinstance(kind, _REPEATED) else prepared
