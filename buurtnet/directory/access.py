"""Which entries the public may see, as queries."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from buurtnet.areas.finding import fewest, network_areas
from buurtnet.areas.models import Network
from buurtnet.directory.choices import LocationType
from buurtnet.directory.models import Location, Service
from buurtnet.directory.models.service import CHANGED, ServiceQuerySet
from buurtnet.people.models import Organization


def services_in(network: Network) -> ServiceQuerySet:
    """Everything a network may show or once showed: a stopped service keeps its page, which says so."""
    areas = network_areas(network)
    return Service.objects.in_areas(*fewest(areas.inside, areas.over))


def shown_services_in(network: Network) -> ServiceQuerySet:
    """What stands in the lists of a network today."""
    return services_in(network).listed(today_in(network))


def newest(rows: ServiceQuerySet) -> QuerySet[Any]:
    """What changed last comes first; what nobody knows a moment of is left out."""
    dated: QuerySet[Any] = rows.annotate(changed=CHANGED).filter(changed__isnull=False)
    return dated.order_by(F("changed").desc(), "pk")


def organizations_in(network: Network) -> QuerySet[Organization]:
    """Organizations with something in the lists of a network."""
    return organizations_of(shown_services_in(network))


def organizations_of(services: ServiceQuerySet) -> QuerySet[Organization]:
    return Organization.objects.filter(Exists(services.filter(organization=OuterRef("pk"))), gone_at__isnull=True)


def locations_in(network: Network) -> QuerySet[Location]:
    """Places with something in the lists of a network. A secret address has no page, nor where only post goes."""
    return locations_of(shown_services_in(network))


def locations_of(services: ServiceQuerySet) -> QuerySet[Location]:
    offered = services.filter(at_locations__location=OuterRef("pk"))
    shown = Location.objects.filter(Exists(offered), gone_at__isnull=True, hide_address=False)
    return shown.exclude(location_type=LocationType.POSTAL)


def with_place(locations: QuerySet[Location]) -> QuerySet[Location]:
    return locations.prefetch_related("addresses", "schedules", "accessibility")


def today_in(network: Network) -> dt.date:
    return timezone.now().astimezone(ZoneInfo(network.time_zone)).date()
