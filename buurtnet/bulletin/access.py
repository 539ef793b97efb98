"""Who may make the newsletter, where there is one, and the way back to it."""

from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.directory.crumbs import Crumb, crumbs_to
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.work import Work, refuse, work_of

MAKERS: Final = (Role.DIRECTOR, Role.CONNECTOR)


@dataclass(frozen=True)
class Desk:
    """Someone who makes the newsletter of a network."""

    work: Work
    network: Network

    def by(self, request: HttpRequest) -> By:
        return By(self.work.person, self.work.role_then, request)


def network_with_bulletin(request: HttpRequest, slug: str) -> Network:
    """The network of a page; 404 where no newsletter is made."""
    here = network_or_404(request, slug)
    if not here.has(Room.BULLETIN):
        raise Http404
    return here


def at_bulletin(request: HttpRequest, slug: str) -> Desk:
    """The director and the connectors, where a newsletter is made; 404 for everyone else."""
    here = network_with_bulletin(request, slug)
    work = work_of(request, here)
    if not work.has(MAKERS):
        refuse(request, work, "bulletin")
    return Desk(work, here)


def crumbs_in(request: HttpRequest, network: Network, name: str = "") -> list[Crumb]:
    """From the home someone chose by the newsletters down to this page; without a name to the newsletters."""
    start, *_rest, last = crumbs_to(request, network, name or _("Nieuwsbrief"))
    return (
        [start, Crumb(_("Nieuwsbrief"), reverse("bulletin:archive", args=[network.slug])), last]
        if name
        else [start, last]
    )
