"""What waits for someone about ideas: those to look at, what was told, and who asks for someone to think along."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.budget.access import LOOKERS
from buurtnet.budget.choices import ENDED, IdeaState
from buurtnet.budget.models import Idea
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.choices import PARTNERS
from buurtnet.people.models import Person

MOST: Final = 50  # of a kind
LOOKED_AT_WITHIN: Final = dt.timedelta(days=2)


def idea_items(person: Person, now: dt.datetime) -> list[Item]:
    """Ideas to look at, longest first; who asks for a buddy, for those who take part in the network."""
    held = [one for one in roles_of(person) if one.network and one.network.has(Room.BUDGET)]
    looked = {one.network_id for one in held if one.role in LOOKERS}
    helped = {one.network_id for one in held if one.role in PARTNERS}
    return [*_to_look_at(looked), *_told(looked), *_buddies(person, helped)]


def _to_look_at(networks: set[int | None]) -> Iterator[Item]:
    stands = Q(asked=0) | ~Q(contact_hash="") | Q(person__isnull=False) | Q(written_by__isnull=False)
    rows = Idea.objects.filter(stands, network__in=networks, let_in_at=None, hidden_at=None)
    for one in (
        rows.exclude(state=IdeaState.WITHDRAWN).order_by("told_at_first", "pk")[:MOST].select_related("network")
    ):
        due = one.told_at_first + LOOKED_AT_WITHIN
        yield _item(one, one.told_at_first, _("Een idee van een bewoner wacht op een blik"), "sun", due)


def _told(networks: set[int | None]) -> Iterator[Item]:
    rows = Idea.objects.filter(network__in=networks, state=IdeaState.TOLD, told_shown_at=None).exclude(sentence="")
    for one in rows.order_by("ended_at", "pk")[:MOST].select_related("network"):
        since = one.ended_at or one.told_at_first
        yield _item(one, since, _("Iemand vertelde hoe een idee afliep"), "camera", since + LOOKED_AT_WITHIN)


def _buddies(person: Person, networks: set[int | None]) -> Iterator[Item]:
    rows = Idea.objects.filter(network__in=networks, wants_buddy=True, buddy=None, let_in_at__isnull=False)
    rows = rows.filter(hidden_at=None).exclude(state__in=ENDED).exclude(person=person)
    for one in rows.order_by("let_in_at", "pk")[:MOST].select_related("network"):
        url = reverse("budget:idea", args=[one.network.slug, one.pk])
        since = one.let_in_at or one.told_at_first
        yield Item(since, _("Iemand zoekt een maatje voor een idee"), url, "handshake", None, one.network.name)


def _item(idea: Idea, since: dt.datetime, title: str, icon: str, due: dt.datetime) -> Item:
    url = reverse("budget:desk_idea", args=[idea.network.slug, idea.pk])
    return Item(since, title, url, icon, due, idea.network.name)
