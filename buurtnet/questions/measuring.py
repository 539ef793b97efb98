"""How long people wait for a first answer, in working days. Only over so many questions that nobody is recognised."""

import datetime as dt
import math
from dataclasses import dataclass
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from buurtnet.areas.models import Network
from buurtnet.questions.free_days import working_days_between
from buurtnet.questions.models import Question

FEWEST: Final = 10  # answered questions (needs, section 7)
PERIODS: Final = (90, 365)  # days

type Moments = tuple[dt.datetime, dt.datetime]  # asked, and first answered


@dataclass(frozen=True)
class Wait:
    """Over the last ``days`` days. ``median``: working days to the first answer; None with too few questions."""

    days: int
    count: int
    median: float | None

    @property
    def whole_days(self) -> int:
        """Within how many working days half of the questions has an answer; part of a day counts as one."""
        return max(1, math.ceil(self.median or 0))


def waits(network: Network, now: dt.datetime) -> list[Wait]:
    """The waits over the last quarter and the last year, in one query."""
    rows = Question.objects.filter(network=network, answered_at__gt=now - dt.timedelta(days=max(PERIODS)))
    pairs = rows.filter(answered_at__lte=now).values_list("asked_at", "answered_at")
    moments = [(asked, answered) for asked, answered in pairs if answered]
    return [wait_over(days, since(moments, now - dt.timedelta(days=days)), network) for days in PERIODS]


def since(moments: list[Moments], first: dt.datetime) -> list[Moments]:
    """Those that were answered after a moment."""
    return [(asked, answered) for asked, answered in moments if answered > first]


def wait_over(days: int, moments: list[Moments], network: Network) -> Wait:
    """The wait over these questions."""
    if len(moments) < FEWEST:
        return Wait(days, len(moments), None)
    zone = ZoneInfo(network.time_zone)
    lasted = [
        working_days_between(asked.astimezone(zone).date(), answered.astimezone(zone).date(), network.country)
        for asked, answered in moments
    ]
    return Wait(days, len(moments), float(median(lasted)))
