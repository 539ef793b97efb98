"""What an import would do with each of a handful of entries, and doing it, for who looks at them row by row."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from buurtnet.exchange.importing import Import, Options, Outcome, bring_in
from buurtnet.exchange.reading import Entry, Reading
from buurtnet.exchange.records import Kind, Reject
from buurtnet.exchange.rows import Built
from buurtnet.exchange.spool import Record


class RowState(StrEnum):
    """What becomes of an entry. ``BACK``: it was gone, and comes back."""

    NEW = "new"
    CHANGED = "changed"
    BACK = "back"
    SAME = "same"
    REFUSED = "refused"


class Silent:
    """A progress bar nobody looks at."""

    def start(self, what: str, total: int, unit: str) -> None: ...
    def step(self, amount: int) -> None: ...
    def stop(self) -> None: ...


class Look(Import):
    """A dry run that remembers what each row would become. Rows are those of ``Entry.where``, each of a service."""

    def __init__(self, reading: Reading, options: Options) -> None:
        super().__init__(reading, replace(options, dry_run=True), self._noted, Silent())
        self.states: dict[int, RowState] = {}

    def _noted(self, reject: Reject) -> None:
        if not reject.field:
            self.states[reject.where.row] = RowState.REFUSED

    def _built(self, record: Record) -> Built | None:
        built = super()._built(record)
        if built is not None and record.kind is Kind.SERVICE:
            there = RowState.CHANGED if record.known else RowState.NEW
            self.states[record.where.row] = RowState.BACK if record.is_gone else there
        return built


def look_at(name: str, entries: Sequence[Entry], options: Options) -> dict[int, RowState]:
    """By row, what an import of these entries would do. Nothing is written."""
    if not entries:
        return {}
    look = Look(Reading(name, entries=list(entries)), options)
    look.run()
    return {entry.where.row: look.states.get(entry.where.row, RowState.SAME) for entry in entries}


def bring_rows(name: str, entries: Sequence[Entry], options: Options) -> tuple[Outcome, dict[int, str]]:
    """Import entries. Also gives, by row, why one could not be taken over after all.

    Raises PlainError when another import of the source is at work; nothing was changed then.
    """
    refused: dict[int, str] = {}

    def note(reject: Reject) -> None:
        if not reject.field:
            refused[reject.where.row] = reject.reason

    return bring_in(Reading(name, entries=list(entries)), options, note, Silent()), refused
