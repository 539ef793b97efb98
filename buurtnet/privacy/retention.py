"""What may be kept no longer goes: every field that declares ``days`` in ``class Privacy``, once a day.

A row about a person that goes leaves an ``Erasure`` behind, so that a restored backup does not bring it back. The log
goes in its own way (``privacy.clearing``).
"""

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from buurtnet.kit.declare import Erase
from buurtnet.kit.plain_error import PlainError
from buurtnet.privacy.actions import emptied, record_erasures
from buurtnet.privacy.clearing import clear_log
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.register import date_of, entries, way_to_person

BATCH = 500

logger = logging.getLogger(__name__)

# Models whose rows go in another way: what lets them go, given the moment; returns how many.
OTHERWISE: dict[type[models.Model], Callable[[datetime.datetime], int]] = {LogRow: clear_log}


@dataclass(frozen=True)
class Term:
    """Fields of a model that go together: so many days after the date in ``since``, in the same way."""

    model: type[models.Model]
    fields: tuple[str, ...]
    days: int
    since: str
    erase: Erase

    @property
    def takes_rows(self) -> bool:
        return self.erase in {Erase.DELETE_ROW, Erase.IN_TIME}


@dataclass(frozen=True)
class Due:
    """How many rows of a term have had their time, and the oldest date among them."""

    term: Term
    count: int
    oldest: datetime.date | None


def expire(now: datetime.datetime | None = None) -> dict[str, int]:
    """Let everything go whose time is over. Returns how many rows of each model were deleted or emptied.

    One model that fails stops no other; raises PlainError at the end.
    """
    now = now or timezone.now()
    gone: dict[str, int] = {}
    failed = []
    for term in terms():
        label = term.model._meta.label
        try:
            if term.model in OTHERWISE:
                count = OTHERWISE[term.model](now)
            else:
                count = sum(let_go(term, batch) for batch in batches(term, now))
        except Exception:
            logger.exception("What %s keeps too long could not go.", label)
            failed.append(label)
            continue
        if count:
            gone[label] = gone.get(label, 0) + count
    if failed:
        raise PlainError(f"The time of rows is over, and they could not go: {', '.join(failed)}.")
    return gone


def due(now: datetime.datetime | None = None) -> Iterator[Due]:
    """What ``expire`` would let go at this moment, term by term; those without anything too."""
    now = now or timezone.now()
    for term in terms():
        dates = [
            getattr(row, term.since) for batch in batches(term, now, is_dry=True) for row in batch
        ]  # an emptied field is told apart in Python, since an encrypted one cannot be asked for
        yield Due(term, len(dates), min(dates, default=None))


def terms(models_asked: Iterable[type[models.Model]] | None = None) -> Iterator[Term]:
    """Every term of every model; fields with the same days, date and way stand together."""
    for model in apps.get_models() if models_asked is None else models_asked:
        together: dict[tuple[int, str, Erase], list[str]] = {}
        for entry in entries(model):
            keep = entry.keep
            if keep is not None and keep.days is not None and (date := date_of(model, entry.field, keep)):
                together.setdefault((keep.days, date.name, keep.erase), []).append(entry.field)
        for (days, since, erase), names in together.items():
            yield Term(model, tuple(names), days, since, erase)


def batches(term: Term, now: datetime.datetime, *, is_dry: bool = False) -> Iterator[list[models.Model]]:
    """Rows whose time is over and that still hold something, in the order of their keys."""
    field = term.model._meta.get_field(term.since)
    end: datetime.date = now - datetime.timedelta(days=term.days)
    if not isinstance(field, models.DateTimeField):
        end = timezone.localdate(now) - datetime.timedelta(days=term.days)
    old = rows_of(term).filter(**{f"{term.since}__lt": end}).order_by("pk")
    last: Any = None
    while rows := list((old if last is None else old.filter(pk__gt=last))[:BATCH]):
        last = rows[-1].pk
        if filled := [row for row in rows if term.takes_rows or holds_something(row, term)]:
            yield filled
        if len(rows) < BATCH:
            return


def rows_of(term: Term) -> "models.QuerySet[Any]":
    """A row that goes as a whole is not read: what was tampered with does not open, and goes all the same."""
    rows: models.QuerySet[Any] = term.model._base_manager.all()
    return rows.only("pk", term.since) if term.takes_rows else rows


def holds_something(row: models.Model, term: Term) -> bool:
    return any(getattr(row, name) != emptied(row, name, term.erase) for name in term.fields)


@transaction.atomic
def let_go(term: Term, rows: list[models.Model]) -> int:
    """Delete the rows of a batch, or empty their fields; what changed meanwhile is looked at again first."""
    found = rows_of(term).select_for_update(of=("self",)).filter(pk__in=[row.pk for row in rows])
    same = {row.pk: getattr(row, term.since) for row in rows}
    rows = [row for row in found.order_by("pk") if getattr(row, term.since) == same[row.pk]]
    if term.takes_rows:
        if way_to_person(term.model):
            record_erasures(rows)
        for row in rows:
            row.delete()
        return len(rows)
    for row in rows:
        for name in term.fields:
            setattr(row, name, emptied(row, name, term.erase))
        row.save(update_fields=list(term.fields))
    return len(rows)
