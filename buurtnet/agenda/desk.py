"""The working side of activities: who is here, and what they may."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from buurtnet.agenda.access import KEEPERS, LOOKERS, changeable_by, may_announce
from buurtnet.agenda.here import calendar_or_404
from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.work import Work, refuse, work_of


@dataclass(frozen=True)
class Desk:
    """Someone at work on the activities of a network. ``keeps``: changes every activity; ``looks``: at what waits."""

    work: Work
    network: Network
    keeps: bool
    looks: bool

    def by(self, request: HttpRequest) -> By:
        return By(self.work.person, self.work.role_then, request)

    @property
    def is_resident(self) -> bool:
        """Who lives here and does not work here, and reads no words of the trade."""
        return self.work.has((Role.RESIDENT,)) and not self.work.has(PARTNERS)

    @property
    def frame(self) -> dict[str, Any]:
        """What every page of the working side shows around it."""
        return {"work": self.work, "here": self.network, "here_is": "", "desk": self}


def at_agenda(request: HttpRequest, slug: str) -> Desk:
    """Someone who may announce, in a network that switched this room on; 404 for everyone else."""
    network = calendar_or_404(request, slug)
    work = work_of(request, network)
    if not may_announce(work.person, network):
        refuse(request, work, "agenda")
    return Desk(work, network, work.has(KEEPERS), work.has(LOOKERS))


def looking(request: HttpRequest, slug: str) -> Desk:
    """Who looks at what a resident announces; 404 for everyone else."""
    desk = at_agenda(request, slug)
    if not desk.looks:
        refuse(request, desk.work, "agenda")
    return desk


def directing(request: HttpRequest, slug: str) -> Desk:
    """The director; 404 for everyone else."""
    desk = at_agenda(request, slug)
    if not desk.work.is_director():
        refuse(request, desk.work, "agenda")
    return desk


def own_activity(request: HttpRequest, desk: Desk, pk: UUID) -> Activity:
    """An activity of the network that one may change; 404 else."""
    rows = changeable_by(desk.work.person, desk.network)
    around = rows.select_related("network", "owner", "owner_organization", "venue", "location")
    return get_object_or_404(around, pk=pk)


def own_date(request: HttpRequest, desk: Desk, pk: UUID) -> ActivityDate:
    """A date of such an activity; 404 else."""
    rows = ActivityDate.objects.filter(activity__in=changeable_by(desk.work.person, desk.network))
    return get_object_or_404(rows.select_related("activity__network", "repeat"), pk=pk)
