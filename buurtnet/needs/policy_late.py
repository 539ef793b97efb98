"""What time does to a signal to policy: late the day after, two reminders, then the next level is asked."""

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from buurtnet.areas.choices import Room
from buurtnet.needs.choices import PolicyState
from buurtnet.needs.models import PolicyEvent, PolicySignal
from buurtnet.needs.models.policy import WAITING
from buurtnet.needs.policy_mail import mail_reminder, mail_signal
from buurtnet.needs.policy_moving import held, kept, move_policy

REMINDERS: Final = 2
BETWEEN: Final = dt.timedelta(days=7)  # from one reminder to the next, and from the last to the next level


def settle_policy(now: dt.datetime) -> int:
    """A duty of each day: what is late becomes so, is reminded of, and goes up. Returns how many signals changed.

    A day on which it did not run changes nothing: each run does the one step that is due, and the dates say which.
    """
    waiting = PolicySignal.objects.filter(
        state__in=WAITING,
        answer_due__lte=now.date() + dt.timedelta(days=1),  # the day of a network may be one ahead
    )
    rows = waiting.select_related("network").order_by("answer_due", "pk")
    return sum(settle(signal, now) for signal in rows if signal.network.has(Room.NEEDS))


@transaction.atomic
def settle(signal: PolicySignal, now: dt.datetime) -> bool:
    """The step that is due for one signal; whether there was one."""
    row = held(signal)
    today = now.astimezone(ZoneInfo(row.network.time_zone)).date()
    if row.state not in WAITING or row.answer_due is None:
        return False
    if row.state != PolicyState.LATE:
        return row.answer_due < today and become_late(row, today)
    if row.reminded_on is not None and today < row.reminded_on + BETWEEN:
        return False
    if row.reminders < REMINDERS:
        remind(row, today)
        return True
    return go_up(row, today)


def become_late(row: PolicySignal, today: dt.date) -> bool:
    move_policy(row, PolicyState.LATE)
    row.reminders = 0
    kept(row, PolicyEvent.LATE, None)
    remind(row, today)
    return True


def remind(row: PolicySignal, today: dt.date) -> None:
    row.reminders, row.reminded_on = row.reminders + 1, today
    kept(row, PolicyEvent.REMINDED, None)
    mail_reminder(row, is_last=row.reminders >= REMINDERS)


def go_up(row: PolicySignal, today: dt.date) -> bool:
    """To the next level of the agreement, which has its own days; without one it stays late, for people to decide."""
    following = row.agreement.next_level
    if following is None or not following.holds_on(today):
        return False
    move_policy(row, PolicyState.ESCALATED)
    silent, row.agreement = row.agreement, following
    row.answer_due, row.reminders, row.reminded_on = today + dt.timedelta(days=following.days), 0, None
    kept(row, PolicyEvent.ESCALATED, None, note=str(silent)[:600])
    mail_signal(row)
    return True
