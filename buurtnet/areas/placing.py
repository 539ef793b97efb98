"""Importing places: streets, neighbourhoods and towns with a point, from CSV, GeoJSON or JSON."""

import contextlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from buurtnet.areas.choices import AreaKind, PlaceKind
from buurtnet.areas.geometry import BadGeometryError, area_index, read_geometry
from buurtnet.areas.importing import DryRunError, Outcome, Reject, RejectedError, number
from buurtnet.areas.mapping import filled
from buurtnet.areas.models import Area, Place
from buurtnet.areas.names import folded
from buurtnet.areas.reading import Record, open_data
from buurtnet.kit.plain_error import PlainError

BATCH = 500
PARTS = {
    "name": "{name|naam|straat|straatnaam|street|openbareruimtenaam|STRAATNM|buurt|wijk}",
    "kind": "{kind|soort|type}",
    "town": "{town|plaats|woonplaats|woonplaatsnaam|gemeente|GEMEENTE|city}",
    "neighbourhood": "{neighbourhood|buurt|buurtnaam|wijk|region}",
    "postcode": "{postcode|postal_code|POSTCODE|PostCode}",
    "latitude": "{latitude|lat|breedtegraad|y}",
    "longitude": "{longitude|lon|lng|long|lengtegraad|x}",
    "scope": "{area|x_area|bn_area|scope}",
}
KINDS = {
    "straat": PlaceKind.STREET, "weg": PlaceKind.STREET, "buurt": PlaceKind.NEIGHBOURHOOD,
    "wijk": PlaceKind.NEIGHBOURHOOD, "plaats": PlaceKind.TOWN, "stad": PlaceKind.TOWN, "gemeente": PlaceKind.TOWN,
}  # fmt: skip
LENGTHS = {"name": 120, "town": 120, "neighbourhood": 120, "postcode": 10, "scope": 80}


@dataclass(frozen=True)
class Found:
    """A place as the file tells it."""

    kind: str
    name: str
    town: str
    neighbourhood: str
    postcode: str
    scope: str
    latitude: float
    longitude: float


def import_places(
    path: Path,
    *,
    source: str,
    licence: str = "",
    encoding: str = "",
    words: Mapping[str, str] | None = None,
    kind: str = PlaceKind.STREET,
    town: str = "",
    dry_run: bool = False,
) -> Outcome:
    """Import a file of places and say what changed; the area's own value in the file is kept verbatim as scope.

    ``words`` says which property is what (``{"name": "STRAATNM"}``); the usual Dutch and English names need nothing.
    Raises PlainError for a file that cannot be used at all.
    """
    parts = dict(PARTS)
    for part, said in (words or {}).items():
        if part not in PARTS:
            raise PlainError(f"--map knows no {part}; it can be {', '.join(PARTS)}.")
        parts[part] = said if "{" in said else "{" + said + "}"
    outcome = Outcome()
    found: dict[tuple[str, ...], Found] = {}
    for record in open_data(path, encoding).records():
        for item in unnested(record):
            outcome.read += 1
            try:
                place = read_place(item, parts, kind, town)
                found[place.kind, place.scope, place.town, place.neighbourhood, place.name] = place
            except RejectedError as problem:
                outcome.rejected.append(Reject(item.number, problem.field, str(problem)))
    if not found:
        raise PlainError(f"{path.name} holds no place with a name and a point: nothing was imported.")
    with contextlib.suppress(DryRunError), transaction.atomic():
        save(list(found.values()), source, licence, outcome)
        if dry_run:
            raise DryRunError
    return outcome


def unnested(record: Record) -> Iterator[Record]:
    """A town with its neighbourhoods and streets in it becomes one record each; other records stay as they are."""
    said = record.properties
    nested = [name for name in ("neighbourhoods", "streets") if isinstance(said.get(name), list)]
    if not nested:
        yield record
        return
    shared = {"area": said.get("area", ""), "town": said.get("name", "")}
    yield Record(record.number, said | shared | {"kind": PlaceKind.TOWN})
    for name in nested:
        kind = PlaceKind.NEIGHBOURHOOD if name == "neighbourhoods" else PlaceKind.STREET
        for row in said[name]:
            if isinstance(row, dict):
                yield Record(record.number, row | shared | {"kind": kind})


def read_place(record: Record, parts: Mapping[str, str], kind: str, town: str) -> Found:
    """A record as a place. Raises RejectedError."""
    if record.problem:
        raise RejectedError("record", record.problem)
    said = {part: filled(template, record.properties) for part, template in parts.items()}
    for part, longest in LENGTHS.items():
        if len(said[part]) > longest:
            raise RejectedError(part, f"is longer than {longest} signs")
    if not said["name"]:
        raise RejectedError("name", "is empty")
    kind = KINDS.get(said["kind"].lower(), said["kind"]) if said["kind"] else kind
    if kind not in PlaceKind.values:
        raise RejectedError("kind", f"is {kind}, not {', '.join(PlaceKind.values)}")
    latitude, longitude = point_of(record, said)
    return Found(
        kind=kind,
        name=said["name"],
        town="" if kind == PlaceKind.TOWN else said["town"] or town,
        neighbourhood="" if said["neighbourhood"] == said["name"] else said["neighbourhood"],
        postcode=said["postcode"],
        scope=said["scope"],
        latitude=latitude,
        longitude=longitude,
    )


def point_of(record: Record, said: Mapping[str, str]) -> tuple[float, float]:
    """The point of a record: its coordinates, halfway along its line, or a point in its surface."""
    if record.geometry is not None:
        try:
            found = read_geometry(record.geometry)
        except BadGeometryError as problem:
            raise RejectedError("geometry", str(problem)) from problem
        lines = {"LineString", "MultiLineString"}
        point = found.interpolate(0.5, normalized=True) if found.geom_type in lines else found.representative_point()
        return round(point.y, 6), round(point.x, 6)
    try:
        latitude, longitude = number(said["latitude"]), number(said["longitude"])
    except ValueError:
        raise RejectedError("latitude, longitude", "is no number") from None
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise RejectedError("latitude, longitude", "is no place on earth in degrees (WGS84)")
    return latitude, longitude


def save(found: list[Found], source: str, licence: str, outcome: Outcome) -> None:
    nearest = areas_of(found)
    known = {place_key(place): place for place in Place.objects.filter(source=source)}
    added: list[Place] = []
    changed: list[Place] = []
    for place in found:
        values: dict[str, Any] = {
            "folded": folded(place.name)[:120], "postcode": place.postcode, "latitude": place.latitude,
            "longitude": place.longitude, "area_id": nearest[place], "licence": licence,
        }  # fmt: skip
        key = (place.kind, place.scope, place.town, place.neighbourhood, place.name)
        row = known.get(key)
        if row is None:
            names = dict(zip(("kind", "scope", "town", "neighbourhood", "name"), key, strict=True))
            added.append(Place(source=source, **names, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
        else:
            outcome.unchanged += 1
    Place.objects.bulk_create(added, batch_size=BATCH)
    Place.objects.bulk_update(
        changed, ["folded", "postcode", "latitude", "longitude", "area", "licence"], batch_size=BATCH
    )
    outcome.added, outcome.changed = len(added), len(changed)


def place_key(place: Place) -> tuple[str, str, str, str, str]:
    return place.kind, place.scope, place.town, place.neighbourhood, place.name


def areas_of(found: list[Found]) -> dict[Found, int | None]:
    """The nearest area (never a postcode area) in which each place lies. A place of a scope is in no area of ours."""
    postcodes = set(Area.objects.filter(kind=AreaKind.POSTCODE).values_list("pk", flat=True))
    around = area_index().at_many([one.latitude for one in found], [one.longitude for one in found])
    return {
        place: None if place.scope else next((pk for pk in ids if pk not in postcodes), None)
        for place, ids in zip(found, around, strict=True)
    }
