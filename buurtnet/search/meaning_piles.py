"""What waits to be looked at for vectors: two piles of documents, in files beside the vectors.

``changed`` holds what was put in the index since, ``all`` everything there is, written when someone asked to look
again. Each is a line for each document; how far it was gone through stands beside it, so that who is stopped or
killed goes on there. A document may be looked at twice, never not.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from uuid import uuid4

CHANGED, TAKEN, ALL, AGAIN, LOCK = "changed", "changed-taken", "all", "again", "piles.lock"

type Document = tuple[str, str]  # kind and key


@dataclass(frozen=True)
class Place:
    """How far a pile was gone through, in bytes; ``since``: how many vectors there were when it was begun."""

    at: int = 0
    since: int = 0


@dataclass(frozen=True)
class Some:
    """Some documents of one kind, and where in the pile they end."""

    kind: str
    keys: Sequence[str]
    end: int


class Piles:
    """The piles in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def is_empty(self) -> bool:
        return not any((self._folder / name).exists() for name in (CHANGED, TAKEN, ALL, AGAIN))

    def note(self, documents: Iterable[Document]) -> None:
        """Put documents on the pile of what changed."""
        lines = "".join(f"{kind}\t{key}\n" for kind, key in documents if _is_one_line(kind, key))
        if lines:
            with self._locked(), (self._folder / CHANGED).open("a", encoding="utf-8") as file:
                file.write(lines)

    def look_again(self) -> None:
        """Ask to go through all documents once more."""
        with self._locked():
            (self._folder / AGAIN).write_text(uuid4().hex)

    def take_changed(self) -> "Pile":
        """What changed up to now; what changes from now on waits for the next time."""
        with self._locked():
            if not (self._folder / TAKEN).exists() and (self._folder / CHANGED).exists():
                (self._folder / CHANGED).rename(self._folder / TAKEN)
        return Pile(self._folder / TAKEN)

    def take_all(self, keys: Callable[[], Mapping[str, Iterable[str]]], since: int) -> "Pile":
        """All documents, as far as they were not gone through; begun anew when somebody asked and none is going on.

        ``keys``: of all there are, by kind, looked at only then.
        """
        pile = Pile(self._folder / ALL)
        asked = self._asked()
        if asked is not None and not pile.exists():
            # Not with the lock held: it takes seconds, in which the index goes on telling what changed.
            pile.begin(((kind, key) for kind, some in keys().items() for key in some), since)
            with self._locked():
                if self._asked() == asked:  # nobody asked again meanwhile
                    (self._folder / AGAIN).unlink()
        return pile

    def _asked(self) -> bytes | None:
        """Which time somebody asked to go through all; None when nobody did."""
        try:
            return (self._folder / AGAIN).read_bytes()
        except OSError:
            return None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


class Pile:
    """One file of documents, gone through from its start to its end, and then taken away."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beside = path.with_name(f"{path.name}.at")

    def exists(self) -> bool:
        return self._path.exists()

    def begin(self, documents: Iterable[Document], since: int) -> None:
        draft = self._path.with_name(f".{self._path.name}")
        with draft.open("w", encoding="utf-8") as file:
            file.writelines(f"{kind}\t{key}\n" for kind, key in documents if _is_one_line(kind, key))
        self._note(Place(0, since))
        draft.replace(self._path)

    @property
    def place(self) -> Place:
        try:
            said = json.loads(self._beside.read_bytes())
            return Place(int(said["at"]), int(said["since"]))
        except (OSError, ValueError, TypeError, KeyError):
            return Place()

    def documents(self) -> Iterator[Document]:
        """All documents of the pile, also those that were looked at."""
        return ((kind, key) for kind, key, _end in self._lines(0))

    def count(self) -> tuple[int, int]:
        """How many were looked at, and how many there are."""
        at, ends = self.place.at, [end for _kind, _key, end in self._lines(0)]
        return sum(end <= at for end in ends), len(ends)

    def parts(self, count: int) -> Iterator[Some]:
        """What was not looked at yet, so many at once, of one kind each."""
        for kind, lines in groupby(self._lines(self.place.at), key=itemgetter(0)):
            keys: list[str] = []
            end = 0
            for _kind, key, end in lines:  # the last end is where the part ends
                keys.append(key)
                if len(keys) == count:
                    yield Some(kind, keys, end)
                    keys = []
            if keys:
                yield Some(kind, keys, end)

    def done(self, some: Some) -> None:
        """These were looked at."""
        self._note(Place(some.end, self.place.since))

    def end(self) -> None:
        """All were looked at."""
        self._beside.unlink(missing_ok=True)  # first: a place without its pile would be taken for that of the next
        self._path.unlink(missing_ok=True)

    def _lines(self, start: int) -> Iterator[tuple[str, str, int]]:
        """Kind, key and where the line ends. A line that was torn off is left out."""
        if not self.exists():
            return
        with self._path.open("rb") as file:
            end = file.seek(start)
            for line in file:
                end += len(line)
                kind, tab, key = line.decode("utf-8", "replace").rstrip("\n").partition("\t")
                if tab and line.endswith(b"\n"):
                    yield kind, key, end

    def _note(self, place: Place) -> None:
        draft = self._beside.with_name(f".{self._beside.name}")
        draft.write_text(json.dumps(asdict(place)))
        draft.replace(self._beside)


def _is_one_line(kind: str, key: str) -> bool:
    """A key of ours has no such signs; one that has would be read as two."""
    return not set("\t\n\r") & set(kind + key)
