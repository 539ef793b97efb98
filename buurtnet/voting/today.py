"""What waits for someone in this room: votes that are over, plans to check, envelopes for a second pair of eyes."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.voting.access import ENTERERS
from buurtnet.voting.choices import PaperState, Phase, PlanState
from buurtnet.voting.models import PaperBallot, Plan, VoteRound

MOST = 20  # of a kind


def items(person: Person, now: dt.datetime) -> list[Item]:
    """In a number of queries that does not grow with what waits."""
    held = [one for one in roles_of(person) if one.network and one.network.has(Room.VOTING)]
    directed = {one.network_id for one in held if one.role == Role.DIRECTOR}
    entering = {one.network_id for one in held if one.role in ENTERERS}
    found = list(_rounds(directed, now)) if directed else []
    return [*found, *_papers(person, entering)] if entering else found


def _rounds(directed: set[int | None], now: dt.datetime) -> Iterator[Item]:
    """Votes that can be counted, results that can be told, and plans that nobody checked yet."""
    rows = VoteRound.objects.filter(network__in=directed).select_related("network")
    unchecked = set(Plan.objects.filter(round__in=rows, state=PlanState.PROPOSED).values_list("round", flat=True))
    waiting = Q(phase=Phase.VOTE, votes_until__lte=now) | Q(phase__in=(Phase.COUNT, Phase.CHECK))
    for one in rows.filter(waiting)[:MOST]:
        url = reverse("voting:round_desk", args=[one.network.slug, one.pk])
        if one.phase == Phase.VOTE:
            yield Item(
                one.votes_until or now,
                _("Een stemming is voorbij: tel de stemmen"),
                url,
                "circle-check",
                None,
                one.network.name,
            )
        elif one.phase == Phase.COUNT:
            yield Item(
                one.votes_until or now,
                _("De stemmen zijn geteld: maak de uitslag bekend"),
                url,
                "megaphone",
                None,
                one.network.name,
            )
        elif one.pk in unchecked:
            yield Item(one.made_at, _("Er zijn plannen om na te kijken"), url, "eye", None, one.network.name)


def _papers(person: Person, entering: set[int | None]) -> Iterator[Item]:
    """Envelopes that another entered and that wait for a second."""
    rows = PaperBallot.objects.filter(
        round__network__in=entering, round__phase=Phase.VOTE, state__in=(PaperState.ONCE, PaperState.DIFFERS)
    ).exclude(first_by=person)
    grouped = rows.values("round", "round__network__slug", "round__network__name").annotate(since=Min("first_on"))
    for one in grouped.order_by("since")[:MOST]:
        url = reverse("voting:papers", args=[one["round__network__slug"], one["round"]])
        since = dt.datetime.combine(one["since"], dt.time(), dt.UTC)
        yield Item(
            since,
            _("Stembiljetten op papier wachten op een tweede invoer"),
            url,
            "pencil",
            None,
            one["round__network__name"],
        )
