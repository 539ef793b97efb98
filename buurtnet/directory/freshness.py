"""How fresh an entry is. Formula and labels: design, social map 5. Takes the date, so a figure repeats."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

DAYS_A_MONTH = 30
LONGEST_DAYS = 730


class FreshnessLabel(StrEnum):
    RECENT = "recent"
    MAY_HAVE_CHANGED = "may_have_changed"
    LONG_AGO = "long_ago"
    HIDDEN = "hidden"
    NOT_CHECKED_HERE = "not_checked_here"


@dataclass(frozen=True)
class Freshness:
    """``score`` 0–100 and the label shown with it. ``is_hidden``: not in public lists until confirmed."""

    score: float
    label: FreshnessLabel

    @property
    def is_hidden(self) -> bool:
        return self.label == FreshnessLabel.HIDDEN


def freshness_score(assured_on: datetime.date | None, check_every: int, on: datetime.date) -> float:
    """0–100. Full until the interval ends, then falling to 0 in a straight line; no date counts as 50.

    ``check_every`` in months of 30 days. A date in the future counts as today.
    """
    if assured_on is None:
        return 50.0
    age = max(0, (on - assured_on).days)
    limit = check_every * DAYS_A_MONTH
    if age <= limit:
        return 100.0
    return max(0.0, 100.0 - 100.0 * (age - limit) / (days_shown(check_every) - limit))


def days_shown(check_every: int) -> int:
    """Days after its confirmation on which an entry's score reaches 0; ``check_every`` in months of 30 days."""
    limit = check_every * DAYS_A_MONTH
    return max(limit + 1, min(LONGEST_DAYS, 180 + 2 * limit))


def freshness_of(
    assured_on: datetime.date | None, check_every: int, on: datetime.date, *, may_hide: bool
) -> Freshness:
    """The score with its label. Only an entry an editor here keeps (``may_hide``) can be hidden by age."""
    score = freshness_score(assured_on, check_every, on)
    if assured_on is None or (score == 0 and not may_hide):
        return Freshness(score, FreshnessLabel.NOT_CHECKED_HERE)
    if score >= 90:
        return Freshness(score, FreshnessLabel.RECENT)
    if score >= 50:
        return Freshness(score, FreshnessLabel.MAY_HAVE_CHANGED)
    if score > 0:
        return Freshness(score, FreshnessLabel.LONG_AGO)
    return Freshness(score, FreshnessLabel.HIDDEN)
