"""The board of what plays here: every need in one column, by where it stands and what it waits for."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.needs.choices import NeedState
from buurtnet.needs.models import Evidence, PolicySignal, SharedNeed
from buurtnet.needs.models.policy import WAITING
from buurtnet.needs.sharing import ENDED

LATELY: Final = dt.timedelta(days=30)
ENDED_SHOWN: Final = dt.timedelta(days=365)
MOST_ON_BOARD: Final = 500
MOST_IN_COLUMN: Final = 8  # beside the others; alone a column shows all
MONTHS: Final = 12
NEW, GROWS, TAKEN, WAITS, MET = "nieuw", "groeit", "opgepakt", "wacht", "opgelost"
# Each column with its heading and what stands in it.
COLUMNS: Final[tuple[tuple[str, str | Promise, str | Promise, str], ...]] = (
    (NEW, _("Nieuw"), _("Pas samen opgepakt of weer terug."), "bookmark"),
    (GROWS, _("Groeit"), _("Er komt nog bij."), "leaf"),
    (TAKEN, _("Opgepakt"), _("Er is een trekker, en er is een dag afgesproken."), "handshake"),
    (WAITS, _("Wacht"), _("Wacht op een trekker, een dag of een antwoord."), "clock-alert"),
    (MET, _("Opgelost of gestopt"), _("Van het afgelopen jaar."), "circle-check"),
)


@dataclass(frozen=True)
class Column:
    name: str
    heading: str | Promise
    about: str | Promise
    icon: str
    needs: list[SharedNeed] = field(default_factory=list)

    @property
    def first(self) -> list[SharedNeed]:
        return self.needs[:MOST_IN_COLUMN]


def board_of(network: Network, now: dt.datetime, area: int | None = None) -> list[Column]:
    """The columns in their order, each with its needs, the one that changed last first. Six queries, always.

    Each need has ``total`` and ``lately``: how much points to it, and how much of that came in the last 30 days;
    and ``awaits_reply``: whether a signal to policy about it waits for an answer.
    """
    columns = {name: Column(name, heading, about, icon) for name, heading, about, icon in COLUMNS}
    today = timezone.localdate(now)
    waiting = set(PolicySignal.objects.filter(network=network, state__in=WAITING).values_list("needs", flat=True))
    for need in with_counts(rows_for(network, now, area), today)[:MOST_ON_BOARD]:
        need.awaits_reply = need.pk in waiting  # type: ignore[attr-defined]  # for the card, as the counts
        columns[column_of(need, today)].needs.append(need)
    return list(columns.values())


def rows_for(network: Network, now: dt.datetime, area: int | None) -> "QuerySet[SharedNeed]":
    rows = SharedNeed.objects.in_network(network).filter(merged_into=None)
    rows = rows.exclude(state__in=ENDED, changed_at__lt=now - ENDED_SHOWN).select_related("owner")
    if area is not None:
        rows = rows.filter(areas=area)
    return rows.prefetch_related("themes", "areas").order_by("-changed_at", "pk")


def with_counts(rows: "QuerySet[SharedNeed]", today: dt.date) -> "QuerySet[SharedNeed]":
    """Counted apart for each need, through the index, so that one large need makes no other slow."""
    mine = Evidence.objects.filter(need=OuterRef("pk")).order_by().values("need")
    lately = mine.filter(counted_on__gte=today - LATELY)
    return rows.annotate(total=number_of(mine), lately=number_of(lately))


def number_of(rows: "QuerySet[Evidence, Any]") -> Coalesce:
    counted = rows.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def column_of(need: SharedNeed, today: dt.date) -> str:
    """A need with ``lately`` and ``awaits_reply``, as ``board_of`` gives it."""
    if need.state in ENDED:
        return MET
    if getattr(need, "awaits_reply", False):
        return WAITS
    if need.state == NeedState.IN_ACTION:
        is_held = need.owner_id is not None and need.due_on is not None and need.due_on >= today
        return TAKEN if is_held else WAITS
    if need.state == NeedState.RECOGNIZED:
        return WAITS  # for someone to take it up
    is_new = timezone.localdate(need.created_at) > today - LATELY or need.state == NeedState.RETURNED
    if is_new:
        return NEW
    return GROWS if getattr(need, "lately", 0) else WAITS


@dataclass(frozen=True)
class Bar:
    """One row of a chart that is a table: a label, a number, and its part of the longest (0 to 100)."""

    label: object
    number: int
    percent: int


def over_time(need: SharedNeed, today: dt.date) -> list[Bar]:
    """How much points to it in each of the last twelve months; true numbers, for a working list."""
    first = months_before(today, MONTHS - 1)
    rows = need.evidence.filter(counted_on__gte=first).annotate(month=TruncMonth("counted_on"))
    found = {one["month"]: one["number"] for one in rows.order_by().values("month").annotate(number=Count("pk"))}
    months = [months_before(today, back) for back in range(MONTHS - 1, -1, -1)]
    return bars([(month, found.get(month, 0)) for month in months])


def over_places(need: SharedNeed) -> list[Bar]:
    """How much points to it by area, the most first; without an area last."""
    rows = need.evidence.order_by().values(name=F("area__name")).annotate(number=Count("pk"))
    found = [(one["name"] or _("niet bekend waar"), one["number"], one["name"] is None) for one in rows]
    found.sort(key=lambda one: (one[2], -one[1], str(one[0])))
    return bars([(name, number) for name, number, _unknown in found])


def bars(rows: list[tuple[object, int]]) -> list[Bar]:
    longest = max((number for _label, number in rows), default=0) or 1
    return [Bar(label, number, round(100 * number / longest)) for label, number in rows]


def months_before(day: dt.date, back: int) -> dt.date:
    """The first day of the month so many months before that of ``day``."""
    months = day.year * 12 + day.month - 1 - back
    return dt.date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class Sorts:
    """How much of each sort points to a need."""

    questions: int
    signals: int
    missing: int
    rounds: int


def sorts_of(need: SharedNeed) -> Sorts:
    """Rows whose question or signal is erased altogether count in none of them, and still in the whole."""
    found = need.evidence.aggregate(
        questions=Count("question"), signals=Count("signal"), missing=Count("missing_offer"), rounds=Count("round")
    )
    return Sorts(**found)
