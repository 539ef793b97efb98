"""When someone picks up the phone: now, or when again. In the time of the network, and in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from buurtnet.kit.clock import clock_text, digits
from buurtnet.people.models import ReachableHours


@dataclass(frozen=True)
class Reach:
    """Whether someone can be reached at this moment, and the words for it."""

    is_now: bool
    text: str


@dataclass(frozen=True)
class DayLine:
    day: str
    times: str


def reach_of(hours: Sequence[ReachableHours], now: dt.datetime) -> Reach | None:
    """``now`` in the time zone of the network; None for who gave no hours."""
    if not hours:
        return None
    weekday, clock = now.weekday(), now.time().replace(tzinfo=None)
    today = sorted((one for one in hours if one.weekday == weekday), key=lambda one: one.opens_at)
    for one in today:
        if one.opens_at <= clock < one.closes_at:
            return Reach(True, _("nu bereikbaar, tot {time}").format(time=clock_text(one.closes_at)))
        if clock < one.opens_at:
            return Reach(False, _("vandaag vanaf {time}").format(time=clock_text(one.opens_at)))
    days, first = min(((one.weekday - weekday - 1) % 7 + 1, one.opens_at) for one in hours)
    if days == 1:
        return Reach(False, _("weer morgen {time}").format(time=clock_text(first)))
    day = str(WEEKDAYS[(weekday + days) % 7])
    return Reach(False, _("weer {day} {time}").format(day=day, time=clock_text(first)))


def week_of(hours: Sequence[ReachableHours]) -> list[DayLine]:
    """The days with their times, Monday first."""
    lines = []
    for weekday in sorted({one.weekday for one in hours}):
        times = sorted((one.opens_at, one.closes_at) for one in hours if one.weekday == weekday)
        spans = [f"{digits(opens)}–{digits(closes, closing=True)}" for opens, closes in times]
        lines.append(DayLine(str(WEEKDAYS[weekday]), _(" en ").join(spans)))
    return lines
