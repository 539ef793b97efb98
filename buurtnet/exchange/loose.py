"""Loose rows: rows of a package of tables that belong to nothing in it. Their source keeps them, to be given back."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

MOST_ROWS: Final = 5_000
MOST_SIGNS: Final = 2_000_000
FULL: Final = f"over {MOST_ROWS:,} such rows, or {MOST_SIGNS // 10**6} MB of them, are not kept"

type LooseRow = dict[str, str]


class LooseRows:
    """Loose rows by table, in the order of the package, as many as are kept."""

    def __init__(self) -> None:
        self.tables: dict[str, list[LooseRow]] = {}
        self._rows = 0
        self._signs = 0

    def __len__(self) -> int:
        return self._rows

    def keep(self, table: str, row: LooseRow) -> bool:
        """Keep a row; False when there is no room for it."""
        signs = len(json.dumps(row))
        if self._rows >= MOST_ROWS or self._signs + signs > MOST_SIGNS:
            return False
        self.tables.setdefault(table, []).append(row)
        self._rows += 1
        self._signs += signs
        return True

    def keep_also(self, earlier: Mapping[str, list[LooseRow]]) -> Iterator[tuple[str, LooseRow]]:
        """Keep the rows of earlier imports that none of these is a newer writing of; gives those without room."""
        for table, rows in earlier.items():
            now = self.tables.get(table, [])
            ids = {row["id"] for row in now if row.get("id")}
            for row in [row for row in rows if row.get("id") not in ids and row not in now]:
                if not self.keep(table, row):
                    yield table, row


def written(value: Any) -> str:
    """A value as a cell of a table holds it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
