"""The judged collection of the shared data, by words and vocabulary alone: floors under what was measured.

With meaning, and with each ingredient off: ``python -m bench.relevance``.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from buurtnet.areas.models import Place
from buurtnet.directory.find import newest_date
from buurtnet.directory.run_files import run_lines
from buurtnet.exchange.hsds_files import open_hsds
from buurtnet.exchange.importing import Options, bring_in
from buurtnet.kit.folding import fold
from buurtnet.kit.plain_error import PlainError
from buurtnet.search.outbox import rebuild_all
from buurtnet.themes.actions import load_vocabulary
from tests.directory.searchable import TODAY, offered

pytestmark = pytest.mark.django_db
FLOOR = 0.279  # nDCG@10 of BM25 over stemmed words, as the collection's own README gives it
GOOD = 2


class Silent:
    def start(self, what: str, total: int, unit: str) -> None: ...
    def step(self, amount: int) -> None: ...
    def stop(self) -> None: ...


def test_the_judged_queries_are_answered_far_better_than_by_plain_keywords(shared_data: Path) -> None:
    folder = shared_data / "relevance" / "dev"
    bring_in(open_hsds(folder / "services.jsonl", ""), Options(source="dev"), lambda reject: None, Silent())
    with_places(folder / "places.json")
    load_vocabulary()
    rebuild_all()
    queries = [json.loads(line) for line in (folder / "queries.jsonl").read_text().splitlines()]
    on = newest_date()
    assert on
    answers = {answer["query_id"]: answer for answer in run_lines(map(json.dumps, queries), limit=100, on=on)}
    answerable = [query for query in queries if query["judgments"]]
    gains, helped = defaultdict(list), defaultdict(list)
    for query in answerable:
        ranked, grades = answers[query["id"]]["ranked"], query["judgments"]
        gains[query["category"]].append(ndcg(ranked, grades))
        helped[query["category"]].append(any(grades.get(key, 0) >= GOOD for key in ranked[:3]))
    assert mean(gains.values()) > 0.60 > 2 * FLOOR
    assert mean(helped.values()) > 0.85
    for category in ("compound", "typo", "variant", "abbrev", "name", "place"):
        assert mean([gains[category]]) > 0.6, category
    nothing = [query for query in answerable if not answers[query["id"]]["ranked"]]
    assert len(nothing) <= 0.02 * len(answerable)
    unanswerable = [query for query in queries if not query["judgments"]]
    assert mean([[not answers[query["id"]]["ranked"] for query in unanswerable]]) >= 0.6
    for answer in answers.values():
        assert answer["scores"] == sorted(answer["scores"], reverse=True)
        assert len(set(answer["ranked"])) == len(answer["ranked"])


def mean(of: Iterable[Sequence[float]]) -> float:
    """Over all of all together."""
    every = [value for some in of for value in some]
    return sum(every) / len(every)


def ndcg(ranked: list[str], judgments: dict[str, int]) -> float:
    def gain(grades: list[int]) -> float:
        return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:10]))

    return gain([judgments.get(key, 0) for key in ranked]) / gain(sorted(judgments.values(), reverse=True))


def with_places(path: Path) -> None:
    for area in json.loads(path.read_text()):
        for kind, rows in (("neighbourhood", area["neighbourhoods"]), ("street", area["streets"])):
            Place.objects.bulk_create(
                Place(kind=kind, name=row["name"], folded=fold(row["name"]).replace("-", " "), scope=area["area"],
                      latitude=row["latitude"], longitude=row["longitude"], town=area["name"],
                      neighbourhood=row.get("neighbourhood", ""), source="dev")
                for row in rows
            )  # fmt: skip


def test_a_query_file_is_answered_line_by_line_with_scope_age_and_place() -> None:
    offered("Turnen", scope="hier", maximum_age=6, at=100)
    offered("Turnen elders", scope="daar")
    rebuild_all()

    def ranked(**query: Any) -> list[str]:
        (answer,) = run_lines([json.dumps({"id": "q", "text": "turnen"} | query)], limit=5, on=TODAY)
        assert answer["query_id"] == "q"
        assert len(answer["ranked"]) == len(answer["scores"])
        return list(answer["ranked"])

    assert len(ranked()) == 2
    assert len(ranked(scope="hier", filters={"age": 5})) == 1
    assert ranked(scope="hier", filters={"age": 8}) == []
    assert len(ranked(filters={"near": {"latitude": 52.05, "longitude": 4.15}})) == 2
    assert list(run_lines(["", "  \n"], limit=5, on=TODAY)) == []


@pytest.mark.parametrize("line", ["{", "[]", "7", '{"id": 1}', '{"id": 1, "text": "a", "filters": {"age": "x"}}',
                                  '{"id": 1, "text": "a", "filters": {"age": NaN}}',
                                  '{"id": 1, "text": "a", "filters": {"near": {"latitude": 1}}}'])  # fmt: skip
def test_a_line_that_is_no_query_is_named(line: str) -> None:
    with pytest.raises(PlainError, match="Line 2 "):
        list(run_lines(['{"id": 1, "text": "a"}', line], limit=5, on=TODAY))
