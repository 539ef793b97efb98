"""Back from a backup, on either database: rows, media, index; and nobody who was erased since comes back."""

import datetime
import gzip
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from buurtnet.config.backup import FORMAT, LEFT_OUT, models_kept
from buurtnet.config.keys import fingerprint, keys_in_use, put_keys, read_exported_keys
from buurtnet.config.prepare import SHARED_CACHE_TABLE, make_folders, prepare
from buurtnet.config.serving import not_running
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.actions import erase_person
from buurtnet.people.models import Person
from buurtnet.privacy.actions import erase_declared
from buurtnet.privacy.ledger import LedgerLine, complete_ledger, ledger_path, line_of, read_ledger
from buurtnet.privacy.models import Erasure
from buurtnet.search.outbox import rebuild_all

ROWS_AT_A_TIME = 2_000
SHIPPED = {"themes_theme"}  # rows that every new database has
TABLE_PREFIXES = ("django_", "auth_")

# Models whose erasure is more than their declared fields.
ERASERS: dict[str, Callable[[Any], None]] = {Person._meta.label: erase_person}


@dataclass(frozen=True)
class Restored:
    """What a restore did: rows put back, and rows erased again."""

    rows: int
    erased_again: int
    made_at: str


def restore(path: Path, *, force: bool, keys_file: Path | None, erasures_file: Path | None) -> Restored:
    """Put a backup back. Raises PlainError, before anything is changed, when it may not or cannot.

    ``force`` lets it replace a database that is not empty, and go on without the keys the backup was made with.
    """
    data_dir = Path(settings.DATA_DIR)
    make_folders(data_dir)
    with not_running(), tempfile.TemporaryDirectory(prefix=".restore-", dir=data_dir) as folder:
        draft = Path(folder)
        unpack(path, draft)
        manifest = read_manifest(path, draft)
        given = read_exported_keys(keys_file) if keys_file else {}
        if not force:
            require_keys(manifest, {**keys_in_use(data_dir), **given})
            require_empty()
        erased = erasures_known(erasures_file)
        put_keys(data_dir, given)
        with fresh_database():
            put_rows(manifest, draft / "tables")
        put_media(draft / "media")
        prepare()
    again = erase_again(erased)
    complete_ledger()
    rebuild_all()
    return Restored(sum(manifest["rows"].values()), again, manifest["made_at"])


def unpack(path: Path, into: Path) -> None:
    try:
        with gzip.open(path) as packed:
            with tarfile.open(fileobj=packed, mode="r|") as archive:
                archive.extractall(into, filter="data")
            while packed.read(1_000_000):  # to the very end, where the checksum is
                pass
    except FileNotFoundError:
        raise PlainError(f"There is no file {path}.") from None
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise PlainError(f"{path} is not a whole backup ({error}); nothing was changed.") from None


def read_manifest(path: Path, folder: Path) -> dict[str, Any]:
    """What the backup says of itself. Raises PlainError when it is another kind of file, newer, or not complete."""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        counts = {label: rows_in(folder / "tables" / f"{label}.jsonl") for label in manifest["rows"]}
    except (OSError, ValueError, KeyError):
        raise PlainError(f"{path} is not a backup of Buurtnet; nothing was changed.") from None
    if manifest["format"] > FORMAT or leaves(manifest) is None:
        raise PlainError(
            f"{path} was made by Buurtnet {manifest['buurtnet']}, which is newer than this; nothing was changed."
        )
    if counts != manifest["rows"]:
        raise PlainError(f"{path} does not hold all the rows it names; nothing was changed.")
    return manifest


def rows_in(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file) - 1


def leaves(manifest: dict[str, Any]) -> list[tuple[str, str]] | None:
    """The last migration of each app when the backup was made; None when one is not known here."""
    graph = MigrationLoader(None).graph
    had = {(app, name) for app, name in manifest["migrations"]}
    if not had <= set(graph.nodes):
        return None
    return [
        node
        for node in sorted(had)
        if not any(child.key[0] == node[0] and child.key in had for child in graph.node_map[node].children)
    ]


def require_keys(manifest: dict[str, Any], keys: dict[str, str]) -> None:
    here = {name: fingerprint(key) for name, key in keys.items()}
    missing = [name for name, wanted in manifest["keys"].items() if here.get(name) != wanted]
    if missing:
        raise PlainError(
            f"The backup was made with another key: {', '.join(missing)} is missing here. "
            "Give the file of 'buurtnet keys export' with --keys FILE, or go on without it with --force."
        )


def require_empty() -> None:
    tables = set(connection.introspection.table_names())
    kept = {model._meta.db_table for model in models_kept(apps)}
    for table in sorted(tables & kept - SHIPPED):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608 (our own name)
            if cursor.fetchone():
                raise PlainError(f"The database is not empty ({table} has rows); --force replaces all that is in it.")


def erasures_known(extra: Path | None) -> set[LedgerLine]:
    """Every erasure that the file beside the database, the database as it was, and a given file know of."""
    if extra and not extra.exists():
        raise PlainError(f"There is no file {extra}.")
    known = read_ledger(ledger_path()) | (read_ledger(extra) if extra else set())
    if Erasure._meta.db_table in connection.introspection.table_names():
        known |= {line_of(erasure) for erasure in Erasure.objects.all()}
    return known


@contextmanager
def fresh_database() -> Iterator[None]:
    """An empty database to fill; it takes the place of the old one only when all went well."""
    if connection.vendor == "sqlite":
        real = Path(connection.settings_dict["NAME"])
        draft = real.with_name(f".{real.name}.restoring")
        forget_sqlite(draft)
        connection.close()
        connection.settings_dict["NAME"] = str(draft)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = str(real)
        forget_sqlite(real)
        draft.replace(real)
    else:
        with transaction.atomic():
            drop_own_tables()
            yield


def forget_sqlite(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def drop_own_tables() -> None:
    """Only tables of ours; what else lives in the database stays."""
    prefixes = (*TABLE_PREFIXES, *(f"{config.label}_" for config in apps.get_app_configs()))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(prefixes) or table == SHARED_CACHE_TABLE:
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")


def put_rows(manifest: dict[str, Any], folder: Path) -> None:
    """Make the tables as they were when the backup was made, fill them, and bring them to this version."""
    executor = MigrationExecutor(connection)
    targets = leaves(manifest) or []
    executor.migrate(targets)
    registry = executor.loader.project_state(targets).apps
    kept = {model._meta.label: model for model in models_kept(registry)}
    with transaction.atomic():
        connection.check_constraints()  # migrations made some of them immediate; after this all wait for the end
        with connection.cursor() as cursor:
            for model in kept.values():
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        for label in manifest["rows"]:
            if label not in LEFT_OUT:
                put_table(kept[label], folder / f"{label}.jsonl")
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(kept.values())):
                cursor.execute(statement)
        connection.check_constraints()
    call_command("migrate", interactive=False, verbosity=0)


def put_table(model: type[models.Model], path: Path) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    for field in fields.values():
        if isinstance(field, models.DateField):  # a date of then, not of now; DateTimeField is one too
            field.auto_now = field.auto_now_add = False
    with path.open(encoding="utf-8") as file:
        columns = [fields[name] for name in json.loads(file.readline())]
        for lines in batched(file, ROWS_AT_A_TIME):
            model._base_manager.bulk_create(rows_of(model, columns, lines))


def rows_of(
    model: type[models.Model], columns: list["models.Field[Any, Any]"], lines: Iterable[str]
) -> list[models.Model]:
    return [
        model(
            **{field.attname: field.to_python(value) for field, value in zip(columns, json.loads(line), strict=True)}
        )
        for line in lines
    ]


def put_media(folder: Path) -> None:
    """The media of the backup take the place of those that are here."""
    root = Path(settings.MEDIA_ROOT)
    before = root.with_name(f".{root.name}.before")
    shutil.rmtree(before, ignore_errors=True)
    os.replace(root, before)  # noqa: PTH105 (says that it may write over)
    shutil.move(folder, root)
    shutil.rmtree(before)


def erase_again(lines: set[LedgerLine]) -> int:
    """Erase what was erased after the backup was made. Returns how many rows came back and went again."""
    done = {(erasure.model_label, erasure.object_id) for erasure in Erasure.objects.all()}
    count = 0
    for line in sorted(lines):
        if (line.model_label, line.object_id) in done:
            continue
        with transaction.atomic():
            row = apps.get_model(line.model_label)._base_manager.filter(pk=line.object_id).first()
            remember(line)
            if row is not None:
                count += 1
                ERASERS.get(line.model_label, erase_declared)(row)
    return count


def remember(line: LedgerLine) -> None:
    """The erasure with its own moment, also of a row that the backup does not hold."""
    Erasure.objects.update_or_create(
        model_label=line.model_label,
        object_id=line.object_id,
        defaults={"erased_at": datetime.datetime.fromisoformat(line.erased_at)},
    )
