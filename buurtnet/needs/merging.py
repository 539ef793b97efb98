"""Two needs that are one, and one that is two. All links go along, and nothing is kept longer for it."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from buurtnet.needs.choices import OPEN_NEEDS
from buurtnet.needs.models import Evidence, SharedNeed
from buurtnet.needs.moving import change, refuse, step
from buurtnet.needs.sharing import ChangedMeanwhileError, Items, Written, start
from buurtnet.people.acting import By

type Part = tuple[str | None, int | None]  # the theme and the area that some evidence has in common


@transaction.atomic
def merge(need: SharedNeed, into: SharedNeed, *, seen: int, by: By) -> SharedNeed:
    """``need`` becomes part of ``into``, and its page leads there. Returns ``into``.

    Raises ``ChangedMeanwhileError``, and ``NotNowError`` when one of them is no open need of this network any more.
    """
    need, into = both(need, into, by)
    if need.pk == into.pk or need.network_id != into.network_id or into.state not in OPEN_NEEDS:
        refuse(need, "merged", by)
    if need.version != seen:
        raise ChangedMeanwhileError
    move_evidence(need, into, Q())
    need.evidence.all().delete()  # what is left pointed to both
    into.policy_signals.add(*need.policy_signals.all())
    need.policy_signals.clear()
    for name in ("themes", "areas", "partners", "services"):
        getattr(into, name).add(*getattr(need, name).all())
    into.functions = sorted({*into.functions, *need.functions})
    SharedNeed.objects.filter(merged_into=need).update(merged_into=into)
    need.merged_into = into
    change(need, ["merged_into"])
    change(into, ["functions"])
    step(need, "merged", by, note=into.title)
    step(into, "merged", by, note=need.title)
    return into


@transaction.atomic
def split(need: SharedNeed, title: str, parts: Collection[Part], *, seen: int, by: By) -> SharedNeed:
    """A new need with the evidence of these themes and areas; it keeps the signals to policy and the partners too.

    Raises ``ChangedMeanwhileError``; ``NotNowError`` when nothing would move, or nothing would stay.
    """
    need, _same = both(need, need, by)
    if need.version != seen:
        raise ChangedMeanwhileError
    chosen = Q(pk__in=[])
    for theme, area in parts:
        chosen |= Q(theme=theme, area=area)
    moving, total = need.evidence.filter(chosen).count(), need.evidence.count()
    if not 0 < moving < total:
        refuse(need, "split", by)
    rows = list(need.evidence.filter(chosen).select_related("theme", "area"))
    said = Written(
        title=title, partners=list(need.partners.all()),
        themes=list({one.theme_id: one.theme for one in rows if one.theme}.values()),
        areas=list({one.area_id: one.area for one in rows if one.area}.values()),
    )  # fmt: skip
    made = start(need.network, said, Items(), by=by, split_from=need)
    move_evidence(need, made, chosen)
    made.policy_signals.set(need.policy_signals.all())
    change(need, [])
    step(need, "split", by, note=made.title)
    step(made, "split", by, note=need.title)
    return made


def both(first: SharedNeed, second: SharedNeed, by: By) -> tuple[SharedNeed, SharedNeed]:
    """Behind their locks, always in the same order, so that two who merge them crosswise wait in line."""
    rows = SharedNeed.objects.select_for_update(of=("self",)).filter(pk__in=[first.pk, second.pk], merged_into=None)
    found = {one.pk: one for one in rows.order_by("pk")}
    if first.pk not in found or second.pk not in found:
        refuse(first, "merged", by)
    return found[first.pk], found[second.pk]


def move_evidence(need: SharedNeed, to: SharedNeed, chosen: Q) -> None:
    """All that is chosen, but what points there already."""
    there = Evidence.objects.filter(need=to)
    mine = Evidence.objects.filter(chosen, need=need)
    for name in ("missing_offer", "round"):
        known = list(there.exclude(**{name: None}).values_list(name, flat=True))
        mine = mine.exclude(**{f"{name}__in": known}) if known else mine
    mine.update(need=to)
