"""The network whose page of an entry counts where several show the same one, for search engines and links."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from buurtnet.areas.finding import network_areas
from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Network
from buurtnet.directory.models import Service, ServiceReach

# How a service leads to what a page is about, by the name of the page.
LEADS_TO: Final[Mapping[str, str]] = {
    "service": "service", "organization": "service__organization", "place": "service__at_locations__location",
}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """Where a listed network is, as ``areas.finding.NetworkAreas`` has it."""

    slug: str
    inside: frozenset[int]
    over: frozenset[int]

    def holds(self, places: Iterable[tuple[int, bool]]) -> bool:
        """As ``ServiceQuerySet.in_areas``: it lies in an area of the network, or serves an area around it."""
        return any(area in self.inside or (is_over and area in self.over) for area, is_over in places)


def first_networks(page: str, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The first listed network that shows each of some things: the oldest of those its listed services touch.

    ``page``: one of ``LEADS_TO``. What no listed network shows has none.
    """
    leads = LEADS_TO[page]
    listed = Service.objects.listed(timezone.localdate()).filter(pk=OuterRef("service"))
    # Which areas count is asked of the rows that came: told to the database, it would begin with a whole area.
    reach = ServiceReach.objects.filter(Exists(listed), **{f"{leads}__in": ids})
    places: defaultdict[UUID, set[tuple[int, bool]]] = defaultdict(set)
    for pk, area, is_over in reach.values_list(leads, "area_id", "over").distinct():
        places[pk].add((area, is_over))
    grounds = _kept.get("", _read_grounds)
    found = {pk: next((one.slug for one in grounds if one.holds(some)), "") for pk, some in places.items()}
    return {pk: slug for pk, slug in found.items() if slug}


def listed_networks() -> tuple[str, ...]:
    """The slugs of the listed networks, the oldest first; kept for half a minute."""
    return tuple(one.slug for one in _kept.get("", _read_grounds))


def _read_grounds() -> tuple[Ground, ...]:
    listed = Network.objects.filter(is_listed=True).order_by("pk")
    return tuple(
        Ground(one.slug, frozenset(areas.inside), frozenset(areas.over))
        for one in listed
        for areas in (network_areas(one),)
    )


_kept = Kept[str, tuple[Ground, ...]](1)
