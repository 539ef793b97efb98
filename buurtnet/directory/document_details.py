"""What hangs on services, read for a whole batch with a constant number of queries, to make documents of."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

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
from buurtnet.search.many_ids import Among, BareId, bare, whole

UNCOUNTED_KINDS = (AreaKind.COUNTRY, AreaKind.PROVINCE)
DEFAULT_TIMES = {"BE": ("Europe/Brussels", "be-vl"), "NL": ("Europe/Amsterdam", "nl-midden")}

type Rows = dict[BareId, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Link:
    pk: BareId
    location: BareId | None


@dataclass
class Place:
    """``is_to_turn_to``: its source still names it, and it is not for post only."""

    is_virtual: bool
    is_secret: bool
    is_to_turn_to: bool
    name: str
    alternate_name: str
    point: tuple[float, float] | None
    address: str = ""
    languages: set[str] = field(default_factory=set)
    features: set[str] = field(default_factory=set)
    imported_at: dt.datetime | None = None


class ServiceRow(NamedTuple):
    """What a service and its organization say by themselves."""

    pk: BareId
    organization: BareId | None
    name: str
    alternate_name: str
    description: str
    simple: str
    status: str
    eligibility_description: str
    application_process: str
    minimum_age: float | None
    maximum_age: float | None
    assured_date: dt.date | None
    check_every: int
    is_kept_by_editor: bool
    support_level: int | None
    function: int | None
    is_townwide: bool
    is_at_home: bool
    scope: str
    locale: str
    name_i18n: Any  # as ``translations`` reads it
    description_i18n: Any
    last_modified: dt.datetime | None
    imported_at: dt.datetime | None
    organization_name: str | None
    organization_alternate_name: str | None
    organization_description: str | None
    organization_modified: dt.datetime | None
    organization_imported_at: dt.datetime | None


_OWN_COLUMNS = ServiceRow._fields[2:-5]
_COLUMNS_OF_ORGANIZATION = ("name", "alternate_name", "description", "last_modified", "imported_at")


def service_rows(ids: Sequence[BareId]) -> Iterator[ServiceRow]:
    """The services of these ids that the public may find."""
    rows = Service.objects.shown().filter(Among("pk", ids))
    return map(
        ServiceRow._make,
        rows.values_list(
            bare("pk"),
            bare("organization_id"),
            *_OWN_COLUMNS,
            *(f"organization__{name}" for name in _COLUMNS_OF_ORGANIZATION),
        ),
    )


class Details:
    """All that hangs on a batch of services, by service (schedules also by location and service at location)."""

    def __init__(self, ids: Sequence[BareId]) -> None:
        self.today = timezone.localdate()
        self.links = self._read_links(ids)
        links = [link.pk for rows in self.links.values() for link in rows]
        locations = list({link.location for rows in self.links.values() for link in rows if link.location})
        self.places = self._read_places(locations)
        self.languages: dict[BareId, list[tuple[str, str]]] = _gathered(
            Language.objects.filter(Among("service_id", ids)).values_list(bare("service_id"), "code", "name")
        )
        self.term_marks: dict[BareId, set[str]] = defaultdict(set)
        self.terms: dict[BareId, set[str]] = self._read_terms(ids, links)
        themes = Service.themes.through.objects.filter(Among("service_id", ids)).values_list(
            bare("service_id"), "theme_id", "theme__name", "theme__name_nl_be", "theme__name_en", "theme__name_fr"
        )
        self.themes: dict[BareId, set[str]] = defaultdict(set)
        self.theme_slugs: dict[BareId, set[str]] = defaultdict(set)
        for service, slug, *names in themes:
            self.theme_slugs[service].add(slug)
            self.themes[service].update(names)
        self.amounts: dict[BareId, list[Decimal | None]] = _flat(
            CostOption.objects.filter(Among("service_id", ids)).values_list(bare("service_id"), "amount")
        )
        self.room: dict[BareId, list[float]] = _flat(
            Capacity.objects.filter(Among("service_id", ids)).values_list(bare("service_id"), "available")
        )
        self.reach: dict[BareId, list[tuple[int, bool]]] = _gathered(
            ServiceReach.objects.filter(Among("service_id", ids)).values_list(bare("service_id"), "area_id", "over")
        )
        self.schedules = self._read_schedules(ids, links, locations)

    def building_times(self, location: BareId | None) -> Sequence[tuple[Any, ...]]:
        """The times of a building; those of a secret address say nothing."""
        is_known = location in self.places and not self.places[location].is_secret
        return self.schedules.get(location, ()) if location and is_known else ()

    @staticmethod
    def _read_links(ids: Sequence[BareId]) -> dict[BareId, list[Link]]:
        columns = map(bare, ("service_id", "pk", "location_id"))
        rows = ServiceAtLocation.objects.filter(Among("service_id", ids)).values_list(*columns)
        found: dict[BareId, list[Link]] = defaultdict(list)
        for service, pk, location in rows:
            found[service].append(Link(pk, location))
        return found

    @staticmethod
    def _read_places(ids: Sequence[BareId]) -> dict[BareId, Place]:
        rows = Location.objects.filter(Among("pk", ids)).values_list(
            bare("pk"), "name", "alternate_name", "location_type", "hide_address", "gone_at", "imported_at",
            "latitude", "longitude",
        )  # fmt: skip
        places = {
            pk: Place(
                is_virtual=kind == LocationType.VIRTUAL,
                is_secret=is_secret,
                is_to_turn_to=gone_at is None and kind != LocationType.POSTAL,
                name=name,
                alternate_name=alternate_name,
                point=_point(kind, is_secret, *point) if gone_at is None else None,
                imported_at=imported_at,
            )
            for pk, name, alternate_name, kind, is_secret, gone_at, imported_at, *point in rows
        }
        here = Among("location_id", ids)
        for location, *parts in Address.objects.filter(here).values_list(
            bare("location_id"), "address_1", "region", "city", "postal_code"
        ):
            places[location].address = joined(places[location].address, *parts)
        for location, code in Language.objects.filter(here).values_list(bare("location_id"), "code"):
            places[location].languages.add(code)
        for location, features in Accessibility.objects.filter(here).values_list(bare("location_id"), "features"):
            places[location].features.update(features)
        return places

    def _read_terms(self, ids: Sequence[BareId], links: Sequence[BareId]) -> dict[BareId, set[str]]:
        """Their texts; and in ``term_marks`` what they can be filtered by."""
        found: dict[BareId, set[str]] = defaultdict(set)
        service_of = {link.pk: service for service, rows in self.links.items() for link in rows}
        place_of = {link.pk: link.location for rows in self.links.values() for link in rows}
        rows = Attribute.objects.filter(Q(Among("service_id", ids)) | Q(Among("at_location_id", links))).values_list(
            bare("service_id"), bare("at_location_id"), bare("term_id"), bare("term__taxonomy_detail_id"),
            "term__gone_at", "term__name", "value", "label",
        )  # fmt: skip
        for service, link, term, taxonomy, gone_at, *texts in rows:
            key = service or service_of[link]
            found[key].update(text for text in texts if text)
            place = None if service else place_of[link]
            if term and not (place in self.places and self.places[place].is_secret):
                self.term_marks[key].add(facets.termed(whole(term)))
                if taxonomy and gone_at is None:
                    self.term_marks[key].add(facets.of_taxonomy(whole(taxonomy)))
        return found

    @staticmethod
    def _read_schedules(ids: Sequence[BareId], links: Sequence[BareId], locations: Sequence[BareId]) -> Rows:
        found: Rows = defaultdict(list)
        for name, keys in (("service", ids), ("at_location", links), ("location", locations)):
            for key, exceptions, *row in Schedule.objects.filter(Among(f"{name}_id", keys)).values_list(
                bare(f"{name}_id"), "exceptions", *SCHEDULE_FIELDS
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

    def times_of(self, locale: str, reach: Iterable[tuple[int, bool]]) -> tuple[str, str]:
        for area, _over in reach:
            if area in self._by_area:
                return self._by_area[area]
        return DEFAULT_TIMES["BE" if locale.upper().endswith("BE") else "NL"]

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


def _gathered(rows: Iterable[tuple[Any, ...]]) -> dict[BareId, list[Any]]:
    found: dict[BareId, list[Any]] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found


def _flat(rows: Iterable[tuple[BareId, Any]]) -> dict[BareId, list[Any]]:
    found: dict[BareId, list[Any]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return found


def _point(kind: str, is_secret: bool, latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    """A point that may be known, by the rule of ``Location.is_on_map``."""
    if kind != LocationType.PHYSICAL or is_secret or latitude is None or longitude is None:
        return None
    return latitude, longitude


def joined(*texts: str | None) -> str:
    return "\n".join(text for text in texts if text)
