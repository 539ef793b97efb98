"""What to do next for a meeting, one after the other."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.meetings.choices import COMING, MeetingState
from buurtnet.meetings.models import Meeting


@dataclass(frozen=True)
class Step:
    """``is_next``: this one comes now."""

    url: str
    label: str
    icon: str
    is_done: bool
    is_next: bool = False


def steps_of(meeting: Meeting) -> list[Step]:
    """Nothing for a meeting that does not take place."""
    if meeting.state == MeetingState.CANCELLED:
        return []
    args = [meeting.network.slug, meeting.pk]
    held = meeting.state not in COMING
    rows = [
        ("meetings:agenda", _("Kijk de agenda na"), "list", held or meeting.version > 1),
        ("meetings:invite", _("Nodig mensen uit"), "mail", held or meeting.state == MeetingState.INVITED),
        ("meetings:tags", _("Print naamkaartjes"), "printer", held),
        ("meetings:note", _("Schrijf mee"), "pencil", held),
        ("meetings:said", _("Punten en stippen"), "signpost", held),
        ("meetings:minutes", _("Kijk het verslag na"), "file-text", meeting.state == MeetingState.FIXED),
    ]
    first = next((place for place, row in enumerate(rows) if not row[3]), len(rows))
    return [
        Step(reverse(name, args=args), label, icon, done, place == first)
        for place, (name, label, icon, done) in enumerate(rows)
    ]
