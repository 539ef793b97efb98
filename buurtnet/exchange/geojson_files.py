"""The features of a GeoJSON file, a large one read piece by piece."""

import re
from collections.abc import Iterator
from typing import Any, Final

from buurtnet.exchange import json_files
from buurtnet.exchange.inputs import Input, encoding_of
from buurtnet.exchange.json_files import read_json, streamed
from buurtnet.exchange.reading import Entry, Reading
from buurtnet.exchange.records import Where
from buurtnet.kit.plain_error import PlainError

_SYSTEM: Final = "crs.properties.name"
_DEGREES = re.compile(r"CRS:?:?84|EPSG:+(?:[\d.]*:)?(?:4326|4258)$", re.IGNORECASE)


def features(source: Input, asked_encoding: str, reading: Reading) -> Iterator[Entry]:
    """The features of a GeoJSON file. Raises PlainError when it holds none, or its coordinates are no degrees.

    Of a large file either may show at its end only.
    """
    encoding = encoding_of(source, asked_encoding)
    entries = _piece_by_piece if source.size() > json_files.READ_AT_ONCE else _at_once
    for entry in entries(source, encoding, reading):
        yield _feature(entry)


def _piece_by_piece(source: Input, encoding: str, reading: Reading) -> Iterator[Entry]:
    said: dict[str, Any] = {"type": None, _SYSTEM: None}
    for entry in streamed(source, encoding, "features.item", reading, said):
        _refuse_other_systems(source, said[_SYSTEM])
        yield entry
    if said["type"] == "Feature":
        yield from _at_once(source, encoding, reading)
    elif said["type"] != "FeatureCollection":
        raise _no_features(source)
    _refuse_other_systems(source, said[_SYSTEM])


def _at_once(source: Input, encoding: str, reading: Reading) -> Iterator[Entry]:
    root = read_json(source, encoding, reading.advance)
    kind = root.get("type") if isinstance(root, dict) else None
    if kind == "Feature":
        root = {**root, "features": [root]}
    elif kind != "FeatureCollection" or not isinstance(root.get("features"), list):
        raise _no_features(source)
    crs = root.get("crs")
    named = crs.get("properties") if isinstance(crs, dict) else None
    _refuse_other_systems(source, named.get("name") if isinstance(named, dict) else None)
    for row, item in enumerate(root["features"], 1):
        yield Entry(Where(source.name, row), item)


def _refuse_other_systems(source: Input, name: Any) -> None:
    if name and not _DEGREES.search(str(name)):
        raise PlainError(f"{source.name} has its coordinates in {name}: convert it to WGS84 (EPSG:4326) first.")


def _no_features(source: Input) -> PlainError:
    return PlainError(f"{source.name} is JSON, but no GeoJSON with features.")


def _feature(entry: Entry) -> Entry:
    item = entry.document
    if not isinstance(item, dict) or item.get("type") != "Feature" or not isinstance(item.get("properties"), dict):
        return Entry(entry.where, problem="is no GeoJSON feature with properties", excerpt=str(item)[:80])
    return entry
