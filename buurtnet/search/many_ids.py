"""Rows that hang on many ids, read for a thousand things at a time.

Documents are made of some twenty ids each, and making objects of them, and of the thousand a question is about, took
longer than the database did. So a question gets all ids as one parameter, and gives ids as the database writes them:
digits (SQLite) or an id (PostgreSQL). Those of one database are the same everywhere, and ``whole`` makes them ids.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import ExpressionWrapper, F, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

type BareId = UUID | str


def bare(name: str) -> ExpressionWrapper[Any]:
    """A column with ids, for ``values_list``, as ``BareId``."""
    return ExpressionWrapper(F(name), output_field=TextField())


@lru_cache(maxsize=20_000)
def whole(one: BareId) -> UUID:
    """The id itself."""
    return one if isinstance(one, UUID) else UUID(one)


def written(one: BareId) -> str:
    """An id as people write it."""
    return str(one) if isinstance(one, UUID) else "-".join((one[:8], one[8:12], one[12:16], one[16:20], one[20:]))


class Among(Lookup[Any]):
    """Whether a column with ids (of any kind) is one of these, for ``filter``."""

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, name: str, ids: Sequence[BareId]) -> None:
        super().__init__(F(name), tuple(ids))

    def as_sqlite(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = compiler.compile(self.lhs)
        found = json.dumps([one.hex if isinstance(one, UUID) else one for one in self.rhs])
        return f"{column} IN (SELECT value FROM json_each(%s))", (*values, found)  # noqa: S608 (a column of ours)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = compiler.compile(self.lhs)
        return f"{column} = ANY(%s::uuid[])", (*values, list(self.rhs))
