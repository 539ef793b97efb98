"""Changing a series: from one of its dates on, or all that is still to come.

What is past stays. A date that was changed by hand stays as it is and stands for the new one of that week; one that
people joined, or for which something must be done, goes along to its new time, and is called off when it has none.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import DateState
from buurtnet.agenda.dates import DAY, MOST_DATES, Times, date_at, day_in, horizon, moments_of, repeat_of, times_of
from buurtnet.agenda.models import Activity, ActivityDate, Repeat, Signup, Task
from buurtnet.agenda.moving import locked, note_change, refuse
from buurtnet.agenda.repeating import Moment
from buurtnet.agenda.telling import tell_cancelled, tell_moved
from buurtnet.kit.moving import NotNowError
from buurtnet.people.acting import By

A_MOMENT: Final = dt.timedelta(microseconds=1)  # by which a planned time steps aside; those of a clock have none


@transaction.atomic
def change_all(
    repeat: Repeat, times: Times, *, by: By, seen: int | None = None, now: dt.datetime | None = None
) -> list[ActivityDate]:
    """All of it from now on. Returns the dates with people whose time changed or that are off now."""
    activity, now = locked(repeat.activity, seen=seen), now or timezone.now()
    changed = Repeat.objects.get(pk=repeat.pk, activity=activity)
    for name, value in asdict(times).items():
        setattr(changed, name, value)
    changed.save()
    touched = remake(activity, changed, changed, day_in(activity.network, now), now)
    note_change(activity, by, "activity.times", [])
    return touched


@transaction.atomic
def change_following(
    date: ActivityDate, times: Times, *, by: By, seen: int | None = None, now: dt.datetime | None = None
) -> list[ActivityDate]:
    """This time and all that follow: the series so far is closed, and another begins.

    Raises ``NotNowError`` for a date that is no part of a series any more.
    """
    activity, now = locked(date.activity, seen=seen), now or timezone.now()
    found = ActivityDate.objects.select_related("repeat").filter(pk=date.pk, activity=activity).first()
    if found is None:
        raise NotNowError
    if found.repeat is None:
        refuse(found, "following", by, _("Deze keer hoort niet bij een reeks."))
    old, first = found.repeat, day_in(activity.network, found.planned_at)
    if first <= old.starts_on:
        return change_all(old, times, by=by, now=now)
    Repeat.objects.filter(pk=old.pk).update(until=first - DAY)
    new = repeat_of(activity, times)
    new.save()
    touched = remake(activity, old, new, first, now)
    note_change(activity, by, "activity.times", [])
    return touched


def remake(
    activity: Activity, old: Repeat, new: Repeat, first: dt.date, now: dt.datetime
) -> list[ActivityDate]:  # fmt: skip
    """The dates of ``old`` from a day on become those of ``new``. Returns those that changed; people hear it."""
    network = activity.network
    start = moments_of(Times(first), network, first, first)[0].start
    rows = activity.dates.filter(repeat=old, planned_at__gte=start, starts_at__gt=now)
    last = horizon(network, new.starts_on, now)
    wanted = moments_of(times_of(new), network, max(first, new.starts_on), last)
    kept = list(held(rows))
    rows.exclude(pk__in=[one.pk for one in kept]).delete()
    others = set(activity.dates.exclude(pk__in=[one.pk for one in kept]).values_list("planned_at", flat=True))
    free = [one for one in wanted if one.start > now and one.start not in others][:MOST_DATES]
    touched = settle(kept, free, new, now)
    for one in touched:
        (tell_cancelled if one.state == DateState.CANCELLED else tell_moved)(one)
    used = {one.planned_at for one in kept}
    missing = [date_at(one, new, activity) for one in free if one.start not in used]
    ActivityDate.objects.bulk_create(missing, ignore_conflicts=True, batch_size=100)
    Repeat.objects.filter(pk=new.pk).update(made_until=last)
    return touched


def held(rows: QuerySet[ActivityDate]) -> QuerySet[ActivityDate]:
    """Those that stay: changed by hand, with people, or with something to do; behind their locks, in order."""
    people, tasks = Signup.objects.filter(date=OuterRef("pk")), Task.objects.filter(date=OuterRef("pk"))
    marked = rows.annotate(is_held=Exists(people) | Exists(tasks))
    stays = marked.filter(is_changed=True) | marked.filter(taken__gt=0) | marked.filter(is_held=True)
    pks = list(stays.values_list("pk", flat=True))
    return ActivityDate.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("planned_at", "pk")


def settle(kept: list[ActivityDate], free: Sequence[Moment], new: Repeat, now: dt.datetime) -> list[ActivityDate]:
    """Give each date that stays a new time where there is one of its day or week. Returns those with another time.

    All step aside first: no two dates of an activity are planned at one moment, not even for a moment.
    """
    pairs = paired(kept, free, is_once=not new.rule)
    for one in kept:
        ActivityDate.objects.filter(pk=one.pk).update(planned_at=one.planned_at + A_MOMENT)
    touched = []
    for one in kept:
        moment = pairs.get(one.pk)
        if not one.is_changed and (moment is None or (one.starts_at, one.ends_at) != (moment.start, moment.end)):
            touched.append(one)
        take(one, moment, new, now)
        one.save()
    return touched


def take(date: ActivityDate, moment: Moment | None, new: Repeat, now: dt.datetime) -> None:
    """A date goes to its new time; without one it is off, unless it was set by hand."""
    if moment is not None:
        date.repeat, date.planned_at = new, moment.start
        if not date.is_changed:
            date.starts_at, date.ends_at, date.whole_day = moment.start, moment.end, moment.whole_day
            date.changed_at = now
    elif not date.is_changed:
        date.state, date.is_changed, date.changed_at = DateState.CANCELLED, True, now
        date.cancelled_because = _("De vaste dag of tijd is veranderd.")


def paired(kept: Sequence[ActivityDate], free: Sequence[Moment], *, is_once: bool) -> dict[object, Moment]:
    """Which new time belongs to which date: of the same day, else the nearest of the same week; each once.

    What is only ``is_once`` goes to its other day, however far.
    """
    left, found = list(free), dict[object, Moment]()
    for same in (same_day, same_week, *([whenever] if is_once else [])):
        for one in kept:
            near = [moment for moment in left if one.pk not in found and same(one.planned_at, moment.start)]
            if near:
                best = min(near, key=lambda moment: abs(moment.start - one.planned_at))
                found[one.pk] = best
                left.remove(best)
    return found


def same_day(one: dt.datetime, other: dt.datetime) -> bool:
    return one.astimezone(other.tzinfo).date() == other.date()


def same_week(one: dt.datetime, other: dt.datetime) -> bool:
    return one.astimezone(other.tzinfo).isocalendar()[:2] == other.isocalendar()[:2]


def whenever(_one: dt.datetime, _other: dt.datetime) -> bool:
    return True
