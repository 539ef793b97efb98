"""What the pages of upkeep show of services: as their card says it, with what was asked or is to be called."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from buurtnet.areas.models import Network
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import ServiceCard, card_of
from buurtnet.directory.models import Service
from buurtnet.directory.pages import PhoneLine, phones_of
from buurtnet.directory.viewpoint import viewpoint_of
from buurtnet.upkeep.choices import MOST_MISSED
from buurtnet.upkeep.doubting import dead_links
from buurtnet.upkeep.models import Answer, Call, Request, RequestItem


@dataclass(frozen=True)
class ItemLine:
    """A service on the page of a link. ``answer`` is None while nobody answered; ``dead_link`` does not work."""

    item: RequestItem
    card: ServiceCard
    is_waiting: bool
    answer: Answer | None
    dead_link: str = ""


@dataclass(frozen=True)
class CallLine:
    """A service on the call list."""

    call: Call
    card: ServiceCard
    phones: list[PhoneLine]
    email: str
    dead_link: str = ""

    @property
    def is_often_missed(self) -> bool:
        return self.call.missed >= MOST_MISSED


def item_lines(request: HttpRequest, asked: Request) -> list[ItemLine]:
    """The services of a request, those that wait first; a number of queries that does not grow with them."""
    items = list(asked.items.select_related("network", "answer").order_by("service__name", "pk"))
    waiting = set(asked.items.waiting().values_list("pk", flat=True))
    of_network: dict[Network, list[UUID]] = defaultdict(list)
    for item in items:
        of_network[item.network].append(item.service_id)
    cards: dict[UUID, ServiceCard] = {}
    for network, ids in of_network.items():
        view = viewpoint_of(request, network)
        cards |= {one.pk: card_of(one, view) for one in services_for_cards(ids)}
    dead = dead_links(cards)
    lines = [
        ItemLine(
            item, cards[item.service_id], item.pk in waiting, getattr(item, "answer", None),
            dead.get(item.service_id, ""),
        )
        for item in items
        if item.service_id in cards
    ]  # fmt: skip
    return sorted(lines, key=lambda line: not line.is_waiting)


def call_lines(request: HttpRequest, calls: Sequence[Call], network: Network) -> list[CallLine]:
    """The same for the call list, in the order of the calls."""
    view = viewpoint_of(request, network)
    found = by_key(services_for_cards([call.service_id for call in calls]))
    dead = dead_links(found)
    return [
        CallLine(
            call, card_of(service, view), phones_of(service, network.country),
            service.email or (service.organization.email if service.organization else ""),
            dead.get(call.service_id, ""),
        )
        for call in calls
        if (service := found.get(call.service_id))
    ]  # fmt: skip


def by_key(services: Iterable[Service]) -> dict[UUID, Service]:
    return {one.pk: one for one in services}
