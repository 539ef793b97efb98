"""What of the social map can be found: services, organizations and places as documents for the index.

Reads in batches with a constant number of queries. A service's document holds what its organization,
its locations and its themes say too; ``changed`` knows which documents a change touches.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import batched
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from buurtnet.areas.holidays import holidays
from buurtnet.areas.models import Network
from buurtnet.directory import facets
from buurtnet.directory.choices import LocationType, ServiceStatus
from buurtnet.directory.freshness import DAYS_A_MONTH, LONGEST_DAYS
from buurtnet.directory.hours import merged, openings
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
from buurtnet.people.models import Organization
from buurtnet.search import outbox
from buurtnet.search.documents import Offer, SearchDocument
from buurtnet.themes.choices import gable_of

BATCH = 1_000
USUAL_DAYS = 35  # five weeks: the first Saturday of a month is among them
AHEAD_DAYS = 15
LAST_DAY = dt.date.max.toordinal()
DEFAULT_TIMES = {"BE": ("Europe/Brussels", "be-vl"), "NL": ("Europe/Amsterdam", "nl-midden")}
SERVICE_NUMBERS: dict[str, type[int] | type[float]] = {
    "level": int, "age_from": float, "age_to": float, "assured": int, "check_every": int, "hidden_from": int,
    "dates_until": int, "flags": int, "week": int, "places": int,
}  # fmt: skip

type Rows = dict[UUID, list[tuple[Any, ...]]]


class Progress(Protocol):
    """Told how far it is."""

    def start(self, what: str, total: int, unit: str) -> None: ...
    def step(self, amount: int) -> None: ...
    def stop(self) -> None: ...


def changed(kind: str, ids: Iterable[UUID | str]) -> None:
    """Note in the outbox that services, organizations or locations changed or went, and all they are shown in.

    ``kind`` is ``service``, ``organization`` or ``location``. Call it in the transaction of the change; for a
    row that goes, before it goes.
    """
    for some in batched((UUID(str(one)) for one in ids), BATCH):
        for one, keys in _touched_by(kind, some).items():
            outbox.changed(one, keys)


def rebuild_index(progress: Progress | None = None) -> int:
    """Make the whole index anew. Raises BusyError when another process writes. Returns how many documents."""
    if progress is None:
        return outbox.rebuild_all()
    progress.start("indexing", sum(offer.count() for offer in OFFERS), "documents")
    try:
        return outbox.rebuild_all(lambda: progress.step(1))
    finally:
        progress.stop()


def _touched_by(kind: str, ids: Sequence[UUID]) -> Mapping[str, Iterable[object]]:
    links = ServiceAtLocation.objects.filter(location__isnull=False).order_by()
    match kind:
        case "service":
            return {
                "service": ids,
                "organization": _distinct(Service.objects.filter(pk__in=ids), "organization_id"),
                "place": _distinct(links.filter(service__in=ids), "location_id"),
            }
        case "organization":
            return {"organization": ids, "service": _distinct(Service.objects.filter(organization__in=ids), "pk")}
        case "location":
            return {"place": ids, "service": _distinct(links.filter(location__in=ids), "service_id")}
        case _:
            raise ValueError(f"Nothing called {kind!r} is found by searching.")


def _distinct(rows: Any, name: str) -> set[UUID]:
    return {key for key in rows.values_list(name, flat=True) if key is not None}


# Services


def service_documents(keys: Sequence[str] | None) -> Iterator[SearchDocument]:
    """The services the public may find, of these ids or all. An id that is none gives nothing."""
    shown = Service.objects.shown()
    where = _Where()
    for ids in _id_batches(shown, keys):
        details = _Details(ids)
        for row in shown.filter(pk__in=ids).select_related("organization").only(*_SERVICE_FIELDS):
            yield _service_document(row, details, where)


_SERVICE_FIELDS = (
    "name", "alternate_name", "description", "simple", "status", "eligibility_description", "application_process",
    "interpretation_services", "minimum_age", "maximum_age", "assured_date", "check_every", "is_kept_by_editor",
    "help_kind", "support_level", "function", "is_townwide", "is_at_home", "scope", "locale", "name_i18n",
    "description_i18n", "organization__name", "organization__alternate_name", "organization__description",
)  # fmt: skip


def _service_document(service: Service, details: "_Details", where: "_Where") -> SearchDocument:
    organization = service.organization
    links = details.links.get(service.pk, ())
    places = [details.places[link.location] for link in links if link.location in details.places]
    known = [place for place in places if not place.is_secret]
    is_online = any(place.is_virtual for place in places)
    slots, dates, week = _times_of(service, links, details, where)
    return SearchDocument(
        kind="service",
        key=str(service.pk),
        title=service.name,
        names=[service.alternate_name, *_texts_in(service.name_i18n)],
        keywords=_joined(
            *details.themes.get(service.pk, ()),
            *details.terms.get(service.pk, ()),
            *((organization.name, organization.alternate_name) if organization else ()),
            *(text for place in known for text in (place.name, place.alternate_name)),
        ),
        simple=service.simple,
        body=_joined(
            service.description,
            service.eligibility_description,
            service.application_process,
            *(place.address for place in known),
            *(name for code, name in details.languages.get(service.pk, ()) if code != "nl"),
            *_texts_in(service.description_i18n),
            organization.description if organization else "",
        ),
        facets=_service_facets(service, details, places, is_online),
        marks=[*_area_marks(details.reach.get(service.pk, ())), facets.scope(service.scope), *slots, *dates],
        points=[place.point for place in known if place.point],
        numbers=_service_numbers(service, details, places, is_online, week),
    )


def _service_facets(
    service: Service, details: "_Details", places: Sequence["_Place"], is_online: bool
) -> Iterator[str]:
    yield facets.SHOWN
    yield facets.gable(gable_of(service.support_level))
    if service.function:
        yield facets.function(service.function)
    for slug in details.theme_slugs.get(service.pk, ()):
        yield facets.theme(slug)
    spoken = details.languages.get(service.pk, ())
    for code in {code for code, _name in spoken} | {code for place in places for code in place.languages}:
        yield facets.language(code)
    if service.help_kind:
        yield facets.help_kind(service.help_kind)
    features = {feature for place in places for feature in place.features}
    amounts = details.amounts.get(service.pk, ())
    for holds, facet in (
        (bool(amounts) and all(amount == 0 for amount in amounts), facets.FREE),
        ("wheelchair" in features, facets.WHEELCHAIR),
        (bool(features & {"quiet", "low_stimulus"}), facets.QUIET),
        (is_online, facets.ONLINE),
        (service.is_at_home, facets.HOME),
        (service.pk in details.with_room, facets.ROOM),
        (service.is_kept_by_editor, facets.KEPT),
        (service.is_at_home or is_online or service.is_townwide, facets.ANYWHERE),
    ):
        if holds:
            yield facet
    low, high = _ages(service)
    for years in facets.AGE_GROUPS:
        if facets.suits(years, low, high):
            yield facets.age(years)


def _service_numbers(
    service: Service, details: "_Details", places: Sequence["_Place"], is_online: bool, week: int
) -> dict[str, float]:
    low, high = _ages(service)
    flags = (
        service.is_at_home * facets.HOME_FLAG
        | is_online * facets.ONLINE_FLAG
        | service.is_townwide * facets.TOWNWIDE_FLAG
        | (service.pk in details.with_room) * facets.ROOM_FLAG
    )
    found: dict[str, float] = {
        "age_from": low, "age_to": high, "check_every": service.check_every, "flags": flags, "week": week,
        "hidden_from": _hidden_from(service), "dates_until": details.today.toordinal() + AHEAD_DAYS - 1,
        "places": sum(place.point is not None and not place.is_secret for place in places),
    }  # fmt: skip
    if service.support_level is not None:
        found["level"] = service.support_level
    if service.assured_date is not None:
        found["assured"] = service.assured_date.toordinal()
    return found


def _ages(service: Service) -> tuple[float, float]:
    low, high = service.minimum_age, service.maximum_age
    return (facets.YOUNGEST if low is None else low), (facets.OLDEST if high is None else high)


def _hidden_from(service: Service) -> int:
    """The first day on which its age hides it (``directory.freshness``), as an ordinal; far off if never."""
    if not service.is_kept_by_editor or service.assured_date is None:
        return LAST_DAY
    limit = service.check_every * DAYS_A_MONTH
    return service.assured_date.toordinal() + max(limit + 1, min(LONGEST_DAYS, 180 + 2 * limit))


# Times


def _times_of(
    service: Service, links: Sequence["_Link"], details: "_Details", where: "_Where"
) -> tuple[Sequence[str], Sequence[str], int]:
    """Marks of the quarters of a usual week, marks of the coming dates, and the parts of the week, when open.

    At each location its own times win over those of the service; those of the building count when there are none.
    """
    if service.status != ServiceStatus.ACTIVE:
        return (), (), 0
    own = details.schedules.get(service.pk, ())
    rows = {
        row
        for link in links
        for row in details.schedules.get(link.pk, ()) or own or details.building_times(link.location)
    }
    times = frozenset(rows or own)
    if not times:
        return (), (), 0
    zone, region = where.of(service, details)
    return usual_times(times, zone, region, details.today)


@lru_cache(maxsize=20_000)
def usual_times(
    rows: frozenset[tuple[Any, ...]], zone: str, region: str, today: dt.date
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Worked out once for all services with the same times: see ``_times_of``. ``rows`` as ``_SCHEDULE_FIELDS``."""
    here = ZoneInfo(zone)
    schedules = [
        Schedule(**dict(zip(_SCHEDULE_FIELDS, row[:-1], strict=True)), exceptions=json.loads(row[-1])) for row in rows
    ]
    start = dt.datetime.combine(today, dt.time(), here)
    slots: set[str] = set()
    week = 0
    for opening in merged(openings(schedules, start, start + dt.timedelta(days=USUAL_DAYS), here)):
        moment = opening.start.replace(minute=opening.start.minute // 15 * 15, second=0, microsecond=0)
        last = min(opening.end, moment + dt.timedelta(days=7))
        while moment < last:
            slots.add(facets.slot(moment))
            week |= facets.block_bit(moment)
            moment += facets.QUARTER
    coming = openings(schedules, start, start + dt.timedelta(days=AHEAD_DAYS), here, holidays(region))
    first, end = today, today + dt.timedelta(days=AHEAD_DAYS)
    dates = {
        day
        for opening in coming
        for day in (opening.start.date(), (opening.end - dt.timedelta(seconds=1)).date())
        if first <= day < end
    }
    return tuple(sorted(slots)), tuple(facets.opens_on(day) for day in sorted(dates)), week


_SCHEDULE_FIELDS = (
    "valid_from", "valid_to", "dtstart", "until", "count", "wkst", "freq", "interval", "byday", "byweekno",
    "bymonthday", "byyearday", "opens_at", "closes_at", "in_holidays",
)  # fmt: skip


class _Where:
    """In which time zone and region of school holidays a service is: those of a network it lies in."""

    def __init__(self) -> None:
        self._by_area: dict[int, tuple[str, str]] = {}
        for zone, region, area in Network.objects.order_by("pk").values_list("time_zone", "holiday_region", "areas"):
            if area is not None:
                self._by_area.setdefault(area, (zone, region))

    def of(self, service: Service, details: "_Details") -> tuple[str, str]:
        for area, _over in details.reach.get(service.pk, ()):
            if area in self._by_area:
                return self._by_area[area]
        return DEFAULT_TIMES["BE" if service.locale.upper().endswith("BE") else "NL"]


# Organizations and places


def organization_documents(keys: Sequence[str] | None) -> Iterator[SearchDocument]:
    """The organizations that offer something the public may find."""
    shown = Organization.objects.filter(gone_at__isnull=True)
    for ids in _id_batches(shown, keys):
        reach = _reach_of("service__organization_id", ids)
        for row in shown.filter(pk__in=ids).only("name", "alternate_name"):
            if row.pk in reach:
                yield SearchDocument(
                    kind="organization",
                    key=str(row.pk),
                    title=row.name,
                    names=[row.alternate_name],
                    marks=_area_marks(reach[row.pk]),
                )


def place_documents(keys: Sequence[str] | None) -> Iterator[SearchDocument]:
    """The places with a name where something is that the public may find. A safe address is none of them."""
    shown = Location.objects.filter(
        gone_at__isnull=True, hide_address=False, location_type=LocationType.PHYSICAL
    ).exclude(name="")
    for ids in _id_batches(shown, keys):
        reach = _reach_of("service__at_locations__location_id", ids)
        for row in shown.filter(pk__in=ids).only("name", "alternate_name", "latitude", "longitude"):
            if row.pk in reach:
                point = (row.latitude, row.longitude)
                yield SearchDocument(
                    kind="place",
                    key=str(row.pk),
                    title=row.name,
                    names=[row.alternate_name],
                    marks=_area_marks(reach[row.pk]),
                    points=[point] if point[0] is not None and point[1] is not None else [],  # type: ignore[list-item]
                )


def _reach_of(link: str, ids: Sequence[UUID]) -> dict[UUID, list[tuple[int, bool]]]:
    """The areas of the shown services of organizations or places; those without areas are there with none."""
    shown = Q(
        service__status__in=[ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED], service__gone_at__isnull=True
    )
    found: dict[UUID, list[tuple[int, bool]]] = defaultdict(list)
    services = link.removeprefix("service__")
    for key in Service.objects.shown().filter(**{f"{services}__in": ids}).values_list(services, flat=True).distinct():
        found[key] = []
    rows = ServiceReach.objects.filter(shown, **{f"{link}__in": ids}).values_list(link, "area_id", "over").distinct()
    for key, area, over in rows:
        if key in found:
            found[key].append((area, over))
    return found


def _area_marks(reach: Iterable[tuple[int, bool]]) -> list[str]:
    return [facets.over(area) if over else facets.inside(area) for area, over in reach]


# Details, read for a whole batch


@dataclass(frozen=True)
class _Link:
    pk: UUID
    location: UUID | None


@dataclass
class _Place:
    is_virtual: bool
    is_secret: bool
    name: str
    alternate_name: str
    point: tuple[float, float] | None
    address: str = ""
    languages: set[str] = field(default_factory=set)
    features: set[str] = field(default_factory=set)


class _Details:
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
        self.terms: dict[UUID, set[str]] = self._read_terms(ids, links)
        themes = Service.themes.through.objects.filter(service__in=ids).values_list(
            "service_id", "theme_id", "theme__name", "theme__name_nl_be"
        )
        self.themes: dict[UUID, set[str]] = defaultdict(set)
        self.theme_slugs: dict[UUID, set[str]] = defaultdict(set)
        for service, slug, name, flemish in themes:
            self.theme_slugs[service].add(slug)
            self.themes[service] |= {name, flemish}
        self.amounts: dict[UUID, list[Any]] = _flat(
            CostOption.objects.filter(service__in=ids, amount__isnull=False).values_list("service_id", "amount")
        )
        self.with_room = set(
            Capacity.objects.filter(service__in=ids, available__gt=0).values_list("service_id", flat=True)
        )
        self.reach: dict[UUID, list[tuple[int, bool]]] = _gathered(
            ServiceReach.objects.filter(service__in=ids).values_list("service_id", "area_id", "over")
        )
        self.schedules = self._read_schedules(ids, links, locations)

    def building_times(self, location: UUID | None) -> Sequence[tuple[Any, ...]]:
        return self.schedules.get(location, ()) if location else ()

    @staticmethod
    def _read_links(ids: Sequence[UUID]) -> dict[UUID, list[_Link]]:
        rows = ServiceAtLocation.objects.filter(service__in=ids).values_list("service_id", "pk", "location_id")
        found: dict[UUID, list[_Link]] = defaultdict(list)
        for service, pk, location in rows:
            found[service].append(_Link(pk, location))
        return found

    @staticmethod
    def _read_places(ids: Sequence[UUID]) -> dict[UUID, _Place]:
        places = {
            row.pk: _Place(
                is_virtual=row.location_type == LocationType.VIRTUAL,
                is_secret=row.hide_address,
                name=row.name,
                alternate_name=row.alternate_name,
                point=(row.latitude, row.longitude)
                if row.is_on_map and row.latitude is not None and row.longitude is not None
                else None,
            )
            for row in Location.objects.filter(pk__in=ids).only(
                "name", "alternate_name", "location_type", "latitude", "longitude", "hide_address"
            )
        }
        for location, *parts in Address.objects.filter(location__in=ids).values_list(
            "location_id", "address_1", "region", "city", "postal_code"
        ):
            places[location].address = _joined(places[location].address, *parts)
        for location, code in Language.objects.filter(location__in=ids).values_list("location_id", "code"):
            places[location].languages.add(code)
        for location, features in Accessibility.objects.filter(location__in=ids).values_list(
            "location_id", "features"
        ):
            places[location].features.update(features)
        return places

    def _read_terms(self, ids: Sequence[UUID], links: Sequence[UUID]) -> dict[UUID, set[str]]:
        found: dict[UUID, set[str]] = defaultdict(set)
        service_of = {link.pk: service for service, rows in self.links.items() for link in rows}
        rows = Attribute.objects.filter(Q(service__in=ids) | Q(at_location__in=links)).values_list(
            "service_id", "at_location_id", "term__name", "value", "label"
        )
        for service, link, *texts in rows:
            found[service or service_of[link]].update(text for text in texts if text)
        return found

    @staticmethod
    def _read_schedules(ids: Sequence[UUID], links: Sequence[UUID], locations: Sequence[UUID]) -> Rows:
        found: Rows = defaultdict(list)
        for name, keys in (("service", ids), ("at_location", links), ("location", locations)):
            for key, exceptions, *row in Schedule.objects.filter(**{f"{name}__in": keys}).values_list(
                f"{name}_id", "exceptions", *_SCHEDULE_FIELDS
            ):
                found[key].append((*row, json.dumps(exceptions)))
        return found


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


def _id_batches(rows: Any, keys: Sequence[str] | None) -> Iterator[list[UUID]]:
    """The ids of all rows, or those of these keys that are ids, in batches."""
    ids: Iterable[UUID] = (
        rows.order_by("pk").values_list("pk", flat=True).iterator(BATCH)
        if keys is None
        else [one for key in keys if (one := _uuid(key))]
    )
    for some in batched(ids, BATCH):
        yield list(some)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _texts_in(translations: object) -> list[str]:
    """The texts of an i18n field: a text by language, or an object with ``text``."""
    values = translations.values() if isinstance(translations, dict) else ()
    texts = (value.get("text") if isinstance(value, dict) else value for value in values)
    return [text for text in texts if isinstance(text, str)]


def _joined(*texts: str | None) -> str:
    return "\n".join(text for text in texts if text)


def _counted(rows: Callable[[], Any]) -> Callable[[], int]:
    return lambda: int(rows().count())


OFFERS = (
    Offer("service", service_documents, _counted(lambda: Service.objects.shown()), SERVICE_NUMBERS),
    Offer("organization", organization_documents, _counted(lambda: Organization.objects.all())),
    Offer("place", place_documents, _counted(lambda: Location.objects.exclude(name=""))),
)
