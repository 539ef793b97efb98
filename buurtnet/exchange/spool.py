"""Records on their way from a file to the database, in a file of their own that vanishes with the process.

All is read before anything is written: a file that turns out to be cut off in its last line changes nothing,
and a record that stands in a thousand documents is written once. The temporary database lives on disk, so the
memory an import takes does not grow with the file.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from buurtnet.exchange.fields import HIDING
from buurtnet.exchange.records import Document, Kind, Notes, Piece, Reject, Where, merged, with_persons

# Stands in every fingerprint: raise it when records are read differently, so that all are read anew.
FORM: Final = "1"
# Behind a fingerprint: this record had something rejected; it points at something that was not there.
HAD_REJECTS: Final = "!"
POINTS_NOWHERE: Final = "?"
DIGEST_LENGTH: Final = 30

# The bodies lie in a file of their own, with a few pages in memory: they are written and read in one go, and
# would push out what is looked up a dozen times for each record.
_TABLES: Final = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000;
ATTACH '' AS bodies;
PRAGMA bodies.page_size=16384; PRAGMA bodies.journal_mode=OFF; PRAGMA bodies.synchronous=OFF;
PRAGMA bodies.cache_size=-4000;
CREATE TABLE record (
    number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, source_id TEXT NOT NULL, wanted TEXT NOT NULL,
    digest TEXT NOT NULL, file TEXT NOT NULL, row INTEGER NOT NULL, country TEXT NOT NULL, pk TEXT,
    UNIQUE (kind, source_id)
);
CREATE TABLE bodies.body (record INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE INDEX record_wanted ON record (kind, wanted) WHERE wanted <> '';
CREATE TABLE existing (
    kind INTEGER NOT NULL, source_id TEXT NOT NULL, pk TEXT NOT NULL, digest TEXT NOT NULL, is_gone INTEGER NOT NULL,
    PRIMARY KEY (kind, source_id)
) WITHOUT ROWID;
CREATE INDEX existing_pk ON existing (kind, pk);
CREATE TABLE mentioned (source_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# The plus keeps SQLite from an index, so that records come in the order of the file without being sorted.
_TO_READ: Final = (
    "FROM record r LEFT JOIN existing e ON e.kind = r.kind AND e.source_id = r.source_id"
    " WHERE +r.kind = ? AND (e.pk IS NULL OR e.is_gone OR e.digest <> r.digest)"
)


@dataclass(slots=True)
class Record:
    """A record with what the database holds of it: ``known`` is the stored fingerprint ("": a new row)."""

    kind: Kind
    source_id: str
    wanted: str
    body: Document
    digest: str
    where: Where
    country: str
    pk: str
    known: str
    is_gone: bool

    @property
    def is_changed(self) -> bool:
        return self.is_gone or self.known[:DIGEST_LENGTH] != self.digest


class Spool:
    """Where records wait. ``salt`` (the licence, say) stands in every fingerprint."""

    def __init__(self, note: Notes, salt: str = "") -> None:
        self._note = note
        self._salt = f"{FORM} {salt} ".encode()
        # An empty name is a temporary file that SQLite takes off the disk's list at once.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")
        self._told: set[tuple[Kind, str, str]] = set()
        self.joined = 0  # services that more than one entry named

    def close(self) -> None:
        self._database.close()

    def add(self, pieces: Iterable[Piece]) -> None:
        """Put the records of an entry away; an id that is there already is one record with it (``records.merged``).

        Raises ValueError for a number without end (``1e999``); nothing was put away then.
        """
        for piece, text in [(piece, _text_of(piece.body)) for piece in pieces]:
            digest = self._digest(text)
            new = self._database.execute(
                "INSERT INTO record (kind, source_id, wanted, digest, file, row, country)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (
                    piece.kind, piece.source_id, piece.wanted, digest, piece.where.file, piece.where.row,
                    piece.country,
                ),
            )  # fmt: skip
            if new.rowcount:
                self._database.execute("INSERT INTO body VALUES (?, ?)", (new.lastrowid, text))
            else:
                self._join(piece, digest)

    def _join(self, piece: Piece, digest: str) -> None:
        """Put a record together with the one of the same id."""
        number, known_digest, known_country = self._database.execute(
            "SELECT number, digest, country FROM record WHERE kind = ? AND source_id = ?",
            (piece.kind, piece.source_id),
        ).fetchone()
        self.joined += piece.kind is Kind.SERVICE
        if known_digest != digest:
            self._merge(number, piece)
        if piece.country and not known_country:
            self._database.execute("UPDATE record SET country = ? WHERE number = ?", (piece.country, number))

    def _merge(self, number: int, piece: Piece) -> None:
        conflicts: list[str] = []
        (before,) = self._database.execute("SELECT text FROM body WHERE record = ?", (number,)).fetchone()
        together = _text_of(with_persons(merged(json.loads(before), piece.body, conflicts)))
        if together != before:
            self._database.execute("UPDATE body SET text = ? WHERE record = ?", (together, number))
            self._database.execute("UPDATE record SET digest = ? WHERE number = ?", (self._digest(together), number))
        for field in conflicts:
            if (piece.kind, piece.source_id, field) not in self._told:
                self._told.add((piece.kind, piece.source_id, field))
                reason = "is written otherwise in an earlier row, which counts"
                if field in HIDING:
                    reason = "is written otherwise in an earlier row; the one that hides the address counts"
                self._note(Reject(piece.where, piece.kind.word, piece.source_id, field, "", reason))

    def mention(self, source_id: str) -> None:
        """An id that the file names in an entry that cannot be used: what it means is not gone."""
        self._database.execute("INSERT INTO mentioned VALUES (?) ON CONFLICT DO NOTHING", (source_id,))

    def know(self, kind: Kind, rows: Iterable[tuple[str, UUID, str, bool]]) -> None:
        """What the database holds of a kind: id in the source, public id, fingerprint, whether it is gone."""
        self._database.executemany(
            "INSERT INTO existing VALUES (?, ?, ?, ?, ?)",
            ((kind, source_id, str(pk), digest, is_gone) for source_id, pk, digest, is_gone in rows),
        )
        self._database.execute(
            "UPDATE record SET pk = existing.pk FROM existing"
            " WHERE existing.kind = record.kind AND existing.source_id = record.source_id AND record.kind = ?",
            (kind,),
        )

    def count(self, kind: Kind) -> int:
        return int(self._database.execute("SELECT count(*) FROM record WHERE kind = ?", (kind,)).fetchone()[0])

    def to_read_count(self, kind: Kind) -> int:
        """How many records ``to_read`` gives."""
        return int(self._database.execute(f"SELECT count(*) {_TO_READ}", (kind,)).fetchone()[0])

    def gone(self, kind: Kind, *, also_of_none: bool = False) -> Iterator[str]:
        """Rows of the source that this import does not name any more; none of a kind it names nothing of, unless
        ``also_of_none``."""
        if not also_of_none and not self.count(kind):
            return
        for (pk,) in self._database.execute(
            "SELECT e.pk FROM existing e LEFT JOIN record r USING (kind, source_id)"
            " WHERE e.kind = ? AND NOT e.is_gone AND r.source_id IS NULL"
            " AND e.source_id NOT IN (SELECT source_id FROM mentioned)",
            (kind,),
        ):
            yield pk

    def unnumbered(self, kind: Kind, size: int) -> Iterator[list[tuple[int, str, str]]]:
        """New records in batches, as (number, id in the source, UUID it may have); each gets its id by ``number``.

        Where two records ask for one UUID, the first may have it.
        """
        last = 0
        while batch := self._database.execute(
            "SELECT number, source_id, CASE WHEN number = ("
            "  SELECT min(number) FROM record w WHERE w.kind = r.kind AND w.wanted = r.wanted AND w.wanted <> ''"
            ") THEN wanted ELSE '' END FROM record r"
            " WHERE number > ? AND +kind = ? AND pk IS NULL ORDER BY number LIMIT ?",
            (last, kind, size),
        ).fetchall():
            last = batch[-1][0]
            yield batch

    def number(self, ids: Iterable[tuple[int, str]]) -> None:
        """Give records, by their numbers, their public ids."""
        self._database.executemany("UPDATE record SET pk = ? WHERE number = ?", ((pk, number) for number, pk in ids))

    def to_read(self, kind: Kind) -> Iterator[Record]:
        """What is new or changed, and what had something to report before; in the order of the file."""
        rows = self._database.execute(
            "SELECT r.number, r.source_id, r.wanted, r.digest, r.file, r.row,"
            " r.country, r.pk, coalesce(e.digest, ''), coalesce(e.is_gone, 0)"
            f" {_TO_READ} ORDER BY r.number",
            (kind,),
        )
        for number, source_id, wanted, digest, file, row, country, pk, known, is_gone in rows:
            (text,) = self._database.execute("SELECT text FROM body WHERE record = ?", (number,)).fetchone()
            yield Record(
                kind, source_id, wanted, json.loads(text), digest, Where(file, row), country,
                pk or "", known, bool(is_gone),
            )  # fmt: skip

    def find(self, kind: Kind, source_id: str) -> str | None:
        """The public id of what a reference points at, in this import or in an earlier one of the same source."""
        for query in (
            "SELECT pk FROM record WHERE kind = ? AND source_id = ?",
            "SELECT pk FROM record WHERE kind = ? AND wanted = ? AND wanted <> ''",
            "SELECT pk FROM existing WHERE kind = ? AND source_id = ?",
            "SELECT pk FROM existing WHERE kind = ? AND pk = ?",
        ):
            if found := self._database.execute(query, (kind, source_id)).fetchone():
                return str(found[0]) if found[0] else None
        return None

    def forget(self, kind: Kind, source_id: str) -> None:
        """Take the public id off a record that could not be written, so that nothing points at it."""
        self._database.execute("UPDATE record SET pk = NULL WHERE kind = ? AND source_id = ?", (kind, source_id))

    def body(self, kind: Kind, source_id: str) -> Document | None:
        """A record's own words: for what cannot be a row but must not be lost."""
        found = self._database.execute(
            "SELECT b.text FROM record r JOIN body b ON b.record = r.number WHERE r.kind = ? AND r.source_id = ?",
            (kind, source_id),
        ).fetchone()
        return json.loads(found[0]) if found else None

    def _digest(self, text: str) -> str:
        return hashlib.blake2b(self._salt + text.encode(), digest_size=DIGEST_LENGTH // 2).hexdigest()


def _text_of(body: Document) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False)
