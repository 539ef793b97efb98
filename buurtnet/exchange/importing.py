"""An import: entries in, rows out. The same file twice changes nothing; a stopped import is completed by the next.

First everything is read and waits in a ``Spool``; only then rows are written, in batches that are each complete
(``writing``). Rows the source does not name any more are marked as gone at the very end.
"""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, Final, Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from buurtnet.directory import search
from buurtnet.directory.models import ImportRun, Source
from buurtnet.exchange.loose import FULL
from buurtnet.exchange.reading import Entry, Reading
from buurtnet.exchange.records import Cutter, Kind, Notes, Reject, UnusableError, Where, clean, kind_of
from buurtnet.exchange.rows import MODELS, Builder, Built, public_id
from buurtnet.exchange.spool import POINTS_NOWHERE, Record, Spool
from buurtnet.exchange.sqlite_memory import FOR_AN_IMPORT, sqlite_with
from buurtnet.exchange.turns import alone
from buurtnet.exchange.writing import Writer
from buurtnet.kit.collecting import seldom_collected
from buurtnet.kit.plain_error import PlainError
from buurtnet.themes.models import Theme

BATCH: Final = 4_000  # each rewrites most pages of the indexes, whose keys lie anywhere


class Progress(Protocol):
    """Told how far an import is."""

    def start(self, what: str, total: int, unit: str) -> None: ...
    def step(self, amount: int) -> None: ...
    def stop(self) -> None: ...


class Silent:
    """Where nobody looks at how far it is."""

    def start(self, what: str, total: int, unit: str) -> None: ...
    def step(self, amount: int) -> None: ...
    def stop(self) -> None: ...


@dataclass(frozen=True)
class Options:
    """What an import was asked. ``source``: slug of where it comes from; ``partial``: nothing counts as gone."""

    source: str
    licence: str = ""
    encoding: str = ""
    partial: bool = False
    dry_run: bool = False


@dataclass(slots=True)
class Counts:
    """What happened to the records of a kind. ``rejected``: those that could not be a row."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    rejected: int = 0


@dataclass
class Outcome:
    """What an import did, or would do. ``entries``: how many the file has; ``unread``: how many were damaged.

    ``joined``: entries that named something an earlier one had named; ``partial``: why nothing counts as gone;
    ``loose``: rows that belong to nothing and are kept.
    """

    counts: dict[Kind, Counts] = field(default_factory=lambda: {kind: Counts() for kind in Kind})
    entries: int = 0
    unread: int = 0
    joined: int = 0
    loose: int = 0
    partial: str = ""


def bring_in(reading: Reading, options: Options, note: Notes, progress: Progress) -> Outcome:
    """Import a file under a source. ``note`` is told of everything that could not be taken over.

    Raises PlainError when the file is not what it says, or another import of the source is at work; nothing was
    changed then.
    """
    with nullcontext() if options.dry_run else alone(options.source):
        return Import(reading, options, note, progress).run()


def remembered(source: str) -> Source:
    """What is known of a source: the licence and encoding it was imported with before."""
    return Source.objects.filter(pk=source).first() or Source(slug=source)


class Import:
    def __init__(self, reading: Reading, options: Options, note: Notes, progress: Progress) -> None:
        self._reading = reading
        self._options = options
        self._note = note
        self._progress = progress
        self._outcome = Outcome()
        self._started = reading.asked_at or timezone.now()
        self._licence = options.licence or remembered(options.source).licence
        self._spool = Spool(note, self._licence)
        themes = frozenset(Theme.objects.values_list("slug", flat=True))
        self._builder = Builder(self._spool, options.source, self._licence, self._started, themes, note)
        self._writer = Writer()

    def run(self) -> Outcome:
        try:
            with seldom_collected(), sqlite_with(FOR_AN_IMPORT):
                self._read()
                for kind in Kind:
                    self._spool.know(kind, self._known(kind))
                    self._number(kind)
                run = None if self._options.dry_run else self._begin()
                self._write()
                self._let_go()
                if run:
                    self._end(run)
            return self._outcome
        finally:
            self._spool.close()

    # Reading

    def _read(self) -> None:
        """Everything into the spool. Raises PlainError when the file turns out not to be what it says."""
        outcome, reading = self._outcome, self._reading
        self._progress.start("reading", reading.size, "B")
        reading.advance = self._progress.step
        for entry in reading.entries:
            outcome.entries += 1
            self._take(entry)
        self._progress.stop()
        outcome.joined = self._spool.joined
        outcome.loose = len(reading.loose)
        if reading.still is not None:
            for id_ in reading.still:
                self._spool.mention(id_)
        elif outcome.unread == outcome.entries:
            raise PlainError(
                f"{reading.name} holds no entry that can be used: all {outcome.entries:,} are damaged."
                if outcome.entries
                else f"{reading.name} holds no entries."
            )
        if self._options.partial:
            outcome.partial = "--partial was given"
        elif reading.alone and outcome.entries == 1:
            outcome.partial = "it is a single entry, not a list"
        elif reading.claimed > outcome.entries:
            outcome.partial = f"it is {outcome.entries:,} of the {reading.claimed:,} its list has"
        elif reading.moved:
            outcome.partial = reading.moved

    def _take(self, entry: Entry) -> None:
        document = entry.document
        kind = entry.kind or (kind_of(document, entry.where.file) if isinstance(document, dict) else "")
        try:
            if entry.problem:
                raise UnusableError(entry.problem)
            if not isinstance(document, dict):
                raise UnusableError("is not an entry with fields")
            try:
                self._cut(entry, kind, *clean(document, entry.text))
            except UnusableError:
                raise
            except ValueError:
                self._cut(entry, kind, *clean(document, thorough=True))
        except UnusableError as problem:
            # What it was about does not count as gone, when its id can still be seen.
            self._outcome.unread += 1
            said = _said_id(entry)
            self._spool.mention(said)
            self._note(Reject(entry.where, kind, said, problem.field, entry.excerpt, str(problem)))

    def _cut(self, entry: Entry, kind: str, document: Any, cleaned: list[str]) -> None:
        cutter = Cutter(entry.where)
        try:
            cutter.cut(document, kind)
        finally:
            # Also of an entry that cannot be used itself: what it names is there, and not gone.
            self._spool.add(cutter.pieces)
        for path in cleaned:
            reason = "held a sign that no database keeps, which is left out"
            self._note(Reject(entry.where, kind, _said_id(entry), path, "", reason))

    # Ids

    def _known(self, kind: Kind) -> Iterator[tuple[str, UUID, str, bool]]:
        rows = MODELS[kind]._default_manager.filter(source=self._options.source)
        columns = rows.values_list("source_id", "pk", "source_hash", "gone_at")
        for source_id, pk, digest, gone_at in columns.iterator(BATCH):
            yield source_id, pk, digest, gone_at is not None

    def _number(self, kind: Kind) -> None:
        """Public ids: the source's own where it is a UUID that is free, else one made of source and id."""
        source = self._options.source
        for batch in self._spool.unnumbered(kind, BATCH):
            asked = [wanted for _, _, wanted in batch if wanted]
            rows = MODELS[kind]._default_manager.filter(pk__in=asked)
            taken = {str(pk) for pk in rows.values_list("pk", flat=True)}
            self._spool.number(
                (number, wanted if wanted and wanted not in taken else public_id(source, source_id))
                for number, source_id, wanted in batch
            )

    # Writing

    def _begin(self) -> ImportRun:
        """Remember the source, and that an import of it began."""
        source = remembered(self._options.source)
        source.licence = self._licence
        source.encoding = self._options.encoding or source.encoding
        source.address = self._reading.address or source.address
        source.save()
        return ImportRun.objects.create(source=source, file_name=self._reading.name[:255], started_at=self._started)

    def _write(self) -> None:
        total = sum(self._spool.to_read_count(kind) for kind in Kind)
        self._progress.start("comparing" if self._options.dry_run else "writing", total, " records")
        for kind in Kind:
            counts = self._outcome.counts[kind]
            for records in batched(self._spool.to_read(kind), BATCH):
                batch = [built for record in records if (built := self._built(record))]
                refused = [] if self._options.dry_run else self._writer.write(kind, batch)
                for built, reason in refused:
                    self._reject(built.record, reason)
                lost = {id(built) for built, _ in refused}
                for built in batch:
                    if id(built) not in lost:
                        counts.changed += bool(built.record.known)
                        counts.added += not built.record.known
                self._progress.step(len(records))
            if not self._options.dry_run:
                self._writer.write_parents(kind)
            seen = counts.added + counts.changed + counts.rejected
            counts.unchanged = self._spool.count(kind) - seen
        self._progress.stop()

    def _built(self, record: Record) -> Built | None:
        """The rows of a record that is to be written. What it had to report is reported in any case."""
        built = self._builder.build(record)
        if built is None:
            self._outcome.counts[record.kind].rejected += 1
            self._spool.forget(record.kind, record.source_id)
            return None
        found_now = record.known.endswith(POINTS_NOWHERE) and not built.points_nowhere
        return built if record.is_changed or found_now else None

    def _reject(self, record: Record, reason: str) -> None:
        self._outcome.counts[record.kind].rejected += 1
        self._spool.forget(record.kind, record.source_id)
        self._note(Reject(record.where, record.kind.word, record.source_id, "", "", reason))

    def _let_go(self) -> None:
        """Mark what the source does not name any more; of a kind the file does not hold, nothing is gone.

        Of mere changes it is known which services are still there, and nothing of other kinds.
        """
        if self._outcome.partial:
            return
        of_changes = self._reading.still is not None
        for kind in (Kind.SERVICE,) if of_changes else Kind:
            for batch in batched(self._spool.gone(kind, also_of_none=of_changes), BATCH):
                self._outcome.counts[kind].gone += len(batch)
                if not self._options.dry_run:
                    with transaction.atomic():
                        MODELS[kind]._default_manager.filter(pk__in=batch).update(gone_at=self._started)
                        if kind in (Kind.ORGANIZATION, Kind.LOCATION, Kind.SERVICE):
                            search.changed(kind.word, batch)

    def _end(self, run: ImportRun) -> None:
        run.ended_at = timezone.now()
        run.counts = {
            kind.word: {name: getattr(counts, name) for name in Counts.__slots__}
            for kind, counts in self._outcome.counts.items()
        }
        if self._outcome.partial:
            run.counts["partial"] = {"because": self._outcome.partial}
        if self._outcome.loose:
            run.counts["loose"] = {"kept": self._outcome.loose}
        with transaction.atomic():
            self._keep_loose(run.source)
            run.save(update_fields=["ended_at", "counts"])

    def _keep_loose(self, source: Source) -> None:
        """The loose rows of this import in place of those before; what is only a part of its source adds to them."""
        loose = self._reading.loose
        if self._outcome.partial or self._reading.still is not None:
            for table, row in loose.keep_also(source.loose):
                where, reason = Where(self._reading.name, 0), f"of an earlier import is kept no longer; {FULL}"
                self._note(Reject(where, table, row.get("id", ""), "", json.dumps(row), reason))
        if source.loose != loose.tables:
            source.loose = loose.tables
            source.save(update_fields=["loose"])


def _said_id(entry: Entry) -> str:
    """The id an entry names, as far as that can be seen."""
    if entry.said_id:
        return entry.said_id
    said: Any = entry.document.get("id") if isinstance(entry.document, dict) else None
    return str(said)[:255] if isinstance(said, str | int) else ""
