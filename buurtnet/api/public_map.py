"""What everyone may have of the social map, as documents, in the order of ids: what the API gives, no more."""

from collections.abc import Iterator
from itertools import batched
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from buurtnet.api import access
from buurtnet.api.shown import Shown
from buurtnet.areas.models import Network
from buurtnet.directory.access import organizations_in, shown_services_in
from buurtnet.directory.models.service import ServiceQuerySet
from buurtnet.exchange.records import Document
from buurtnet.people.models import Organization

BATCH: Final = 500
MAY_BE_GIVEN_ON: Final = Q(source="") | ~Q(licence="")  # made here, or under a licence that its source names


class PublicMap:
    """Of one source, of one network (a listed one), or of all. ``to_give_on``: without what names no licence."""

    def __init__(self, source: str = "", *, network: Network | None = None, to_give_on: bool = False) -> None:
        self._which = Q(source=source) if source else Q()
        self._network = network
        if to_give_on:
            self._which &= MAY_BE_GIVEN_ON

    def __len__(self) -> int:
        return self._services().count()

    def services(self) -> Iterator[Document]:
        """Services in full."""
        for ids in _batches(self._services()):
            found = Shown().services_of(ids)
            yield from (found[pk] for pk in ids if pk in found)

    def organizations(self) -> Iterator[Document]:
        """The organizations that offer something of it."""
        for ids in _batches(self._organizations()):
            found = Shown().organizations_of(ids)
            yield from (found[pk] for pk in ids if pk in found)

    def licences(self) -> list[tuple[str, str, int]]:
        """The sources and licences of its services, with how many of each; what was made here has no source."""
        rows = self._services().order_by("source", "licence").values_list("source", "licence")
        return [(source, licence, count) for source, licence, count in rows.annotate(count=Count("pk"))]

    def _services(self) -> ServiceQuerySet:
        rows = access.public_services() if self._network is None else shown_services_in(self._network)
        return rows.filter(self._which)

    def _organizations(self) -> QuerySet[Organization]:
        rows = access.public_organizations() if self._network is None else organizations_in(self._network)
        return rows.filter(self._which)


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    for ids in batched(rows.order_by("pk").values_list("pk", flat=True).iterator(BATCH), BATCH):
        yield list(ids)
