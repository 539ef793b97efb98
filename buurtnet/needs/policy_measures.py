"""Counts of signals to policy, which are about no one and so exact; and what waits for someone."""

import datetime as dt
from dataclasses import dataclass
from statistics import median
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.today import Item
from buurtnet.needs.choices import PolicyState
from buurtnet.needs.models import CoSignature, PolicyPromise, PolicySignal
from buurtnet.needs.models.policy import WAITING, WITH_REPLY
from buurtnet.people.access import roles_of
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person

AHEAD: Final = dt.timedelta(days=7)  # a promise stands on someone's day so long before it is due
ICON: Final = "megaphone"


@dataclass(frozen=True)
class PolicyMeasures:
    """Of a network: how many went out, were answered, are waited for; and the median of days to an answer."""

    sent: int
    answered: int
    waiting: int
    median_days: int | None
    promised: int
    promises_kept: int


def measures_of(network: Network) -> PolicyMeasures:
    """Two queries. The median is in whole days, and half a day counts as one."""
    rows = list(PolicySignal.objects.filter(network=network, sent_on__isnull=False).only(
        "state", "sent_on", "answered_on"
    ))  # fmt: skip
    days = [one.days_to_reply for one in rows if one.has_reply and one.days_to_reply is not None]
    promises = PolicyPromise.objects.filter(signal__network=network, signal__state__in=WITH_REPLY)
    kept = list(promises.values_list("is_kept", flat=True))
    return PolicyMeasures(
        sent=len(rows), answered=sum(one.has_reply for one in rows), waiting=sum(one.is_waiting for one in rows),
        median_days=int(median(days) + 0.5) if days else None, promised=len(kept), promises_kept=kept.count(True),
    )  # fmt: skip


def policy_items(person: Person, now: dt.datetime) -> list[Item]:
    """What waits for someone: for a director, for who follows a promise, for a body, for a platform."""
    roles = list(roles_of(person))
    return [
        *_directors(_networks(roles, Role.DIRECTOR), now),
        *_followers(person, roles, now),
        *_bodies(roles),
        *_platforms([one.organization_id for one in roles if one.role == Role.EDITOR and one.organization_id]),
    ]


def _networks(roles: list[Membership], role: Role) -> list[Network]:
    found = [one.network for one in roles if one.role == role and one.network is not None]
    return [one for one in found if one.has(Room.NEEDS)]


def _directors(networks: list[Network], now: dt.datetime) -> list[Item]:
    """Decided and not sent, late, an answer to be worded, and the day to look back."""
    today = timezone.localdate(now)
    waits = Q(state__in=[PolicyState.DECIDED, PolicyState.LATE])
    waits |= Q(state__in=[PolicyState.ANSWERED, PolicyState.FOLLOWED], in_plain_words="")
    waits |= Q(state__in=[PolicyState.ANSWERED, PolicyState.FOLLOWED], review_on__lte=today)
    rows = _in(networks).filter(waits)
    return [_item(row, _what_waits(row), row.answer_due if row.state == PolicyState.LATE else None) for row in rows]


def _what_waits(row: PolicySignal) -> str:
    if row.state == PolicyState.DECIDED:
        return _("Een signaal naar beleid kan verstuurd worden")
    if row.state == PolicyState.LATE:
        return _("Een antwoord van beleid is te laat")
    if not row.in_plain_words:
        return _("Er is een antwoord van beleid. Zet het in gewone taal")
    return _("Kijk terug op een antwoord van beleid")


def _followers(person: Person, roles: list[Membership], now: dt.datetime) -> list[Item]:
    """Promises that are due within a week, or were; a director has those of who left, too."""
    until = timezone.localdate(now) + AHEAD
    here = [one.network_id for one in roles if one.network_id]
    working = Membership.objects.current(now).filter(network=OuterRef("signal__network"), person=OuterRef("follower"))
    directed = [one.pk for one in _networks(roles, Role.DIRECTOR)]
    mine = Q(follower=person, signal__network__in=here) | Q(signal__network__in=directed) & ~Exists(working)
    rows = PolicyPromise.objects.filter(mine, closed_on=None, due_on__lte=until)
    found = rows.select_related("signal__network").order_by("due_on")
    return [
        _item(one.signal, _("Kijk of een belofte is nagekomen"), one.due_on)
        for one in found if one.signal.network.has(Room.NEEDS)
    ]  # fmt: skip


def _bodies(roles: list[Membership]) -> list[Item]:
    """For a policy reader: signals that wait for an answer of their own organization."""
    held = [one for one in roles if one.role == Role.POLICY_READER and one.organization_id]
    if not held:
        return []
    mine = Q()
    for one in held:
        mine |= Q(network=one.network_id, agreement__organization=one.organization_id)
    rows = _in(_networks(held, Role.POLICY_READER)).filter(mine, state__in=WAITING)
    return [_item(row, _("Een signaal wacht op jullie antwoord"), row.answer_due) for row in rows]


def _platforms(organizations: list[UUID]) -> list[Item]:
    """For the editor of a platform: what it was asked to sign."""
    if not organizations:
        return []
    rows = CoSignature.objects.filter(
        organization__in=organizations, signed_at=None, declined_at=None,
        signal__state__in=[PolicyState.DRAFT, PolicyState.DECIDED],
    ).select_related("signal__network").order_by("asked_at")  # fmt: skip
    return [
        Item(
            since=row.asked_at, title=_("Er is gevraagd of jullie meetekenen"), icon=ICON,
            url=reverse("needs:co_sign", args=[row.signal.network.slug, row.pk]), place=row.signal.network.name,
        )
        for row in rows if row.signal.network.has(Room.NEEDS)
    ]  # fmt: skip


def _in(networks: list[Network]) -> QuerySet[PolicySignal]:
    return PolicySignal.objects.filter(network__in=networks).select_related("network").order_by("created_at")


def _item(row: PolicySignal, title: str, due: dt.date | None) -> Item:
    zone = timezone.get_current_timezone()
    end = dt.datetime.combine(due, dt.time(23, 59, 59), tzinfo=zone) if due else None
    since = dt.datetime.combine(row.sent_on, dt.time(), tzinfo=zone) if row.sent_on else row.created_at
    url = reverse("needs:policy", args=[row.network.slug, row.pk])
    return Item(since=since, title=title, url=url, icon=ICON, due=end, place=row.network.name)
