"""What was searched in a network, for its director: true counts, of texts that enough searches share.

A text counts as shown from ``IN_A_NETWORK`` searches in ``DAYS`` days in the network, and of one neighbourhood from
``IN_A_NEIGHBOURHOOD`` there (design: privacy, rule 7). What stays below is never kept in words, and its count goes
after ``DAYS`` days.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.directory.access import today_in
from buurtnet.wording.models import LeftAlone, SearchCount
from buurtnet.wording.models.searches import DAYS, IN_A_NETWORK, monday_of

IN_A_NEIGHBOURHOOD = 10
DANGER_LEAST = 20  # searches with words of one kind of danger
BATCH = 500


class Shown(StrEnum):
    """Which list: what had no result, what was searched most, what people said no to."""

    WITHOUT = "niets"
    MOST = "meest"
    NO = "nee"


@dataclass(frozen=True)
class Totals:
    """Of all searches in these days, those too few to show as well."""

    times: int
    without_result: int
    yes: int
    no: int


def searched(network: Network, shown: Shown, area: Area | None = None, *, left: bool = False) -> "QuerySet[Any, Any]":
    """Texts with their counts as dictionaries, most first. ``left``: those the director left alone, only these."""
    least = IN_A_NEIGHBOURHOOD if area else IN_A_NETWORK
    alone = LeftAlone.objects.filter(network=network).values("text")
    rows = _lately(network, area).exclude(text="")
    rows = rows.filter(text__in=alone) if left else rows.exclude(text__in=alone)
    found = rows.order_by().values("text").annotate(
        searches=Sum("times"), empty=Sum("without_result"), yes=Sum("answered_yes"), no=Sum("answered_no"),
        other=Sum("no_other"), far=Sum("no_far"), full=Sum("no_full"), unclear=Sum("no_unclear"),
    )  # fmt: skip
    found = found.filter(searches__gte=least)
    if shown == Shown.WITHOUT:
        return found.filter(empty__gte=least).order_by("-empty", "text")
    if shown == Shown.NO:
        return found.filter(no__gte=1).order_by("-no", "text")
    return found.order_by("-searches", "text")


def may_be_shown(network: Network, text: str) -> bool:
    """Whether so many searched this that it stands on the list."""
    total = _lately(network, None).filter(text=text).aggregate(all=Sum("times"))["all"]
    return (total or 0) >= IN_A_NETWORK


def totals_of(network: Network, area: Area | None = None) -> Totals:
    found = _lately(network, area).aggregate(
        times=Coalesce(Sum("times"), 0), without=Coalesce(Sum("without_result"), 0),
        yes=Coalesce(Sum("answered_yes"), 0), no=Coalesce(Sum("answered_no"), 0),
    )  # fmt: skip
    return Totals(found["times"], found["without"], found["yes"], found["no"])


def dangers_of(network: Network) -> list[tuple[str, int]]:
    """How often words of each kind of danger were searched, when often enough to point at nobody; never what."""
    rows = _lately(network, None).exclude(danger="").order_by().values_list("danger").annotate(all=Sum("times"))
    return [(kind, count) for kind, count in rows.order_by("-all", "danger") if count >= DANGER_LEAST]


def forget_rare(now: dt.datetime | None = None) -> int:
    """Let texts go that too few searched in ``DAYS`` days. Returns how many rows went."""
    day = timezone.localdate(now)
    old, gone = monday_of(day - dt.timedelta(days=DAYS)), 0
    same = SearchCount.objects.filter(network=OuterRef("network"), mark=OuterRef("mark"))
    # As many as a director could have seen together with it: those of the weeks on either side.
    same = same.filter(week__gt=OuterRef("week") - dt.timedelta(days=DAYS))
    same = same.filter(week__lt=OuterRef("week") + dt.timedelta(days=DAYS))
    total = same.order_by().values("mark").annotate(all=Sum("times")).values("all")
    rare = SearchCount.objects.filter(week__lt=old).exclude(mark="").annotate(all=Subquery(total))
    rare = rare.filter(Q(all__lt=IN_A_NETWORK) | Q(all=None))
    while keys := list(rare.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            gone += SearchCount.objects.filter(pk__in=keys).delete()[0]
    return gone


def _lately(network: Network, area: Area | None) -> QuerySet[SearchCount]:
    since = monday_of(today_in(network) - dt.timedelta(days=DAYS))
    rows = SearchCount.objects.filter(network=network, week__gte=since)
    return rows.filter(area=area) if area else rows
