"""Which ids came by, kept on disk: what goes through the hands of an export or a harvest may be of any length."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Final, Self

AT_ONCE: Final = 500


class Seen:
    """Ids by kind, in a temporary file that vanishes with the process."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;"
            "CREATE TABLE seen (kind TEXT, id TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;"
            "BEGIN"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    def is_new(self, kind: str, id_: str) -> bool:
        """Whether an id comes by for the first time; it has come by now."""
        return bool(self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (kind, id_)).rowcount)

    def add(self, kind: str, ids: Iterable[object]) -> None:
        self._database.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", ((kind, str(one)) for one in ids))

    def among(self, kind: str, ids: Iterable[object]) -> set[str]:
        """Those of some ids that came by."""
        found: set[str] = set()
        for some in batched(map(str, ids), AT_ONCE):
            marks = ", ".join("?" * len(some))
            rows = self._database.execute(f"SELECT id FROM seen WHERE kind = ? AND id IN ({marks})", (kind, *some))  # noqa: S608  # question marks only
            found.update(id_ for (id_,) in rows)
        return found

    def count(self, kind: str) -> int:
        return int(self._database.execute("SELECT count(*) FROM seen WHERE kind = ?", (kind,)).fetchone()[0])

    def all(self, kind: str) -> Iterator[str]:
        for (id_,) in self._database.execute("SELECT id FROM seen WHERE kind = ? ORDER BY id", (kind,)):
            yield id_
