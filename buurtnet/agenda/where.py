"""Where an activity is, from what someone types: a place to use, a place of the map, or their own words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from buurtnet.areas.finding import network_areas
from buurtnet.areas.geometry import areas_at
from buurtnet.areas.models import Area, Network
from buurtnet.directory.access import locations_in, with_place
from buurtnet.directory.facts import first_address
from buurtnet.directory.models import Location
from buurtnet.kit.folding import fold
from buurtnet.places.models import Venue

MOST_OFFERED: Final = 150  # places that the page offers while typing; any other can be typed
MOST_COMPARED: Final = 50


@dataclass(frozen=True)
class Where:
    """A venue, a location or words; with the point and the neighbourhood that go with it, as far as known."""

    venue: Venue | None = None
    location: Location | None = None
    text: str = ""
    area: Area | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def line(self) -> str:
        """ "Buurthuis De Meent, Kade 3", or the words."""
        if self.venue is not None:
            return self.venue.name
        return line_of(self.location) if self.location is not None else self.text


def where_of(network: Network, typed: str) -> Where:
    """What is meant: a place whose name, or name and address, is just that; else the words as they are."""
    wanted = fold(typed)
    if not wanted:
        return Where()
    for venue in Venue.objects.shown_in(network).select_related("location"):
        if fold(venue.name) == wanted:
            return at_location(network, venue.location, venue=venue)
    name = typed.split(",")[0].strip()
    named = Q(name__iexact=name) | Q(addresses__address_1__iexact=name) | Q(name__iexact=typed)
    rows = with_place(locations_in(network).filter(named)).order_by("name", "pk").distinct()
    found = [
        one for one in rows[:MOST_COMPARED] if wanted in {fold(line_of(one)), fold(one.name), fold(street_of(one))}
    ]
    exact = [one for one in found if fold(line_of(one)) == wanted]
    match = exact[:1] or (found if len(found) == 1 else [])
    return at_location(network, match[0]) if match else Where(text=typed)


def names_of(location: Location) -> set[str]:
    """By what a place is called: its name, its street, or both."""
    return {fold(line_of(location)), fold(location.name), fold(street_of(location))}


def at_location(network: Network, location: Location | None, *, venue: Venue | None = None) -> Where:
    """With the point of a location that may be known, and the neighbourhood of the network it lies in."""
    if location is None or not location.is_on_map:
        return Where(venue=venue, location=location if location and not location.hide_address else None)
    point = (location.latitude, location.longitude)
    return Where(venue, location, "", neighbourhood_at(network, location), *point)


def neighbourhood_at(network: Network, location: Location) -> Area | None:
    """The neighbourhood of the network in which a place lies."""
    here = {area.pk: area for area in network_areas(network).neighbourhoods}
    if location.neighbourhood_id in here:
        return here[location.neighbourhood_id]
    if location.latitude is None or location.longitude is None:
        return None
    return next((here[pk] for pk in areas_at(location.latitude, location.longitude) if pk in here), None)


def offered_in(network: Network) -> Iterator[str]:
    """Places to choose from while typing: venues first, then places of the map, by name."""
    venues = list(Venue.objects.shown_in(network).order_by("name", "pk")[:MOST_OFFERED])
    yield from (venue.name for venue in venues)
    rows = with_place(locations_in(network).exclude(name="")).order_by("name", "pk")
    yield from (line_of(one) for one in rows[: MOST_OFFERED - len(venues)])


def line_of(location: Location) -> str:
    """A place as people say it: its name and its street."""
    return ", ".join(part for part in (location.name, street_of(location)) if part)


def street_of(location: Location) -> str:
    address = first_address(location)
    return address.address_1 if address else ""
