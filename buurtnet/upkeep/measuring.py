"""How much of a network's map was confirmed within six months: counted each day, kept by the month."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.directory.access import services_in
from buurtnet.directory.models import ServiceReach
from buurtnet.themes.choices import EssentialFunction
from buurtnet.upkeep.models import Snapshot

HALF_A_YEAR = dt.timedelta(days=183)
MONTHS_SHOWN = 12

type Place = tuple[int | None, int | None]  # an area, or a function, or neither: the whole


@dataclass(frozen=True)
class Row:
    """One line of the dashboard. ``before``: the oldest of the months before it, half a year back at most."""

    name: str
    key: str
    now: Snapshot
    before: Snapshot | None
    is_chosen: bool


@dataclass(frozen=True)
class Standing:
    """Everything the dashboard shows of how much was confirmed, newest month first in ``months``."""

    whole: Snapshot | None
    name: str
    months: list[Snapshot]
    areas: list[Row]
    functions: list[Row]


@transaction.atomic
def count_now(network: Network, on: dt.date) -> None:
    """Write the snapshots of this month as they are today; a month that is over keeps its last day.

    What is hidden for its age counts too: else a map on which nothing is confirmed would look fresh.
    """
    Snapshot.objects.filter(network=network, month=on.replace(day=1)).update(total=0, confirmed=0)
    since = on - HALF_A_YEAR
    near = {area.pk: area for area in network_areas(network).neighbourhoods}
    # Counted here and not by the database: with the rules of who is shown inside, its count by area took as long for
    # each area as for all of them wherever it did not know yet how large its tables are.
    shown = {
        pk: (assured is not None and assured >= since, function)
        for pk, assured, function in services_in(network).shown().values_list("pk", "assured_date", "function")
    }
    total, confirmed = Counter[Place](), Counter[Place]()
    for is_fresh, function in shown.values():
        parts: tuple[int | None, ...] = (None, function) if function else (None,)
        for part in parts:
            total[None, part] += 1
            confirmed[None, part] += is_fresh
    reaches = ServiceReach.objects.filter(area__in=near).values_list("area", "service").distinct()
    for area, service in reaches.iterator():
        if service in shown:
            total[area, None] += 1
            confirmed[area, None] += shown[service][0]
    keep(network, on, total[None, None], confirmed[None, None])
    for place, number in total.items():
        where, kind = place
        if where or kind:
            here = near[where] if where else None
            keep(network, on, number, confirmed[place], area=here, function=kind)


def keep(
    network: Network,
    on: dt.date,
    total: int,
    confirmed: int,
    *,
    area: Area | None = None,
    function: int | None = None,
) -> None:
    Snapshot.objects.update_or_create(
        network=network, month=on.replace(day=1), area=area, function=function,
        defaults={"total": total, "confirmed": confirmed},
    )  # fmt: skip


def newest_of(network: Network) -> Snapshot | None:
    """How the whole of a network stands, as it was last counted."""
    return Snapshot.objects.filter(network=network, area=None, function=None).order_by("-month").first()


def standing(network: Network, chosen: str) -> Standing:
    """The newest snapshots of a network, and the months of what was chosen (``buurt-7``, ``functie-3``, or all)."""
    kept = Snapshot.objects.filter(network=network)
    last = kept.order_by("-month").values_list("month", flat=True).first()
    since = last.replace(year=last.year - 1) if last else dt.date.min
    rows = list(kept.filter(month__gt=since).select_related("area").order_by("-month"))
    names = {f"functie-{one.value}": str(one.label) for one in EssentialFunction}
    names |= {f"buurt-{row.area_id}": row.area.name for row in rows if row.area}
    by_key: dict[str, list[Snapshot]] = {}
    for row in rows:
        by_key.setdefault(key_of(row), []).append(row)
    newest = rows[0].month if rows else None
    lines = [
        Row(names[key], key, found[0], before_of(found), key == chosen)
        for key, found in by_key.items()
        if key and found[0].month == newest
    ]
    chosen = chosen if chosen in by_key else ""
    return Standing(
        whole=next(iter(by_key.get("", [])), None),
        name=names.get(chosen, ""),
        months=by_key.get(chosen, [])[:MONTHS_SHOWN],
        areas=sorted((one for one in lines if one.now.area_id), key=lambda one: one.name.casefold()),
        functions=sorted((one for one in lines if one.now.function), key=lambda one: one.now.function or 0),
    )


def key_of(row: Snapshot) -> str:
    if row.area_id:
        return f"buurt-{row.area_id}"
    return f"functie-{row.function}" if row.function else ""


def before_of(newest_first: Sequence[Snapshot]) -> Snapshot | None:
    """The snapshot of half a year ago, or the oldest since; None when there is only one month."""
    earlier = [row for row in newest_first[1:7] if row.percent is not None]
    return earlier[-1] if earlier else None
