"""Makes a data folder ready: private folders, keys, a migrated database, the shared cache, the themes."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor

from buurtnet.config.keys import KEY_NAMES, key_from, keys_in_use
from buurtnet.kit.plain_error import PlainError
from buurtnet.themes.actions import DATA as THEMES
from buurtnet.themes.actions import load_themes

SHARED_CACHE_TABLE = "shared_cache"


def prepare() -> None:
    """Ready to work; quick when it was so already. Two that start at once take turns."""
    data_dir = Path(settings.DATA_DIR)
    make_folders(data_dir)
    for name in KEY_NAMES:
        key_from(data_dir, name)
    settings.SECRET_KEY = keys_in_use(data_dir)["secret_key"]  # a new folder's is of this moment
    with alone(data_dir / ".prepare.lock"):
        migrate()
        make_shared_cache()
        ship_themes()


def require_data_dir() -> None:
    """For commands that make nothing: raises PlainError when there is no data folder yet."""
    if not (Path(settings.DATA_DIR) / "keys").is_dir():
        raise PlainError(f"There is no Buurtnet in {settings.DATA_DIR}; name its folder with --data-dir.")


def make_folders(data_dir: Path) -> None:
    """Folders that only their owner can enter; an existing data folder keeps the mode it was given."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.STATIC_ROOT)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Waits until no other process is inside."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def migrate() -> None:
    """Bring the database to this version. Raises PlainError for one that a newer version made."""
    if unknown := unknown_migrations():
        raise PlainError(
            f"The database was made by a newer Buurtnet (it knows {unknown[0]}): "
            "install that version, or restore a backup."
        )
    if pending_migrations():
        call_command("migrate", interactive=False, verbosity=0)


def pending_migrations() -> list[str]:
    """Migrations that this database still needs, by name."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unknown_migrations() -> list[str]:
    """Migrations of ours that the database has had and this version does not know."""
    loader = MigrationExecutor(connection).loader
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations | loader.replacements
    )


def make_shared_cache() -> None:
    if SHARED_CACHE_TABLE not in connection.introspection.table_names():
        call_command("createcachetable", database=DEFAULT_DB_ALIAS, verbosity=0)


def ship_themes() -> None:
    """The themes of this version, when the database does not have them yet."""
    shared, digest = caches["shared"], hashlib.sha256(THEMES.read_bytes()).hexdigest()
    if shared.get("themes") != digest:
        load_themes()
        shared.set("themes", digest, None)
