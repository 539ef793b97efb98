"""A backup: one archive with the rows, of one moment, and the media; no keys. It restores on either database.

``buurtnet-….tar.gz`` holds ``manifest.json``, ``tables/<model>.jsonl`` (the names of the fields, then a row a line)
and ``media/``. It is made while the site is served: SQLite in WAL mode and PostgreSQL both let a reader see one
moment while others write. Media files are written once and never changed, so that a link to each is a copy.
"""

import gzip
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from buurtnet import __version__
from buurtnet.config.keys import fingerprints
from buurtnet.config.locks import by_itself
from buurtnet.config.media import link_media
from buurtnet.kit.plain_error import PlainError
from buurtnet.privacy.encryption import as_stored

FORMAT = 1
ROWS_AT_A_TIME = 2_000

# Everything else is in a backup.
LEFT_OUT = {
    "auth.Permission": "made anew by a migration",
    "auth.Group": "not used",
    "auth.Group_permissions": "not used",
    "contenttypes.ContentType": "made anew by a migration",
    "sessions.Session": "nobody stays signed in through a restore",
}


def back_up(path: Path) -> dict[str, int]:
    """Write the archive to a new file that only its owner can read. Returns the number of rows of each model."""
    if path.exists():
        raise PlainError(f"{path} is already there; a backup is never written over a file.")
    data_dir = Path(settings.DATA_DIR)
    with by_itself(data_dir), draft_folder(data_dir, ".backup-") as draft:
        media = draft / "media"
        link_media(media)
        with one_moment(), as_stored():
            manifest: dict[str, Any] = {
                "format": FORMAT,
                "buurtnet": __version__,
                "made_at": timezone.now().isoformat(),
                "database": connection.vendor,
                "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
                "keys": fingerprints(Path(settings.DATA_DIR)),
                "rows": write_tables(draft / "tables"),
            }
            link_media(media)
        (draft / "manifest.json").write_text(json.dumps(manifest, indent=2))
        pack(draft, path)
    rows: dict[str, int] = manifest["rows"]
    return rows


@contextmanager
def draft_folder(data_dir: Path, prefix: str) -> Iterator[Path]:
    """A folder to work in, gone afterwards; what a backup or restore that was killed left behind goes first."""
    sweep(data_dir)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=data_dir) as folder:
        yield Path(folder)


def sweep(data_dir: Path) -> None:
    for pattern in (".restore-*", ".backup-*"):
        for folder in data_dir.glob(pattern):
            shutil.rmtree(folder, ignore_errors=True)
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        for draft in database.parent.glob(f".{database.name}.restoring*"):
            draft.unlink(missing_ok=True)


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is of one moment, and nobody who writes has to wait."""
    if connection.vendor == "sqlite":
        before = getattr(connection, "transaction_mode", None)
        connection.ensure_connection()
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # of the SQLite backend
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM django_migrations").fetchone()  # the first read sets the moment
                yield
        finally:
            connection.transaction_mode = before  # type: ignore[attr-defined]
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def write_tables(folder: Path) -> dict[str, int]:
    folder.mkdir()
    return {
        model._meta.label: write_table(model, folder / f"{model._meta.label}.jsonl") for model in models_kept(apps)
    }


def models_kept(registry: Any) -> list[type[models.Model]]:
    """The models of a registry (of now, or of a migration) whose rows are in a backup."""
    return [
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]


def write_table(model: type[models.Model], path: Path) -> int:
    fields = model._meta.concrete_fields
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps([field.attname for field in fields]) + "\n")
        for row in model._base_manager.order_by("pk").iterator(chunk_size=ROWS_AT_A_TIME):
            file.write(json.dumps([written(field, row) for field in fields], ensure_ascii=False) + "\n")
            count += 1
    return count


def written(field: "models.Field[Any, Any]", row: models.Model) -> Any:
    """A value as JSON has it; what JSON does not have as the text that the field reads back."""
    value = field.value_from_object(row)
    if value is None or isinstance(value, str | bool | int | float | dict | list):
        return value
    return field.value_to_string(row)


def pack(folder: Path, path: Path) -> None:
    """The folder as an archive; the file has its name only when it is whole."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as raw:
            with (
                gzip.GzipFile("", "wb", 6, raw) as packed,
                tarfile.open(
                    fileobj=packed,
                    mode="w|",
                    dereference=True,  # files only: a restore takes no links
                ) as archive,
            ):
                for name in ("manifest.json", "tables", "media"):
                    archive.add(folder / name, arcname=name, filter=without_owner)
            raw.flush()
            os.fsync(raw.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o700 if member.isdir() else 0o600
    return member
