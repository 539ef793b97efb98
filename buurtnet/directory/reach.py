"""Which areas a service touches: where its locations lie, what it serves, and all that lies around those.

Found by real geometry, kept as rows (``ServiceReach``), so that a page asks no geometry. Made again when a
service or a location changes, and for all of them when the areas change.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import batched
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from buurtnet.areas.choices import AreaKind, CodeSystem
from buurtnet.areas.countries import country_code
from buurtnet.areas.geometry import RANK, AreaIndex, BadGeometryError, area_index, read_geometry, shares_surface
from buurtnet.areas.models import Area
from buurtnet.directory import search
from buurtnet.directory.choices import LocationType
from buurtnet.directory.models import Address, Location, Service, ServiceArea, ServiceAtLocation, ServiceReach
from buurtnet.kit.folding import fold
from buurtnet.kit.inserting import Row, insert

logger = logging.getLogger(__name__)

SERVICES_AT_ONCE: Final = 2_000
# A shape that covers this part of an area serves all of it: borders are drawn twice, never alike.
NEARLY_ALL: Final = 0.97
_MUNICIPALITY: Final = RANK[AreaKind.MUNICIPALITY]


def recompute(service_ids: Iterable[UUID] | None = None) -> set[UUID]:
    """Make the reach of these services anew (``None``: of all, and the neighbourhood of all locations).

    Only differences are written. Returns the services whose reach changed; they wait for the index.
    """
    changed: set[UUID] = set()
    surroundings = Surroundings()
    if service_ids is None:
        surroundings.place_all()
        service_ids = Service.objects.order_by("pk").values_list("pk", flat=True).iterator(SERVICES_AT_ONCE)
    for some in batched(service_ids, SERVICES_AT_ONCE):
        with transaction.atomic():
            moved = surroundings.reach(some)
            search.changed("service", moved)
        changed |= moved
    return changed


@dataclass(slots=True)
class Touched:
    """The areas one service touches, while they are being gathered."""

    around: set[int] = field(default_factory=set)
    served: set[int] = field(default_factory=set)
    has_point: bool = False
    is_townwide: bool = False
    scope: str = ""


class Surroundings:
    """The areas as they are now, with what is looked up again and again."""

    def __init__(self) -> None:
        self._index: AreaIndex = area_index()
        self._names: dict[str, list[int]] = defaultdict(list)
        self._codes: dict[str, int] = {}
        self._postcodes: dict[str, int] = {}
        self._lines: dict[int, list[int]] = {}
        self._ranks: dict[int, int] = {}
        for pk, kind, system, code, name, name_fr, ancestors in Area.objects.values_list(
            "pk", "kind", "code_system", "code", "name", "name_fr", "ancestor_ids"
        ):
            self._lines[pk] = [*ancestors, pk]
            self._ranks[pk] = RANK[kind]
            for one in {fold(name), fold(name_fr)} - {""}:
                self._names[one].append(pk)
            if system == CodeSystem.PC4:
                self._postcodes[code] = pk
            if system != CodeSystem.OWN:
                self._codes[fold(code)] = pk
        self._served_by_extent = lru_cache(maxsize=2_000)(self._served_by_extent_now)

    def place(self, rows: Iterable[Row]) -> None:
        """Set ``neighbourhood_id`` of rows of locations: the nearest area they lie in, up to the municipality."""
        placed = [row for row in rows if row.get("latitude") is not None and row.get("longitude") is not None]
        found = self._index.at_many([row["latitude"] for row in placed], [row["longitude"] for row in placed])
        for row, areas in zip(placed, found, strict=True):
            # Of a safe address not even the neighbourhood is told.
            least = _MUNICIPALITY if row.get("hide_address") else 0
            row["neighbourhood_id"] = next((pk for pk in areas if least <= self._ranks[pk] <= _MUNICIPALITY), None)

    def place_all(self) -> None:
        """The same for every location in the database; only what moved is written."""
        columns = ("pk", "latitude", "longitude", "hide_address", "neighbourhood_id")
        rows = Location.objects.order_by("pk").values(*columns).iterator(SERVICES_AT_ONCE)
        for some in batched(rows, SERVICES_AT_ONCE):
            before = [row["neighbourhood_id"] for row in some]
            self.place(some)
            moved = [
                Location(pk=row["pk"], neighbourhood_id=row["neighbourhood_id"])
                for row, old in zip(some, before, strict=True)
                if row["neighbourhood_id"] != old
            ]
            Location.objects.bulk_update(moved, ["neighbourhood"], batch_size=500)

    def reach(self, service_ids: Iterable[UUID | str]) -> set[UUID]:
        """Write the reach of some services; returns those for which it changed."""
        ids = [one if isinstance(one, UUID) else UUID(one) for one in service_ids]
        touched = self._located(ids)
        self._served(ids, touched)
        wanted = {(service, area, over) for service, one in touched.items() for area, over in self._rows(one)}
        with transaction.atomic():
            present = {
                (service, area, over): pk
                for pk, service, area, over in ServiceReach.objects.filter(service__in=ids).values_list(
                    "pk", "service_id", "area_id", "over"
                )
            }
            old = [key for key in present if key not in wanted]
            new = [key for key in wanted if key not in present]
            if old:
                ServiceReach.objects.filter(pk__in=[present[key] for key in old]).delete()
            insert(
                ServiceReach, ({"service_id": service, "area_id": area, "over": over} for service, area, over in new)
            )
        return {key[0] for key in (*old, *new)}

    def _rows(self, touched: Touched) -> Iterator[tuple[int, bool]]:
        """In every area around a location or a served area; over what is served as a whole."""
        around = set(touched.around)
        for area in touched.served:
            around.update(self._lines[area])
            yield area, True
        for area in around:
            yield area, False

    def _located(self, ids: list[UUID]) -> dict[UUID, Touched]:
        """Where the physical locations of services lie; without a point the postcode area tells."""
        touched = {
            pk: Touched(is_townwide=townwide, scope=scope)
            for pk, townwide, scope in Service.objects.filter(pk__in=ids).values_list("pk", "is_townwide", "scope")
        }
        rows = list(
            ServiceAtLocation.objects.filter(service__in=ids, location__location_type=LocationType.PHYSICAL)
            .order_by()
            .values_list(
                "service_id", "location_id", "location__latitude", "location__longitude", "location__hide_address"
            )
        )
        pointed = [row for row in rows if row[2] is not None and row[3] is not None]
        found = self._index.at_many([row[2] or 0 for row in pointed], [row[3] or 0 for row in pointed])
        by_postcode = self._by_postcode({row[1] for row in rows if row[2] is None or row[3] is None})
        for (service, _, _, _, is_hidden), areas in zip(pointed, found, strict=True):
            touched[service].has_point = True
            self._around(touched[service], areas, is_hidden)
        for service, location, latitude, longitude, is_hidden in rows:
            if latitude is None or longitude is None:
                self._around(touched[service], by_postcode.get(location, ()), is_hidden)
        return touched

    def _around(self, touched: Touched, areas: Iterable[int], is_hidden: bool) -> None:
        least = _MUNICIPALITY if is_hidden else 0
        touched.around.update(pk for pk in areas if self._ranks[pk] >= least)
        if touched.is_townwide:
            touched.served.update(pk for pk in areas if self._ranks[pk] == _MUNICIPALITY)

    def _by_postcode(self, location_ids: set[UUID]) -> dict[UUID, list[int]]:
        if not location_ids or not self._postcodes:
            return {}
        return {
            location: self._lines[area]
            for location, postcode, country in Address.objects.filter(location__in=location_ids)
            .order_by("-position")
            .values_list("location_id", "postal_code", "country")
            if country_code(country) in {"NL", ""} and (area := self._postcodes.get(postcode.strip()[:4]))
        }

    def _served(self, ids: list[UUID], touched: Mapping[UUID, Touched]) -> None:
        """What the service areas name or draw."""
        moved = []
        services = dict(ServiceAtLocation.objects.filter(service__in=ids).values_list("pk", "service_id"))
        for one in ServiceArea.objects.filter(Q(service__in=ids) | Q(at_location__in=services)):
            service = one.service_id or (services.get(one.at_location_id) if one.at_location_id else None)
            if service is None:
                continue
            mine = touched[service]
            area = self._named(one, mine)
            if area is not None:
                mine.served.add(area)
            elif one.extent and one.extent_type.strip().lower() in {"", "geojson"}:
                whole, partly = self._served_by_extent(one.extent)
                mine.served.update(whole)
                mine.around.update(partly)
                area = next((pk for pk in whole), None) if len(whole) == 1 else None
            if one.area_id != area:
                one.area_id = area
                moved.append(one)
        if moved:
            ServiceArea.objects.bulk_update(moved, ["area"], batch_size=2_000)

    def _named(self, one: ServiceArea, touched: Touched) -> int | None:
        """The area that a service area means: by the code its address ends in, else by its name.

        Towns share names. A name counts only for a service that is there, or in the same municipality or
        country; from a source that keeps its towns apart by a scope of its own, not even the country will do.
        """
        code = one.uri.rstrip("/").replace("#", "/").replace(":", "/").rpartition("/")[2]
        if code and (by_code := self._codes.get(fold(code))) is not None:
            return by_code
        candidates = self._names.get(fold(one.name.strip()), [])
        if not candidates:
            return None
        if not touched.around:
            alone = len(candidates) == 1 and not touched.has_point and not touched.scope
            return candidates[0] if alone else None
        nearness = {pk: self._nearness(pk, touched.around) for pk in candidates}
        best = max(candidates, key=lambda pk: (nearness[pk], self._ranks[pk] == _MUNICIPALITY, self._ranks[pk]))
        return best if nearness[best] >= (2 if touched.scope else 1) else None

    def _nearness(self, area: int, around: set[int]) -> int:
        """3: the service lies in it; 2: in the same municipality; 1: in the same country; 0: elsewhere."""
        if area in around:
            return 3
        shared = [self._ranks[pk] for pk in self._lines[area] if pk in around]
        return 0 if not shared else 2 if min(shared) <= _MUNICIPALITY else 1

    def _served_by_extent_now(self, extent: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The areas a drawn extent covers as a whole, and those it touches; none when it is no GeoJSON."""
        try:
            wanted = read_geometry(_geometry_in(json.loads(extent)))
        except (ValueError, RecursionError) as error:
            logger.warning("A drawn service area is no GeoJSON and serves nothing: %s (%.80s)", error, extent)
            return (), ()
        whole: list[int] = []
        partly: list[int] = []
        for number in self._index.tree.query(wanted, predicate="intersects"):
            shape, pk = self._index.shapes[number], self._index.ids[number]
            if shares_surface(shape, wanted):
                covered = shape.area and shape.intersection(wanted).area >= NEARLY_ALL * shape.area
                (whole if covered else partly).append(pk)
        return tuple(whole), tuple({pk for area in partly for pk in self._lines[area]})


def _geometry_in(geojson: Any) -> dict[str, Any]:
    """The geometry of a GeoJSON geometry, feature or collection. Raises BadGeometryError (a ValueError)."""
    if not isinstance(geojson, dict):
        raise BadGeometryError("is no GeoJSON")
    if geojson.get("type") == "Feature":
        return _geometry_in(geojson.get("geometry"))
    if geojson.get("type") == "FeatureCollection" and isinstance(features := geojson.get("features"), list):
        return {"type": "GeometryCollection", "geometries": [_geometry_in(feature) for feature in features]}
    return geojson
