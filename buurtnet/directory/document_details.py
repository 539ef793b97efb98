"""What hangs on services, read for a whole batch with a constant number of queries, to make documents of."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.models import Area, Network
from buurtnet.directory import facets
from buurtnet.directory.choices import LocationType
from buurtnet.directory.models import (
    Accessibility,
    Address,
    Attribute,
    Capacity,
    CostOption,
    Language,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceReach,
)
from buurtnet.directory.usual_week import SCHEDULE_FIELDS

UNCOUNTED_KINDS = (AreaKind.COUNTRY, AreaKind.PROVINCE)
DEFAULT_TIMES = {"BE": ("Europe/Brussels", "be-vl"), "NL": ("Europe/Amsterdam", "nl-midden")}

type Rows = dict[UUID, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Link:
    pk: UUID
    location: UUID | None


@dataclass
class Place:
    is_virtual: bool
    is_secret: bool
    name: str
    alternate_name: str
    point: tuple[float, float] | None
    address: str = ""
    languages: set[str] = field(default_factory=set)
    features: set[str] = field(default_factory=set)
    changed: Sequence[dt.datetime | None] = ()


class Details:
    """All that hangs on a batch of services, by service (schedules also by location and service at location)."""

    def __init__(self, ids: Sequence[UUID]) -> None:
        self.today = timezone.localdate()
        self.links = self._read_links(ids)
        links = [link.pk for rows in self.links.values() for link in rows]
        locations = list({link.location for rows in self.links.values() for link in rows if link.location})
        self.places = self._read_places(locations)
        self.languages: dict[UUID, list[tuple[str, str]]] = _gathered(
            Language.objects.filter(service__in=ids).values_list("service_id", "code", "name")
        )
        self.term_marks: dict[UUID, set[str]] = defaultdict(set)
        self.terms: dict[UUID, set[str]] = self._read_terms(ids, links)
        themes = Service.themes.through.objects.filter(service__in=ids).values_list(
            "service_id", "theme_id", "theme__name", "theme__name_nl_be", "theme__name_en", "theme__name_fr"
        )
        self.themes: dict[UUID, set[str]] = defaultdict(set)
        self.theme_slugs: dict[UUID, set[str]] = defaultdict(set)
        for service, slug, *names in themes:
            self.theme_slugs[service].add(slug)
            self.themes[service].update(names)
        self.amounts: dict[UUID, list[Decimal | None]] = _flat(
            CostOption.objects.filter(service__in=ids).values_list("service_id", "amount")
        )
        self.room: dict[UUID, list[float]] = _flat(
            Capacity.objects.filter(service__in=ids).values_list("service_id", "available")
        )
        self.reach: dict[UUID, list[tuple[int, bool]]] = _gathered(
            ServiceReach.objects.filter(service__in=ids).values_list("service_id", "area_id", "over")
        )
        self.schedules = self._read_schedules(ids, links, locations)

    def building_times(self, location: UUID | None) -> Sequence[tuple[Any, ...]]:
        """The times of a building; those of a secret address say nothing."""
        is_known = location in self.places and not self.places[location].is_secret
        return self.schedules.get(location, ()) if location and is_known else ()

    @staticmethod
    def _read_links(ids: Sequence[UUID]) -> dict[UUID, list[Link]]:
        rows = ServiceAtLocation.objects.filter(service__in=ids).values_list("service_id", "pk", "location_id")
        found: dict[UUID, list[Link]] = defaultdict(list)
        for service, pk, location in rows:
            found[service].append(Link(pk, location))
        return found

    @staticmethod
    def _read_places(ids: Sequence[UUID]) -> dict[UUID, Place]:
        places = {
            row.pk: Place(
                is_virtual=row.location_type == LocationType.VIRTUAL,
                is_secret=row.hide_address,
                name=row.name,
                alternate_name=row.alternate_name,
                point=(row.latitude, row.longitude)
                if row.is_on_map and row.latitude is not None and row.longitude is not None
                else None,
                changed=(row.imported_at,),
            )
            for row in Location.objects.filter(pk__in=ids).only(
                "name", "alternate_name", "location_type", "latitude", "longitude", "hide_address", "imported_at"
            )
        }
        for location, *parts in Address.objects.filter(location__in=ids).values_list(
            "location_id", "address_1", "region", "city", "postal_code"
        ):
            places[location].address = joined(places[location].address, *parts)
        for location, code in Language.objects.filter(location__in=ids).values_list("location_id", "code"):
            places[location].languages.add(code)
        for location, features in Accessibility.objects.filter(location__in=ids).values_list(
            "location_id", "features"
        ):
            places[location].features.update(features)
        return places

    def _read_terms(self, ids: Sequence[UUID], links: Sequence[UUID]) -> dict[UUID, set[str]]:
        """Their texts; and in ``term_marks`` what they can be filtered by."""
        found: dict[UUID, set[str]] = defaultdict(set)
        service_of = {link.pk: service for service, rows in self.links.items() for link in rows}
        place_of = {link.pk: link.location for rows in self.links.values() for link in rows}
        rows = Attribute.objects.filter(Q(service__in=ids) | Q(at_location__in=links)).values_list(
            "service_id", "at_location_id", "term_id", "term__taxonomy_detail_id", "term__gone_at", "term__name",
            "value", "label",
        )  # fmt: skip
        for service, link, term, taxonomy, gone_at, *texts in rows:
            key = service or service_of[link]
            found[key].update(text for text in texts if text)
            place = None if service else place_of[link]
            if term and not (place in self.places and self.places[place].is_secret):
                self.term_marks[key].add(facets.termed(term))
                if taxonomy and gone_at is None:
                    self.term_marks[key].add(facets.of_taxonomy(taxonomy))
        return found

    @staticmethod
    def _read_schedules(ids: Sequence[UUID], links: Sequence[UUID], locations: Sequence[UUID]) -> Rows:
        found: Rows = defaultdict(list)
        for name, keys in (("service", ids), ("at_location", links), ("location", locations)):
            for key, exceptions, *row in Schedule.objects.filter(**{f"{name}__in": keys}).values_list(
                f"{name}_id", "exceptions", *SCHEDULE_FIELDS
            ):
                found[key].append((*row, json.dumps(exceptions)))
        return found


class Surroundings:
    """The areas, and in which time zone and region of school holidays a service is: those of a network it lies in."""

    def __init__(self) -> None:
        self._lines: dict[int, list[int]] = {}
        self._countable: set[int] = set()
        for area, kind, ancestors in Area.objects.values_list("pk", "kind", "ancestor_ids"):
            self._lines[area] = [*ancestors, area]
            if kind not in UNCOUNTED_KINDS:
                self._countable.add(area)
        self._by_area: dict[int, tuple[str, str]] = {}
        for zone, region, area in Network.objects.order_by("pk").values_list("time_zone", "holiday_region", "areas"):
            if area is not None:
                self._by_area.setdefault(area, (zone, region))

    def times_of(self, service: Service, reach: Iterable[tuple[int, bool]]) -> tuple[str, str]:
        for area, _over in reach:
            if area in self._by_area:
                return self._by_area[area]
        return DEFAULT_TIMES["BE" if service.locale.upper().endswith("BE") else "NL"]

    def counted(self, reach: Sequence[tuple[int, bool]]) -> list[str]:
        """The areas a service is counted in, each once: the widest it serves, and those it lies in outside these.

        So the services for a neighbourhood are those counted in it and those counted over it or around it.
        """
        served = {area for area, over in reach if over}
        widest = {area for area in served if not served.intersection(self._lines[area][:-1])}
        return [facets.over(area) for area in widest] + [
            facets.inside(area)
            for area, over in reach
            if not over and area in self._countable and not widest.intersection(self._lines[area])
        ]


def _gathered(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found


def _flat(rows: Iterable[tuple[UUID, Any]]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return found


def joined(*texts: str | None) -> str:
    return "\n".join(text for text in texts if text)
