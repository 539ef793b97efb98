"""A small map to search, of services by what matters in them, and its index."""

import datetime as dt
from typing import Any

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.models import Area
from buurtnet.directory.find import Found, find
from buurtnet.directory.models import (
    Accessibility,
    Address,
    Capacity,
    CostOption,
    Language,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceReach,
)
from buurtnet.directory.wanted import Wanted
from buurtnet.search.documents import SearchDocument, offers
from buurtnet.search.outbox import rebuild_all
from tests.factories import AreaFactory, LocationFactory, OrganizationFactory, ServiceFactory

CENTRE = (52.05, 4.15)
TODAY = dt.date(2026, 11, 23)  # a Monday
DEGREE_M = 111_195.0


def made_of(kind: str) -> list[SearchDocument]:
    """All documents of a kind."""
    offer = offers()[kind]
    return list(offer.documents(offer.keys()))


def north(metres: float) -> tuple[float, float]:
    """The point so many metres north of the centre."""
    return CENTRE[0] + metres / DEGREE_M, CENTRE[1]


def offered(name: str, *, at: float | None = None, organization: str = "Stichting", **fields: Any) -> Service:
    """A service that can be found, ``at`` so many metres north of the centre (None: nowhere)."""
    service = ServiceFactory(name=name, organization=OrganizationFactory(name=organization), **fields)
    if at is not None:
        placed(service, at)
    return service


def placed(service: Service, metres: float, **fields: Any) -> Location:
    latitude, longitude = north(metres)
    location = LocationFactory(name="", latitude=latitude, longitude=longitude, **fields)
    ServiceAtLocation.objects.create(service=service, location=location)
    return location


def reaching(service: Service, *inside: Area, over: tuple[Area, ...] = ()) -> None:
    """The service lies in these areas and all around them, and serves the whole of ``over``."""
    lies = {pk for area in (*inside, *over) for pk in area.line}
    ServiceReach.objects.bulk_create(
        [ServiceReach(service=service, area_id=pk) for pk in lies]
        + [ServiceReach(service=service, area=area, over=True) for area in over]
    )


def town(name: str = "Havendijk", *neighbourhoods: str) -> list[Area]:
    """A municipality, and neighbourhoods in it."""
    around = AreaFactory(name=name, slug=name.lower(), kind=AreaKind.MUNICIPALITY, code=name)
    return [around, *(AreaFactory(name=one, parent=around, ancestor_ids=[around.pk]) for one in neighbourhoods)]


def names(found: Found) -> list[str]:
    """The names of what was found, in order."""
    known = {str(pk): name for pk, name in Service.objects.values_list("pk", "name")}
    return [known[hit.id] for hit in found.hits]


def ask(text: str = "", *, limit: int = 20, **wanted: Any) -> Found:
    return find(Wanted(**{"text": text, "on": TODAY} | wanted), limit=limit)


def asked(text: str = "", **wanted: Any) -> list[str]:
    """The names of what is found, best first, in an index made now."""
    rebuild_all()
    return names(ask(text, **wanted))


def weekly(service: Service, days: str, opens: str, closes: str, **fields: Any) -> None:
    Schedule.objects.create(service=service, freq="WEEKLY", byday=days, opens_at=opens, closes_at=closes, **fields)


def free(service: Service) -> None:
    CostOption.objects.create(service=service, amount=0, currency="EUR")


def speaks(code: str, *, service: Service | None = None, location: Location | None = None) -> None:
    Language.objects.create(service=service, location=location, code=code)


def with_features(location: Location, *features: str) -> None:
    Accessibility.objects.create(location=location, features=list(features))


def with_room(service: Service, available: int) -> None:
    Capacity.objects.create(service=service, available=available)


def addressed(location: Location, street: str, city: str = "Havendijk") -> None:
    Address.objects.create(location=location, address_1=street, city=city, country="NL")
