"""How many places a date has, and the line for them.

A place that comes free goes to the first in line, when there is room for all they come with. Until then the line
waits: a smaller group behind them does not go first, or a family would wait for ever. Only who could not even come
when the date were empty is passed over. Who keeps the activity can move someone up by hand, when they fit.
"""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import ActivityState, DateState, SignupState
from buurtnet.agenda.models import ActivityDate, Signup
from buurtnet.agenda.moving import locked_date
from buurtnet.agenda.telling import tell_moved_up
from buurtnet.kit.moving import NotNowError
from buurtnet.people.acting import By
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


def most_of(date: ActivityDate) -> int | None:
    """For how many there is room on a date; None: for as many as want to come."""
    return date.activity.most if date.most is None else date.most


def room_in(date: ActivityDate) -> int | None:
    """How many places are left; None: as many as one wants."""
    most = most_of(date)
    return None if most is None else max(0, most - date.taken)


def takes(date: ActivityDate, people: int) -> bool:
    """Whether so many more can come now, without going before the line."""
    room = room_in(date)
    return room is None or (people <= room and not line_of(date).exists())


def line_of(date: ActivityDate) -> QuerySet[Signup]:
    """Who waits and could come, in order; who is with more than the date holds at all is not waited for."""
    most = most_of(date)
    waiting = date.signups.filter(state=SignupState.WAITING).order_by("line")
    return waiting if most is None else waiting.filter(people__lte=most)


def place_in_line(signup: Signup) -> int:
    """The how-manieth of those that wait, from 1."""
    return Signup.objects.filter(date=signup.date_id, state=SignupState.WAITING, line__lte=signup.line).count()


def count_places(date: ActivityDate) -> None:
    """Count anew how many come, behind the lock of the date."""
    coming = date.signups.filter(state=SignupState.JOINED).aggregate(people=Sum("people"))["people"] or 0
    if coming != date.taken:
        date.taken = coming
        date.save(update_fields=["taken"])


def move_up(date: ActivityDate, now: dt.datetime) -> list[Signup]:
    """Give what is free to the line, behind the lock of the date. Returns who comes now; they are told."""
    if date.state != DateState.PLANNED or date.activity.state != ActivityState.LIVE or date.starts_at <= now:
        return []
    room, moved = room_in(date), []
    for signup in line_of(date).iterator(chunk_size=50):
        if room is not None and signup.people > room:
            break
        room = None if room is None else room - signup.people
        moved.append(signup)
    for signup in moved:
        let_in(signup, now)
    if moved:
        count_places(date)
    return moved


def let_in(signup: Signup, now: dt.datetime) -> None:
    signup.state, signup.moved_up_at = SignupState.JOINED, now
    signup.save(update_fields=["state", "moved_up_at"])
    tell_moved_up(signup)


@transaction.atomic
def put_in(signup: Signup, *, by: By, now: dt.datetime | None = None) -> Signup:
    """By hand, before others in line. Raises ``NotNowError`` when they do not fit, or do not wait."""
    date, now = locked_date(signup.date), now or timezone.now()
    found = Signup.objects.get(pk=signup.pk)
    found.date = date
    room = room_in(date)
    if found.state != SignupState.WAITING or date.state != DateState.PLANNED or date.ends_at <= now:
        raise NotNowError
    if room is not None and found.people > room:
        raise NotNowError(_("Daarvoor zijn er niet genoeg plekken vrij."))
    let_in(found, now)
    count_places(date)
    record(
        Action.CHANGE, actor=by.person, obj=found, network=date.network_id, fields_group="signup", role_then=by.role,
        rule="signup.put_in", request=by.request,
    )  # fmt: skip
    return found


def go_on(now: dt.datetime) -> int:
    """A job: lines of dates that got more room since, as when who keeps it made it larger. Returns who came in."""
    waiting = Signup.objects.filter(
        state=SignupState.WAITING, date__starts_at__gt=now, date__state=DateState.PLANNED,
        date__activity__state=ActivityState.LIVE,
    )  # fmt: skip
    moved = 0
    for pk in waiting.order_by("date").values_list("date", flat=True).distinct():
        with transaction.atomic():
            moved += len(move_up(locked_date(ActivityDate(pk=pk)), now))
    return moved
