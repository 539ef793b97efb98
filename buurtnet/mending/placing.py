"""A place in words made into a location: one that is there already, else a new one with a point where it is known."""

import json
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.finding import find_places
from buurtnet.areas.geometry import areas_at
from buurtnet.areas.models import Area, Network
from buurtnet.directory.access import locations_of, services_in
from buurtnet.directory.actions import place_value
from buurtnet.directory.choices import LocationType
from buurtnet.directory.facts import first_address
from buurtnet.directory.models import Address, Location, Service, ServiceArea
from buurtnet.directory.reach import Surroundings, recompute
from buurtnet.kit.folding import fold

_NUMBER: Final = re.compile(r"\s+\d+\S*(?:\s.*)?$")
_BLANK: Final = re.compile(r"\s+")
MOST_COMPARED: Final = 200
# Under the sign that no key of a source begins with, so that an export does not tell it.
FOR_LACK_OF_A_PLACE: Final = {"§": {"mended": True}}


class NowhereError(Exception):
    """Nothing tells where a new entry is, so that no network could show it."""


@dataclass(frozen=True)
class PlaceWords:
    """A place as people write it; each part may be empty."""

    name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""

    @property
    def said(self) -> str:
        parts = (self.name, self.street, f"{self.postal_code} {self.city}".strip())
        return ", ".join(part for part in parts if part)

    def as_value(self) -> dict[str, str]:
        return asdict(self)


def words_in(value: Any) -> PlaceWords:
    """The words that ``as_value`` gave."""
    return PlaceWords(**{name: str(value.get(name, "")) for name in PlaceWords.__dataclass_fields__})


def words_of(location: Location | None) -> PlaceWords:
    if location is None:
        return PlaceWords()
    address = first_address(location)
    if address is None:
        return PlaceWords(location.name)
    return PlaceWords(location.name, address.address_1, address.postal_code, address.city)


def location_for(words: PlaceWords, network: Network) -> Any:
    """The value of ``where`` for a place in words; a location is made where there is none like it."""
    found = _known(words, network) or _made(words, network)
    return place_value(found)


def _known(words: PlaceWords, network: Network) -> Location | None:
    """A place with this address or, where no street was said, with this name in the network."""
    if not words.street:
        there = locations_of(services_in(network)).filter(name__iexact=words.name)
        return there.order_by("pk").first() if words.name else None
    addresses = Address.objects.filter(
        address_1__iexact=words.street, location__hide_address=False, location__gone_at=None,
        location__location_type=LocationType.PHYSICAL,
    ).select_related("location").order_by("pk")  # fmt: skip
    same = [
        one.location
        for one in addresses[:MOST_COMPARED]
        if (words.postal_code and _bare(one.postal_code) == _bare(words.postal_code))
        or (words.city and fold(one.city) == fold(words.city))
    ]
    return next((one for one in same if fold(one.name) == fold(words.name)), next(iter(same), None))


def _bare(postcode: str) -> str:
    return _BLANK.sub("", postcode).upper()


def _made(words: PlaceWords, network: Network) -> Location:
    point = point_of(words, network)
    row: dict[str, Any] = {"name": words.name, "latitude": None, "longitude": None}
    if point:
        row |= {"latitude": point[0], "longitude": point[1]}
        Surroundings().place([row])
    location = Location.objects.create(**row)
    if words.street or words.postal_code or words.city:
        Address.objects.create(
            location=location, address_1=words.street, city=words.city or network.town,
            postal_code=words.postal_code, country=network.country, state_province=_province(point),
        )  # fmt: skip
    return location


def point_of(words: PlaceWords, network: Network) -> tuple[float, float] | None:
    """Latitude and longitude of the street, as the list of streets knows it.

    The middle of a postcode area is no point of a place.
    """
    street = _NUMBER.sub("", words.street)
    for said in (street, words.name):
        for place in find_places(said, network=network) if said else ():
            if fold(place.name) == fold(said):
                return place.latitude, place.longitude
    return None


def _province(point: tuple[float, float] | None) -> str:
    around = areas_at(*point) if point else []
    province = Area.objects.filter(pk__in=around, kind=AreaKind.PROVINCE).first()
    return province.name if province else ""


def make_found_in(service: Service, network: Network) -> None:
    """See to it that a network shows an entry: where its place lies tells, else it serves the network's own areas.

    Raises ``NowhereError`` when even that tells nothing.
    """
    make_all_found_in([service.pk], network)


def make_all_found_in(service_ids: Collection[UUID], network: Network) -> None:
    """``make_found_in`` for many entries at once: all of them are found, or ``NowhereError`` is raised."""
    recompute(service_ids)
    for is_drawn in (False, True):  # a drawn border is large, and needed only where a name means several areas
        hidden = _hidden(service_ids, network)
        if not hidden:
            return
        ServiceArea.objects.filter(service__in=hidden, extra=FOR_LACK_OF_A_PLACE).delete()
        _serve(hidden, network, is_drawn=is_drawn)
        recompute(hidden)
    if _hidden(service_ids, network):
        raise NowhereError


def _hidden(service_ids: Collection[UUID], network: Network) -> list[UUID]:
    """Those that a network does not show."""
    shown = set(services_in(network).filter(pk__in=service_ids).values_list("pk", flat=True))
    return [pk for pk in service_ids if pk not in shown]


def serve_no_more(service: Service) -> None:
    """Take away the areas that an entry was said to serve for lack of a place; those of its source stay."""
    ServiceArea.objects.filter(service=service, extra=FOR_LACK_OF_A_PLACE).delete()


def _serve(service_ids: Collection[UUID], network: Network, *, is_drawn: bool) -> None:
    areas = list(network.areas.order_by("name"))
    ServiceArea.objects.bulk_create(
        ServiceArea(
            service_id=pk, position=position, name="" if is_drawn else area.name, uri="" if is_drawn else area.code,
            extent=json.dumps(area.boundary) if is_drawn and area.boundary else "",
            extent_type="geojson" if is_drawn else "", extra=FOR_LACK_OF_A_PLACE,
        )
        for pk in service_ids
        for position, area in enumerate(areas)
    )  # fmt: skip
