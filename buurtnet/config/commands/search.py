import argparse
import datetime as dt
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from buurtnet.areas.finding import find_area
from buurtnet.directory.find import Found, Hit, find, newest_date
from buurtnet.directory.models import Service
from buurtnet.directory.run_files import run_lines
from buurtnet.directory.wanted import Wanted
from buurtnet.kit.plain_error import PlainError
from buurtnet.search.index import NoIndexError

NAME = "search"
HELP = "Search the map for a text, or answer a file of queries as a run file for its scorer."
LIMIT, RUN_LIMIT, MOST = 20, 100, 1_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", help="what to search for")
    parser.add_argument("--queries", metavar="FILE.jsonl", type=Path, help="answer each query of this file")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--limit", type=int, help=f"results at most (default {LIMIT}; {RUN_LIMIT} for a query of a file)"
    )
    parser.add_argument("--lat", type=float, help="latitude to measure distance from")
    parser.add_argument("--lon", type=float, help="longitude to measure distance from")
    parser.add_argument("--age", type=float, help="age in years")
    parser.add_argument(
        "--language", action="append", default=[], help="language spoken there (nl, tr …), repeatable"
    )
    parser.add_argument("--area", help="name, postcode or code of an area to search in")


def run(args: argparse.Namespace) -> int:
    if bool(args.text) == bool(args.queries):
        raise PlainError("Give a text to search for, or a file with --queries.")
    if args.limit is not None and not 1 <= args.limit <= MOST:
        raise PlainError(f"--limit is a number from 1 to {MOST:,}.")
    if not Service.objects.exists():
        print(f"There are no services in {settings.DATA_DIR} yet; 'buurtnet import' brings them in.", file=sys.stderr)
    on = as_of()
    if args.queries:
        for answer in answers(args.queries, args.limit or RUN_LIMIT, on):
            print(json.dumps(answer))
        return 0
    found = find(wanted_in(args, on), limit=args.limit or LIMIT, counting=False)
    print(json.dumps(as_json(args.text, found), ensure_ascii=False, indent=1) if args.json else as_text(found))
    return 0


def as_of() -> dt.date:
    """The day an entry was last confirmed, so that the same data gives the same order next year."""
    try:
        return newest_date() or timezone.localdate()
    except NoIndexError:
        return timezone.localdate()


def answers(path: Path, limit: int, on: dt.date) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            yield from run_lines(file, limit=limit, on=on)
    except UnicodeDecodeError:
        raise PlainError(f"{path} is no text in UTF-8.") from None


def wanted_in(args: argparse.Namespace, on: dt.date) -> Wanted:
    if (args.lat is None) != (args.lon is None):
        raise PlainError("Give --lat and --lon together.")
    if args.lat is not None and not (abs(args.lat) <= 90 and abs(args.lon) <= 180):
        raise PlainError("--lat and --lon are degrees: at most 90 and 180.")
    if args.age is not None and not (math.isfinite(args.age) and 0 <= args.age <= 150):
        raise PlainError("--age is a number of years.")
    area = next(iter(find_area(args.area)), None) if args.area else None
    if args.area and area is None:
        raise PlainError(f"No area is called {args.area}.")
    return Wanted(
        text=args.text,
        inside=(area.pk,) if area else (),
        over=tuple(area.line) if area else (),
        near=(args.lat, args.lon) if args.lat is not None else None,
        age=args.age,
        languages=tuple(args.language),
        on=on,
    )


def as_json(text: str, found: Found) -> dict[str, Any]:
    names = names_of([*found.hits, *found.near_misses])
    return {
        "text": text,
        "total": found.total,
        "degraded": found.degraded,
        "corrected": list(found.corrected),
        "places": [str(place) for place in found.places],
        "results": [{"name": names[hit.id], **asdict(hit)} for hit in found.hits],
        "near_misses": [{"name": names[hit.id], **asdict(hit)} for hit in found.near_misses],
    }


def as_text(found: Found) -> str:
    names = names_of([*found.hits, *found.near_misses])
    lines = [f"{found.total} found" + (" (plain search: there is no search index)" if found.degraded else "")]
    lines += [line_of(hit, names) for hit in found.hits]
    if found.near_misses:
        lines += ["Near misses:", *(line_of(hit, names) for hit in found.near_misses)]
    return "\n".join(lines)


def line_of(hit: Hit, names: dict[str, str]) -> str:
    distance = "" if hit.distance_m is None else f"  {hit.distance_m / 1000:.1f} km"
    return f"{hit.score:6.3f}  {names[hit.id]}{distance}  {hit.id}"


def names_of(hits: list[Hit]) -> dict[str, str]:
    """Names by id; a service that went since the index was made has none."""
    known = {
        str(pk): name for pk, name in Service.objects.filter(pk__in=[h.id for h in hits]).values_list("pk", "name")
    }
    return {hit.id: known.get(hit.id, "") for hit in hits}
