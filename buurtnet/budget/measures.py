"""How fast and how fair: public figures about money for ideas, of the last twelve whole months.

Nothing is shown that is about fewer than ten ideas. What says something of people (who asks for the first time,
where they live) follows the rule for small numbers of ``privacy``: rounded to five, and hidden with what would give
it away.
"""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.budget.access import lanes_of
from buurtnet.budget.choices import IdeaState, Lane
from buurtnet.budget.models import Idea
from buurtnet.privacy.small_numbers import FEW, LEAST, NOT_SHOWN, Shown, percent_of, rounded

MONTHS: Final = 12
REASONS: Final = 10  # of the newest refusals
GOT_MONEY: Final = (IdeaState.PAID, IdeaState.DONE, IdeaState.DONE_OTHERWISE, IdeaState.TOLD, IdeaState.RETURNED)


@dataclass(frozen=True)
class LaneFigures:
    """One lane. Days are medians, with how many were promised (0 where nothing is); ``None`` or a mark: too few.

    ``first_percent``: of those who asked, for how many it was the first time.
    """

    lane: Lane
    asked: Shown
    answer_days: int | None
    answer_promised: int
    money_days: int | None
    money_promised: int
    first: Shown
    first_percent: int | None
    refused: Shown


@dataclass(frozen=True)
class AreaFigure:
    """Ideas that got money, of one neighbourhood."""

    name: str
    granted: Shown


@dataclass(frozen=True)
class Figures:
    """``since`` up to and without ``until``; both the first day of a month. ``reasons``: why ideas got no money."""

    since: dt.date
    until: dt.date
    lanes: Sequence[LaneFigures]
    areas: Sequence[AreaFigure]
    reasons: Sequence[str]

    @property
    def has_any(self) -> bool:
        return any(isinstance(one.asked, int) for one in self.lanes)


def figures(network: Network, today: dt.date) -> Figures:
    """Of what was asked in the twelve months before this one; ``today`` as it is in the network."""
    until = today.replace(day=1)
    since = until.replace(year=until.year - 1)
    rows = Idea.objects.filter(network=network, let_in_at__isnull=False).filter(
        Q(submitted_at__gte=_begin(since), submitted_at__lt=_begin(until))
    )
    found = list(
        rows.only(
            "lane", "state", "area", "submitted_at", "answered_at", "paid_at", "granted", "is_first", "why_not"
        ).order_by("answered_at", "pk")
    )  # fmt: skip
    agreed = lanes_of(network)
    promised = {
        Lane.DIRECT: (agreed.direct_answer_days, agreed.direct_money_days), Lane.PANEL: (agreed.panel_answer_days, 0),
    }  # fmt: skip
    lanes = [_of_lane(lane, [one for one in found if one.lane == lane], *promised.get(lane, (0, 0))) for lane in Lane]
    names = {one.pk: one.name for one in neighbourhoods_of(network)}
    refused = [one.why_not for one in found if one.state == IdeaState.REFUSED and one.why_not]
    return Figures(
        since, until, lanes, _spread([one for one in found if one.granted], names),
        refused[::-1][:REASONS] if len(refused) >= LEAST else [],
    )  # fmt: skip


def _begin(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time()).astimezone()


def _of_lane(lane: Lane, rows: Sequence[Idea], answer_promised: int, money_promised: int) -> LaneFigures:
    first = sum(one.is_first for one in rows)
    asked, newcomers = few(len(rows)), _of_two(first, len(rows))
    voted = lane == Lane.VOTE  # asked and answered on the day of the result
    return LaneFigures(
        lane=lane, asked=asked, answer_promised=answer_promised, money_promised=money_promised,
        answer_days=None if voted else _median((one.submitted_at, one.answered_at) for one in rows),
        money_days=_median((one.submitted_at, one.paid_at) for one in rows),
        first=newcomers, first_percent=percent_of(newcomers, asked),
        refused=few(sum(one.state == IdeaState.REFUSED for one in rows)),
    )  # fmt: skip


def few(count: int) -> Shown:
    """A number of ideas as it is shown."""
    return rounded(count) if count >= LEAST else FEW


def _of_two(part: int, whole: int) -> Shown:
    """One of two parts of a number that is shown itself: hidden too when the other part is small."""
    return rounded(part) if min(part, whole - part) >= LEAST else NOT_SHOWN


def _median(pairs: Iterable[tuple[dt.datetime | None, dt.datetime | None]]) -> int | None:
    """Whole days from the one to the other, of at least ten; a day that was begun counts."""
    days = [-(-(after - before) // dt.timedelta(days=1)) for before, after in pairs if before and after]
    return int(statistics.median_high(days)) if len(days) >= LEAST else None


def _spread(rows: Sequence[Idea], names: dict[Any, str]) -> list[AreaFigure]:
    """By neighbourhood. Where one is hidden, the next smallest is too, so that nobody takes it from the sum."""
    counts = Counter(dict.fromkeys(names, 0)) + Counter(one.area_id for one in rows if one.area_id in names)
    shown = {pk: count for pk, count in counts.items() if count >= LEAST}
    if len(shown) == len(names) - 1 and shown:
        del shown[min(shown, key=lambda pk: (shown[pk], names[pk]))]
    if not shown:
        return []
    return [AreaFigure(name, rounded(shown[pk]) if pk in shown else NOT_SHOWN) for pk, name in names.items()]


def as_data(found: Figures) -> dict[str, Any]:
    """The same for machines; what is too small to tell is null."""
    return {
        "since": found.since.isoformat(), "until": found.until.isoformat(), "least": LEAST,
        "lanes": [
            {
                "lane": one.lane.value, "asked": _number(one.asked), "median_days_to_answer": one.answer_days,
                "promised_days_to_answer": one.answer_promised or None, "median_days_to_money": one.money_days,
                "promised_days_to_money": one.money_promised or None, "first_time": _number(one.first),
                "refused": _number(one.refused),
            }
            for one in found.lanes
        ],
        "neighbourhoods": [{"name": one.name, "granted": _number(one.granted)} for one in found.areas],
        "reasons_for_refusal": list(found.reasons),
    }  # fmt: skip


def _number(shown: Shown) -> int | None:
    return shown if isinstance(shown, int) else None


def as_rows(found: Figures) -> list[list[str]]:
    """The same as a table: what, of which lane or neighbourhood, and the figure as it is shown."""
    rows = [[_("wat"), _("waarvan"), _("getal")]]
    for one in found.lanes:
        name = str(one.lane.label)
        rows += [
            [_("ideeën die geld vroegen"), name, str(one.asked)],
            [_("dagen tot een antwoord, de middelste"), name, _text(one.answer_days)],
            [_("dagen tot het geld, de middelste"), name, _text(one.money_days)],
            [_("vroeg hier voor het eerst"), name, str(one.first)],
            [_("kreeg geen geld"), name, str(one.refused)],
        ]
    rows += [[_("ideeën die geld kregen"), one.name, str(one.granted)] for one in found.areas]
    return rows


def _text(number: int | None) -> str:
    return NOT_SHOWN if number is None else str(number)
