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
        root = json.loads(text)
    except RecursionError:
        raise PlainError(f"{name} is nested too deeply to be data.") from None
    except json.JSONDecodeError as problem:
        if text.rstrip()[-1:] not in {"}", "]"} or problem.pos >= len(text.rstrip()) - 1:
            raise PlainError(f"{name} ends in the middle (line {problem.lineno}): download it again.") from None
        raise PlainError(f"{name} is not valid JSON: {problem.msg} on line {problem.lineno}.") from None
    if isinstance(root, list) and root and all(isinstance(row, dict) for row in root):
        return DataFile("json", {"": [Record(number, row) for number, row in enumerate(root, 1)]})
    kind = root.get("type") if isinstance(root, dict) else None
    if kind == "FeatureCollection" and isinstance(root.get("features"), list):
        refuse_metres(name, root)
        return DataFile("geojson", {"": [read_feature(n, one) for n, one in enumerate(root["features"], 1)]})
    if kind == "Feature":
        return DataFile("geojson", {"": [read_feature(1, root)]})
    if kind == "Topology" and isinstance(root.get("objects"), dict) and isinstance(root.get("arcs"), list):
        return DataFile("topojson", read_topology(root))
    raise PlainError(f"{name} is JSON, but no GeoJSON FeatureCollection, TopoJSON or list of rows.")


def refuse_metres(name: str, root: dict[str, Any]) -> None:
    crs = root.get("crs")
    said = crs.get("properties", {}).get("name", "") if isinstance(crs, dict) else ""
    if isinstance(said, str) and said and not DEGREES.search(said):
        raise PlainError(f"{name} has its coordinates in {said}: convert it to WGS84 (EPSG:4326) first.")


def read_feature(number: int, feature: Any) -> Record:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Record(number, {}, problem="is no GeoJSON feature")
    properties = feature.get("properties")
    geometry = feature.get("geometry")
    return Record(
        number,
        (properties if isinstance(properties, dict) else {})
        | ({"id": feature["id"]} if "id" in feature and "id" not in (properties or {}) else {}),
        geometry if isinstance(geometry, dict) else None,
    )


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


def read_topology(topology: dict[str, Any]) -> dict[str, list[Record]]:
    """The objects of a TopoJSON topology as records: arcs put together, quantized coordinates unfolded."""
    arcs = [unfolded(arc, topology.get("transform")) for arc in topology["arcs"]]
    found: dict[str, list[Record]] = {}
    for name, root in topology["objects"].items():
        records: list[Record] = []
        for number, item in enumerate(flattened(root), 1):
            properties = item.get("properties") if isinstance(item.get("properties"), dict) else {}
            if "id" in item:
                properties = {"id": item["id"]} | (properties or {})
            try:
                records.append(Record(number, properties or {}, topo_geometry(item, arcs, topology.get("transform"))))
            except (IndexError, TypeError, KeyError, ValueError) as problem:
                records.append(
                    Record(
                        number, properties or {}, problem=f"geometry refers to arcs that are not there ({problem})"
                    )
                )
        found[str(name)] = records
    return found


def flattened(item: Any) -> Iterator[dict[str, Any]]:
    """The geometries of a collection, and of the collections in it."""
    if isinstance(item, dict) and item.get("type") == "GeometryCollection":
        for part in item.get("geometries") or []:
            yield from flattened(part)
    elif isinstance(item, dict):
        yield item


def unfolded(arc: Any, transform: dict[str, Any] | None) -> list[tuple[float, float]]:
    """An arc in degrees. With a transform the points are steps from the one before (TopoJSON 2.1.3)."""
    if transform is None:
        return [(float(point[0]), float(point[1])) for point in arc]
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step in arc:
        x, y = x + step[0], y + step[1]
        points.append((x * scale_x + move_x, y * scale_y + move_y))
    return points


def topo_geometry(item: dict[str, Any], arcs: list[Any], transform: dict[str, Any] | None) -> dict[str, Any] | None:
    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for number in numbers:
            # A negative number is the same arc walked back: ~0 is -1.
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return points

    kind = item.get("type")
    if kind == "Polygon":
        return {"type": kind, "coordinates": [ring(numbers) for numbers in item["arcs"]]}
    if kind == "MultiPolygon":
        return {"type": kind, "coordinates": [[ring(numbers) for numbers in part] for part in item["arcs"]]}
    if kind == "LineString":
        return {"type": kind, "coordinates": ring(item["arcs"])}
    if kind == "Point":
        step = item["coordinates"]
        return {"type": kind, "coordinates": unfolded([step], transform)[0]}
    return None
