"""A meeting by its own clock, as pages show it."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from buurtnet.meetings.models import Meeting
from buurtnet.places.tiles import DayTile, tile_of


@dataclass(frozen=True)
class When:
    """``starts`` and ``ends`` by the clock of the network that calls it."""

    meeting: Meeting
    starts: dt.datetime
    ends: dt.datetime
    tile: DayTile


def when(meeting: Meeting) -> When:
    zone = meeting.zone()
    starts, today = meeting.starts_at.astimezone(zone), timezone.now().astimezone(zone).date()
    return When(meeting, starts, meeting.ends_at.astimezone(zone), tile_of(starts.date(), today))
