"""The working side of mending: who works here, in which role."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Service
from buurtnet.mending.access import KEEPERS, may_edit
from buurtnet.mending.answering import By
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization
from buurtnet.people.work import Work, edited_by, refuse, work_of


@dataclass(frozen=True)
class Desk:
    """Someone at work on the map of a network: for the network, for the own organizations, or both."""

    work: Work
    network: Network
    keeps_map: bool
    organizations: list[Organization]

    def edits(self, service: Service | None) -> bool:
        """Whether someone is an editor of the organization of an entry."""
        return service is not None and service.organization_id in {one.pk for one in self.organizations}

    def by(self, request: HttpRequest, service: Service | None) -> By:
        """As whom they act on an entry: its provider, or someone of the network."""
        if self.edits(service):
            return By(self.work.person, Role.EDITOR, AssuredBy.PROVIDER, request)
        return By(self.work.person, self.work.role_then, AssuredBy.MEMBER, request)


def at_desk(request: HttpRequest, slug: str) -> Desk:
    """Who keeps the map of this network, or edits entries in it; 404 for everyone else."""
    work = work_of(request, network_or_404(request, slug))
    desk = _desk(work)
    if not desk.keeps_map and not _edits_here(desk):
        refuse(request, work, "suggestions")
    return desk


def keeping(request: HttpRequest, slug: str) -> Desk:
    """Who keeps the map of this network; 404 for everyone else."""
    desk = _desk(work_of(request, network_or_404(request, slug)))
    if not desk.keeps_map:
        refuse(request, desk.work, "map")
    return desk


def editing(request: HttpRequest, slug: str, pk: UUID) -> tuple[Desk, Service]:
    """An entry of this network, for its editor; for who keeps the map when no editor here keeps it. Else 404."""
    desk = _desk(work_of(request, network_or_404(request, slug)))
    editable = services_in(desk.network).select_related("organization").exclude(merged_into__isnull=False)
    service = get_object_or_404(editable, pk=pk)
    if not may_edit(desk.work.person, service, desk.network):
        refuse(request, desk.work, "entry")
    return desk, service


def _desk(work: Work) -> Desk:
    assert work.network
    keeps = work.has(KEEPERS)
    organizations = list({one.pk: one for one in edited_by(work)}.values())
    return Desk(work, work.network, keeps, organizations)


def _edits_here(desk: Desk) -> bool:
    own = services_in(desk.network).filter(organization__in=[one.pk for one in desk.organizations])
    return bool(desk.organizations) and own.exists()
