"""What waits for someone around actions: their own, those that may not be needed, those without an owner."""

import datetime as dt
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.kit.today import Item
from buurtnet.meetings.access import CALLERS, KNOWN
from buurtnet.meetings.choices import ACTION_OPEN
from buurtnet.meetings.emails_actions import seen_in
from buurtnet.meetings.models import Action
from buurtnet.meetings.waiting_answers import start_of
from buurtnet.people.access import roles_of
from buurtnet.people.models import Person

MOST: Final = 20
SOON: Final = dt.timedelta(days=7)


def own_actions(person: Person, now: dt.datetime) -> list[Item]:
    """What someone is to do this week or should have done, what was agreed this week, and what asks whether it is
    still needed.
    """
    soon = Q(due__lte=timezone.localdate(now + SOON)) | Q(asked_still__isnull=False) | Q(made_at__gte=now - SOON)
    rows = Action.objects.filter(soon, owner=person, state__in=ACTION_OPEN).select_related("network", "meeting")
    theirs = {one.network_id for one in roles_of(person) if one.role in KNOWN}
    return [
        Item(
            since=one.asked_still or one.made_at, icon="square", place=one.network.name, due=end_of(one),
            title=_("Is je actie nog nodig?") if one.asked_still else _("Doe je actie"),
            url=reverse("meetings:action", args=[seen_in(one, theirs).slug, one.pk]), about=one.text,
        )
        for one in rows.prefetch_related("meeting__also").order_by("due", "pk")[:MOST]
        if one.network.has(Room.MEETINGS)
    ]  # fmt: skip


def end_of(action: Action) -> dt.datetime:
    """When its day is over."""
    return start_of(action.due + dt.timedelta(days=1), action.network)


def without_owner(person: Person, now: dt.datetime) -> list[Item]:
    """For who calls meetings, and colleagues of who left: one line a network."""
    roles = list(roles_of(person))
    calls = Q(network__in=[one.network_id for one in roles if one.role in CALLERS])
    colleagues = Q(
        organization__in=[one.organization_id for one in roles if one.organization_id],
        network__in=[one.network_id for one in roles if one.network_id],
    )
    rows = Action.objects.filter(calls | colleagues, owner=None, state__in=ACTION_OPEN).select_related("network")
    first: dict[object, Action] = {}
    for one in rows.order_by("due", "pk")[: MOST * MOST]:
        first.setdefault(one.network_id, one)
    return [
        Item(
            since=one.made_at, title=_("Een actie zoekt een trekker"), icon="user-plus", due=end_of(one),
            url=reverse("meetings:action_list", args=[one.network.slug]) + "?lijst=zonder", place=one.network.name,
        )
        for one in first.values()
        if one.network.has(Room.MEETINGS)
    ]  # fmt: skip
