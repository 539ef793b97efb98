"""The triggers that let nobody change or delete a row of the log, or published figures, whichever way it is tried.

A migration makes them; ``ensure`` makes them anew after migrations, since SQLite loses them when it rebuilds a table.
``missing`` tells at every start which are not there, or not as they were made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection as own_connection
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "The log is only added to."
# What INSERT OR REPLACE goes by.
KEYS = {"privacy_logrow": ("id",), "privacy_logseal": ("sequence", "row_id"), "privacy_release": ("id",)}
FUNCTION = "privacy_log_only_added_to"

# Truncating an empty table takes nothing away, and whoever empties a whole database does it to all tables.
BODY = f"""
DECLARE is_filled boolean;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO is_filled;
        IF NOT is_filled THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END
"""  # noqa: S608 (names of ours)


def statements(vendor: str) -> dict[str, tuple[str, str]]:
    """The SQL of each trigger by its name, with its table."""
    made = {}
    for table, keys in KEYS.items():
        if vendor == "sqlite":
            same = " OR ".join(f"{key} = NEW.{key}" for key in keys)
            refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
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
                    f"FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()",
                )
    return made


def ensure(connection: Any = own_connection) -> None:
    """Make every trigger that is not there, or is not ours; in one transaction. Not of a table that is to come."""
    tables = set(connection.introspection.table_names())
    lacking = [name for name in missing(connection) if statements(connection.vendor)[name][0] in tables]
    if not lacking:
        return
    wanted = statements(connection.vendor)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${BODY}$$")
        for name in lacking:
            table, made = wanted[name]
            cursor.execute(drop(name, table, connection.vendor))
            cursor.execute(made)


@contextmanager
def lifted() -> Iterator[None]:
    """One transaction without the triggers, for what may go in time; they stand again before it is committed.

    On PostgreSQL the tables are locked meanwhile, on SQLite the database: nobody else can use the gap.
    """
    vendor = own_connection.vendor
    with transaction.atomic():
        with own_connection.cursor() as cursor:
            for name, (table, _) in statements(vendor).items():
                cursor.execute(drop(name, table, vendor))
        yield
        ensure()


def drop(name: str, table: str, vendor: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + ("" if vendor == "sqlite" else f" ON {table}")


def missing(connection: BaseDatabaseWrapper = own_connection) -> list[str]:
    """Names of triggers that are not there, are switched off, or say something else; all without the tables."""
    wanted = statements(connection.vendor)
    found = on_sqlite(connection, wanted) if connection.vendor == "sqlite" else on_postgresql(connection)
    return [name for name in wanted if name not in found]


def on_sqlite(connection: BaseDatabaseWrapper, wanted: dict[str, tuple[str, str]]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name for name, made in cursor.fetchall() if name in wanted and made == wanted[name][1]}


def on_postgresql(connection: BaseDatabaseWrapper) -> set[str]:
    """``tgtype`` tells when a trigger fires: 19 before update, 11 before delete, both for each row; 34 truncate."""
    fires = {"update": 19, "delete": 11, "truncate": 34}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname, t.tgtype, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgrelid IN (to_regclass(%s), to_regclass(%s), to_regclass(%s)) AND t.tgenabled IN ('O', 'A') "
            "AND t.tgqual IS NULL AND t.tgattr = ''::int2vector",
            list(KEYS),
        )
        rows = cursor.fetchall()
    return {
        name
        for name, table, kind, body in rows
        if body == BODY and name == f"{table}_no_{name.rsplit('_', 1)[1]}" and kind == fires[name.rsplit("_", 1)[1]]
    }
