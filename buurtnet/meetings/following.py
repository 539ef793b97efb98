"""Reading along without writing: behind the link of the meeting, or behind one's own."""

from buurtnet.areas.models import Network
from buurtnet.meetings.choices import HELD, MeetingState
from buurtnet.meetings.models import Invitee, Meeting
from buurtnet.meetings.moving import hash_of, link_of

AROUND = ("network", "host", "chair", "note_taker")


def followed(network: Network, token: str) -> Meeting | None:
    """The meeting of a link to follow with; None for no such link, and for what does not take place."""
    rows = Meeting.objects.filter(network=network, watch_hash=hash_of("watch", token))
    return rows.exclude(state=MeetingState.CANCELLED).select_related(*AROUND).first()


def watch_token(meeting: Meeting) -> str:
    return link_of("watch", meeting.pk)


def invited(network: Network, token: str) -> Invitee | None:
    """Who was asked, by their own link; None once the meeting does not take place or has nothing to read yet."""
    rows = Invitee.objects.filter(meeting__network=network, link_hash=hash_of("invitee", token))
    found = rows.filter(meeting__state__in=HELD).select_related("person", "organization").first()
    if found is None:
        return None
    found.meeting = Meeting.objects.select_related(*AROUND).get(pk=found.meeting_id)
    return found
