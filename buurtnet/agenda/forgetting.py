"""When who joined a date is forgotten: a fortnight after it, and along with it when it is moved."""

import datetime as dt
from zoneinfo import ZoneInfo

from buurtnet.agenda.models import ActivityDate
from buurtnet.agenda.models.joining import FORGOTTEN_AFTER


def forget_day(date: ActivityDate) -> dt.date:
    """The last day on which one is still known, by the clock of the network."""
    zone = ZoneInfo(date.activity.network.time_zone)
    return date.ends_at.astimezone(zone).date() + FORGOTTEN_AFTER


def forget_along(date: ActivityDate) -> int:
    """Once a date is moved: who joined is forgotten a fortnight after its new day. Returns how many they are."""
    return date.signups.update(forget_on=forget_day(date))
