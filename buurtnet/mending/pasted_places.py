"""Rows of a pasted list at a place that is on the map already: which place that is, and whether to ask about it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db.models import Q

from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Network
from buurtnet.directory.access import locations_of, services_in
from buurtnet.directory.actions import tell_index
from buurtnet.directory.choices import AssuredBy, LocationType
from buurtnet.directory.models import Address, Change, Service, ServiceAtLocation
from buurtnet.kit.folding import fold
from buurtnet.mending.marks import Spot, spots_in
from buurtnet.mending.pasted_rows import PastedRow
from buurtnet.mending.placing import PlaceWords, words_in

MOST_ASKED: Final = 50  # places in one form; rows at others get a place of their own
# On the link of an entry with its place, under the sign that no key of a source begins with.
_OURS, _SAID, _AT = "§", "pasted", "at"


@dataclass(frozen=True)
class Place:
    """A place on the map. ``organizations``: whose it is, and who offers something there."""

    key: UUID
    words: PlaceWords
    organizations: frozenset[UUID]


@dataclass
class AskedPlace:
    """A place that rows may be at, to be asked about."""

    place: Place
    rows: list[PastedRow] = field(default_factory=list)


@dataclass(frozen=True)
class Placed:
    """Where rows are, by their number. ``sure``: their place is told; ``asked``: it may be this one."""

    sure: dict[int, UUID]
    asked: list[AskedPlace]

    def at(self, ticked: Collection[UUID] | None = None) -> dict[int, UUID]:
        """The place of each row that gets none of its own; None ticks them all."""
        said = [one for one in self.asked if ticked is None or one.place.key in ticked]
        return self.sure | {row.number: one.place.key for one in said for row in one.rows}


def placed(
    rows: Sequence[PastedRow],
    network: Network,
    *,
    own: Mapping[str, Service],
    organizations: Mapping[str, UUID],
    source: str,
) -> Placed:
    """Which rows are at a place that no list made.

    An entry of an earlier list stays where it is as long as the list says the same of it. A new row is at the place
    of its own organization without asking; at that of someone else it is asked.
    """
    there = _places_by_street(rows, network, source)
    sure: dict[int, UUID] = {}
    asked: dict[UUID, AskedPlace] = {}
    stays = _said_before(own.values())
    for row in rows:
        if service := own.get(row.source_id):
            said, at = stays.get(service.pk, ("", None))
            if at and said == _spot_text(row):
                sure[row.number] = at
            continue
        organization = organizations.get(fold(row.organization)) if row.organization else None
        if not (place := _place_of(row, there, organization)):
            continue
        if organization in place.organizations:
            sure[row.number] = place.key
        elif place.key in asked or len(asked) < MOST_ASKED:
            asked.setdefault(place.key, AskedPlace(place)).rows.append(row)
    return Placed(sure, list(asked.values()))


type ByStreet = Mapping[str, Sequence[tuple[Spot, Place]]]


def _places_by_street(rows: Sequence[PastedRow], network: Network, source: str) -> ByStreet:
    streets = {spot.street for row in rows for spot in _spots_of(row)}
    if not streets:
        return {}
    # A place with a point elsewhere would take the entry off the map of this network.
    lies_here = Q(latitude__isnull=True) | Q(neighbourhood__in=network_areas(network).inside)
    on_map = locations_of(services_in(network)).filter(lies_here, location_type=LocationType.PHYSICAL)
    addresses = Address.objects.filter(location__in=on_map.exclude(source=source)).select_related("location")
    found: dict[str, list[tuple[Spot, Place]]] = defaultdict(list)
    addresses = (
        Address.objects.filter(location__in=on_map).select_related("location").order_by("location", "position")
    )
    same = [(one, spot) for one in addresses for spot in _spots(one) if spot.street in streets]
    who = _who_is_at({one.location_id for one, _spot in same})
    for one, spot in same:
        words = PlaceWords(one.location.name, one.address_1, one.postal_code, one.city)
        owner = [one.location.organization_id] if one.location.organization_id else []
        place = Place(one.location_id, words, frozenset([*owner, *who[one.location_id]]))
        found[spot.street].append((spot, place))
    return found


def _spots(address: Address) -> frozenset[Spot]:
    return spots_in(address.address_1, address.postal_code, address.city)


def _spots_of(row: PastedRow) -> frozenset[Spot]:
    where = words_in(row.values.get("where") or {})
    return spots_in(where.street, where.postal_code, where.city)


def _who_is_at(places: Collection[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    links = ServiceAtLocation.objects.filter(location__in=places, service__organization__isnull=False)
    for place, organization in links.values_list("location_id", "service__organization_id"):
        found[place].add(organization)
    return found


def _place_of(row: PastedRow, there: ByStreet, organization: UUID | None) -> Place | None:
    """Of the places at the address of a row that of its organization first, then the one of its name."""
    name = fold(words_in(row.values.get("where") or {}).name)
    same = [place for own in _spots_of(row) for spot, place in there.get(own.street, ()) if own.is_same(spot)]
    return min(
        same,
        key=lambda place: (organization not in place.organizations, fold(place.words.name) != name, place.key),
        default=None,
    )


def _spot_text(row: PastedRow) -> str:
    return "|".join(part for spot in _spots_of(row) for part in (spot.street, spot.postal_code, spot.city))


def _said_before(services: Collection[Service]) -> dict[UUID, tuple[str, UUID | None]]:
    """Of entries that a list put at a place of the map: what the list said of it, and where they are now."""
    links = ServiceAtLocation.objects.filter(service__in=[one.pk for one in services], location__isnull=False)
    return {
        pk: (extra[_OURS][_SAID], location)
        for pk, location, extra in links.values_list("service_id", "location_id", "extra")
        if _SAID in extra.get(_OURS, {})
    }


def put_there(
    rows: Sequence[PastedRow], at: Mapping[int, UUID], entries: Mapping[str, Service], started: dt.datetime
) -> None:
    """After an import that says nothing of these places: put the rows there.

    That the import took a mended place away is no change, so it does not stand in the history.
    """
    here = [(row, entries[row.source_id]) for row in rows if row.number in at and row.source_id in entries]
    pks = [service.pk for _row, service in here]
    ServiceAtLocation.objects.filter(service__in=pks).delete()
    ServiceAtLocation.objects.bulk_create(
        ServiceAtLocation(service=service, location_id=at[row.number], extra={_OURS: {_SAID: _spot_text(row)}})
        for row, service in here
    )
    Change.objects.filter(service__in=pks, field="where", by=AssuredBy.SOURCE, changed_at__gte=started).delete()
    for _row, service in here:
        tell_index(service)
