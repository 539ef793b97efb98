"""What waits for someone about money: a payment to let go, to ready or to pay, and what became of it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.budget.access import KNOWN
from buurtnet.budget.choices import Lane, PotTask
from buurtnet.budget.looking_back import to_look_at
from buurtnet.budget.models import Lanes, Pot, PotPerson
from buurtnet.budget.waiting_money import MOST, open_files, promised_in, to_hand_over, to_put_in_file, to_release
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.models import Person

SOON: Final = dt.timedelta(days=2)  # a payment that was asked is let go by then


def paying_items(person: Person, now: dt.datetime) -> list[Item]:
    """One line a kind and network, however much waits; for who looks after a pot."""
    held = roles_of(person).filter(role__in=KNOWN, network__isnull=False).values("network")
    mine = PotPerson.objects.filter(person=person, pot__network__in=held).select_related("pot__network")
    here = [one for one in mine if one.pot.network.has(Room.BUDGET)]
    pots = {one.pot.pk: one.pot for one in here}
    if not pots:
        return []
    kept = [one.pot for one in here if one.task == PotTask.KEEPER]
    networks = {one.network_id: one.network for one in pots.values()}
    found = [
        *_to_release(person, pots.values()), *_to_ready(pots.values()), *_to_pay(pots.values()), *_to_look_at(kept),
    ]  # fmt: skip
    first: dict[tuple[int, str], Item] = {}
    for network, item in sorted(found, key=lambda one: one[1].since):
        first.setdefault((network, item.title), _at(networks[network], item))
    return list(first.values())


def _at(network: Network, item: Item) -> Item:
    url = item.url or reverse("budget:pot_list", args=[network.slug])
    return Item(item.since, item.title, url, item.icon, item.due, network.name)


def _to_release(person: Person, pots: Iterable[Pot]) -> Iterator[tuple[int, Item]]:
    said = _("Een betaling wacht op jouw ja")
    for one in to_release(person, pots)[:MOST]:
        yield one.pot.network_id, Item(one.asked_at, said, "", "coins", one.asked_at + SOON)


def _to_ready(pots: Iterable[Pot]) -> Iterator[tuple[int, Item]]:
    """Of money that was promised within some days, until when."""
    said = _("Zet een betaling klaar voor een idee")
    ready = [one.idea for one in promised_in(pots).to_ready]
    networks = {one.network_id for one in ready}
    agreed = dict(Lanes.objects.filter(network__in=networks).values_list("network", "direct_money_days"))
    for one in ready:
        since = one.answered_at or one.told_at_first
        days = agreed.get(one.network_id, Lanes().direct_money_days)
        due = (one.submitted_at or since) + dt.timedelta(days=days) if one.lane == Lane.DIRECT else None
        yield one.network_id, Item(since, said, "", "coins", due)


def _to_pay(pots: Iterable[Pot]) -> Iterator[tuple[int, Item]]:
    said = _("Er is geld om te betalen")
    listed = [one for rows in to_put_in_file(pots).values() for one in rows]
    for one in [*listed, *to_hand_over(pots)[:MOST]]:
        if one.released_at:
            yield one.pot.network_id, Item(one.released_at, said, "", "coins")
    for file in open_files(pots)[:MOST]:
        yield file.pot.network_id, Item(file.made_at, said, "", "coins")


def _to_look_at(pots: Iterable[Pot]) -> Iterator[tuple[int, Item]]:
    said = _("Kijk even wat een idee werd")
    for one in to_look_at(*pots)[:MOST]:
        url = reverse("budget:pay_look", args=[one.network.slug, one.pk])
        yield one.network_id, Item(one.ended_at or one.told_at_first, said, url, "eye")
