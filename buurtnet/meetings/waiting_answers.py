"""What waits for someone around decisions and obstacles: to look at again, to take, and to answer before its day."""

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.today import Item
from buurtnet.meetings.access import CALLERS
from buurtnet.meetings.choices import ObstacleState
from buurtnet.meetings.models import Decision, Obstacle
from buurtnet.meetings.reviewing import to_review
from buurtnet.people.access import roles_of
from buurtnet.people.choices import MandateKind, Role
from buurtnet.people.models import Mandate, Person

MOST: Final = 20


def reviews(person: Person, now: dt.datetime) -> list[Item]:
    """For who calls meetings: decisions whose day has come; one line a network."""
    called = [one.network_id for one in roles_of(person) if one.role in CALLERS]
    rows = Decision.objects.filter(to_review(timezone.localdate(now)), network__in=called)
    first = dict(rows.order_by().values_list("network").annotate(day=Min("review_on")))
    return [
        Item(
            since=start_of(day, network), title=_("Kijk of een besluit nog klopt"), icon="circle-check",
            url=reverse("meetings:decision_list", args=[network.slug]) + "?lijst=nakijken", place=network.name,
        )
        for network, day in _with_room(first)
    ]  # fmt: skip


def to_answer(person: Person, now: dt.datetime) -> list[Item]:
    """Obstacles that someone took, until their day."""
    rows = Obstacle.objects.filter(holder=person, state=ObstacleState.TAKEN).select_related("network")
    return [
        Item(
            since=one.taken_at or now, title=_("Antwoord op wat in de weg zit"), icon="triangle-alert",
            due=start_of(one.answer_by + dt.timedelta(days=1), one.network), place=one.network.name,
            url=reverse("meetings:obstacle", args=[one.network.slug, one.pk]),
        )
        for one in rows.order_by("answer_by", "pk")[:MOST]
        if one.answer_by and one.network.has(Room.MEETINGS)
    ]  # fmt: skip


def untaken(person: Person, now: dt.datetime) -> list[Item]:
    """For who may promise something, or directs a network: what nobody looks at yet; one line a network."""
    roles = list(roles_of(person))
    promise = Mandate.objects.filter(membership__in=[one.pk for one in roles], kind=MandateKind.PROMISE)
    networks = {one.network_id for one in roles if one.role == Role.DIRECTOR}
    networks |= set(promise.values_list("membership__network", flat=True)) - {None}
    rows = Obstacle.objects.filter(network__in=networks, state=ObstacleState.TOLD)
    first = dict(rows.order_by().values_list("network").annotate(at=Min("told_at")))
    return [
        Item(
            since=at, title=_("Iemand vertelde wat in de weg zit"), icon="triangle-alert", place=network.name,
            url=reverse("meetings:obstacle_list", args=[network.slug]),
        )
        for network, at in _with_room(first)
    ]  # fmt: skip


def _with_room[Found](first: dict[int, Found]) -> list[tuple[Network, Found]]:
    rows = Network.objects.filter(pk__in=first).order_by("name", "pk")
    return [(one, first[one.pk]) for one in rows if one.has(Room.MEETINGS)]


def start_of(day: dt.date, network: Network) -> dt.datetime:
    """When a day begins, by the clock of a network."""
    return dt.datetime.combine(day, dt.time.min, ZoneInfo(network.time_zone))
