"""How much memory SQLite may use meanwhile: more for an import, little for an export. PostgreSQL minds its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from django.db import connection

# 160 MB of pages, and 400 MB of changes between two times that they are worked into the file.
FOR_AN_IMPORT: Final = {"cache_size": -160_000, "wal_autocheckpoint": 100_000}
# An export reads everything once: pages that were mapped into memory would stay there, up to a quarter of a gigabyte.
FOR_AN_EXPORT: Final = {"cache_size": -32_000, "mmap_size": 0}


@contextmanager
def sqlite_with(pragmas: Mapping[str, int]) -> Iterator[None]:
    """Set pragmas for a while; what was set before is set again."""
    before = {name: _pragma(name, value) for name, value in pragmas.items()}
    try:
        yield
    finally:
        for name, value in before.items():
            _pragma(name, value)


def _pragma(name: str, value: int) -> int:
    """Set a pragma of SQLite; returns what it was. Nothing on PostgreSQL."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        row = cursor.execute(f"PRAGMA {name}").fetchone()
        cursor.execute(f"PRAGMA {name} = {value:d}")
    return int(row[0]) if row else 0  # a database in memory has nothing to map
