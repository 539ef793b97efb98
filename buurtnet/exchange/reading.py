"""Opening the files entries come in: what a file really is, its encoding, and its entries one by one.

A file that is not what it says gets one clear sentence (``PlainError``), and nothing was changed by then.
A single damaged entry is an ``Entry`` with a problem, and the rest goes on.
"""

import codecs
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import ijson

from buurtnet.exchange.records import Where
from buurtnet.kit.plain_error import PlainError

PEEK: Final = 1_000_000
READ_AT_ONCE: Final = 20_000_000  # a larger JSON file is read piece by piece
LARGEST_UNPACKED: Final = 8_000_000_000
LONGEST_LINE: Final = 20_000_000  # signs
# A packed file this large that grows so many times is made to fill a memory: tables shrink 10 to 40 times.
SUSPECT_SIZE: Final = 500_000_000
SUSPECT_TIMES: Final = 200
LINE_SUFFIXES: Final = frozenset({".jsonl", ".ndjson", ".jsonlines"})
JSON_SUFFIXES: Final = frozenset({".json", *LINE_SUFFIXES})
_BINARY_STARTS: Final = (
    (b"\x1f\x8b", "a gzip file: unpack it first"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.xls or .doc): save it as .xlsx or CSV first"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"PAR1", "a Parquet file"),
    (b"7z\xbc\xaf", "a 7-Zip file: unpack it first"),
    (b"Rar!", "a RAR file: unpack it first"),
)
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ONE_BYTE: Final = frozenset({"iso8859-1", "cp1252", "iso8859-15"})
_SAID_ID = re.compile(r'"id"\s*:\s*"([^"\\]{1,255})"')


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file. ``kind`` where the file says it; ``problem``: why there is no document.

    ``text``: the entry as it was written, where that is at hand.
    """

    where: Where
    document: Any = None
    kind: str = ""
    problem: str = ""
    excerpt: str = ""
    said_id: str = ""
    text: str = ""


@dataclass
class Reading:
    """A file or folder that was opened. What it is a part of, and what there is to report, is known after reading.

    ``alone``: entries that were a whole file each; ``claimed``: how many entries a list says there are in all.
    """

    name: str
    size: int = 0
    entries: Iterable[Entry] = ()
    alone: int = 0
    claimed: int = 0
    remarks: list[str] = field(default_factory=list)
    advance: Callable[[int], None] = lambda _amount: None

    def remark(self, sentence: str) -> None:
        if sentence not in self.remarks:
            self.remarks.append(sentence)


@dataclass(frozen=True)
class Input:
    """A file on disk, or a file packed in a zip."""

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        return Path(self.member).name if self.member else self.path.name

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.lower()

    def size(self) -> int:
        if self.member:
            with zipfile.ZipFile(self.path) as packed:
                return packed.getinfo(self.member).file_size
        return self.path.stat().st_size

    def open(self, advance: Callable[[int], None]) -> IO[bytes]:
        if self.member:
            # The archive is read through the handle of its member and goes with it.
            return zipfile.ZipFile(self.path).open(self.member)
        return io.BufferedReader(_Watched(self.path, advance), buffer_size=PEEK)

    def start(self) -> bytes:
        with self.open(lambda _amount: None) as file:
            return file.read(PEEK)


class _Watched(io.FileIO):
    """A file that tells how much of it was read."""

    def __init__(self, path: Path, advance: Callable[[int], None]) -> None:
        super().__init__(path)
        self._advance = advance

    def readinto(self, buffer: Any) -> int | None:
        amount = super().readinto(buffer)
        self._advance(amount or 0)
        return amount


def inputs_at(path: Path, suffixes: frozenset[str]) -> list[Input]:
    """The file at a path, the files of a folder, or those packed in a zip, that end so; sorted by name."""
    if not path.exists():
        raise PlainError(f"There is no file {path}.")
    if path.is_dir():
        found = [Input(one) for one in sorted(path.iterdir()) if one.is_file() and one.suffix.lower() in suffixes]
        if not found:
            raise PlainError(f"The folder {path} holds no {' or '.join(sorted(suffixes))} file.")
        return found
    if is_zip(path):
        with zip_of(path) as packed:
            infos = [
                info for info in packed.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX")
            ]
        refuse_bomb(path.name, infos)
        members = sorted(info.filename for info in infos)
        found = [Input(path, name) for name in members if Path(name).suffix.lower() in suffixes]
        if not found:
            raise PlainError(f"{path.name} is a zip file without a {' or '.join(sorted(suffixes))} file in it.")
        return found
    return [Input(path)]


def refuse_bomb(name: str, infos: Iterable[zipfile.ZipInfo]) -> None:
    """Raises PlainError for a zip that unpacks to more than any list of entries."""
    unpacked = 0
    for info in infos:
        unpacked += info.file_size
        if info.file_size > SUSPECT_SIZE and info.file_size > SUSPECT_TIMES * info.compress_size:
            raise PlainError(f"{name} unpacks to over {SUSPECT_TIMES} times its size, as no list of entries does.")
    if unpacked > LARGEST_UNPACKED:
        raise PlainError(f"{name} is larger than {LARGEST_UNPACKED // 10**9} GB when unpacked.")


def is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def zip_of(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError):
        raise PlainError(f"{path.name} is a zip file that is damaged or cut off: fetch it again.") from None


def encoding_of(source: Input, asked: str) -> str:
    """The encoding to read a text file in. Raises PlainError for what is no text at all."""
    start = source.start()
    name = source.name
    if not start:
        raise PlainError(f"{name} is empty (0 bytes).")
    if not asked and start.startswith(_UTF16):
        return "utf-16"
    for sign, what in _BINARY_STARTS:
        if start.startswith(sign):
            raise PlainError(f"{name} is {what}, not a text file with entries.")
    if start.startswith(b"PK\x03\x04"):
        raise PlainError(f"{name} is a zip or Office file, not a text file with entries.")
    wide = asked.lower().replace("_", "-").startswith(("utf-16", "utf-32", "utf16", "utf32"))
    if b"\0" in start and not wide:
        raise PlainError(f"{name} is a binary file, not a text file with entries.")
    encoding = _known_encoding(asked or "utf-8-sig")
    if not start.strip(b" \t\r\n\xef\xbb\xbf"):
        raise PlainError(f"{name} is empty (only blanks).")
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        raise PlainError(f"{name} is a web page (HTML), not a file with entries: download the file itself.")
    if head.startswith(b"<"):
        raise PlainError(f"{name} is XML, which cannot be read here.")
    if codecs.lookup(encoding).name in _ONE_BYTE and _is_utf8_with_accents(start):
        raise PlainError(f"{name} is UTF-8, not {asked}: leave out --encoding.")
    return encoding


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name)
        "".encode(name)
    except (LookupError, ValueError, AttributeError, TypeError):
        raise PlainError(f"There is no encoding {name}. Usual ones are utf-8, latin-1 and cp1252.") from None
    return name


def _is_utf8_with_accents(start: bytes) -> bool:
    """Every byte of the start fits UTF-8, and it holds more than ASCII; a sign cut in two at the end is forgiven."""
    if start.isascii():
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final=False)
    except UnicodeDecodeError:
        return False
    return True


class Lines:
    """The lines of a text file with their ends. ``number``: the last line given; ``is_whole``: it had an end.

    Raises PlainError at a byte that does not fit the encoding, and at a line that is longer than any entry.
    """

    def __init__(self, source: Input, encoding: str, advance: Callable[[int], None]) -> None:
        self.number = 0
        self.is_whole = True
        self._source = source
        self._encoding = encoding
        self._advance = advance

    def __iter__(self) -> Iterator[str]:
        try:
            with (
                self._source.open(self._advance) as raw,
                io.TextIOWrapper(raw, encoding=self._encoding, newline="") as text,
            ):
                while line := text.readline(LONGEST_LINE + 1):
                    self.number += 1
                    if len(line) > LONGEST_LINE:
                        raise PlainError(
                            f"{self._source.name} has a line (line {self.number}) of over "
                            f"{LONGEST_LINE // 10**6} million signs, which is no entry."
                        )
                    self.is_whole = line.endswith(("\n", "\r"))
                    yield line
        except UnicodeError:
            raise wrong_encoding(self._source, self._encoding) from None
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise PlainError(f"{self._source.name} is damaged inside its zip file: fetch it again.") from None


def whole_text(source: Input, encoding: str, advance: Callable[[int], None]) -> str:
    return "".join(Lines(source, encoding, advance))


def wrong_encoding(source: Input, encoding: str) -> PlainError:
    """The sentence for a text in another encoding, with the first line where it shows."""
    shown = "UTF-8" if encoding.startswith("utf-8") else encoding
    with source.open(lambda _amount: None) as raw:
        for number, line in enumerate(iter(lambda: raw.readline(4 * LONGEST_LINE), b""), 1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError as problem:
                byte = problem.object[problem.start]
                return PlainError(
                    f"{source.name} is not {shown}: line {number} holds the byte 0x{byte:02X}. "
                    "Name its encoding, often --encoding latin-1 or --encoding cp1252."
                )
    return PlainError(f"{source.name} is not {shown}. Name its encoding with --encoding.")


# JSON


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
        yield from _from_stream(one.source, one.encoding, one.path, reading)
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
                    return "contents.item"
                if event in {"start_array", "start_map"} and prefix:
                    return ""
        except (ijson.JSONError, UnicodeError):
            return ""  # reading it as a whole says what is wrong
    return ""


def _from_stream(source: Input, encoding: str, path: str, reading: Reading) -> Iterator[Entry]:
    row = 0
    with _Utf8(source, encoding, reading.advance) as file:
        try:
            for item in ijson.items(file, path, use_float=True):
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


# GeoJSON


def features(source: Input, asked_encoding: str, reading: Reading) -> Iterator[Entry]:
    """The features of a GeoJSON file. Raises PlainError when it holds none, or its coordinates are no degrees."""
    encoding = encoding_of(source, asked_encoding)
    if source.size() > READ_AT_ONCE:
        for entry in _from_stream(source, encoding, "features.item", reading):
            yield _feature(entry)
        return
    root = read_json(source, encoding, reading.advance)
    kind = root.get("type") if isinstance(root, dict) else None
    if kind == "Feature":
        root = {"features": [root]}
    elif kind != "FeatureCollection" or not isinstance(root.get("features"), list):
        raise PlainError(f"{source.name} is JSON, but no GeoJSON with features.")
    named = root.get("crs") or {}
    said = str((named.get("properties") or {}).get("name", "")) if isinstance(named, dict) else ""
    if said and not re.search(r"CRS:?:?84|EPSG:+(?:[\d.]*:)?(?:4326|4258)$", said, re.IGNORECASE):
        raise PlainError(f"{source.name} has its coordinates in {said}: convert it to WGS84 (EPSG:4326) first.")
    for row, item in enumerate(root["features"], 1):
        yield _feature(Entry(Where(source.name, row), item))


def _feature(entry: Entry) -> Entry:
    item = entry.document
    if not isinstance(item, dict) or item.get("type") != "Feature" or not isinstance(item.get("properties"), dict):
        return Entry(entry.where, problem="is no GeoJSON feature with properties", excerpt=str(item)[:80])
    return entry
