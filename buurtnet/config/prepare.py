"""Makes a data folder ready: private folders, keys, a migrated database, shared caches, the themes and the words."""

import hashlib
import logging
import os
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor

from buurtnet.config.keys import KEY_NAMES, key_from, keys_dir, keys_in_use, require_keys
from buurtnet.config.locks import in_turn
from buurtnet.kit.plain_error import PlainError
from buurtnet.privacy import triggers
from buurtnet.privacy.keyring import ring
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.rotation import encrypted_fields
from buurtnet.themes.actions import DATA as THEMES
from buurtnet.themes.actions import load_themes, load_vocabulary
from buurtnet.themes.shipped import DamagedError

logger = logging.getLogger(__name__)


def prepare() -> None:
    """Ready to work; quick when it was so already. Two that start at once take turns."""
    data_dir = Path(settings.DATA_DIR)
    make_folders(data_dir)
    with in_turn(data_dir):
        take_keys(data_dir)
        migrate()
        make_shared_cache()
        ship_themes()
        ship_vocabulary()


def take_keys(data_dir: Path) -> None:
    """The keys are there; those of a new installation are made. Raises PlainError when they went, or are none.

    Made anew beside a database that was used, they would open nothing that is encrypted in it, and nobody would know.
    """
    if has_been_used():
        require_keys(data_dir, keys_given())
    make_missing_keys(data_dir)
    settings.SECRET_KEY = keys_in_use(data_dir)["secret_key"]  # a new folder's is of this moment
    ring()  # keys that are none are told now, and not when something is read


def make_missing_keys(data_dir: Path) -> list[str]:
    """The names of the keys that were neither there nor given, and are now."""
    missing = [name for name in KEY_NAMES if name not in keys_given() and not (keys_dir(data_dir) / name).exists()]
    for name in KEY_NAMES:
        if name not in keys_given():
            key_from(data_dir, name)
    return missing


def keys_given() -> set[str]:
    """The names of keys that do not come from the data folder."""
    return {name for name in KEY_NAMES if os.environ.get(name.upper())} | (
        {"field_keys"} if settings.FIELD_KEYS else set()
    )


def has_been_used() -> bool:
    """Whether the database was made ready before: it has the tables of what is encrypted."""
    tables = {model._meta.db_table for model, _ in encrypted_fields()}
    return bool(tables & set(connection.introspection.table_names()))


def require_data_dir() -> None:
    """For commands that make nothing: raises PlainError when there is no data folder yet."""
    if not (Path(settings.DATA_DIR) / "keys").is_dir():
        raise PlainError(f"There is no Buurtnet in {settings.DATA_DIR}; name its folder with --data-dir.")


def make_folders(data_dir: Path) -> None:
    """Folders that only their owner can enter; an existing data folder keeps the mode it was given."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.STATIC_ROOT)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def migrate() -> None:
    """Bring the database to this version. Raises PlainError for one that a newer version made."""
    refuse_newer()
    if not pending_migrations():
        refuse_touched_log()
        return
    if LogRow._meta.db_table in connection.introspection.table_names():
        refuse_touched_log()
    call_command("migrate", interactive=False, verbosity=0)
    triggers.ensure()  # SQLite loses them when a migration rebuilds their table


def refuse_touched_log() -> None:
    """Raises PlainError when the database would let someone change the log."""
    if lacking := triggers.missing():
        raise PlainError(
            f"What keeps the log from being changed is not as it was made ({', '.join(lacking)}): look with "
            "'buurtnet log verify' what was done, then put it back with 'buurtnet log verify --mend'."
        )


def require_migrated() -> None:
    """For commands that leave the database as it is. Raises PlainError when it is not of this version."""
    refuse_newer()
    if pending_migrations():
        raise PlainError(
            "The database is of an earlier Buurtnet: use that version for this, "
            "or let this one bring it up to date first by starting it."
        )


def refuse_newer() -> None:
    if unknown := unknown_migrations():
        raise PlainError(
            f"The database was made by a newer Buurtnet (it knows {unknown[0]}): "
            "install that version, or restore a backup."
        )


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
    """The tables of the caches that all processes share."""
    if not cache_tables() <= set(connection.introspection.table_names()):
        call_command("createcachetable", database=DEFAULT_DB_ALIAS, verbosity=0)


def cache_tables() -> set[str]:
    return {cache["LOCATION"] for cache in settings.CACHES.values() if "LOCATION" in cache}


def ship_themes() -> None:
    """The themes of this version, when the database does not have them yet."""
    shared, digest = caches["shared"], hashlib.sha256(THEMES.read_bytes()).hexdigest()
    if shared.get("themes") != digest:
        load_themes()
        shared.set("themes", digest, None)


def ship_vocabulary() -> None:
    """The vocabulary of this version. One that cannot be read is told, and what is there stays in use."""
    try:
        load_vocabulary()
    except DamagedError as error:
        logger.warning("The vocabulary is not taken up: %s", error)
