"""The history of an entry as editions: when, by what kind of person, and for who keeps it what changed."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from buurtnet.directory.models import Change, Service
from buurtnet.mending.values import label_of, said, theme_names, themes_said

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


def editions_of(service: Service, country: str, *, with_lines: bool) -> list[Edition]:
    """The newest first. ``with_lines``: for who keeps the entry; nobody else is shown what changed."""
    groups: dict[UUID, list[Change]] = {}
    for row in Change.objects.filter(service=service).order_by("-changed_at", "edition", "field")[:MOST_ROWS]:
        groups.setdefault(row.edition, []).append(row)
    themes = theme_names(_slugs_in(groups.values())) if with_lines else {}
    found: list[Edition] = []
    changed_later: set[str] = set()
    for key, rows in groups.items():
        fields = {row.field for row in rows}
        newest = rows[0]
        one = Edition(
            key, newest.changed_at, newest.get_by_display(), newest.is_suggested, newest.undoes is not None,
            [_line_of(row, country, themes) for row in rows] if with_lines else [],
            can_undo=not fields & changed_later,
        )  # fmt: skip
        found.append(one)
        changed_later |= fields
    return found


def _slugs_in(groups: Iterable[list[Change]]) -> set[str]:
    return {
        slug
        for rows in groups
        for row in rows
        if row.field == "themes"
        for slug in [*(row.previous_value or []), *(row.replacement_value or [])]
    }


def _line_of(row: Change, country: str, themes: Mapping[str, str]) -> Line:
    def in_words(value: Any) -> str:
        lines = themes_said(value, themes) if row.field == "themes" else said(row.field, value, country)
        return "\n".join(lines)

    return Line(label_of(row.field), in_words(row.previous_value), in_words(row.replacement_value))
