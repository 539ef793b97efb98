"""Back from a backup, on either database: rows, media, index; and nobody who was erased since comes back."""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, InternalError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from buurtnet.agenda.picturing import sweep_pictures
from buurtnet.config.backup import LEFT_OUT, draft_folder, models_kept
from buurtnet.config.keys import fingerprints_of, joined, keys_in_use, read_exported_keys, these_keys
from buurtnet.config.locks import by_itself, not_running
from buurtnet.config.media import media_swap
from buurtnet.config.prepare import cache_tables, make_folders, make_missing_keys, prepare
from buurtnet.config.unpacking import leaves, read_manifest, unpack
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.models import Person
from buurtnet.people.my_data import forget_again
from buurtnet.people.photos import sweep_photos
from buurtnet.privacy.actions import erase_declared
from buurtnet.privacy.encryption import as_stored
from buurtnet.privacy.heads import RESTORED, note_newest
from buurtnet.privacy.ledger import LedgerLine, add_to_ledger, complete_ledger, ledger_path, line_of, read_ledger
from buurtnet.privacy.models import Erasure
from buurtnet.privacy.triggers import ensure
from buurtnet.search.outbox import rebuild_all

ROWS_AT_A_TIME = 2_000
SHIPPED = {"themes_theme"}  # rows that every new database has

# Models whose erasure is more than their declared fields.
ERASERS: dict[str, Callable[[Any], None]] = {Person._meta.label: forget_again}


@dataclass(frozen=True)
class Restored:
    """What a restore did: rows put back, rows erased again, and lines of the ledgers that nobody can read."""

    rows: int
    erased_again: int
    unread: int
    made_at: str


def restore(path: Path, *, force: bool, keys_file: Path | None, erasures_file: Path | None) -> Restored:
    """Put a backup back. Raises PlainError, before anything is changed, when it may not or cannot.

    ``force`` lets it replace a database that is not empty, and go on without the keys the backup was made with.
    Keys, media and rows change places one after the other; what fails on the way puts back what was there.
    """
    data_dir = Path(settings.DATA_DIR)
    make_folders(data_dir)
    with not_running(data_dir), by_itself(data_dir), draft_folder(data_dir, ".restore-") as draft:
        unpack(path, draft)
        manifest = read_manifest(path, draft)
        given = read_exported_keys(keys_file) if keys_file else {}
        if not force:
            require_keys(manifest, joined(keys_in_use(data_dir), given))
            require_empty()
        erased, unread = erasures_known(erasures_file)
        with these_keys(data_dir, given), media_swap(draft / "media") as put_media, fresh_database():
            put_rows(path, manifest, draft / "tables")
            add_to_ledger(sorted(erased - read_ledger(ledger_path()).lines))
            again = erase_again(erased)  # before anyone can see it: nobody comes back, not for a moment
            put_media()
            sweep_photos(older_than=0)  # faces of who was erased since; nobody else is at work
            sweep_pictures(older_than=0)
        make_missing_keys(data_dir)  # with --force a backup is put back without the keys it was made with
        prepare()
    complete_ledger()
    note_newest(why=RESTORED)
    rebuild_all()
    return Restored(sum(manifest["rows"].values()), again, unread, manifest["made_at"])


def require_keys(manifest: dict[str, Any], keys: dict[str, str]) -> None:
    here = fingerprints_of(keys)
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


def erasures_known(given: Path | None) -> tuple[frozenset[LedgerLine], int]:
    """Every erasure that the file beside the database, the database as it was, and a given file know of.

    And how many lines of the files cannot be read. Raises PlainError for a given file that is no ledger at all.
    """
    own = read_ledger(ledger_path())
    known, unread = own.lines, own.unread
    if given:
        if not given.exists():
            raise PlainError(f"There is no file {given}.")
        ledger = read_ledger(given)
        if ledger.unread and not ledger.lines:
            raise PlainError(f"{given} is no list of erasures: none of its {ledger.unread} lines can be read.")
        known, unread = known | ledger.lines, unread + ledger.unread
    if Erasure._meta.db_table in connection.introspection.table_names():
        known |= {line_of(erasure) for erasure in Erasure.objects.all()}
    return known, unread


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
    """Only tables of ours; what else lives in the database stays, and a restore stops when it hangs on ours."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    ours |= {MigrationRecorder.Migration._meta.db_table} | cache_tables()
    there = sorted(ours & set(connection.introspection.table_names()))
    if not there:
        return
    names = ", ".join(connection.ops.quote_name(table) for table in there)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {names}")
    except InternalError as error:
        why = " ".join(str(error).split())[:200]
        raise PlainError(f"Something else in this database hangs on tables of Buurtnet ({why}).") from None


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
    with transaction.atomic(), as_stored():
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
    ensure()


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


def erase_again(lines: frozenset[LedgerLine]) -> int:
    """Erase what was erased after the backup was made. Returns how many rows came back and went again.

    People first: what the backup has of them is found by what it has of them.
    """
    done = {(erasure.model_label, erasure.object_id) for erasure in Erasure.objects.all()}
    since = [line for line in sorted(lines) if (line.model_label, line.object_id) not in done]
    for line in since:
        remember(line)
    count = 0
    for line in sorted(since, key=lambda line: line.model_label != Person._meta.label):
        with transaction.atomic():
            with as_stored():  # a row goes without being read, also when its key is not here
                row = row_of(line)
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
