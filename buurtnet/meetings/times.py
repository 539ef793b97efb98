"""When a meeting is, as the pages of a network show it."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from buurtnet.meetings.agreeing import networks_of
from buurtnet.meetings.models import Meeting
from buurtnet.places.tiles import DayTile, tile_of


@dataclass(frozen=True)
class When:
    """``starts`` and ``ends`` by the clock of the network whose page it is."""

    meeting: Meeting
    starts: dt.datetime
    ends: dt.datetime
    tile: DayTile


def when(meeting: Meeting) -> When:
    starts = timezone.localtime(meeting.starts_at)
    return When(meeting, starts, timezone.localtime(meeting.ends_at), tile_of(starts.date(), timezone.localdate()))


def clock_of(meeting: Meeting) -> str:
    """Whose clock a page goes by, such as "Amsterdam"; "" where all networks of a meeting have the same time."""
    times = {meeting.starts_at.astimezone(ZoneInfo(one.time_zone)).utcoffset() for one in networks_of(meeting)}
    return timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ") if len(times) > 1 else ""
