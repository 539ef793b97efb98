"""Figures about people, published once: a numbered release that never changes, and no second view to subtract.

A release is over whole days that no other of its scope and kind is over, so no record is counted twice; the next one
comes after 90 days at the earliest. A correction is over the same days, replaces the whole, and shows no cell that
was hidden before.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import Who, record
from buurtnet.privacy.models import Release
from buurtnet.privacy.small_numbers import RULE_VERSION, check

BETWEEN: Final = dt.timedelta(days=90)
MONTHS: Final = 3  # of a quarter, the shortest time to be counted

type Tables = Sequence[Mapping[str, Any]]


class NotYetError(Exception):
    """The last release is too new, or the days to be counted are not over. ``on``: the first day on which it can."""

    def __init__(self, on: dt.date) -> None:
        super().__init__(f"Not before {on}.")
        self.on = on


class AlreadyReleasedError(Exception):
    """Some of these days were counted in a release before, or this release was corrected already."""


def released(scope: str, kind: str) -> QuerySet[Release]:
    """The releases that stand, newest first; without those that a correction replaced."""
    return Release.objects.filter(scope=scope, kind=kind, replaced_by=None).order_by("-number")


@transaction.atomic
def publish(scope: str, kind: str, query: Mapping[str, Any], tables: Tables, made_on: dt.date, by: Who) -> Release:
    """Make a release. ``query`` has the first and last day that were counted as ISO dates, ``from`` and ``until``.

    Raises ``ValueError`` for days that are no whole quarters, ``UnsafeFiguresError`` for tables that did not come out
    of the rule, ``NotYetError`` and ``AlreadyReleasedError``.
    """
    start, end = days_of(query)
    check_may_release(scope, kind, start, end, made_on)
    return _write(scope, kind, query, tables, made_on, by)


@transaction.atomic
def correct(
    release: Release, query: Mapping[str, Any], tables: Tables, made_on: dt.date, by: Who, correction: str
) -> Release:
    """Replace a whole release, over the same days, and say why. What it hid stays hidden.

    Raises ``AlreadyReleasedError`` when it was replaced already, ``NotYetError`` when it is itself a correction of
    less than 90 days ago, ``ValueError`` without a reason, over other days, or when a cell is shown that was not.
    """
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if Release.objects.filter(replaces=release).exists():
        raise AlreadyReleasedError
    if release.replaces_id and made_on < release.made_on + BETWEEN:
        raise NotYetError(release.made_on + BETWEEN)
    if not correction.strip():
        raise ValueError("A correction says what was wrong.")
    if days_of(query) != days_of(release.query):
        raise ValueError("A correction is over the same days.")
    if not shown_in(tables) <= shown_in(release.tables):
        raise ValueError("A correction shows no cell that was hidden before.")
    return _write(release.scope, release.kind, query, tables, made_on, by, release, correction.strip())


def check_may_release(scope: str, kind: str, start: dt.date, end: dt.date, made_on: dt.date) -> None:
    """Raises ``NotYetError`` or ``AlreadyReleasedError`` when a release over these days cannot be made now."""
    before = list(Release.objects.filter(scope=scope, kind=kind))
    for one in before:
        first, last = days_of(one.query)
        if start <= last and first <= end:
            raise AlreadyReleasedError
    first_day = max([end + dt.timedelta(days=1), *(one.made_on + BETWEEN for one in before)])
    if made_on < first_day:
        raise NotYetError(first_day)


def days_of(query: Mapping[str, Any]) -> tuple[dt.date, dt.date]:
    """The first and last day of a query. Raises ``ValueError`` unless they are whole quarters."""
    start, end = (dt.date.fromisoformat(str(query.get(name, ""))) for name in ("from", "until"))
    after = end + dt.timedelta(days=1)
    is_whole = all(day.day == 1 and day.month % MONTHS == 1 for day in (start, after))
    if not is_whole or after <= start:
        raise ValueError("What is counted is a quarter, or several.")
    return start, end


def shown_in(tables: Tables) -> set[tuple[str, str, str]]:
    """The cells with a number: table, row and column."""
    return {
        (table["name"], row["key"], column["key"])
        for table in tables
        for row, cells in zip(table["rows"], table["cells"], strict=True)
        for column, cell in zip(table["columns"], cells, strict=True)
        if isinstance(cell, int)
    }


def is_intact(release: Release) -> bool:
    """Whether a release is still what was published."""
    return release.digest == digest_of(release)


def digest_of(release: Release) -> str:
    """SHA-256 of all that is published: whose, what, which number and rule, the query, the tables, the correction."""
    said = {
        "scope": release.scope, "kind": release.kind, "number": release.number, "rule": release.rule_version,
        "query": release.query, "tables": release.tables, "made_on": release.made_on.isoformat(),
        "replaces": str(release.replaces_id or ""), "correction": release.correction,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _write(
    scope: str,
    kind: str,
    query: Mapping[str, Any],
    tables: Tables,
    made_on: dt.date,
    by: Who,
    replaces: Release | None = None,
    correction: str = "",
) -> Release:
    """Two people at once: the second one finds that its number is taken."""
    check(tables)
    last = Release.objects.filter(scope=scope, kind=kind).aggregate(last=Max("number"))["last"] or 0
    release = Release(
        scope=scope, kind=kind, number=last + 1, rule_version=RULE_VERSION, query=dict(query),
        tables=[dict(table) for table in tables], made_on=made_on, replaces=replaces, correction=correction,
    )  # fmt: skip
    release.digest = digest_of(release)
    try:
        with transaction.atomic():
            release.save(force_insert=True)
    except IntegrityError as taken:
        raise AlreadyReleasedError from taken
    record(Action.CREATE, actor=by, obj=release, fields_group=kind, rule=f"small-numbers-{RULE_VERSION}")
    return release
