"""An activity and its dates, each the least that makes sense; what a test is about, the test says itself."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.dates import Times, make_dates, repeat_of
from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.models import Person

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEDNESDAYS = "FREQ=WEEKLY;BYDAY=WE"


def by(who: Person, role: str = "") -> By:
    return By(who, role)


def an_activity(network: Network, times: Times | None = None, **more: Any) -> Activity:
    """In the calendar, with its dates when ``times`` says when it is."""
    said = {"title": "Samen koken op het plein", "state": ActivityState.LIVE}
    made = Activity.objects.create(**{**said, "network": network, **more})
    if times is not None:
        repeat_of(made, times).save()
        make_dates(made)
    return made


def a_date(activity: Activity, starts_at: dt.datetime | None = None, **more: Any) -> ActivityDate:
    """A date of two hours, in a week unless ``starts_at`` says when."""
    start = starts_at or timezone.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=7)
    said = {"planned_at": start, "starts_at": start, "ends_at": start + dt.timedelta(hours=2)}
    return ActivityDate.objects.create(**{**said, "activity": activity, "network": activity.network, **more})


def on(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A moment by the clock of Havendijk."""
    return dt.datetime.combine(day, dt.time(hour, minute), AMSTERDAM)


def coming(weekday: int, *, weeks: int = 1) -> dt.date:
    """A day of the week (0 is Monday) that comes, at least so many weeks from now."""
    day = timezone.localdate() + dt.timedelta(weeks=weeks)
    return day + dt.timedelta(days=(weekday - day.weekday()) % 7)


def local_starts(activity: Activity) -> list[dt.datetime]:
    """When its dates begin, by the clock, in order."""
    rows = activity.dates.order_by("starts_at", "pk")
    return [one.starts_at.astimezone(AMSTERDAM).replace(tzinfo=None) for one in rows]
