"""What is near: within some metres of a point, and the nearest of some dates first."""

import math
from collections.abc import Iterable

from django.db.models import Q

from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.areas.geometry import distance_m
from buurtnet.search.query import DEGREE_M

WALK_M = 1_200  # a quarter of an hour on foot; all that is nearer is equally near

type Point = tuple[float, float]


def around(point: Point, metres: float) -> Q:
    """The dates of activities within a square around a point; one without a known place is nowhere."""
    latitude, longitude = point
    tall = metres / DEGREE_M
    wide = tall / max(0.01, math.cos(math.radians(latitude)))
    return Q(
        activity__latitude__gte=latitude - tall, activity__latitude__lte=latitude + tall,
        activity__longitude__gte=longitude - wide, activity__longitude__lte=longitude + wide,
    )  # fmt: skip


def point_of(activity: Activity) -> Point | None:
    """Where an activity is, if that may be known: never at a secret address."""
    if activity.location is not None and activity.location.hide_address:
        return None
    if activity.latitude is None or activity.longitude is None:
        return None
    return activity.latitude, activity.longitude


def metres_to(activity: Activity, point: Point | None) -> float:
    """How far it is; endless without a point on either side."""
    there = point_of(activity)
    return distance_m(*point, *there) if point and there else math.inf


def nearest_first(dates: Iterable[ActivityDate], point: Point | None, most: int) -> list[ActivityDate]:
    """One date of each activity, those within walking distance before others, the chosen ones in order of time.

    Without a point the first ones.
    """
    once: dict[object, ActivityDate] = {}
    for date in dates:
        once.setdefault(date.activity_id, date)
    chosen = sorted(once.values(), key=lambda date: (walks_to(date, point), date.starts_at))[:most]
    return sorted(chosen, key=lambda date: date.starts_at)


def walks_to(date: ActivityDate, point: Point | None) -> float:
    """Nearness in steps: equal within a walk, then by kilometre."""
    metres = metres_to(date.activity, point)
    if point is None:
        return 0
    return 0 if metres <= WALK_M else metres // 1_000 + 1 if math.isfinite(metres) else math.inf
