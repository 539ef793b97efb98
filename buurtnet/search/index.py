"""The index on disk: made anew beside the old one, swapped in one step, one writer, many readers.

``SEARCH_INDEX_DIR`` holds one folder per making (``made-…``: ``main``, ``words``, ``stamp``), the file
``current`` that names the one to read, and the lock of the writer. A writer that is killed leaves the
index at its last commit and the lock free; a folder half made is never named by ``current``.
"""

import fcntl
import os
import re
import shutil
import threading
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from uuid import uuid4

import tantivy
from django.conf import settings

from buurtnet.search.documents import SearchDocument, numbers
from buurtnet.search.schema import main_schema, opened, row_of, stamp, words_schema
from buurtnet.search.words import Lexicon, is_word, word_rows

MAIN, WORDS, STAMP, CURRENT, LOCK = "main", "words", "stamp", "current", "writer.lock"
MADE = re.compile(r"made-[0-9a-f]{12}")
REBUILD_HEAP = 256_000_000  # bytes the engine may fill before it writes to disk
UPDATE_HEAP = 32_000_000
REBUILD_THREADS = 1  # the rows are made here meanwhile, which takes as long
KEPT_BEFORE = 1  # older makings that stay for readers that still hold them open

type Numbers = dict[str, type[int] | type[float]]


class NoIndexError(Exception):
    """There is no index that can be read: none was made, it is damaged, or another version made it."""


class BusyError(Exception):
    """Another process writes."""


@dataclass(frozen=True, eq=False)
class Reader:
    """An index open for reading at one commit. It stays as it is while others write.

    ``frequencies``: in how many documents a stem stands, by text; ``counts``: what was counted for a question;
    ``bests``: what the best hit scores; ``implied``: whether one condition holds for all with another. They are kept,
    since they are asked again and again (with every filter someone adds) and hold until the next commit.
    """

    folder: Path
    mark: tuple[int, int]
    index: tantivy.Index
    words_index: tantivy.Index
    frequencies: dict[str, tuple[int, ...]] = field(default_factory=dict)
    counts: dict[Hashable, dict[str, int]] = field(default_factory=dict)
    bests: dict[Hashable, float] = field(default_factory=dict)
    implied: dict[Hashable, bool] = field(default_factory=dict)

    @cached_property
    def searcher(self) -> tantivy.Searcher:
        return self.index.searcher()

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self.words_index)

    @property
    def schema(self) -> tantivy.Schema:
        return self.index.schema


_readers: dict[Path, Reader] = {}
_opening = threading.Lock()


def reader() -> Reader:
    """The newest index, at its newest commit. Raises NoIndexError. Cheap when nothing changed."""
    root = index_dir()
    folder = _current(root)
    mark = _mark(folder)
    known = _readers.get(root)
    if known and known.folder == folder and known.mark == mark:
        return known
    with _opening:
        try:
            fresh = _open(folder, mark)
        except (ValueError, OSError) as error:
            raise NoIndexError(f"The search index in {folder} cannot be read.") from error
        _readers[root] = fresh
        return fresh


def is_readable() -> bool:
    """Whether there is an index of this version."""
    try:
        reader()
    except NoIndexError:
        return False
    return True


def index_dir() -> Path:
    return Path(settings.SEARCH_INDEX_DIR)


@contextmanager
def writing() -> Iterator["Writer"]:
    """The one writer of the current index. Raises BusyError when another process writes, NoIndexError without one.

    What was put or taken out is there after ``commit``; leaving without it changes nothing. At the end the words
    that came with it are learned, once.
    """
    with lock():
        here = reader()
        writer = Writer(here)
        try:
            yield writer
        finally:
            writer.close()


class Writer:
    """Puts documents into the current index and takes them out."""

    def __init__(self, here: Reader) -> None:
        self._folder = here.folder
        self._numbers = numbers()
        self._rows = here.index.writer(UPDATE_HEAP, 1)
        self._has_news = False

    def put(self, document: SearchDocument) -> None:
        """Add a document, in place of the one with the same kind and key."""
        self._rows.delete_documents_by_term("id", f"{document.kind}:{document.key}")
        self._rows.add_document(row_of(document, self._numbers))

    def remove(self, kind: str, key: str) -> None:
        self._rows.delete_documents_by_term("id", f"{kind}:{key}")

    def commit(self) -> None:
        """Make it so, for readers from now on; the words that are new are learned at the end (``close``)."""
        self._rows.commit()
        self._has_news = True

    def close(self) -> None:
        self._rows.rollback()
        self._rows.wait_merging_threads()
        if self._has_news:
            self._learn()

    def _learn(self) -> None:
        """New words are added; a word that went stays known until the next rebuild, and finds nothing.

        What a writer that was killed did not learn, the next one does.
        """
        main, found = _parts(self._folder)
        lexicon = Lexicon(found)
        counts = main.searcher().terms_with_prefix("exact", "")
        fresh = [(word, count) for word, count in counts if is_word(word) and not lexicon.knows(word)]
        if fresh:
            _write_words(found, word_rows(fresh, lexicon), UPDATE_HEAP)


def rebuild(documents: Iterable[SearchDocument]) -> int:
    """Make a new index of these documents beside the old one, then let everyone read it. Returns how many.

    Raises BusyError when another process writes.
    """
    with lock():
        root = index_dir()
        _sweep(root)
        folder = root / f"made-{uuid4().hex[:12]}"
        kinds = numbers()
        count = _make(folder, documents, kinds)
        (folder / STAMP).write_text(stamp(kinds))
        _point_to(root, folder)
        _sweep(root)
        return count


@contextmanager
def lock() -> Iterator[None]:
    """The right to write the index. Raises BusyError at once when it is taken."""
    root = index_dir()
    root.mkdir(parents=True, exist_ok=True)
    with held(root / LOCK, "Another process writes the search index."):
        yield


@contextmanager
def held(path: Path, busy: str) -> Iterator[None]:
    """A lock in a file; BusyError with this text at once when it is taken. It is free when its holder dies."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(busy) from error
        yield
    finally:
        os.close(descriptor)


def _make(folder: Path, documents: Iterable[SearchDocument], kinds: Numbers) -> int:
    (folder / MAIN).mkdir(parents=True)
    (folder / WORDS).mkdir()
    main = opened(tantivy.Index(main_schema(kinds), str(folder / MAIN)))
    rows = main.writer(REBUILD_HEAP, REBUILD_THREADS)
    count = 0
    for document in documents:
        rows.add_document(row_of(document, kinds))
        count += 1
    rows.commit()
    rows.wait_merging_threads()
    main.reload()
    vocabulary = main.searcher().terms_with_prefix("exact", "")
    _write_words(opened(tantivy.Index(words_schema(), str(folder / WORDS))), word_rows(vocabulary), REBUILD_HEAP // 4)
    return count


def _write_words(index: tantivy.Index, rows: Iterable[tantivy.Document], heap: int) -> None:
    writer = index.writer(heap, 1)
    for row in rows:
        writer.add_document(row)
    writer.commit()
    writer.wait_merging_threads()


def _open(folder: Path, mark: tuple[int, int]) -> Reader:
    if (folder / STAMP).read_text() != stamp(numbers()):
        raise NoIndexError(f"The search index in {folder} was made by another version.")
    return Reader(folder, mark, *_parts(folder))


def _parts(folder: Path) -> tuple[tantivy.Index, tantivy.Index]:
    """The documents and the words, at their newest commit."""
    main, found = (opened(tantivy.Index.open(str(folder / name))) for name in (MAIN, WORDS))
    main.reload()
    found.reload()
    return main, found


def _current(root: Path) -> Path:
    name = _named(root)
    if not name:
        raise NoIndexError(f"There is no search index in {root}.")
    return root / name


def _named(root: Path) -> str | None:
    """The folder that ``current`` names; None when it is not there or holds no such name."""
    try:
        name = (root / CURRENT).read_text()
    except (OSError, ValueError):
        return None
    return name if MADE.fullmatch(name) else None


def _mark(folder: Path) -> tuple[int, int]:
    """What changes with every commit of either part."""
    try:
        main, found = ((folder / name / "meta.json").stat().st_mtime_ns for name in (MAIN, WORDS))
    except OSError as error:
        raise NoIndexError(f"The search index in {folder} is not whole.") from error
    return main, found


def _point_to(root: Path, folder: Path) -> None:
    """Name the folder to read in one step: a reader sees the old name or the new one."""
    draft = root / f".{CURRENT}.{os.getpid()}"
    draft.write_text(folder.name)
    draft.replace(root / CURRENT)


def _sweep(root: Path) -> None:
    """Remove makings nobody will read: half made ones, and all but the newest few. Call it with the lock held."""
    current = _named(root)
    whole = sorted((path for path in root.glob("made-*") if (path / STAMP).exists()), key=lambda p: p.stat().st_mtime)
    others = [path for path in whole if path.name != current]
    kept = {current, *(path.name for path in others[len(others) - KEPT_BEFORE :])}
    for path in root.glob("made-*"):
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
