"""What waits for someone in this room: a playbook to take over, one that nobody pulls, an example to read."""

import datetime as dt
from typing import Final

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.choices import PARTNERS
from buurtnet.people.models import Person
from buurtnet.practices.access import KEEPERS, without_owner
from buurtnet.practices.choices import PracticeState
from buurtnet.practices.handing_over import address_of, open_offers
from buurtnet.practices.models import GoodPractice

ICON: Final = "list"


def items(person: Person, now: dt.datetime) -> list[Item]:
    """In a number of queries that grows with the networks of someone and not with what waits."""
    roles = [one for one in roles_of(person) if one.network and one.network.has(Room.PRACTICES)]
    reads = {one.network.pk: one.network for one in roles if one.network and one.role in PARTNERS}
    keeps = {one.network.pk: one.network for one in roles if one.network and one.role in KEEPERS}
    return [*offers(person), *to_read(person, list(reads.values())), *unowned(list(keeps.values()), now)]


def offers(person: Person) -> list[Item]:
    return [
        Item(
            one.offered_at, _("Iemand vraagt je om een draaiboek over te nemen"), address_of(one), "handshake", None,
            one.playbook.network.name,
        )
        for one in open_offers(person) if one.playbook.network.has(Room.PRACTICES)
    ]  # fmt: skip


def to_read(person: Person, networks: list[Network]) -> list[Item]:
    """Examples of others that wait for a second reader, one line for each network."""
    if not networks:
        return []
    rows = GoodPractice.objects.filter(network__in=networks, state=PracticeState.DRAFT)
    by_others = rows.filter(~Q(written_by=person) | Q(written_by=None))
    counted = by_others.order_by().values("network").annotate(number=Count("pk"), since=Min("changed_at"))
    found = {one["network"]: one["since"] for one in counted}
    return [
        Item(
            found[one.pk], _("Een goed voorbeeld wacht op een tweede lezer"),
            reverse("practices:practice_list", args=[one.slug]), "file-text", None, one.name,
        )
        for one in networks if one.pk in found
    ]  # fmt: skip


def unowned(networks: list[Network], now: dt.datetime) -> list[Item]:
    """Playbooks that nobody pulls any more, for who keeps the network."""
    return [
        Item(
            now, _("Een draaiboek zoekt een trekker"),
            f"{reverse('practices:playbook_list', args=[one.slug])}?trekker=geen", ICON, None, one.name,
        )
        for one in networks if without_owner(one).exists()
    ]  # fmt: skip
