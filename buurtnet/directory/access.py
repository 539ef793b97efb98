"""Which entries the public may see, as queries."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Network
from buurtnet.directory.cards import card_prefetches
from buurtnet.directory.models import Location, Service
from buurtnet.people.models import Organization

MOST_UNDER_ONE_ROOF = 60


def services_in(network: Network) -> QuerySet[Service]:
    """Everything a network may show or once showed: a stopped service keeps its page, which says so."""
    areas = network_areas(network)
    return Service.objects.in_areas(list(areas.inside), list(areas.over))


def shown_services_in(network: Network) -> QuerySet[Service]:
    """What stands in the lists of a network."""
    areas = network_areas(network)
    return Service.objects.shown().in_areas(list(areas.inside), list(areas.over))


def organizations_in(network: Network) -> QuerySet[Organization]:
    """Organizations with something to offer in a network."""
    offered = shown_services_in(network).filter(organization=OuterRef("pk"))
    return Organization.objects.filter(Exists(offered), gone_at__isnull=True)


def locations_in(network: Network) -> QuerySet[Location]:
    """Places with something in a network. A secret address has no page."""
    offered = shown_services_in(network).filter(at_locations__location=OuterRef("pk"))
    return Location.objects.filter(Exists(offered), gone_at__isnull=True, hide_address=False)


def for_page(services: QuerySet[Service]) -> QuerySet[Service]:
    """With all that the page of a service says, in a constant number of queries."""
    return services.select_related("organization").prefetch_related(*card_prefetches())


def with_place(locations: QuerySet[Location]) -> QuerySet[Location]:
    return locations.prefetch_related("addresses", "schedules", "accessibility", Prefetch("languages"))
