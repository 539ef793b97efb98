"""What waits for someone in this room: needs to look back on, proposals, signals, and answers to policy."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.today import Item
from buurtnet.needs.access import KEEPERS
from buurtnet.needs.choices import OPEN_NEEDS
from buurtnet.needs.models import SharedNeed, Signal
from buurtnet.needs.policy_measures import policy_items
from buurtnet.needs.proposing import counts_of
from buurtnet.needs.rounds import round_items
from buurtnet.needs.signal_desk import WAITING
from buurtnet.people.access import roles_of
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Membership, Person

MOST = 50
NEED = "waypoints"


def items(person: Person, now: dt.datetime) -> list[Item]:
    """In a number of queries that does not grow with what waits, nor with the networks of someone."""
    roles = [one for one in roles_of(person) if one.network and one.network.has(Room.NEEDS)]
    return [
        *signals(networks_with(roles, KEEPERS)),
        *looking_back(person, networks_with(roles, PARTNERS), now),
        *likely_together(networks_with(roles, (Role.DIRECTOR,)), now),
        *policy_items(person, now),
        *round_items(person, networks_with(roles, PARTNERS), now),
    ]


def networks_with(roles: Sequence[Membership], wanted: Sequence[Role]) -> list[Network]:
    return list({one.network.pk: one.network for one in roles if one.network and one.role in wanted}.values())


def looking_back(person: Person, networks: list[Network], now: dt.datetime) -> list[Item]:
    """Needs that someone took up, on the day they said they would look back."""
    rows = SharedNeed.objects.filter(
        owner=person, network__in=networks, merged_into=None, state__in=OPEN_NEEDS,
        due_on__lte=timezone.localdate(now),
    )  # fmt: skip
    return [
        Item(
            one.changed_at, _("Iets dat jij trekt: tijd om terug te kijken"),
            reverse("needs:need", args=[one.network.slug, one.pk]), NEED, end_of(one.due_on), one.network.name,
        )
        for one in rows.select_related("network").order_by("due_on", "pk")[:MOST]
    ]  # fmt: skip


def likely_together(networks: list[Network], now: dt.datetime) -> list[Item]:
    """Proposals, as many as the job of the night counted."""
    counts = counts_of(networks)
    return [
        Item(
            now, _("Vragen en signalen lijken op elkaar: horen ze bij elkaar?"),
            reverse("needs:proposals", args=[one.slug]), NEED, None, one.name,
        )
        for one in networks if counts.get(one.pk)
    ]  # fmt: skip


def signals(networks: list[Network]) -> list[Item]:
    """Signals that nobody took up yet, one line for each network."""
    rows = Signal.objects.filter(network__in=networks, state__in=WAITING, forget_on__gte=timezone.localdate())
    found = rows.order_by().values("network").annotate(since=Min("given_at"), due=Min("take_by"))
    waiting = {one["network"]: one for one in found}
    return [
        Item(
            waiting[one.pk]["since"], _("Signalen wachten op iemand die ze oppakt"),
            reverse("needs:signal_list", args=[one.slug]), "megaphone", waiting[one.pk]["due"], one.name,
        )
        for one in networks if one.pk in waiting
    ]  # fmt: skip


def end_of(day: dt.date | None) -> dt.datetime | None:
    """The last moment of a day, as the site's clock has it."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59))) if day else None
