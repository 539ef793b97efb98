"""What who pulls activities sees of them: each with its next date, who comes, and what is to be done."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from buurtnet.agenda.access import own_of
from buurtnet.agenda.choices import ActivityState, DateState, Joining, TaskState
from buurtnet.agenda.how_often import repeat_in_words
from buurtnet.agenda.models import Activity, ActivityDate, Task
from buurtnet.agenda.shown import day_text, times_text, where_of
from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.places.tiles import DayTile, tile_of

MOST_SHOWN: Final = 24  # dates on the page of one activity
FEW_OVER: Final = 3
TOLD_OF: Final = dt.timedelta(days=62)  # who was there still knows how it was
TONES = {
    ActivityState.LIVE: "goed", ActivityState.WAITING: "zon", ActivityState.IDEA: "zon",
    ActivityState.DECLINED: "steen", ActivityState.STOPPED: "linnen",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """An activity in a list. ``when``: its next date in words, "" when it has none; ``tone``: of its state."""

    activity: Activity
    when: str
    times: str
    tile: DayTile | None
    where: str
    people: int | None
    tasks: int
    tone: str


@dataclass(frozen=True)
class DateRow:
    """A date on the page of its activity. ``people`` None: nobody lets know that they come."""

    date: ActivityDate
    when: str
    times: str
    tile: DayTile
    people: int | None
    most: int | None
    is_cancelled: bool


@dataclass(frozen=True)
class When:
    """When an activity is, in words. ``next``: its next date; ``last``: the one that was, when no more come."""

    next: str
    last: str
    often: list[str]


def when_of(activity: Activity, network: Network, now: dt.datetime) -> When:
    """For who looks at it as a whole."""
    zone = ZoneInfo(network.time_zone)
    on = activity.dates.exclude(state=DateState.CANCELLED)
    first = on.filter(ends_at__gt=now).order_by("starts_at", "pk").first()
    last = None if first else on.order_by("-starts_at", "pk").first()
    rows = [date_row_of(one, activity, zone) if one else None for one in (first, last)]
    coming, over = (f"{row.when}, {row.times}" if row else "" for row in rows)
    return When(coming, over, often_of(activity, now.astimezone(zone).date()))


def mine(person: Person, network: Network) -> QuerySet[Activity]:
    """What someone pulls, by an organization too, or announced."""
    return Activity.objects.filter(own_of(person, network), network=network)


def with_next(rows: QuerySet[Activity], now: dt.datetime) -> QuerySet[Activity]:
    """Each with its next date and its open tasks, what comes first on top; what has no date last."""
    coming = ActivityDate.objects.filter(activity=OuterRef("pk"), ends_at__gt=now, state=DateState.PLANNED)
    first = coming.order_by("starts_at", "pk")
    tasks = Task.objects.filter(activity=OuterRef("pk"), state=TaskState.OPEN).order_by().values("activity")
    found = rows.annotate(
        next_id=Subquery(first.values("pk")[:1]), next_at=Subquery(first.values("starts_at")[:1]),
        tasks_open=Coalesce(Subquery(tasks.annotate(number=Count("pk")).values("number")), 0),
    )  # fmt: skip
    around = found.select_related("venue", "location", "owner", "owner_organization")
    return around.order_by(F("next_at").asc(nulls_last=True), "title", "pk")


def rows_of(found: Sequence[Activity], network: Network) -> list[Row]:
    """In one query for all their next dates."""
    dates = ActivityDate.objects.in_bulk([one.next_id for one in found if one.next_id])  # type: ignore[attr-defined]
    zone = ZoneInfo(network.time_zone)
    return [row_of(one, dates.get(one.next_id), zone) for one in found]  # type: ignore[attr-defined]


def row_of(activity: Activity, date: ActivityDate | None, zone: ZoneInfo) -> Row:
    day, today = date.starts_at.astimezone(zone).date() if date else None, timezone.localdate(timezone=zone)
    return Row(
        activity=activity,
        when=day_text(day, today) if day else "",
        times=times_text(date, zone) if date else "",
        tile=tile_of(day, today) if day else None,
        where=where_of(activity, date),
        people=date.taken if date and activity.registration != Joining.NONE else None,
        tasks=activity.tasks_open,  # type: ignore[attr-defined]  # by with_next
        tone=TONES[ActivityState(activity.state)],
    )


def often_of(activity: Activity, today: dt.date) -> list[str]:
    """How often it is, in words: of each repeat that is not over."""
    rows = [one for one in activity.repeats.all() if one.rule and (one.until is None or one.until >= today)]
    return [repeat_in_words(one) for one in rows]


def dates_of(activity: Activity, network: Network, now: dt.datetime) -> list[DateRow]:
    """The dates that come, those that are off among them."""
    zone = ZoneInfo(network.time_zone)
    rows = activity.dates.filter(ends_at__gt=now).select_related("repeat").order_by("starts_at", "pk")[:MOST_SHOWN]
    return [date_row_of(one, activity, zone) for one in rows]


def dates_over(activity: Activity, network: Network, now: dt.datetime) -> list[DateRow]:
    """The last few that went on, the newest first: how it was can still be told, also where nobody signed up."""
    zone = ZoneInfo(network.time_zone)
    rows = activity.dates.filter(starts_at__lte=now, starts_at__gt=now - TOLD_OF).exclude(state=DateState.CANCELLED)
    return [date_row_of(one, activity, zone) for one in rows.order_by("-starts_at", "pk")[:FEW_OVER]]


def date_row_of(date: ActivityDate, activity: Activity, zone: ZoneInfo) -> DateRow:
    day, today = date.starts_at.astimezone(zone).date(), timezone.localdate(timezone=zone)
    has_list = activity.registration != Joining.NONE
    return DateRow(
        date, day_text(day, today), times_text(date, zone), tile_of(day, today), date.taken if has_list else None,
        activity.most if date.most is None else date.most, date.state == DateState.CANCELLED,
    )  # fmt: skip
