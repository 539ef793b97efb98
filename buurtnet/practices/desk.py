"""The working side of examples and playbooks: who works here, in which role."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.work import Work, refuse, work_of
from buurtnet.practices.access import KEEPERS, MAKERS


@dataclass(frozen=True)
class Desk:
    """Someone at work in a network; ``keeps``: shares examples; ``directs``: shares them with other networks."""

    work: Work
    network: Network
    keeps: bool
    directs: bool
    reads: bool

    @property
    def person_id(self) -> object:
        return self.work.person.pk

    def by(self, request: HttpRequest) -> By:
        return By(self.work.person, self.work.role_then, request)


def network_with_practices(request: HttpRequest, slug: str) -> Network:
    """The network of the page, when it switched this room on; else 404."""
    network = network_or_404(request, slug)
    if not network.has(Room.PRACTICES):
        raise Http404
    return network


def at_practices(request: HttpRequest, slug: str) -> Desk:
    """A partner or a resident of a network that switched this room on; 404 for everyone else."""
    network = network_with_practices(request, slug)
    work = work_of(request, network)
    if not work.has(MAKERS):
        refuse(request, work, "practices")
    return Desk(work, network, work.has(KEEPERS), work.has((Role.DIRECTOR,)), work.has(PARTNERS))


def keeping(request: HttpRequest, slug: str) -> Desk:
    """The director and the connectors; 404 for everyone else."""
    desk = at_practices(request, slug)
    if not desk.keeps:
        refuse(request, desk.work, "practices")
    return desk


def directing(request: HttpRequest, slug: str) -> Desk:
    """The director; 404 for everyone else."""
    desk = at_practices(request, slug)
    if not desk.directs:
        refuse(request, desk.work, "practices")
    return desk


def today_in(network: Network) -> dt.date:
    """The day it is in a network."""
    return timezone.localdate(timezone=ZoneInfo(network.time_zone))
