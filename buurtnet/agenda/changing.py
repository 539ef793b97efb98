"""Changing an activity that is there: what is written, stopping it, and taking that back."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from buurtnet.agenda.access import announces_at_once
from buurtnet.agenda.announcing import What, connect
from buurtnet.agenda.choices import ActivityState, DateState, SignupState
from buurtnet.agenda.dates import make_dates
from buurtnet.agenda.looking_again import look_again, says_otherwise
from buurtnet.agenda.models import Activity, ActivityDate, Signup
from buurtnet.agenda.moving import locked, move, note_change, refuse
from buurtnet.agenda.telling import tell_cancelled
from buurtnet.people.acting import By


@transaction.atomic
def write(activity: Activity, what: What, *, seen: int, by: By) -> Activity:
    """Write it down anew. Raises ``ChangedMeanwhileError`` when another did so since ``seen``.

    What a resident lets everyone read otherwise waits for a look again (``looking_again``); ``NotNowError`` when it
    stopped.
    """
    found = locked(activity, seen=seen)
    said = what.columns
    more = look_again(found, by) if says_otherwise(found, what) else []
    for name, value in said.items():
        setattr(found, name, value)
    connect(found, what)
    note_change(found, by, "activity.written", [*said, *more])
    return found


@transaction.atomic
def stop(activity: Activity, *, by: By, because: str, seen: int | None = None) -> list[ActivityDate]:
    """It is no more; dates with people are called off, and they hear it. Returns those. Raises ``NotNowError``.

    What still waited for a look is taken back instead: nobody said that everyone may read it, not as stopped either.
    """
    found = locked(activity, seen=seen)
    if found.state == ActivityState.WAITING:
        found = move(found, ActivityState.DECLINED, by=by)
        found.declined_because, found.looked_at_by = "", None
        found.save(update_fields=["declined_because", "looked_at_by"])
    else:
        found = move(found, ActivityState.STOPPED, by=by)
    return call_off(found, because)


def call_off(activity: Activity, because: str) -> list[ActivityDate]:
    """Dates to come for which someone has a place or waits for one; they hear it."""
    now = timezone.now()
    awaited = Exists(Signup.objects.filter(date=OuterRef("pk")).exclude(state=SignupState.CANCELLED))
    rows = activity.dates.filter(Q(taken__gt=0) | awaited, ends_at__gt=now, state=DateState.PLANNED)
    told = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for date in told:
        date.state, date.is_changed, date.cancelled_because = DateState.CANCELLED, True, because
        date.changed_at = now
        date.save(update_fields=["state", "is_changed", "cancelled_because", "changed_at"])
        tell_cancelled(date)
    return told


@transaction.atomic
def begin_again(activity: Activity, *, by: By) -> Activity:
    """What was stopped is there again, with its dates to come; one without a day is an idea. Raises ``NotNowError``.

    What nobody looked at waits for a look, unless who begins it announces at once. Dates that were called off stay
    so: who came was told.
    """
    found = locked(activity)
    to = state_again(found, by)
    found = move(found, to, by=by)
    if to == ActivityState.LIVE:
        make_dates(found)
    return found


def state_again(activity: Activity, by: By) -> ActivityState:
    """How far it is when it begins again. Raises ``NotNowError`` for what a look declined."""
    if activity.state == ActivityState.DECLINED:
        if activity.declined_because:
            refuse(activity, "again", by)
        return ActivityState.WAITING
    if not activity.repeats.exists():
        return ActivityState.IDEA
    was_looked_at = activity.looked_at_by_id is not None and not activity.declined_because
    if was_looked_at or announces_at_once(by.person, activity.network):
        return ActivityState.LIVE
    return ActivityState.WAITING
