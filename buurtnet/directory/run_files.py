"""Query files and run files: many questions answered at once, for measuring how well things are found.

A query is a line ``{"id", "text", "scope"?, "filters"?: {"age"?, "near"?: {"latitude", "longitude"}}}``, an answer
a line ``{"query_id", "ranked": [service ids], "scores": [higher is better]}``. Near misses are no part of it.
"""

import datetime as dt
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from buurtnet.directory.find import find
from buurtnet.directory.ranking import WEIGHTS, Weights
from buurtnet.directory.wanted import Wanted
from buurtnet.kit.plain_error import PlainError


def run_lines(
    lines: Iterable[str],
    *,
    limit: int,
    on: dt.date,
    weights: Weights = WEIGHTS,
    literal: frozenset[str] = frozenset(),
) -> Iterator[dict[str, Any]]:
    """The answers to the queries of a file, in order. Raises PlainError with the number of a line it cannot read.

    ``weights`` and ``literal`` (``Wanted.literal``) measure what an ingredient brings.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            key, wanted = _query_in(line, number, on)
            hits = find(replace(wanted, literal=literal), limit=limit, counting=False, weights=weights).hits
            yield {"query_id": key, "ranked": [hit.id for hit in hits], "scores": [hit.score for hit in hits]}


def _query_in(line: str, number: int, on: dt.date) -> tuple[str, Wanted]:
    try:
        query = json.loads(line)
        filters = query.get("filters") or {}
        near = filters.get("near")
        wanted = Wanted(
            text=str(query["text"]),
            scope=str(query.get("scope") or ""),
            age=None if filters.get("age") is None else _number(filters["age"]),
            near=(_number(near["latitude"]), _number(near["longitude"])) if near else None,
            on=on,
        )
        return str(query["id"]), wanted
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PlainError(f"Line {number} is no query: it needs an id and a text, as JSON.") from error


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("no number")
    return number
