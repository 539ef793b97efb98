"""The agenda makes itself: what of the network waits for a meeting. People drag and cut.

Nothing is proposed twice for one meeting: what was put on its agenda, or cut from it, does not come back.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.areas.models import Network
from buurtnet.meetings.choices import (
    ACTION_OPEN,
    HELD,
    OBSTACLE_OPEN,
    STILL_NEEDED,
    DecisionState,
    ItemKind,
    ItemSource,
    PointState,
)
from buurtnet.meetings.models import Action, Decision, Meeting, Obstacle, Point
from buurtnet.needs.choices import NeedState, PolicyState
from buurtnet.needs.models import PolicySignal, SharedNeed
from buurtnet.upkeep.calling import to_call

MOST: Final = 8  # of a kind; the rest is one line
TALKED_ABOUT: Final = (NeedState.EXPLORED, NeedState.RECOGNIZED, NeedState.RETURNED)
SINCE_EVER: Final = dt.timedelta(days=365)  # looked back when the network never met before


@dataclass(frozen=True)
class Proposal:
    """A line that the agenda can have. ``source_id``: of the row it is about, or a word of its own."""

    source: ItemSource
    source_id: str
    title: str
    kind: ItemKind
    minutes: int


def proposals(meeting: Meeting) -> list[Proposal]:
    """What waits, in the order of an agenda, without what was on this one already."""
    had = set(meeting.items.exclude(source_id="").values_list("source", "source_id"))
    return [one for one in gathered(meeting) if (one.source.value, one.source_id) not in had]


def gathered(meeting: Meeting) -> Iterator[Proposal]:
    networks = [meeting.network, *meeting.also.all()]
    day, since = meeting.starts_at.astimezone(meeting.zone()).date(), last_met(meeting)
    yield from of_actions(networks, day)
    yield from of_decisions(networks, day)
    yield from of_points(networks, meeting)
    yield from of_needs(networks, since)
    yield from of_policy(networks, since)
    yield from of_obstacles(networks)
    yield from of_upkeep(networks, day)


def last_met(meeting: Meeting) -> dt.datetime:
    """When the network met before this; a year ago when it never did."""
    rows = Meeting.objects.filter(network=meeting.network, state__in=HELD, starts_at__lt=meeting.starts_at)
    latest = rows.exclude(pk=meeting.pk).order_by("-starts_at").values_list("starts_at", flat=True).first()
    return latest or timezone.now() - SINCE_EVER


def of_actions(networks: Iterable[Network], day: dt.date) -> Iterator[Proposal]:
    """Late ones and those that were carried often by themselves, the rest together."""
    rows = Action.objects.filter(network__in=networks, state__in=ACTION_OPEN).order_by("-carried", "due", "pk")
    urgent = Q(due__lt=day) | Q(carried__gte=STILL_NEEDED - 1)
    for one in rows.filter(urgent)[:MOST]:
        title = _("Lukt het? {text}") if one.carried < STILL_NEEDED - 1 else _("Nog nodig? {text}")
        yield Proposal(ItemSource.ACTION, str(one.pk), title.format(text=one.text)[:200], ItemKind.TALK, 5)
    if count := rows.count() - min(rows.filter(urgent).count(), MOST):
        said = ngettext("Eén lopende actie", "{count} lopende acties", count).format(count=count)
        yield Proposal(ItemSource.ACTION, "all", said, ItemKind.INFORM, 10)


def of_decisions(networks: Iterable[Network], day: dt.date) -> Iterator[Proposal]:
    rows = Decision.objects.filter(
        network__in=networks, state=DecisionState.TAKEN, review_on__lte=day, reviewed_at=None
    )
    for one in rows.order_by("review_on", "pk")[:MOST]:
        title = _("Klopt dit besluit nog? {text}").format(text=one.text)[:200]
        yield Proposal(ItemSource.DECISION, str(one.pk), title, ItemKind.DECIDE, 5)


def of_points(networks: Iterable[Network], meeting: Meeting) -> Iterator[Proposal]:
    """Points of earlier meetings that nobody took up; the longest first."""
    rows = Point.objects.filter(network__in=networks, state=PointState.SAID, same_as=None).exclude(meeting=meeting)
    found = list(rows.order_by("said_at", "number")[: MOST + 1])
    for one in found[:MOST]:
        title = _("Wie pakt dit op? {text}").format(text=one.text)[:200]
        yield Proposal(ItemSource.POINT, str(one.pk), title, ItemKind.DECIDE, 5)
    if len(found) > MOST:
        yield Proposal(ItemSource.POINT, "all", _("De andere punten die niemand oppakte"), ItemKind.TALK, 10)


def of_needs(networks: Iterable[Network], since: dt.datetime) -> Iterator[Proposal]:
    rows = SharedNeed.objects.filter(network__in=networks, merged_into=None, state__in=TALKED_ABOUT)
    for one in rows.filter(changed_at__gte=since).order_by("created_at", "pk")[:MOST]:
        title = _("Dit speelt: {title}").format(title=one.title)
        yield Proposal(ItemSource.NEED, str(one.pk), title, ItemKind.TALK, 15)


def of_policy(networks: Iterable[Network], since: dt.datetime) -> Iterator[Proposal]:
    """Answers since the last meeting, and those that are late."""
    late = (PolicyState.LATE, PolicyState.ESCALATED)
    rows = PolicySignal.objects.filter(network__in=networks)
    new = Q(answered_on__gte=since.date(), state__in=(PolicyState.ANSWERED, PolicyState.FOLLOWED))
    for one in rows.filter(new | Q(state__in=late)).order_by("answer_due", "pk")[:MOST]:
        said = _("Nog geen antwoord: {title}") if one.state in late else _("Antwoord van het beleid: {title}")
        yield Proposal(ItemSource.POLICY, str(one.pk), said.format(title=one.title), ItemKind.INFORM, 10)


def of_obstacles(networks: Iterable[Network]) -> Iterator[Proposal]:
    rows = Obstacle.objects.filter(network__in=networks, state__in=OBSTACLE_OPEN)
    for one in rows.order_by("told_at", "pk")[:MOST]:
        title = _("Dit zit in de weg: {text}").format(text=one.text)[:200]
        yield Proposal(ItemSource.OBSTACLE, str(one.pk), title, ItemKind.DECIDE, 10)


def of_upkeep(networks: Iterable[Network], day: dt.date) -> Iterator[Proposal]:
    """Entries of the map that nobody answered for: a partner may know them."""
    for network in networks:
        if count := to_call(network, day).count():
            said = ngettext(
                "Op de sociale kaart: voor één plek antwoordt niemand. Wie kent die?",
                "Op de sociale kaart: voor {count} plekken antwoordt niemand. Wie kent ze?",
                count,
            )
            yield Proposal(ItemSource.UPKEEP, network.slug[:36], said.format(count=count), ItemKind.TALK, 5)
