"""A network with a calendar, and activities with dates from some day on, each the least that makes sense."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.areas.choices import Room
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.kit import limits
from tests.factories import AreaFactory, NetworkFactory

ZONE = ZoneInfo("Europe/Amsterdam")
CENTRE = (52.05, 4.15)
A_DEGREE = 111_195.0  # metres north


def forget_all() -> None:
    """Limits, and what a process keeps for a while."""
    limits._windows.clear()
    forget_network_areas()


def calendar_network(slug: str = "havendijk", *rooms: str) -> Network:
    """Two neighbourhoods with a calendar, beside ``rooms``."""
    west = AreaFactory(name="Westerkade", slug="westerkade", latitude=CENTRE[0], longitude=CENTRE[1])
    mill = AreaFactory(name="Molenveld", slug="molenveld")
    made: Network = NetworkFactory(
        slug=slug, name=f"Buurtnet {slug.title()}", areas=[west, mill], rooms=[Room.AGENDA, Room.MAP, *rooms]
    )
    forget_network_areas()
    return made


def activity(network: Network, title: str = "Samen koken", **fields: Any) -> Activity:
    made: Activity = Activity.objects.create(
        **{"network": network, "title": title, "state": ActivityState.LIVE} | fields
    )
    return made


def north(metres: float) -> dict[str, float]:
    """The point so many metres north of the middle of Westerkade."""
    return {"latitude": CENTRE[0] + metres / A_DEGREE, "longitude": CENTRE[1]}


def on(one: Activity, day: dt.date, hour: int = 15, minutes: int = 90, **fields: Any) -> ActivityDate:
    """A date of an activity, at an hour of the clock in its network."""
    starts = dt.datetime.combine(day, dt.time(hour), ZONE)
    made: ActivityDate = ActivityDate.objects.create(
        **{
            "activity": one, "network": one.network, "planned_at": starts, "starts_at": starts,
            "ends_at": starts + dt.timedelta(minutes=minutes),
        } | fields
    )  # fmt: skip
    return made


def off(one: Activity, day: dt.date, because: str, **fields: Any) -> ActivityDate:
    return on(one, day, state=DateState.CANCELLED, cancelled_because=because, **fields)


def next_monday() -> dt.date:
    """The first day of next week, so that a test does not depend on the day it runs on."""
    today = timezone.now().astimezone(ZONE).date()
    return today + dt.timedelta(days=7 - today.weekday())
