"""What pages show of a group: facts in words, ready for a template."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.models import ActivityDate
from buurtnet.agenda.shown import date_text
from buurtnet.directory.cards import Badge
from buurtnet.directory.times import joined
from buurtnet.groups.choices import GroupKind
from buurtnet.groups.models import Group
from buurtnet.kit.clock import clock_text
from buurtnet.kit.languages import language_name
from buurtnet.places.tiles import DayTile, tile_of


@dataclass(frozen=True)
class NextDate:
    """When they meet next."""

    tile: DayTile
    text: str


@dataclass(frozen=True)
class GroupCard:
    """One group in a list."""

    id: str
    url: str
    name: str
    summary: str
    for_whom: str
    when: str
    where: str
    badges: list[Badge]
    next: NextDate | None


def cards_of(groups: Iterable[Group], now: dt.datetime) -> list[GroupCard]:
    """Cards in order; one query for all next dates."""
    found = list(groups)
    dates = next_dates(found, now)
    return [card_of(one, dates.get(one.activity_id) if one.activity_id else None) for one in found]


def card_of(group: Group, next_at: dt.datetime | None) -> GroupCard:
    return GroupCard(
        id=str(group.pk), url=reverse("groups:group", args=[group.network.slug, group.pk]), name=group.name,
        summary=group.summary, for_whom=group.for_whom, when=group.when, where=group.place_text,
        badges=badges_of(group), next=next_of(group, next_at),
    )  # fmt: skip


def next_dates(groups: Iterable[Group], now: dt.datetime) -> dict[UUID, dt.datetime]:
    """By activity, when it is next."""
    activities = [one.activity_id for one in groups if one.activity_id]
    rows = ActivityDate.objects.filter(
        activity__in=activities, activity__state=ActivityState.LIVE, state=DateState.PLANNED, starts_at__gte=now
    )
    return dict(rows.values_list("activity").annotate(Min("starts_at")).order_by())


def next_of(group: Group, next_at: dt.datetime | None) -> NextDate | None:
    if next_at is None:
        return None
    local = next_at.astimezone(ZoneInfo(group.network.time_zone))
    said = {"day": date_text(local.date()), "time": clock_text(local.time())}
    return NextDate(tile_of(local.date(), timezone.localdate(timezone=local.tzinfo)), _("%(day)s om %(time)s") % said)


def badges_of(group: Group) -> list[Badge]:
    """How one comes in, for young people, and in which languages."""
    ways = {
        GroupKind.OPEN: Badge(_("Kom gewoon langs"), "goed", "door-open"),
        GroupKind.ON_REQUEST: Badge(_("Even vragen of je erbij mag")),
        GroupKind.CLOSED: Badge(_("Gesloten groep"), icon="lock"),
    }
    found = [ways[GroupKind(group.kind)]]
    if group.for_young:
        found.append(Badge(_("Voor jongeren"), "zon"))
    if names := [name for code in group.languages if code != "nl" and (name := language_name(str(code)))]:
        found.append(Badge(str(capfirst(joined(names[:3]))), icon="languages"))
    return found
