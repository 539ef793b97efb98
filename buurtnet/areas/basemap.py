"""The map under the pins: a network's own drawn base, checked when it comes in; without one its boundaries."""

import datetime
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry import shape

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.finding import network_areas
from buurtnet.areas.geometry import BadGeometryError, as_lists, read_geometry
from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Area, BaseMap, Network
from buurtnet.areas.reading import open_data
from buurtnet.kit.plain_error import PlainError

LARGEST_BYTES = 2_000_000
MOST_FEATURES = 20_000
LONGEST_NAME = 80
SURFACES = {"Polygon", "MultiPolygon"}
LINES = {"LineString", "MultiLineString"}
POINTS = {"Point", "MultiPoint"}
LAYERS: dict[str, set[str]] = {
    "land": SURFACES,
    "water": SURFACES | LINES,
    "green": SURFACES | POINTS,
    "building": SURFACES,
    "public": SURFACES,
    "street": LINES,
    "main": LINES,
    "label": {"Point"},
    "boundary": SURFACES,
}
KINDS = {
    "", "sand", "square", "field", "play", "garden", "trees", "ditch", "path", "jetty", "water", "park", "wave",
    "neighbourhood", "municipality",
}  # fmt: skip
SIMPLER = 0.00005
MOST_MAPS_KEPT = 16  # of 2 MB at most


def import_basemap(path: Path, network: Network, attribution: str = "") -> BaseMap:
    """Check a GeoJSON file of layers and keep it as the network's base map. Raises PlainError.

    ``attribution`` says whose data it is; it stands on the map.
    """
    data = open_data(path)
    if data.form != "geojson":
        raise PlainError(f"{path.name} is no GeoJSON FeatureCollection, and a base map must be one.")
    features: list[dict[str, Any]] = []
    for record in data.records():
        features.append(checked(record.number, record.properties, record.geometry))
    if not features or len(features) > MOST_FEATURES:
        raise PlainError(f"{path.name} has {len(features):,} features; a base map has 1 to {MOST_FEATURES:,}.")
    collection = {"type": "FeatureCollection", "attribution": attribution, "features": features}
    size = len(json.dumps(collection, separators=(",", ":")))
    if size > LARGEST_BYTES:
        raise PlainError(
            f"The base map is {size / 1e6:.1f} MB and may be {LARGEST_BYTES / 1e6:.0f} MB at most: "
            "leave out what is far from the network, or simplify the lines."
        )
    imported = BaseMap.objects.update_or_create(network=network, defaults={"features": collection})[0]
    _kept.forget()
    return imported


def checked(number: int, properties: dict[str, Any], geometry: dict[str, Any] | None) -> dict[str, Any]:
    """One feature with only what is drawn: layer, kind, name and five decimals. Raises PlainError."""
    layer, kind, name = (str(properties.get(part) or "") for part in ("layer", "kind", "name"))
    if layer not in LAYERS:
        raise PlainError(f"Feature {number}: layer is {layer or 'empty'}; it can be {', '.join(LAYERS)}.")
    if kind not in KINDS:
        raise PlainError(f"Feature {number}: kind is {kind}; it can be {', '.join(sorted(KINDS - {''}))}.")
    if len(name) > LONGEST_NAME:
        raise PlainError(f"Feature {number}: its name is longer than {LONGEST_NAME} signs.")
    if geometry is None or geometry.get("type") not in LAYERS[layer]:
        said = geometry.get("type") if geometry else "no geometry"
        raise PlainError(f"Feature {number}: layer {layer} takes {', '.join(sorted(LAYERS[layer]))}, not {said}.")
    try:
        read_geometry(geometry)
    except BadGeometryError as problem:
        raise PlainError(f"Feature {number}: {problem}.") from problem
    kept = {"layer": layer} | ({"name": name} if name else {}) | ({"kind": kind} if kind else {})
    return drawn_feature(kept, {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])})


@dataclass(frozen=True)
class SentMap:
    """A base map as it is sent: GeoJSON, and a fingerprint (ETag) of it."""

    body: bytes
    fingerprint: str


def sent_map(network: Network) -> SentMap:
    """The base map of a network, ready to send; kept for half a minute per process."""
    return _kept.get((network.pk, network.created_at), lambda: written(base_map(network)))


_kept = Kept[tuple[int, datetime.datetime], SentMap](MOST_MAPS_KEPT)


def written(collection: dict[str, Any]) -> SentMap:
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
    return SentMap(body, f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"')


def base_map(network: Network) -> dict[str, Any]:
    """What the screen draws: the network's own base, else the boundaries of its areas with their names."""
    own = BaseMap.objects.filter(network=network).values_list("features", flat=True).first()
    return own if own is not None else boundaries(network)


def boundaries(network: Network) -> dict[str, Any]:
    """Neighbourhoods and the network's own areas as a base map, drawn simply (about five metres)."""
    where = network_areas(network)
    near = {area.pk for area in where.neighbourhoods}
    own = set(network.areas.values_list("pk", flat=True))
    features: list[dict[str, Any]] = []
    givers: set[str] = set()
    for area in Area.objects.filter(pk__in=near | own, west__isnull=False).order_by("pk"):
        surface = shape(area.boundary or {}).simplify(SIMPLER)
        if surface.is_empty or area.kind == AreaKind.POSTCODE:
            continue
        givers.add(f"{area.source} ({area.licence})" if area.licence else area.source)
        outline = {"type": surface.geom_type, "coordinates": rounded(surface.__geo_interface__["coordinates"])}
        features.append(drawn_feature({"layer": "boundary", "kind": kind_of(area), "name": area.name}, outline))
        if area.pk in near and area.latitude is not None:
            point = {"type": "Point", "coordinates": rounded([area.longitude, area.latitude])}
            features.append(drawn_feature({"layer": "label", "kind": kind_of(area), "name": area.name}, point))
    attribution = ", ".join(sorted(givers - {""}))
    return {"type": "FeatureCollection", "attribution": attribution, "features": features}


def kind_of(area: Area) -> str:
    return "neighbourhood" if area.kind in {AreaKind.NEIGHBOURHOOD, AreaKind.DISTRICT} else "municipality"


def drawn_feature(properties: dict[str, str], geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def rounded(value: Any) -> Any:
    """Coordinates with five decimals, about a metre; a height is left out."""
    plain = as_lists(value)
    if plain and isinstance(plain[0], int | float):
        return [round(plain[0], 5), round(plain[1], 5)]
    return [rounded(part) for part in plain]
