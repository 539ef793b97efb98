"""Where a line of the agenda leads to: the page of what it is about."""

from collections.abc import Iterable

from django.urls import reverse

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.meetings.choices import ItemSource
from buurtnet.meetings.models import AgendaItem

PAGES = {
    ItemSource.ACTION: ("meetings:action", "meetings:action_list", Room.MEETINGS),
    ItemSource.POINT: ("meetings:point", "meetings:point_list", Room.MEETINGS),
    ItemSource.DECISION: ("meetings:decision", "meetings:decision_list", Room.MEETINGS),
    ItemSource.OBSTACLE: ("meetings:obstacle", "meetings:obstacle_list", Room.MEETINGS),
    ItemSource.NEED: ("needs:need", "needs:board", Room.NEEDS),
    ItemSource.POLICY: ("needs:policy", "needs:policy_list", Room.NEEDS),
    ItemSource.UPKEEP: ("", "upkeep:call_list", Room.MAP),
}


def links_of(network: Network | None, items: Iterable[AgendaItem]) -> dict[tuple[str, str], str]:
    """By source and id: the address of each, seen from ``network``; nothing for what was typed."""
    found: dict[tuple[str, str], str] = {}
    for one in items:
        pages = PAGES.get(ItemSource(one.source))
        if pages is None or network is None or not network.has(pages[2]):
            continue
        page, whole, _room = pages
        is_one = page and len(one.source_id) == len("00000000-0000-0000-0000-000000000000")
        args = [network.slug, one.source_id] if is_one else [network.slug]
        found[one.source, one.source_id] = reverse(page if is_one else whole, args=args)
    return found
