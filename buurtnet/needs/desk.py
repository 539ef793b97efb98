"""The working side of what plays here: who works here, in which role."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from buurtnet.areas.choices import Room
from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.needs.access import KEEPERS
from buurtnet.people.acting import By
from buurtnet.people.work import Work, refuse, work_of


@dataclass(frozen=True)
class Desk:
    """Someone at work on what plays in a network; ``decides``: what goes together and where it goes."""

    work: Work
    network: Network
    decides: bool

    def by(self, request: HttpRequest) -> By:
        return By(self.work.person, self.work.role_then, request)


def at_needs(request: HttpRequest, slug: str) -> Desk:
    """A partner of a network that switched this room on; 404 for everyone else."""
    network = network_with_needs(request, slug)
    work = work_of(request, network)
    if not work.is_partner():
        refuse(request, work, "needs")
    return Desk(work, network, work.has(KEEPERS))


def deciding(request: HttpRequest, slug: str) -> Desk:
    """The director and the connectors; 404 for everyone else."""
    desk = at_needs(request, slug)
    if not desk.decides:
        refuse(request, desk.work, "needs")
    return desk


def network_with_needs(request: HttpRequest, slug: str) -> Network:
    """The network of the page, when it switched this room on; else 404."""
    network = network_or_404(request, slug)
    if not network.has(Room.NEEDS):
        raise Http404
    return network
