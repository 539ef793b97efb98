"""Times searching by meaning inside one process, beside the index of a data folder.

    python -m bench.meaning NETWORK …      (BUURTNET_DATA_DIR, DJANGO_SETTINGS_MODULE)

How long comparing takes does not depend on what a vector says, so every service gets an accidental one, in a folder
of its own that goes away. Times are of the processor and of the clock; the machine may have other things to do.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import batched, islice
from pathlib import Path

import django

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the product is served; more threads only wait for each other
django.setup()

import numpy as np  # noqa: E402  # Django must be set up first
from django.conf import settings  # noqa: E402

from bench.measures import spread  # noqa: E402
from buurtnet.areas.finding import network_areas  # noqa: E402
from buurtnet.areas.models import Network  # noqa: E402
from buurtnet.directory.find import find  # noqa: E402
from buurtnet.directory.wanted import Wanted, always  # noqa: E402
from buurtnet.kit.hands import by_many_hands  # noqa: E402
from buurtnet.search.documents import offers  # noqa: E402
from buurtnet.search.embedding import TEXTS_AT_ONCE, backend, model_name  # noqa: E402
from buurtnet.search.index import index_dir, reader  # noqa: E402
from buurtnet.search.meaning import nearest_in, question, scope_of, ties_of  # noqa: E402
from buurtnet.search.meaning_making import passage  # noqa: E402
from buurtnet.search.query import Condition, Marked, Query, engine_query  # noqa: E402
from buurtnet.search.vectors import folder_of, forget, in_bytes, vectors, writing  # noqa: E402

EACH = 60
ROWS = (5_000, 20_000, 60_000, 300_000)
TEXTS = 64
ASKED = "mijn kind van {} wil niet naar school en ik weet niet bij wie ik moet zijn"


def main(slugs: list[str]) -> None:
    with beside_the_index() as folder:
        say("nothing open", note=memory())
        reader().searcher  # noqa: B018  # it opens when it is looked at
        say("index open", note=memory())
        [count] = by_many_hands(fill, [str(folder)])
        say(f"vectors of {count:,} services", note=f"{size():.0f} MB on disk")
        questions()
        for slug in slugs:
            ask(slug)
        say("a process that searches", note=memory())
        compare()
        say("a process that compared everything", note=memory())
        timed("read the keys", lambda _n: (forget(), vectors(folder_of(index_dir(), model_name()))), 10)
        texts()


def fill(folder: str) -> int:
    """In another process, so that this one holds what a process that searches does. Returns how many there are."""
    settings.SEARCH_INDEX_DIR = Path(folder)
    dice = np.random.default_rng(1)
    services = engine_query(reader(), Query(conditions=(Marked(("kind:service",)),)))
    ties = ties_of(reader(), [address for _score, address in reader().searcher.search(services, 1_000_000).hits])
    dimensions = backend().dimensions
    with writing(index_dir(), model_name(), dimensions) as writer:
        for some in np.array_split(ties, max(1, len(ties) // 10_000)):
            found = dice.standard_normal((len(some), dimensions), dtype=np.float32)
            found /= np.linalg.norm(found, axis=1, keepdims=True)
            writer.add(some, some, *in_bytes(found))
    return len(ties)


def compare() -> None:
    """Rows from all over the file: those of a municipality stand near each other, which is quicker."""
    dice = np.random.default_rng(2)
    found = vectors(folder_of(index_dir(), model_name()))
    assert found is not None
    vector = backend().of_questions(["zwemles"])[0]
    for count in ROWS:
        if count <= len(found.ties):
            rows = np.sort(dice.choice(len(found.ties), count, replace=False))
            timed(f"compare {count:,} rows", lambda _n, rows=rows: found.similarities(rows, vector), EACH // 3)


def questions() -> None:
    timed("a question of three words that is new", lambda number: question(f"zwemles voor {number}"), EACH)
    timed("one of fifteen", lambda number: question(ASKED.format(number)), EACH)
    timed("one that was asked before", lambda _number: question(ASKED.format(1)), EACH)


def texts() -> None:
    offer = offers()["service"]
    found = [passage(one) for one in offer.documents(list(islice(offer.keys(), TEXTS)))]
    length = sum(map(len, found)) / len(found)
    parts = list(batched(found, TEXTS_AT_ONCE))
    timed(f"a text of {length:.0f} signs", lambda n: backend().of_passages(parts[n]), len(parts), TEXTS_AT_ONCE)


def ask(slug: str) -> None:
    """One network: a question and a scope that are both new (another filter), then new questions in one scope."""
    areas = network_areas(Network.objects.get(slug=slug))
    here = always(Wanted(inside=areas.inside, over=areas.over))
    asked = backend().of_questions([f"zwemles {number}" for number in range(EACH)])

    def nearest(number: int, *more: Condition) -> int:
        scope = scope_of(reader(), (*here, *more))
        return len(nearest_in(reader(), asked[number], scope, 300)) if scope else 0

    scope = scope_of(reader(), here)
    name = f"{slug}, {len(scope.ties):,} services" if scope else f"{slug}, too large to compare"
    timed(f"{name}: a new scope", lambda number: nearest(number, Marked(("shown", f"not there {number}"))), EACH)
    timed(f"{name}: the same scope", nearest, EACH)
    for what, text in (("three words", "zwemles voor {}"), ("a sentence", ASKED)):
        wanted = partial(Wanted, inside=areas.inside, over=areas.over)
        timed(
            f"{name}: all of {what} that is new, by words and meaning",
            lambda n, text=text, wanted=wanted: find(wanted(text=text.format(n)), counting=False),
            2 * EACH,
        )


@contextmanager
def beside_the_index() -> Iterator[Path]:
    """The same index in a folder of its own, for vectors that are thrown away."""
    real = index_dir()
    with tempfile.TemporaryDirectory(prefix="buurtnet-meaning-") as folder:
        for path in real.iterdir():
            if path.name == "current" or path.name.startswith("made-"):
                (Path(folder) / path.name).symlink_to(path.resolve())
        settings.SEARCH_INDEX_DIR = Path(folder)
        yield Path(folder)


def timed(what: str, do: Callable[[int], object], times: int, parts: int = 1) -> None:
    """Milliseconds a part, by the clock and of the processor, after one that does not count."""
    do(0)
    wall, used = [], []
    for number in range(times):
        start, before = time.perf_counter(), time.process_time()
        do(number)
        used.append((time.process_time() - before) / parts)
        wall.append((time.perf_counter() - start) / parts)
    say(what, ms=spread(wall), processor_ms=spread(used))


def say(what: str, **found: object) -> None:
    print(json.dumps({"what": what, **found}), flush=True)


def size() -> float:
    """Megabytes of the vectors on disk."""
    return sum(path.stat().st_size for path in (index_dir() / "meaning").rglob("*") if path.is_file()) / 1e6


def memory() -> str:
    said = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    whole, own = (int(said[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))
    return f"memory {whole:.0f} MB, of which {own:.0f} MB its own"


if __name__ == "__main__":
    main(sys.argv[1:])
