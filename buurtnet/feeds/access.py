"""What other programs may be told: what stands in the lists of a listed network today, and no more."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone

from buurtnet.areas.finding import network_areas
from buurtnet.areas.here import neighbourhood_in
from buurtnet.areas.models import Area, Network
from buurtnet.directory.access import services_in, shown_services_in, today_in
from buurtnet.directory.choices import LocationType, ServiceStatus
from buurtnet.directory.models import Location, Service, ServiceReach
from buurtnet.directory.models.service import ServiceQuerySet

MOST_IDS = 2_000  # of a neighbourhood, when all of them are looked at


class GoneError(Exception):
    """It was here, and it stopped: whoever follows it may forget its address (410)."""


@dataclass(frozen=True)
class Ground:
    """A network, or one of its neighbourhoods."""

    network: Network
    neighbourhood: Area | None = None

    @property
    def name(self) -> str:
        return self.neighbourhood.name if self.neighbourhood else self.network.name

    def services(self) -> ServiceQuerySet:
        """What its lists show today; of a neighbourhood only what lies there or serves a part of it."""
        if self.neighbourhood is None:
            return shown_services_in(self.network)
        return Service.objects.in_areas((self.neighbourhood.pk,), ()).listed(today_in(self.network))

    def ids(self) -> list[UUID]:
        """Ids of the first of these services, in order; sought from its areas, which may be small in a large map."""
        areas = [self.neighbourhood.pk] if self.neighbourhood else network_areas(self.network).inside
        listed = Service.objects.listed(today_in(self.network)).filter(pk=OuterRef("service"))
        reach = ServiceReach.objects.filter(Exists(listed), area__in=areas)
        return list(reach.order_by("service").values_list("service", flat=True).distinct()[:MOST_IDS])


def ground_or_404(slug: str, neighbourhood: str = "") -> Ground:
    """A listed network by its address, or one of its neighbourhoods."""
    network = Network.objects.filter(slug=slug, is_listed=True).first()
    area = neighbourhood_in(network, neighbourhood) if network and neighbourhood else None
    if network is None or (neighbourhood and area is None):
        raise Http404
    return Ground(network, area)


def service_or_gone(pk: UUID) -> tuple[Service, Network]:
    """A service in the lists, and the network whose page it has; raises Http404, or GoneError when it stopped."""
    service = Service.objects.filter(pk=pk).only("pk", "status", "gone_at").first()
    network = _network_of(ServiceReach.objects.filter(service=pk)) if service else None
    if service is None or network is None:
        raise Http404
    if service.gone_at is not None or service.status == ServiceStatus.DEFUNCT:
        raise GoneError
    if not services_in(network).listed(today_in(network)).filter(pk=pk).exists():
        raise Http404
    return service, network


def place_or_gone(pk: UUID) -> tuple[Location, Network]:
    """A place with something in the lists, and a network it is in. A secret address was never here."""
    shown = Location.objects.filter(hide_address=False).exclude(location_type=LocationType.POSTAL)
    place = shown.filter(pk=pk).first()
    if place is None:
        raise Http404
    offered = Service.objects.listed(timezone.localdate()).filter(at_locations__location=pk)
    network = _network_of(ServiceReach.objects.filter(service__in=offered.values("pk")))
    if network is None:
        raise Http404
    if place.gone_at is not None:
        raise GoneError
    return place, network


def _network_of(reach: QuerySet[ServiceReach]) -> Network | None:
    """The first listed network that these rows touch: always the same one, so that an address gives one answer."""
    rows = set(reach.values_list("area_id", "over"))
    lies, serves = {area for area, _over in rows}, {area for area, over in rows if over}
    for network in Network.objects.filter(is_listed=True).order_by("pk"):
        areas = network_areas(network)
        if lies.intersection(areas.inside) or serves.intersection(areas.over):
            return network
    return None
