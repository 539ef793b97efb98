"""Entries in JSON: a list, a page of a list, a single entry, or JSON Lines; a large file is read piece by piece."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import ijson

from buurtnet.exchange.inputs import Input, Lines, encoding_of, whole_text, wrong_encoding
from buurtnet.exchange.reading import Entry, Reading
from buurtnet.exchange.records import Where
from buurtnet.kit.plain_error import PlainError

READ_AT_ONCE: Final = 20_000_000  # a larger JSON file is read piece by piece
LINE_SUFFIXES: Final = frozenset({".jsonl", ".ndjson", ".jsonlines"})
JSON_SUFFIXES: Final = frozenset({".json", *LINE_SUFFIXES})
_PAGE: Final = "contents.item"
_SAID_ID = re.compile(r'"id"\s*:\s*"([^"\\]{1,255})"')


@dataclass(frozen=True)
class Json:
    """A JSON file that was looked at: read as a whole (``root``), or to be read entry by entry."""

    source: Input
    encoding: str
    root: Any = None
    lines: bool = False
    path: str = ""


def look_at_json(source: Input, asked_encoding: str, reading: Reading) -> Json:
    """What form a JSON file has. Raises PlainError when it is no JSON, or cut off."""
    encoding = encoding_of(source, asked_encoding)
    start = source.start().decode(encoding, errors="replace").lstrip("\ufeff \t\r\n")
    if start[:1] not in {"{", "["}:
        raise PlainError(f"{source.name} is not JSON: it begins with {start[:20].strip()!r}.")
    if source.suffix in LINE_SUFFIXES or (start[0] == "{" and _holds_lines(start)):
        return Json(source, encoding, lines=True)
    if source.size() > READ_AT_ONCE and (path := _path_in(source, encoding)):
        return Json(source, encoding, path=path)
    return Json(source, encoding, root=read_json(source, encoding, reading.advance))


def json_entries(one: Json, reading: Reading) -> Iterator[Entry]:
    """The entries of a JSON or JSON Lines file."""
    if one.lines:
        yield from _from_lines(one.source, one.encoding, reading)
    elif one.path:
        yield from _from_stream(one, reading)
    else:
        yield from _from_document(one.root, one.source, reading)


def _holds_lines(start: str) -> bool:
    """Whether one of the first lines is a whole object and another follows."""
    lines = [line for line in start.split("\n")[:6] if line.strip()]
    return len(lines) > 1 and any(line.startswith("{") and _is_object(line) for line in lines[:5])


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _from_lines(source: Input, encoding: str, reading: Reading) -> Iterator[Entry]:
    lines = Lines(source, encoding, reading.advance)
    damaged: Entry | None = None
    for line in lines:
        if damaged:
            yield damaged
            damaged = None
        if line.isspace():
            continue
        where = Where(source.name, lines.number)
        try:
            yield Entry(where, json.loads(line, parse_constant=_no_number), text=line)
        except RecursionError:
            yield Entry(where, problem="is nested too deep", excerpt=line[:80], said_id=_said_id(line))
        except ValueError as problem:
            damaged = Entry(
                where,
                problem=f"is not valid JSON: {_reason(problem)}",
                excerpt=line[:80].strip(),
                said_id=_said_id(line),
            )
    if damaged and not lines.is_whole:
        raise PlainError(f"{source.name} is cut off in its last line (line {lines.number}): fetch it again.")
    if damaged:
        yield damaged


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number in JSON")


def _reason(problem: ValueError) -> str:
    if isinstance(problem, json.JSONDecodeError):
        return f"{problem.msg} (sign {problem.pos + 1})"
    return str(problem).partition(";")[0]


def _said_id(line: str) -> str:
    """The id a damaged line still shows, so that what it was about does not count as gone."""
    found = _SAID_ID.search(line)
    return found[1] if found else ""


def read_json(source: Input, encoding: str, advance: Callable[[int], None]) -> Any:
    """A JSON file as a whole. Raises PlainError when it is not valid, with the line."""
    text = whole_text(source, encoding, advance)
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise PlainError(f"{source.name} is nested too deep to be a file with entries.") from None
    except json.JSONDecodeError as problem:
        if problem.pos >= len(text.rstrip()) - 1 or problem.msg.startswith("Unterminated"):
            raise PlainError(
                f"{source.name} is cut off: it ends in the middle, in line {problem.lineno}. Fetch it again."
            ) from None
        raise PlainError(
            f"{source.name} is not valid JSON: line {problem.lineno}, sign {problem.colno}: {problem.msg}."
        ) from None
    except ValueError as problem:
        raise PlainError(f"{source.name} is not valid JSON: {_reason(problem)}.") from None


def _from_document(root: Any, source: Input, reading: Reading) -> Iterator[Entry]:
    """The entries of a JSON document: a list, a page of a list, or a single entry."""
    items = root
    if isinstance(root, dict):
        refuse_other_json(root, source.name)
        if isinstance(root.get("contents"), list):
            items = root["contents"]
            _claim(root.get("total_items"), reading)
        else:
            reading.alone += 1
            items = [root]
    for row, item in enumerate(items, 1):
        yield Entry(Where(source.name, row), item)


def _claim(total: Any, reading: Reading) -> None:
    if isinstance(total, int) and not isinstance(total, bool):
        reading.claimed = max(reading.claimed, total)


def refuse_other_json(root: dict[str, Any], name: str) -> None:
    """A sentence for JSON that is something else than entries."""
    if root.get("type") in {"FeatureCollection", "Feature"}:
        raise PlainError(f"{name} is GeoJSON: use buurtnet import geojson with a mapping.")
    if root.get("type") == "Topology":
        raise PlainError(f"{name} is TopoJSON with areas: use buurtnet import areas.")
    if is_front_page(root):
        raise PlainError(f"{name} is the front page of an HSDS service and holds no entries.")


def is_front_page(root: Any) -> bool:
    return isinstance(root, dict) and "version" in root and ("openapi_url" in root or "profile" in root)


def _path_in(source: Input, encoding: str) -> str:
    """Where in a large JSON file the entries are: ``item``, ``contents.item``; "" when it is a single object."""
    with _Utf8(source, encoding, lambda _amount: None) as file:
        try:
            for prefix, event, _value in ijson.parse(file):
                if (prefix, event) == ("", "start_array"):
                    return "item"
                if (prefix, event) == ("contents", "start_array"):
                    return _PAGE
                if event in {"start_array", "start_map"} and prefix:
                    return ""
        except (ijson.JSONError, UnicodeError):
            return ""  # reading it as a whole says what is wrong
    return ""


def _from_stream(one: Json, reading: Reading) -> Iterator[Entry]:
    if one.path != _PAGE:
        yield from streamed(one.source, one.encoding, one.path, reading)
        return
    overheard: dict[str, Any] = {"total_items": None}
    yield from streamed(one.source, one.encoding, one.path, reading, overheard)
    _claim(overheard["total_items"], reading)


def streamed(
    source: Input, encoding: str, path: str, reading: Reading, overheard: dict[str, Any] | None = None
) -> Iterator[Entry]:
    """The entries at a path in a file, one by one; the values at the paths in ``overheard`` are put there."""
    row = 0
    with _Utf8(source, encoding, reading.advance) as file:
        found = _overheard(ijson.parse(file, use_float=True), overheard) if overheard else file
        try:
            for item in ijson.items(found, path, **({} if overheard else {"use_float": True})):
                row += 1
                yield Entry(Where(source.name, row), item)
        except UnicodeError:
            raise wrong_encoding(source, encoding) from None
        except ijson.JSONError as problem:
            reason = str(problem).strip().partition("\n")[0]
            if "EOF" in reason or "ncomplete" in reason:
                raise PlainError(f"{source.name} is cut off after entry {row:,}: fetch it again.") from None
            raise PlainError(f"{source.name} is not valid JSON after entry {row:,}: {reason}.") from None
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise PlainError(f"{source.name} is damaged inside its zip file: fetch it again.") from None


def _overheard(events: Iterable[tuple[str, str, Any]], wanted: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for event in events:
        if event[0] in wanted:
            wanted[event[0]] = event[2]
        yield event


class _Utf8:
    """A file in any encoding as the UTF-8 the parser wants."""

    def __init__(self, source: Input, encoding: str, advance: Callable[[int], None]) -> None:
        self._text = io.TextIOWrapper(source.open(advance), encoding=encoding, newline="")

    def __enter__(self) -> "_Utf8":
        return self

    def __exit__(self, *_error: object) -> None:
        self._text.close()

    def read(self, amount: int) -> bytes:
        return self._text.read(amount).encode()
