"""What of the social map can be found: services, organizations and places as documents for the index.

Reads in batches with a constant number of queries. A service's document holds what its organization,
its locations and its themes say too; ``changed`` knows which documents a change touches.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from itertools import batched
from operator import or_
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet

from buurtnet.directory import facets
from buurtnet.directory.choices import CALM, SHOWN_STATUSES, Feature, LocationType, ServiceStatus
from buurtnet.directory.document_details import Details, Link, Place, ServiceRow, Surroundings, joined, service_rows
from buurtnet.directory.facts import has_room, is_free
from buurtnet.directory.freshness import days_shown
from buurtnet.directory.hours import WEEKDAYS, clock
from buurtnet.directory.models import Location, Service, ServiceAtLocation
from buurtnet.directory.translations import texts_in
from buurtnet.directory.usual_week import AHEAD_DAYS, SCHEDULE_FIELDS, usual_times
from buurtnet.people.models import Organization
from buurtnet.search import outbox
from buurtnet.search.documents import Offer, SearchDocument
from buurtnet.search.many_ids import Among, BareId, bare, whole, written
from buurtnet.themes.choices import gable_of

BATCH = 1_000
LAST_DAY = dt.date.max.toordinal()
SERVICE_NUMBERS: dict[str, type[int] | type[float]] = {
    "level": int, "age_from": float, "age_to": float, "assured": int, "check_every": int, "hidden_from": int,
    "dates_until": int, "flags": int, "week": int, "spoken": int, "places": int, "turns": int, "changed": int,
}  # fmt: skip
OTHER_NUMBERS: dict[str, type[int] | type[float]] = {"hidden_from": int, "changed": int}


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
    told = 0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if not done:
            progress.start("indexing", total, "documents")
        progress.step(done - told)
        told = done

    try:
        return outbox.rebuild_all(tell)
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


def service_documents(keys: Sequence[str]) -> Iterator[SearchDocument]:
    """The services of these ids that the public may find. An id that is none gives nothing."""
    where = Surroundings()
    for ids in _id_batches(keys):
        details = Details(ids)
        for row in service_rows(ids):
            yield _service_document(row, details, where)


def _service_document(service: ServiceRow, details: Details, where: Surroundings) -> SearchDocument:
    links = details.links.get(service.pk, ())
    places = [details.places[link.location] for link in links if link.location in details.places]
    known = [place for place in places if not place.is_secret]
    is_online = any(place.is_virtual for place in places)
    reach = details.reach.get(service.pk, ())
    slots, dates, week = _times_of(service, links, details, where)
    return SearchDocument(
        kind="service",
        key=written(service.pk),
        title=service.name,
        names=[service.alternate_name, *texts_in(service.name_i18n)],
        keywords=_keywords(service, details, known),
        simple=service.simple,
        body=_body(service, details, known),
        facets=[*_told(service, details, places), *where.counted(reach)],
        bundles=[_traits(service, details, places, is_online), _suited(service), _usual_days(week)],
        marks=[
            *_area_marks(reach),
            *_plain_marks(service, known, is_online),
            *slots,
            *dates,
            *_usual_parts(week),
            *details.term_marks.get(service.pk, ()),
            *_rows_of_hours(service, links, details),
        ],
        points=[place.point for place in known if place.point],
        numbers=_service_numbers(service, details, places, is_online, week),
    )


def _keywords(service: ServiceRow, details: Details, known: Sequence[Place]) -> str:
    return joined(
        *details.themes.get(service.pk, ()),
        *details.terms.get(service.pk, ()),
        service.organization_name,
        service.organization_alternate_name,
        *(text for place in known for text in (place.name, place.alternate_name)),
    )


def _body(service: ServiceRow, details: Details, known: Sequence[Place]) -> str:
    return joined(
        service.description,
        service.eligibility_description,
        service.application_process,
        *(place.address for place in known),
        *(name for code, name in details.languages.get(service.pk, ()) if code != "nl"),
        *texts_in(service.description_i18n),
        service.organization_description,
    )


def _told(service: ServiceRow, details: Details, places: Sequence[Place]) -> Iterator[str]:
    """The themes, and the languages spoken."""
    for slug in details.theme_slugs.get(service.pk, ()):
        yield facets.theme(slug)
    for code in _spoken(service, details, places):
        yield facets.language(code)


def _spoken(service: ServiceRow, details: Details, places: Sequence[Place]) -> set[str]:
    """The languages spoken, by code."""
    own = {code for code, _name in details.languages.get(service.pk, ())}
    return own | {code for place in places for code in place.languages}


@lru_cache(maxsize=20_000)
def _usual_days(week: int) -> tuple[str, ...]:
    """On which days and in which parts of the day it is usually open, of which few combinations occur."""
    return (
        *(facets.day(day) for day in facets.DAYS if week & facets.week_bits([day])),
        *(facets.part_of_day(part) for part in facets.PARTS_OF_DAY if week & facets.week_bits((), [part])),
    )


@lru_cache(maxsize=20_000)
def _usual_parts(week: int) -> tuple[str, ...]:
    return tuple(
        facets.when(day, part)
        for day in facets.DAYS
        for part in facets.PARTS_OF_DAY
        if week & facets.week_bits([day], [part])
    )


def _traits(service: ServiceRow, details: Details, places: Sequence[Place], is_online: bool) -> list[str]:
    """What it is, always in the same order: of all its traits few combinations occur."""
    features = {feature for place in places for feature in place.features}
    return [
        facets.gable(gable_of(service.support_level)),
        *([facets.function(service.function)] if service.function else ()),
        *(
            facet
            for holds, facet in (
                (is_free(details.amounts.get(service.pk, ())), facets.FREE),
                (Feature.WHEELCHAIR in features, facets.WHEELCHAIR),
                (bool(CALM & features), facets.QUIET),
                (is_online, facets.ONLINE),
                (has_room(details.room.get(service.pk, ())), facets.ROOM),
            )
            if holds
        ),
    ]


def _suited(service: ServiceRow) -> list[str]:
    """The ages it is for, of those people choose from."""
    low, high = _ages(service)
    return [facets.age(years) for years in facets.AGE_GROUPS if facets.suits(years, low, high)]


def _plain_marks(service: ServiceRow, known: Sequence[Place], is_online: bool) -> Iterator[str]:
    """What is only filtered by: that it is shown, whether age can hide it, its scope, where it is."""
    yield facets.SHOWN
    yield facets.scope(service.scope)
    if service.is_kept_by_editor:
        yield facets.KEPT
    if service.organization:
        yield facets.offered_by(whole(service.organization))
    # Who need not be near.
    if service.is_at_home or is_online:
        yield facets.AT_HOME
    if service.is_at_home or is_online or service.is_townwide:
        yield facets.ANYWHERE
    for place in known:
        if place.point:
            yield from facets.squares_of(*place.point)


def _service_numbers(
    service: ServiceRow, details: Details, places: Sequence[Place], is_online: bool, week: int
) -> dict[str, float]:
    low, high = _ages(service)
    amounts = details.amounts.get(service.pk, ())
    flags = (
        service.is_at_home * facets.HOME_FLAG
        | is_online * facets.ONLINE_FLAG
        | service.is_townwide * facets.TOWNWIDE_FLAG
        | has_room(details.room.get(service.pk, ())) * facets.ROOM_FLAG
        | is_free(amounts) * facets.FREE_FLAG
        | (bool(amounts) and not is_free(amounts)) * facets.PAID_FLAG
        | any(Feature.WHEELCHAIR in place.features for place in places) * facets.WHEELCHAIR_FLAG
    )
    found: dict[str, float] = {
        "age_from": low, "age_to": high, "check_every": service.check_every, "flags": flags, "week": week,
        "spoken": facets.spoken_bits(_spoken(service, details, places)),
        "dates_until": details.today.toordinal() + AHEAD_DAYS - 1,
        "hidden_from": _hidden_from(service.is_kept_by_editor, service.assured_date, service.check_every),
        "places": sum(place.point is not None and not place.is_secret for place in places),
        "turns": sum(place.is_to_turn_to for place in places),
        **_changed(
            service.last_modified, service.imported_at, service.organization_modified,
            service.organization_imported_at, *(place.imported_at for place in places),
        ),
    }  # fmt: skip
    if service.support_level is not None:
        found["level"] = service.support_level
    if service.assured_date is not None:
        found["assured"] = service.assured_date.toordinal()
    return found


def _ages(service: ServiceRow) -> tuple[float, float]:
    low, high = service.minimum_age, service.maximum_age
    return (facets.YOUNGEST if low is None else low), (facets.NO_LIMIT if high is None else high)


def _hidden_from(is_kept: bool, assured: dt.date | None, check_every: int) -> int:
    """The first day on which its age hides an entry (``directory.freshness``), as an ordinal; far off if never."""
    return assured.toordinal() + days_shown(check_every) if is_kept and assured else LAST_DAY


def _changed(*moments: dt.datetime | None) -> dict[str, float]:
    """When the last of these changed at its source or came in here, as ``moment``; nothing when nobody knows."""
    known = [when for when in moments if when is not None]
    return {"changed": facets.moment(max(known))} if known else {}


# Times


def _times_of(
    service: ServiceRow, links: Sequence[Link], details: Details, where: Surroundings
) -> tuple[set[str], set[str], int]:
    """Marks of the quarters of a usual week, marks of the coming dates, and the parts of the week, when open.

    At each location its own times win over those of the service; those of the building count when there are none.
    """
    if service.status != ServiceStatus.ACTIVE:
        return set(), set(), 0
    own = details.schedules.get(service.pk, ())
    rows = {
        row
        for link in links
        for row in details.schedules.get(link.pk, ()) or own or details.building_times(link.location)
    } or set(own)
    if not rows:
        return set(), set(), 0
    zone, region = where.times_of(service.locale, details.reach.get(service.pk, ()))
    # A row at a time: the same rows come back in ever other combinations, and what is worked out for one is kept.
    times = [usual_times(frozenset((row,)), zone, region, details.today) for row in rows]
    slots = set[str]().union(*(slots for slots, _dates, _week in times))
    dates = set[str]().union(*(dates for _slots, dates, _week in times))
    return slots, dates, reduce(or_, (week for _slots, _dates, week in times))


def _rows_of_hours(service: ServiceRow, links: Sequence[Link], details: Details) -> set[str]:
    """Each row of hours as it stands, of the service and at its locations, for whoever asks by day and time."""
    keys = (service.pk, *(link.pk for link in links))
    return {mark for key in keys for row in details.schedules.get(key, ()) for mark in _marks_of_hours(row)}


@lru_cache(maxsize=20_000)
def _marks_of_hours(row: tuple[Any, ...]) -> tuple[str, ...]:
    said = dict(zip(SCHEDULE_FIELDS, row, strict=False))
    opens, closes = clock(said["opens_at"] or ""), clock(said["closes_at"] or "")
    if opens is None:
        return ()
    times = opens.isoformat("minutes"), closes.isoformat("minutes") if closes is not None else ""
    days = WEEKDAYS if said["freq"] == "DAILY" else [day for day in WEEKDAYS if day in said["byday"].upper()]
    return tuple(facets.row_of_hours(day, *times) for day in days or ("-",))


# Organizations and places


@dataclass
class Offering:
    """What an organization or a place offers: the areas of its services, and from which day all are hidden."""

    reach: list[tuple[int, bool]] = field(default_factory=list)
    hidden_from: int = 0


def organization_documents(keys: Sequence[str]) -> Iterator[SearchDocument]:
    """The organizations of these ids that offer something the public may find."""
    shown = Organization.objects.filter(gone_at__isnull=True)
    for ids in _id_batches(keys):
        offerings = _offerings(Service.objects.shown(), "organization_id", "", ids)
        for pk, name, other, *moments in shown.filter(Among("pk", ids)).values_list(
            bare("pk"), "name", "alternate_name", "last_modified", "imported_at"
        ):
            if offering := offerings.get(pk):
                yield _named_document("organization", pk, [name, other], offering, _changed(*moments))


def place_documents(keys: Sequence[str]) -> Iterator[SearchDocument]:
    """The places of these ids with a name where something is that the public may find; never a safe address."""
    shown = Location.objects.filter(
        gone_at__isnull=True, hide_address=False, location_type=LocationType.PHYSICAL
    ).exclude(name="")
    offering_there = ServiceAtLocation.objects.filter(
        service__status__in=SHOWN_STATUSES, service__gone_at__isnull=True
    )
    for ids in _id_batches(keys):
        offerings = _offerings(offering_there, "location_id", "service__", ids)
        for pk, *names in shown.filter(Among("pk", ids)).values_list(bare("pk"), "name", "alternate_name"):
            if offering := offerings.get(pk):
                yield _named_document("place", pk, names, offering)


def _named_document(
    kind: str, pk: BareId, names: Sequence[str], offering: Offering, more: Mapping[str, float] | None = None
) -> SearchDocument:
    return SearchDocument(
        kind=kind,
        key=written(pk),
        title=names[0],
        names=names[1:],
        marks=[*_area_marks(offering.reach), *((facets.KEPT,) if offering.hidden_from < LAST_DAY else ())],
        numbers={"hidden_from": offering.hidden_from, **(more or {})},
    )


def _offerings(rows: QuerySet[Any], key: str, service: str, ids: Sequence[UUID]) -> dict[BareId, Offering]:
    """By organization or place (``key``), what it offers; ``service`` leads from the rows to what is offered."""
    found: dict[BareId, Offering] = defaultdict(Offering)
    offered = rows.filter(Among(key, ids)).order_by()
    ages = (f"{service}{name}" for name in ("is_kept_by_editor", "assured_date", "check_every"))
    for one, is_kept, assured, check_every in offered.values_list(bare(key), *ages).distinct():
        found[one].hidden_from = max(found[one].hidden_from, _hidden_from(is_kept, assured, check_every))
    reach = offered.filter(**{f"{service}reach__isnull": False})
    for one, area, over in reach.values_list(
        bare(key), f"{service}reach__area_id", f"{service}reach__over"
    ).distinct():
        found[one].reach.append((area, over))
    return found


def _area_marks(reach: Iterable[tuple[int, bool]]) -> list[str]:
    return [facets.over(area) if over else facets.inside(area) for area, over in reach]


def _id_batches(keys: Iterable[str]) -> Iterator[list[UUID]]:
    """Those of some keys that are ids, in batches."""
    for some in batched((one for key in keys if (one := _uuid(key))), BATCH):
        yield list(some)


def _keys_by_place() -> list[str]:
    """Services by the neighbourhood of their first location, those without one by their scope.

    So those of one neighbourhood stand together: the index reads what lies together much faster.
    """
    places = dict(
        ServiceAtLocation.objects.filter(location__neighbourhood__isnull=False)
        .order_by("-position")
        .values_list(bare("service_id"), "location__neighbourhood_id")
        .iterator(BATCH)
    )
    found = Service.objects.shown().order_by("pk").values_list(bare("pk"), "scope").iterator(BATCH)
    return [written(pk) for _place, _scope, pk in sorted((places.get(pk, 0), scope, pk) for pk, scope in found)]


def _keys(rows: Callable[[], Any]) -> Callable[[], list[str]]:
    return lambda: [written(pk) for pk in rows().order_by("pk").values_list(bare("pk"), flat=True).iterator(BATCH)]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


OFFERS = (
    Offer("service", service_documents, _keys_by_place, SERVICE_NUMBERS),
    Offer("organization", organization_documents, _keys(lambda: Organization.objects.all()), OTHER_NUMBERS),
    Offer("place", place_documents, _keys(lambda: Location.objects.exclude(name="")), OTHER_NUMBERS),
)
