"""All migrations on an empty database, done once: the next empty database gets what they made.

They take ten seconds and more, and some forty databases are made in a run: of the tests, and of commands that
tests start as a program (``python -m tests.ready WORDS`` is ``python -m buurtnet.config WORDS`` with this). What they
made is kept under a name that says by which code; a database with anything in it is migrated as ever.
"""

import fcntl
import hashlib
import json
import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

PROJECT = Path(__file__).resolve().parents[1]
KEPT = PROJECT / ".pytest_cache" / "migrated"
STARTED = time.time()
A_DAY = 24 * 3600
# What a migration says to read, or to come back to: it leaves nothing in a database.
LEAVES_NOTHING = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|SHOW)\b", re.IGNORECASE)

really_migrate = MigrationExecutor.migrate


def use_what_is_ready() -> None:
    """From now on, in this process."""
    setattr(MigrationExecutor, "migrate", migrate)  # noqa: B010 (a method in the place of one)


def migrate(self: MigrationExecutor, targets: Any, *args: Any, **kwargs: Any) -> ProjectState:
    connection, full = self.connection, {node.key for node in self.loader.graph.node_map.values()}
    planned = {(migration.app_label, migration.name) for migration, _ in self.migration_plan(targets)}
    if planned != full or set(connection.introspection.table_names()) - {"django_migrations"}:
        return really_migrate(self, targets, *args, **kwargs)
    name = name_of(self.loader)
    place = KEPT / f"{connection.vendor}-{name}"
    if not name:
        return really_migrate(self, targets, *args, **kwargs)
    with one_at_a_time():
        if not place.exists():
            return made(self, place, lambda: really_migrate(self, targets, *args, **kwargs))
    FILL[connection.vendor](connection, place)
    self.loader.build_graph()
    return self.loader.project_state()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Whoever comes first makes what the others wait for and use; the end of a process lets go of it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def name_of(loader: MigrationLoader) -> str:
    """Of all our code (migrations call it), theirs, and Django; none when our code is no longer what we run."""
    files = {Path(str(sys.modules[type(one).__module__].__file__)) for one in loader.disk_migrations.values()}
    content = hashlib.sha256(django.__version__.encode())
    for file in sorted(files | set((PROJECT / "buurtnet").rglob("*.py"))):
        if file.stat().st_mtime > STARTED:
            return ""
        content.update(file.read_bytes())
    return content.hexdigest()[:24]


def made(executor: MigrationExecutor, place: Path, work: Callable[[], ProjectState]) -> ProjectState:
    """Migrate, and keep what that did."""
    said: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        for one in params if many else [params]:
            said.append(sql if one is None else whole(context["cursor"], sql, one))
        return execute(sql, params, many, context)

    with executor.connection.execute_wrapper(listen):
        state = work()
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    if executor.connection.vendor == "sqlite":
        with sqlite3.connect(draft) as copy:
            executor.connection.connection.backup(copy)
        copy.close()
    else:
        draft.write_text(json.dumps([sql for sql in said if not LEAVES_NOTHING.match(sql)]))
    for older in place.parent.glob(f"{executor.connection.vendor}-*"):
        if older.stat().st_mtime < STARTED - A_DAY:
            older.unlink(missing_ok=True)
    draft.replace(place)
    return state


def whole(cursor: Any, sql: str, params: Any) -> str:
    """With the values in it; SQLite, of which the words are not kept, needs none."""
    return str(cursor.mogrify(sql, params)) if hasattr(cursor, "mogrify") else sql


def fill_sqlite(connection: BaseDatabaseWrapper, place: Path) -> None:
    connection.ensure_connection()
    ready = sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)
    ready.backup(connection.connection)
    ready.close()


def fill_postgresql(connection: BaseDatabaseWrapper, place: Path) -> None:
    has_begun = MigrationRecorder(connection).has_table()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for sql in json.loads(place.read_text()):
            if not (has_begun and sql.startswith('CREATE TABLE "django_migrations"')):
                cursor.execute(sql)


FILL = {"sqlite": fill_sqlite, "postgresql": fill_postgresql}


if __name__ == "__main__":
    from buurtnet.config.cli import main

    use_what_is_ready()
    sys.exit(main())
