"""Which entries the API may give, as queries: what stands in the lists of a listed network today, nothing more."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from buurtnet.areas.finding import fewest, network_areas
from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Network
from buurtnet.directory.access import organizations_of
from buurtnet.directory.choices import LocationType
from buurtnet.directory.models import Service, ServiceAtLocation
from buurtnet.directory.models.service import ServiceQuerySet
from buurtnet.people.models import Organization
from buurtnet.themes.models import Taxonomy, TaxonomyTerm


@dataclass(frozen=True)
class Ground:
    """The areas of all listed networks together, as ``areas.finding.NetworkAreas`` has them of one."""

    inside: tuple[int, ...]
    over: tuple[int, ...]


def ground() -> Ground:
    """Where the listed networks are; kept for half a minute."""
    return _kept.get("", _read_ground)


def _read_ground() -> Ground:
    found = [network_areas(network) for network in Network.objects.filter(is_listed=True)]
    inside = {pk for areas in found for pk in areas.inside}
    over = {pk for areas in found for pk in areas.over}
    return Ground(tuple(sorted(inside)), tuple(sorted(over)))


_kept = Kept[str, Ground](1)


def public_services() -> ServiceQuerySet:
    """Shown, not hidden by its age, and in the areas of a network that is listed."""
    here = ground()
    return Service.objects.listed(timezone.localdate()).in_areas(*fewest(here.inside, here.over))


def public_organizations() -> QuerySet[Organization]:
    """Organizations that offer something public."""
    return organizations_of(public_services())


def public_at_locations() -> QuerySet[ServiceAtLocation]:
    """Public services at their locations; where only post goes is no place to turn to."""
    offered = Exists(public_services().filter(pk=OuterRef("service")))
    return turned_to(ServiceAtLocation.objects.all()).filter(offered)


def turned_to(rows: QuerySet[ServiceAtLocation]) -> QuerySet[ServiceAtLocation]:
    """Those of some rows where someone can turn to: there is a location, still named, and not for post only."""
    known = Q(location__gone_at__isnull=True, location__isnull=False)
    return rows.filter(known).exclude(location__location_type=LocationType.POSTAL)


def public_taxonomies() -> QuerySet[Taxonomy]:
    return Taxonomy.objects.filter(gone_at__isnull=True)


def public_terms() -> QuerySet[TaxonomyTerm]:
    return TaxonomyTerm.objects.filter(gone_at__isnull=True)
