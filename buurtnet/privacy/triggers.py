"""The triggers that let nobody change or delete a row of the log, or published figures, whichever way it is tried.

The same for each model that says ``only_added_to = True`` in its ``class Privacy``. A migration makes them;
``ensure`` makes them anew after migrations, since SQLite loses them when it rebuilds a table. ``missing`` tells at
every start which of the log are not there, or not as they were made, and ``buurtnet check`` which of all.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.apps import apps
from django.db import connection as own_connection
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "The log is only added to."
REFUSAL_ELSEWHERE = "These rows are only added to."
# What INSERT OR REPLACE goes by: each a column, or some together.
LOG: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "privacy_logrow": (("id",),), "privacy_logseal": (("sequence",), ("row_id",)), "privacy_release": (("id",),),
}  # fmt: skip
FUNCTION = "privacy_log_only_added_to"
FUNCTION_ELSEWHERE = "privacy_only_added_to"


def body(refusal: str) -> str:
    """Truncating an empty table takes nothing away, and whoever empties a whole database does it to all tables."""
    return f"""
DECLARE is_filled boolean;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO is_filled;
        IF NOT is_filled THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation';
END
"""  # noqa: S608 (names of ours)


FUNCTIONS: Final = {FUNCTION: body(REFUSAL), FUNCTION_ELSEWHERE: body(REFUSAL_ELSEWHERE)}


def tables_elsewhere() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The tables of models that say they are only added to, each with what INSERT OR REPLACE goes by."""
    said = (one for one in apps.get_models() if getattr(getattr(one, "Privacy", None), "only_added_to", False))
    return {one._meta.db_table: keys_of(one) for one in said}


def keys_of(model: type[models.Model]) -> tuple[tuple[str, ...], ...]:
    fields = [(str(one.column),) for one in model._meta.concrete_fields if one.unique]
    together = [
        tuple(str(model._meta.get_field(name).column) for name in one.fields)  # type: ignore[union-attr]  # a column
        for one in model._meta.constraints
        if isinstance(one, models.UniqueConstraint) and one.fields
    ]
    return (*fields, *together)


def guarded() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Every table with triggers."""
    return {**LOG, **tables_elsewhere()}


def statements(vendor: str) -> dict[str, tuple[str, str]]:
    """The SQL of each trigger by its name, with its table."""
    made = {}
    for table, keys in guarded().items():
        refusal, function = (REFUSAL, FUNCTION) if table in LOG else (REFUSAL_ELSEWHERE, FUNCTION_ELSEWHERE)
        if vendor == "sqlite":
            same = " OR ".join(same_in(key) for key in keys)
            refuse = f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            # OR REPLACE would delete the old row without asking the trigger of DELETE.
            twice = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 (names of ours)
            for event, when in (("update", ""), ("delete", ""), ("insert", twice)):
                name = f"{table}_no_{'replace' if event == 'insert' else event}"
                made[name] = table, f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} {when} {refuse}"
        else:
            for event in ("update", "delete", "truncate"):
                name, each = f"{table}_no_{event}", "STATEMENT" if event == "truncate" else "ROW"
                made[name] = (
                    table,
                    f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION {function}()",
                )
    return made


def same_in(key: tuple[str, ...]) -> str:
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    return f"({same})" if len(key) > 1 else same


def ensure(connection: Any = own_connection) -> None:
    """Make every trigger that is not there, or is not ours; in one transaction. Not of a table that is to come."""
    tables, wanted = set(connection.introspection.table_names()), statements(connection.vendor)
    lacking = [name for name in missing(connection, guarded()) if wanted[name][0] in tables]
    if not lacking:
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            for name, said in FUNCTIONS.items():
                cursor.execute(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${said}$$")
        for name in lacking:
            table, made = wanted[name]
            cursor.execute(drop(name, table, connection.vendor))
            cursor.execute(made)


@contextmanager
def lifted(tables: Collection[str] = LOG) -> Iterator[None]:
    """One transaction without the triggers, for what may go in time; they stand again before it is committed.

    Of the log, unless ``tables`` says otherwise. On PostgreSQL the tables are locked meanwhile, on SQLite the
    database: nobody else can use the gap.
    """
    vendor = own_connection.vendor
    with transaction.atomic():
        with own_connection.cursor() as cursor:
            for name, (table, _) in statements(vendor).items():
                if table in tables:
                    cursor.execute(drop(name, table, vendor))
        yield
        ensure()


def drop(name: str, table: str, vendor: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + ("" if vendor == "sqlite" else f" ON {table}")


def missing(connection: BaseDatabaseWrapper = own_connection, tables: Collection[str] = LOG) -> list[str]:
    """Names of triggers that are not there, are switched off, or say something else; all without the tables.

    Of the log, unless ``tables`` says otherwise: an installation from before a table was guarded has to start.
    """
    wanted = {name: made for name, made in statements(connection.vendor).items() if made[0] in tables}
    found = on_sqlite(connection, wanted) if connection.vendor == "sqlite" else on_postgresql(connection, tables)
    return [name for name in wanted if name not in found]


def on_sqlite(connection: BaseDatabaseWrapper, wanted: dict[str, tuple[str, str]]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name for name, made in cursor.fetchall() if name in wanted and made == wanted[name][1]}


def on_postgresql(connection: BaseDatabaseWrapper, tables: Collection[str]) -> set[str]:
    """``tgtype`` tells when a trigger fires: 19 before update, 11 before delete, both for each row; 34 truncate."""
    fires = {"update": 19, "delete": 11, "truncate": 34}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname, t.tgtype, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgrelid IN (SELECT to_regclass(name) FROM unnest(%s::text[]) AS name) "
            "AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr = ''::int2vector",
            [list(tables)],
        )
        rows = cursor.fetchall()
    return {
        name
        for name, table, kind, said in rows
        if said == FUNCTIONS[FUNCTION if table in LOG else FUNCTION_ELSEWHERE]
        and name == f"{table}_no_{name.rsplit('_', 1)[1]}"
        and kind == fires.get(name.rsplit("_", 1)[1])
    }
