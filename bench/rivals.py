"""The same questions over the same texts: our engine, SQLite FTS5 and PostgreSQL full text, as ratios of one run.

    python -m bench.rivals    with BUURTNET_DATA_DIR, as bench.engine

All texts of the map's services, no area and no filter: the best ten by the rank that each has of its own. That ours
also reads compounds, typos and the vocabulary is in its time.
"""

import json
import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import django

django.setup()

import psycopg  # noqa: E402

from bench.engine import SENTENCES  # noqa: E402
from bench.make_services import ACTIVITIES, STREETS, WORDS  # noqa: E402
from bench.measures import spread  # noqa: E402
from buurtnet.directory.find import find  # noqa: E402
from buurtnet.directory.models import Service  # noqa: E402
from buurtnet.directory.ranking import WEIGHTS  # noqa: E402
from buurtnet.directory.wanted import Wanted  # noqa: E402
from tools.make.postgres import cluster  # noqa: E402

EACH, BEST = 60, 10

type Asked = Mapping[str, Callable[[], str]]


def main() -> None:
    with TemporaryDirectory() as folder, cluster() as address:
        lite = sqlite3.connect(Path(folder) / "rival.sqlite3")
        fill_lite(lite)
        with psycopg.connect(address) as server:
            fill_server(server)
            dice = random.Random(3)
            for what, question in asked(dice).items():
                tell(what, [question() for _ in range(EACH)], lite, server)


def asked(dice: random.Random) -> Asked:
    return {
        "one word": lambda: dice.choice(ACTIVITIES),
        "common words": lambda: " ".join(dice.sample(WORDS, 2)),
        "three words": lambda: f"{dice.choice(ACTIVITIES)} {dice.choice(WORDS)} {dice.choice(STREETS)}",
        "a sentence": lambda: dice.choice(SENTENCES),
    }


def tell(what: str, questions: list[str], lite: sqlite3.Connection, server: "psycopg.Connection") -> None:
    ways: dict[str, Callable[[str], object]] = {
        "ours": lambda text: find(Wanted(text=text), weights=WORDS_ONLY, limit=BEST, counting=False),
        "FTS5": lambda text: lite.execute(LITE_ASKS, [LITE_OR.join(said(text))]).fetchall(),
        "PostgreSQL": lambda text: server.execute(SERVER_ASKS, {"asked": SERVER_OR.join(said(text))}).fetchall(),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number, text in enumerate(questions):
        for name, ask in ways.items():
            start = time.perf_counter()
            ask(text)
            if number >= EACH // 10:
                times[name].append(time.perf_counter() - start)
    ours = spread(times["ours"])
    for name, seconds in times.items():
        ms = spread(seconds)
        note = "" if name == "ours" else f"{ms['p95'] / ours['p95']:.1f} times ours (p95)"
        print(json.dumps({"what": f"{what}: {name}", "ms": ms, "note": note}), flush=True)


WORDS_ONLY = replace(WEIGHTS, meaning=0.0)
LITE_ASKS = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, 3.0, 1.0) LIMIT 10"
LITE_OR, SERVER_OR = " OR ", " | "
SERVER_ASKS = """
    SELECT id FROM texts, to_tsquery('dutch', %(asked)s) AS asked
    WHERE read @@ asked ORDER BY ts_rank(read, asked) DESC LIMIT 10
"""


def said(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def texts() -> Iterator[tuple[str, str]]:
    rows = Service.objects.shown().values_list("name", "description", "organization__name")
    for name, description, organization in rows.iterator(5_000):
        yield name, f"{description} {organization or ''}"


def fill_lite(lite: sqlite3.Connection) -> None:
    lite.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize='unicode61 remove_diacritics 2')")
    lite.executemany("INSERT INTO texts (title, body) VALUES (?, ?)", texts())
    lite.execute("INSERT INTO texts (texts) VALUES ('optimize')")
    lite.commit()


def fill_server(server: "psycopg.Connection") -> None:
    server.execute("CREATE TABLE texts (id serial PRIMARY KEY, title text, body text, read tsvector)")
    with server.cursor().copy("COPY texts (title, body) FROM STDIN") as copy:
        for row in texts():
            copy.write_row(row)
    weighed = "setweight(to_tsvector('dutch', title), 'A') || setweight(to_tsvector('dutch', body), 'B')"
    server.execute(f"UPDATE texts SET read = {weighed}")
    server.execute("CREATE INDEX texts_read ON texts USING gin (read)")
    server.commit()
    server.autocommit = True
    server.execute("VACUUM ANALYZE texts")


if __name__ == "__main__":
    main()
