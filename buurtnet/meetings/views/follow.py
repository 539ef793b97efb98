"""Reading along while it goes on: signed in, or behind the link of the meeting. Nothing can be written here."""

from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from buurtnet.kit.scancode import scancode
from buurtnet.meetings.access import keeps, meetings_room, own_meeting
from buurtnet.meetings.choices import COMING, MeetingState
from buurtnet.meetings.dotting import dots_token
from buurtnet.meetings.following import followed, watch_token
from buurtnet.meetings.models import Meeting
from buurtnet.meetings.page import shown
from buurtnet.people.doors import ring_one, secret_address
from buurtnet.people.links import site_url

EVERY: Final = 15  # seconds


@ring_one
@require_safe
def follow(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """For partners; with the link to pass on, for who prepares it."""
    work, meeting = own_meeting(request, network, pk)
    context: dict[str, Any] = {"work": work}
    if keeps(work, meeting):
        address = site_url("meetings:follow_link", meeting.network.slug, watch_token(meeting))
        context |= {"address": address, "scan": scancode(address, border=2, is_on_white=True)}
    return render(request, "meetings/follow.html", follow_context(meeting) | context)


@login_not_required
@secret_address
@require_safe
@never_cache
def follow_link(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """Without an account: names of who does what stay out, and photos too."""
    meeting = followed(meetings_room(request, network), token)
    if meeting is None:
        raise Http404
    dots = site_url("meetings:dots", meeting.network.slug, dots_token(meeting)) if meeting.dots_open else ""
    return render(request, "meetings/follow_link.html", follow_context(meeting) | {"dots_url": dots})


def follow_context(meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting, "page": shown(meeting), "every": EVERY,
        "before": meeting.state in COMING and meeting.state != MeetingState.BUSY,
        "goes_on": meeting.state == MeetingState.BUSY,
    }  # fmt: skip
