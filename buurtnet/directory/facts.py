"""What is true of a service: where, when, what it costs, whether there is room, who to call."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from buurtnet.areas.geometry import distance_m
from buurtnet.directory.choices import HelpKind, LocationType, ServiceStatus
from buurtnet.directory.models import Address, Capacity, Location, Phone, Schedule, Service, ServiceAtLocation
from buurtnet.kit.languages import language_name

SEATS_UP_TO = 10
PLACES = {"plek", "plekken", "plaats", "plaatsen"}


@dataclass(frozen=True)
class RoomLeft:
    """How many places are left. ``seats``: one bool a place (taken or not), for at most ten."""

    text: str
    tone: str
    sub: str = ""
    seats: tuple[bool, ...] = ()


def is_running(service: Service) -> bool:
    return service.status == ServiceStatus.ACTIVE


def nearest_location(service: Service, near: tuple[float, float] | None) -> ServiceAtLocation | None:
    """The service's location nearest to a point; without a point its first."""
    links = places_of(service)
    if not links:
        return None
    if near is None:
        return links[0]

    def away(link: ServiceAtLocation) -> float:
        point = point_of(link.location)
        return distance_m(*near, *point) if point else float("inf")

    return min(links, key=away)


def places_of(service: Service) -> list[ServiceAtLocation]:
    """The locations someone can turn to; where only post goes is none of them."""
    return [
        link
        for link in service.at_locations.all()
        if link.location and link.location.location_type != LocationType.POSTAL
    ]


def point_of(location: Location | None) -> tuple[float, float] | None:
    """Latitude and longitude, if the place may stand on a map."""
    if location is None or not location.is_on_map or location.latitude is None or location.longitude is None:
        return None
    return location.latitude, location.longitude


def schedules_of(service: Service, link: ServiceAtLocation | None) -> list[Schedule]:
    """Times of a service: those at this location, else its own, else those of the building."""
    at_location = list(link.schedules.all()) if link else []
    return (
        at_location
        or list(service.schedules.all())
        or (list(link.location.schedules.all()) if link and link.location and not link.location.hide_address else [])
    )


def first_address(place: Location) -> Address | None:
    addresses = [address for address in place.addresses.all() if address.address_type != "postal"]
    return addresses[0] if addresses else None


def languages_of(service: Service, link: ServiceAtLocation | None) -> list[tuple[str, str]]:
    """(code, name in the reader's language) of what is spoken, Dutch first, each once."""
    rows = [*service.languages.all(), *(link.location.languages.all() if link and link.location else [])]
    names = {row.code or row.name: language_name(row.code) or row.name for row in rows}
    return sorted(names.items(), key=lambda item: (item[0] != "nl", item[1]))


def features_of(link: ServiceAtLocation | None) -> set[str]:
    return features_in(link.location) if link and link.location else set()


def features_in(location: Location) -> set[str]:
    return {feature for row in location.accessibility.all() for feature in row.features}


def public_phones(service: Service) -> list[Phone]:
    """Numbers to call: its own and those of its locations, else those of its organization."""
    own = [*service.phones.all(), *(phone for link in service.at_locations.all() for phone in link.phones.all())]
    return to_call(own) or (to_call(service.organization.phones.all()) if service.organization else [])


def to_call(phones: Iterable[Phone]) -> list[Phone]:
    """The numbers anyone may call; one that a source gives to a contact person is that person's, and is not shown."""
    return [phone for phone in phones if not phone.is_of_a_person]


def is_free(amounts: Iterable[Decimal | None]) -> bool:
    """Free for everyone: prices are named and every one is zero. What a price without an amount is, nobody knows."""
    named = list(amounts)
    return bool(named) and all(amount == 0 for amount in named)


def amounts_of(service: Service) -> list[Decimal | None]:
    return [option.amount for option in service.cost_options.all()]


def has_room(available: Iterable[float]) -> bool:
    """Whether there is a place left in any of its groups."""
    return any(places > 0 for places in available)


def money(amount: Decimal | None, currency: str = "€") -> str:
    """ "€ 3.200" or "€ 2,50": no decimals when round."""
    if amount is None:
        return ""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{currency} {formats.number_format(amount, decimal_pos=places, force_grouping=True)}"


def capacity_of(service: Service) -> Capacity | None:
    """How many places are left: in the first group with any, else in its first."""
    groups = list(service.capacities.all())
    return next((group for group in groups if has_room([group.available])), next(iter(groups), None))


def room_left(service: Service) -> RoomLeft | None:
    """The bar on the page of a service: how many places, said when. Unknown is None, never a guess."""
    capacity = capacity_of(service)
    if capacity is None:
        return None
    available, maximum = ceil(capacity.available), int(capacity.maximum or 0)
    sub = (
        _("Bijgewerkt op %(date)s") % {"date": formats.date_format(capacity.updated, "j F Y")}
        if capacity.updated
        else ""
    )
    seats = tuple(n < maximum - available for n in range(maximum)) if 0 < maximum <= SEATS_UP_TO else ()
    if not has_room([capacity.available]):
        text = (
            _("Vol. Wachttijd: %(time)s") % {"time": service.wait_time} if service.wait_time else _("Nu is het vol")
        )
        return RoomLeft(text, "steen", sub, seats)
    unit = capacity.unit_name
    if unit in PLACES or not unit:
        unit = npgettext("room left", "plek", "plekken", available)
    return RoomLeft(_("Er is plek: nog %(count)d %(unit)s") % {"count": available, "unit": unit}, "goed", sub, seats)


def help_text_of(kind: str) -> str:
    """ "Door vrijwilligers" and the like; empty when unknown."""
    return (
        {
            HelpKind.FORMAL: _("Door beroepskrachten"),
            HelpKind.INFORMAL: _("Door bewoners"),
            HelpKind.PEERS: _("Door mensen die hetzelfde meemaken"),
            HelpKind.VOLUNTEERS: _("Door vrijwilligers"),
        }.get(HelpKind(kind), "")
        if kind in HelpKind.values
        else ""
    )
