"""The history of an entry as editions: when, by what kind of person, and for who keeps it what changed."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from buurtnet.directory.models import Change, Service
from buurtnet.mending.values import label_of, said

MOST_ROWS: Final = 500


@dataclass(frozen=True)
class Line:
    """One field of an edition, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Edition:
    """What was approved together. ``can_undo``: nothing later changed one of its fields."""

    key: UUID
    at: dt.datetime
    who: str
    is_suggested: bool
    is_undoing: bool
    lines: list[Line]
    can_undo: bool


def editions_of(service: Service, country: str) -> list[Edition]:
    """The newest first."""
    groups: dict[UUID, list[Change]] = {}
    for row in Change.objects.filter(service=service).order_by("-changed_at", "edition", "field")[:MOST_ROWS]:
        groups.setdefault(row.edition, []).append(row)
    found: list[Edition] = []
    changed_later: set[str] = set()
    for key, rows in groups.items():
        fields = {row.field for row in rows}
        newest = rows[0]
        one = Edition(
            key, newest.changed_at, newest.get_by_display(), newest.is_suggested, newest.undoes is not None,
            [line_of(row, country) for row in rows], can_undo=not fields & changed_later,
        )  # fmt: skip
        found.append(one)
        changed_later |= fields
    return found


def line_of(row: Change, country: str) -> Line:
    old, new = ("\n".join(said(row.field, value, country)) for value in (row.previous_value, row.replacement_value))
    return Line(label_of(row.field), old, new)
