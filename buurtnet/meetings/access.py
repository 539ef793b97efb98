"""Who calls a meeting, leads it, writes down and follows. Asked of the database each time."""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from buurtnet.areas.choices import Room
from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.meetings.models import Meeting, Preparer
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.work import Work, refuse, work_of

CALLERS: Final = (Role.CONNECTOR, Role.DIRECTOR)  # who may call a meeting
KNOWN: Final = (*PARTNERS, Role.RESIDENT)
AROUND: Final = ("network", "host", "chair", "note_taker")


def meetings_room(request: HttpRequest, slug: str) -> Network:
    """The network of the page; 404 where this room is switched off."""
    network = network_or_404(request, slug)
    if not network.has(Room.MEETINGS):
        raise Http404
    return network


def at_meetings(request: HttpRequest, slug: str) -> Work:
    """Who takes part in the network; 404 for others."""
    work = work_of(request, meetings_room(request, slug))
    if not work.is_partner():
        refuse(request, work, "meetings")
    return work


def with_a_task(request: HttpRequest, slug: str) -> Work:
    """Who takes part, or is a resident with something to do; 404 for others."""
    work = work_of(request, meetings_room(request, slug))
    if not work.has(KNOWN):
        refuse(request, work, "meetings")
    return work


def calling(request: HttpRequest, slug: str) -> Work:
    """Who may call a meeting; 404 for others."""
    work = work_of(request, meetings_room(request, slug))
    if not work.has(CALLERS):
        refuse(request, work, "meetings")
    return work


def own_meeting(request: HttpRequest, slug: str, pk: UUID) -> tuple[Work, Meeting]:
    """A meeting of this network, or that it takes part in, for its partners; 404 for others."""
    work = at_meetings(request, slug)
    assert work.network
    return work, get_object_or_404(Meeting.objects.of(work.network).select_related(*AROUND), pk=pk)


def kept_meeting(request: HttpRequest, slug: str, pk: UUID) -> tuple[Work, Meeting]:
    """The same, for who prepares, leads or writes it down; 404 for others."""
    work, meeting = own_meeting(request, slug, pk)
    if not keeps(work, meeting):
        refuse(request, work, "meeting")
    return work, meeting


def keeps(work: Work, meeting: Meeting) -> bool:
    """Whether someone prepares, leads or writes down a meeting."""
    if work.network == meeting.network and work.has(CALLERS):
        return True
    if work.person.pk in (meeting.chair_id, meeting.note_taker_id):
        return True
    return Preparer.objects.filter(meeting=meeting, person=work.person).exists()
