"""How soon a network decides on what visitors suggest: the public measure of the social map, section 6."""

import datetime as dt
from dataclasses import dataclass
from math import ceil
from statistics import median

from buurtnet.areas.models import Network
from buurtnet.mending.choices import ANSWERED
from buurtnet.mending.models import Suggestion

WITHIN = dt.timedelta(days=365)
FEWEST = 5  # decisions; of fewer the middle one says nothing
MOST_READ = 2_000  # decisions, the newest


@dataclass(frozen=True)
class Promptness:
    """``days``: whole days, rounded up, within which half of the suggestions had their decision; None of too few."""

    decisions: int
    days: int | None


def promptness_of(network: Network, now: dt.datetime) -> Promptness:
    """Of the decisions of the past year."""
    answered = Suggestion.objects.filter(network=network, state__in=ANSWERED, answered_at__gt=now - WITHIN)
    rows = answered.order_by("-answered_at").values_list("sent_at", "answered_at")[:MOST_READ]
    waits = [(answered_at - sent_at) / dt.timedelta(days=1) for sent_at, answered_at in rows if answered_at]
    if len(waits) < FEWEST:
        return Promptness(len(waits), None)
    return Promptness(len(waits), max(1, ceil(median(waits))))
