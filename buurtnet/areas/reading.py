"""Reading the files areas and places come in: GeoJSON, TopoJSON, CSV and lists in JSON.

A file that is not what it says gets one sentence (PlainError) and changes nothing.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from buurtnet.areas.topology import topology_objects
from buurtnet.kit.plain_error import PlainError

LARGEST_FILE = 400_000_000
SEPARATORS = (",", ";", "\t", "|")
BINARY_STARTS = {
    b"PK": "a zip file",
    b"\x1f\x8b": "a gzip file",
    b"%PDF": "a PDF",
    b"SQLi": "a GeoPackage",
}
DEGREES = re.compile(r"CRS:?:?84|EPSG:+(?:[\d.]*:)?(?:4326|4258)$", re.IGNORECASE)


@dataclass(frozen=True)
class Record:
    """One feature or row: its number in the file (1 is the first), its properties, and its GeoJSON geometry."""

    number: int
    properties: dict[str, Any]
    geometry: dict[str, Any] | None = None
    problem: str = ""


@dataclass(frozen=True)
class DataFile:
    """A file that was read: its form and its records, in TopoJSON per named object."""

    form: str
    objects: dict[str, list[Record]] = field(default_factory=dict)

    def records(self, name: str = "") -> list[Record]:
        """The records of a named object; without a name all of them."""
        if name:
            return self.objects.get(name, [])
        return [record for records in self.objects.values() for record in records]


def open_data(path: Path, encoding: str = "") -> DataFile:
    """Read a file by what it holds, not by its name. Raises PlainError with one sentence when it cannot be used."""
    text = read_text(path, encoding)
    start = text.lstrip()[:1]
    if start == "<":
        raise PlainError(f"{path.name} is a web page or XML, not GeoJSON, TopoJSON or CSV: download the data itself.")
    if start in {"{", "["}:
        return read_json(path.name, text)
    return DataFile("csv", {"": list(read_csv(path.name, text))})


def read_text(path: Path, encoding: str) -> str:
    if not path.is_file():
        raise PlainError(f"{path} is not a file.")
    size = path.stat().st_size
    if size == 0:
        raise PlainError(f"{path.name} is empty (0 bytes).")
    if size > LARGEST_FILE:
        raise PlainError(f"{path.name} is larger than {LARGEST_FILE // 1_000_000} MB: cut it in parts.")
    content = path.read_bytes()
    for start, what in BINARY_STARTS.items():
        if content.startswith(start):
            raise PlainError(f"{path.name} is {what}: unpack or convert it to GeoJSON, TopoJSON or CSV first.")
    if b"\x00" in content[:10_000]:
        raise PlainError(f"{path.name} is binary, not GeoJSON, TopoJSON or CSV (or UTF-16: save it as UTF-8).")
    try:
        return content.decode(encoding or "utf-8-sig")
    except LookupError:
        raise PlainError(f"There is no encoding called {encoding}. Usual are utf-8 and latin-1.") from None
    except UnicodeDecodeError as problem:
        raise PlainError(
            f"{path.name} is not {encoding or 'UTF-8'}: it goes wrong at byte {problem.start:,}. "
            "Say how it was written, often: --encoding latin-1"
        ) from None


def read_json(name: str, text: str) -> DataFile:
    try:
        root = json.loads(text, parse_constant=lambda word: None)  # NaN: nobody knew
    except RecursionError:
        raise PlainError(f"{name} is nested too deeply to be data.") from None
    except json.JSONDecodeError as problem:
        if text.rstrip()[-1:] not in {"}", "]"} or problem.pos >= len(text.rstrip()) - 1:
            raise PlainError(f"{name} ends in the middle (line {problem.lineno}): download it again.") from None
        raise PlainError(f"{name} is not valid JSON: {problem.msg} on line {problem.lineno}.") from None
    except ValueError:  # the one number that Python does not read
        raise PlainError(f"{name} is not valid JSON: it holds a number of thousands of digits.") from None
    if isinstance(root, list) and root and all(isinstance(row, dict) for row in root):
        return DataFile("json", {"": [Record(number, row) for number, row in enumerate(root, 1)]})
    kind = root.get("type") if isinstance(root, dict) else None
    if kind == "FeatureCollection" and isinstance(root.get("features"), list):
        refuse_metres(name, root)
        return DataFile("geojson", {"": [read_feature(n, one) for n, one in enumerate(root["features"], 1)]})
    if kind == "Feature":
        return DataFile("geojson", {"": [read_feature(1, root)]})
    if kind == "Topology" and isinstance(root.get("objects"), dict) and isinstance(root.get("arcs"), list):
        return DataFile("topojson", read_topology(name, root))
    raise PlainError(f"{name} is JSON, but no GeoJSON FeatureCollection, TopoJSON or list of rows.")


def refuse_metres(name: str, root: dict[str, Any]) -> None:
    crs = root.get("crs")
    named = crs.get("properties") if isinstance(crs, dict) else None
    said = named.get("name") if isinstance(named, dict) else None
    if isinstance(said, str) and said and not DEGREES.search(said):
        raise PlainError(f"{name} has its coordinates in {said}: convert it to WGS84 (EPSG:4326) first.")


def read_feature(number: int, feature: Any) -> Record:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Record(number, {}, problem="is no GeoJSON feature")
    geometry = feature.get("geometry")
    properties = properties_of(feature)
    return Record(number, properties, geometry if isinstance(geometry, dict) else None)


def properties_of(item: dict[str, Any]) -> dict[str, Any]:
    """What a feature or geometry says of itself; its id stands among its properties."""
    said = item.get("properties")
    properties = said if isinstance(said, dict) else {}
    return {"id": item["id"]} | properties if "id" in item else properties


def read_csv(name: str, text: str) -> Iterator[Record]:
    first = text.lstrip().split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    if separator not in first:
        raise PlainError(f"{name} is no GeoJSON, TopoJSON or CSV: its first line holds no column names.")
    csv.field_size_limit(LARGEST_FILE)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in rows:
            properties = {str(key).strip(): (value or "").strip() for key, value in row.items() if key is not None}
            problem = "has more columns than the first line" if None in row else ""
            if any("\x00" in value for value in properties.values()):
                problem = "holds a NUL byte"
            yield Record(rows.line_num, properties, problem=problem)
    except csv.Error as reason:
        raise PlainError(f"{name} cannot be read as CSV after line {rows.line_num}: {reason}.") from None


def read_topology(name: str, topology: dict[str, Any]) -> dict[str, list[Record]]:
    """The objects of a TopoJSON topology as records. Raises PlainError."""
    return {
        named: [
            Record(number, properties_of(part.said), part.geometry, part.problem)
            for number, part in enumerate(parts, 1)
        ]
        for named, parts in topology_objects(name, topology).items()
    }
