"""The jobs about who joined: a mail the day before, by daylight, and lines that go on."""

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState, DateState, SignupState
from buurtnet.agenda.models import Signup
from buurtnet.agenda.telling import tell_reminder
from buurtnet.agenda.waiting import go_on
from buurtnet.areas.choices import Room

EARLIEST, LATEST = dt.time(8), dt.time(21)  # of the day, by the clock of the network
JUST_JOINED: Final = dt.timedelta(hours=12)  # who joined as lately still knows it
AT_A_TIME: Final = 500


def look_after_signups(now: dt.datetime | None = None) -> int:
    """What is done every quarter of an hour. Returns how many heard something."""
    now = now or timezone.now()
    return remind(now) + go_on(now)


def remind(now: dt.datetime) -> int:
    """A mail to who comes tomorrow; once, and not between nine in the evening and eight in the morning."""
    rows = Signup.objects.filter(
        state=SignupState.JOINED, reminded_at=None, joined_at__lt=now - JUST_JOINED,
        date__starts_at__gt=now, date__starts_at__lt=now + dt.timedelta(days=2), date__state=DateState.PLANNED,
        date__activity__state=ActivityState.LIVE,
    ).exclude(contact_hash="")  # fmt: skip
    around = rows.select_related("date__activity__network").order_by("date__starts_at", "line")
    return sum(remind_one(one, now) for one in around.iterator(chunk_size=AT_A_TIME) if is_time_for(one, now))


def is_time_for(signup: Signup, now: dt.datetime) -> bool:
    """By daylight on the day before."""
    network = signup.date.activity.network
    here = now.astimezone(ZoneInfo(network.time_zone))
    tomorrow = here.date() + dt.timedelta(days=1)
    return EARLIEST <= here.time() < LATEST and signup.date.day == tomorrow and network.has(Room.AGENDA)


@transaction.atomic
def remind_one(signup: Signup, now: dt.datetime) -> bool:
    """Whether it was this worker that did it; two at once do it once."""
    rows = Signup.objects.filter(pk=signup.pk, reminded_at=None, state=SignupState.JOINED)
    if not rows.update(reminded_at=now):
        return False
    tell_reminder(signup)
    return True
