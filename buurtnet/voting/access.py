"""Who sees a vote, sets it up, and enters paper. Asked of the database each time."""

import uuid
from typing import Final

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from buurtnet.areas.choices import Room
from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.work import Work, refuse, work_of
from buurtnet.voting.models import VoteRound

ENTERERS: Final = (Role.VOLUNTEER, Role.MEMBER, Role.CONNECTOR, Role.DIRECTOR)  # who enter ballots on paper


def voting_room(request: HttpRequest, slug: str) -> Network:
    """The network of the page; 404 where this room is switched off."""
    network = network_or_404(request, slug)
    if not network.has(Room.VOTING):
        raise Http404
    return network


def directing_votes(request: HttpRequest, slug: str) -> Work:
    """The director of this network; 404 for others."""
    work = work_of(request, voting_room(request, slug))
    if not work.is_director():
        refuse(request, work, "voting")
    return work


def entering_paper(request: HttpRequest, slug: str) -> Work:
    """Who takes part in this network; 404 for others."""
    work = work_of(request, voting_room(request, slug))
    if not work.has(ENTERERS):
        refuse(request, work, "voting")
    return work


def shown_round(network: Network, pk: uuid.UUID) -> VoteRound:
    """A round as visitors may see it; 404 for another."""
    rows = VoteRound.objects.shown_in(network).select_related("network", "pot", "area")
    return get_object_or_404(rows, pk=pk)


def own_round(network: Network, pk: uuid.UUID) -> VoteRound:
    """A round of this network for who sets it up; 404 for another."""
    rows = VoteRound.objects.filter(network=network).select_related("network", "pot", "area")
    return get_object_or_404(rows, pk=pk)
