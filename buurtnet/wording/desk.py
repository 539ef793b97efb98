"""The working side of words: who works here, in which role."""

from dataclasses import dataclass

from django.http import HttpRequest

from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.work import Work, refuse, work_of
from buurtnet.wording.access import KEEPERS


@dataclass(frozen=True)
class Desk:
    """Someone at work on the words of a network."""

    work: Work
    network: Network

    def by(self, request: HttpRequest) -> By:
        return By(self.work.person, self.work.role_then, request)


def at_words(request: HttpRequest, slug: str) -> Desk:
    """The director of this network; 404 for everyone else."""
    work = work_of(request, network_or_404(request, slug))
    if not work.is_director():
        refuse(request, work, "words")
    return desk_of(work)


def at_missing(request: HttpRequest, slug: str) -> Desk:
    """Who keeps what is missing in this network; 404 for everyone else."""
    work = work_of(request, network_or_404(request, slug))
    if not work.has(KEEPERS):
        refuse(request, work, "missing")
    return desk_of(work)


def desk_of(work: Work) -> Desk:
    assert work.network
    return Desk(work, work.network)
