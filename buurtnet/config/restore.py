"""Back from a backup, on either database: rows, media, index; and nobody who was erased since comes back."""

import datetime
import gzip
import json
import os
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import batched
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from buurtnet.config.backup import FORMAT, LEFT_OUT, by_itself, models_kept
from buurtnet.config.keys import fingerprint, keys_in_use, put_keys, read_exported_keys
from buurtnet.config.prepare import SHARED_CACHE_TABLE, make_folders, prepare
from buurtnet.config.serving import not_running
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.actions import erase_person
from buurtnet.people.models import Person
from buurtnet.privacy.actions import erase_declared
from buurtnet.privacy.ledger import LedgerLine, add_to_ledger, complete_ledger, ledger_path, line_of, read_ledger
from buurtnet.privacy.models import Erasure
from buurtnet.search.outbox import rebuild_all

ROWS_AT_A_TIME = 2_000
LONGEST_TAIL = 10_000_000  # bytes after the last file of an archive; tar fills up to 10 kB
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
    with not_running(), by_itself(data_dir), tempfile.TemporaryDirectory(prefix=".restore-", dir=data_dir) as folder:
        draft = Path(folder)
        unpack(path, draft)
        manifest = read_manifest(path, draft)
        given = read_exported_keys(keys_file) if keys_file else {}
        if not force:
            require_keys(manifest, {**keys_in_use(data_dir), **given})
            require_empty()
        erased = erasures_known(erasures_file)
        with fresh_database():
            put_rows(path, manifest, draft / "tables")
            add_to_ledger(sorted(erased - read_ledger(ledger_path())))
            again = erase_again(erased)  # before anyone can see it: a restore that stops here brings nobody back
        put_media(draft / "media")
        put_keys(data_dir, given)
        prepare()
    complete_ledger()
    rebuild_all()
    return Restored(sum(manifest["rows"].values()), again, manifest["made_at"])


def unpack(path: Path, into: Path) -> None:
    into.mkdir(exist_ok=True)
    try:
        with gzip.open(path) as packed:
            with tarfile.open(fileobj=packed, mode="r|") as archive:
                archive.extractall(into, plain_members(path, archive, shutil.disk_usage(into).free), filter="data")
            tail = 0
            while piece := packed.read(1_000_000):  # to the very end, where the checksum is
                tail += len(piece)
                if tail > LONGEST_TAIL:
                    raise PlainError(f"{path} goes on after its end, so it is not a backup; nothing was changed.")
    except FileNotFoundError:
        raise PlainError(f"There is no file {path}.") from None
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise PlainError(f"{path} is not a whole backup ({error}); nothing was changed.") from None


def plain_members(path: Path, archive: tarfile.TarFile, room: int) -> Iterator[tarfile.TarInfo]:
    """Files and folders only, and no more bytes than there is ``room`` for. Raises PlainError."""
    size = 0
    for member in archive:
        if not (member.isfile() or member.isdir()):
            raise PlainError(
                f"{path} holds a link or a device ({member.name!a}); no backup does. Nothing was changed."
            )
        size += member.size
        if size > room:
            raise PlainError(
                f"{path} unpacks to more than the {room / 1e9:.1f} GB that are free; nothing was changed."
            )
        yield member


def read_manifest(path: Path, folder: Path) -> dict[str, Any]:
    """What the backup says of itself. Raises PlainError when it is another kind of file, newer, or not complete."""
    try:
        manifest: Any = json.loads((folder / "manifest.json").read_text("utf-8"))
        is_newer = manifest["format"] > FORMAT
        counts = {} if is_newer else counts_in(manifest, folder)
        (folder / "media").mkdir(exist_ok=True)  # an archive without it is of a site without media
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PlainError(f"{path} is not a backup of Buurtnet; nothing was changed.") from None
    if is_newer or leaves(manifest) is None:
        by = str(manifest.get("buurtnet", ""))[:20]
        raise PlainError(f"{path} was made by Buurtnet {by!a}, which is newer than this; nothing was changed.")
    if counts != manifest["rows"]:
        raise PlainError(f"{path} does not hold all the rows it names; nothing was changed.")
    whole: dict[str, Any] = manifest
    return whole


def counts_in(manifest: dict[str, Any], folder: Path) -> dict[str, int]:
    """How many rows each table has. Raises ValueError and the like for a manifest that is not written as ours."""
    datetime.datetime.fromisoformat(manifest["made_at"])
    migrations, keys, rows = manifest["migrations"], manifest["keys"], manifest["rows"]
    is_ours = (
        isinstance(migrations, list)
        and all(isinstance(word, str) for app, name in migrations for word in (app, name))
        and isinstance(keys, dict)
        and all(isinstance(print_, str) for print_ in keys.values())
        and all(re.fullmatch(r"\w+\.\w+", label) and type(count) is int for label, count in rows.items())
    )
    if not is_ours:
        raise ValueError("The manifest is of another shape.")
    return {label: rows_in(folder / "tables" / f"{label}.jsonl") for label in rows}


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
    return {line for line in known if all(isinstance(part, str) for part in asdict(line).values())}


@contextmanager
def fresh_database() -> Iterator[None]:
    """An empty database to fill; it takes the place of the old one only when all went well."""
    if connection.vendor == "sqlite":
        real = Path(connection.settings_dict["NAME"])
        draft = real.with_name(f".{real.name}.restoring")
        forget_sqlite(draft)
        connection.close()
        connection.settings_dict["NAME"] = str(draft)
        is_whole = False
        try:
            yield
            is_whole = True
        finally:
            connection.close()
            connection.settings_dict["NAME"] = str(real)
            if not is_whole:
                forget_sqlite(draft)
        for end in ("-wal", "-shm"):  # of the old one, which closing has emptied
            real.with_name(real.name + end).unlink(missing_ok=True)
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


def put_rows(path: Path, manifest: dict[str, Any], folder: Path) -> None:
    """Fill the empty database. Raises PlainError for rows that no backup of ours holds."""
    try:
        fill(manifest, folder)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise not_ours(path, error) from None
    except (ValidationError, DataError, IntegrityError) as error:
        raise not_ours(path, error) from None


def not_ours(path: Path, error: Exception) -> PlainError:
    why = " ".join(str(error).split())[:120]
    return PlainError(
        f"{path} holds rows that cannot be put back ({type(error).__name__}: {why}); nothing was changed."
    )


def fill(manifest: dict[str, Any], folder: Path) -> None:
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
            row = row_of(line)
            remember(line)
            if row is not None:
                count += 1
                ERASERS.get(line.model_label, erase_declared)(row)
    return count


def row_of(line: LedgerLine) -> models.Model | None:
    """The row a line is about; none when it is not there, or the line is of a model that is no more."""
    try:
        row: models.Model | None = apps.get_model(line.model_label)._base_manager.filter(pk=line.object_id).first()
    except (LookupError, ValueError, ValidationError):
        return None
    return row


def remember(line: LedgerLine) -> None:
    """The erasure with its own moment, also of a row that the backup does not hold."""
    Erasure.objects.update_or_create(
        model_label=line.model_label,
        object_id=line.object_id,
        defaults={"erased_at": moment_of(line)},
    )


def moment_of(line: LedgerLine) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(line.erased_at)
    except ValueError:
        return timezone.now()
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
