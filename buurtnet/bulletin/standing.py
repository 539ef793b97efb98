"""Whether what an edition tells is still so: an activity may be off or moved, a story taken down, an entry gone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import override

from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.finding import for_cards
from buurtnet.agenda.models import ActivityDate, Story
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.bulletin.gathering import facts_of
from buurtnet.bulletin.models import EditionItem
from buurtnet.directory.access import shown_services_in
from buurtnet.directory.cards import Viewpoint
from buurtnet.questions.access import published_in

FACTS: Final = ("title", "text", "when", "where", "address")  # of a date: what can change until an edition goes
ROOMS: Final = {"date": Room.AGENDA, "story": Room.AGENDA, "asked": Room.QUESTION}


def over_in(network: Network, items: Iterable[EditionItem], now: dt.datetime | None = None) -> set[UUID]:
    """The ids of the items that are no longer so; one query for each kind. What someone wrote here stays.

    ``now``: dates that are over by then are no longer so either; without it they stay, as on a page about last week.
    """
    made_of: defaultdict[str, dict[str, UUID]] = defaultdict(dict)
    for item in items:
        kind, _colon, key = item.of.partition(":")
        if key:
            made_of[kind][key] = item.pk
    over: set[UUID] = set()
    for kind, keys in made_of.items():
        rows = there(kind, network).filter(pk__in=list(keys))
        if kind == "date" and now:
            rows = rows.filter(ends_at__gt=now)
        known = {str(pk) for pk in rows.values_list("pk", flat=True)}
        over |= {item for key, item in keys.items() if key not in known}
    return over


def forget_gone_stories() -> int:
    """A daily job: good news whose story is there no more also goes out of the newsletters. Returns how many."""
    told = EditionItem.objects.filter(of__startswith="story:")
    keys = {of.partition(":")[2] for of in told.values_list("of", flat=True).distinct()}
    known = {str(pk) for pk in Story.objects.filter(pk__in=keys).values_list("pk", flat=True)}
    gone, _per_model = told.filter(of__in=[f"story:{key}" for key in keys - known]).delete()
    return gone


def there(kind: str, network: Network) -> QuerySet[Any]:
    """What of a kind may be told now; nothing of a room that was switched off."""
    if kind in ROOMS and not network.has(ROOMS[kind]):
        return EditionItem.objects.none()
    if kind == "date":
        live = ActivityDate.objects.filter(network=network, activity__state=ActivityState.LIVE)
        return live.exclude(state=DateState.CANCELLED)
    if kind == "story":
        return Story.objects.shown_in(network).filter(activity__state=ActivityState.LIVE)
    return shown_services_in(network) if kind == "service" else published_in(network)


def freshened(items: Iterable[EditionItem], view: Viewpoint) -> list[EditionItem]:
    """Those of the items whose date has other facts by now, with these facts, not saved. One query."""
    of_dates = {item.of.removeprefix("date:"): item for item in items if item.of.startswith("date:")}
    if not of_dates:
        return []
    changed = []
    dates = for_cards(ActivityDate.objects.filter(network=view.network, pk__in=list(of_dates)))
    with override(view.network.locale):
        for date in dates:
            item, facts = of_dates[str(date.pk)], facts_of(date, view)
            if any(getattr(item, name) != facts[name] for name in FACTS):
                for name in FACTS:
                    setattr(item, name, facts[name])
                changed.append(item)
    return changed
