"""Small made-up files and shapes for the tests of this room."""

import json
from pathlib import Path
from typing import Any

from buurtnet.areas.mapping import FileMapping, mapping_from_words

type Shape = dict[str, Any]
OWN: FileMapping = mapping_from_words({})


def square(west: float, south: float, size: float = 1.0) -> Shape:
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def feature(shape: Shape | None, **properties: Any) -> Shape:
    return {"type": "Feature", "properties": properties, "geometry": shape}


def geojson(folder: Path, *features: Shape, name: str = "areas.geojson", **more: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **more}), encoding="utf-8")
    return path


def nested_town() -> tuple[Shape, ...]:
    """A country and a province without boundary, a municipality of 4 by 4 degrees, two neighbourhoods in it."""
    return (
        feature(square(1, 1), kind="neighbourhood", code="b1", name="Noordbuurt", parent_code="dorp"),
        feature(square(3, 3), kind="neighbourhood", code="b2", name="Zuidbuurt"),
        feature(square(0, 0, 4), kind="municipality", code="dorp", name="Dorp", parent_code="prov", inhabitants=1200),
        feature(square(0, 0, 2), kind="postcode", code="1234", name="1234 Dorp"),
        feature(None, kind="province", code="prov", name="Provincie", parent_code="NL"),
        feature(None, kind="country", code="NL", name="Nederland", code_system="iso"),
    )
