"""What pages show of an idea: cards, its life as a line of steps, and who decides until when, in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import ActivityState
from buurtnet.areas.choices import Room
from buurtnet.budget.access import lanes_of
from buurtnet.budget.choices import IdeaState, Lane
from buurtnet.budget.deciding import answer_by, last_reply
from buurtnet.budget.drawings import drawing_of
from buurtnet.budget.models import Idea, IdeaStep, Lanes
from buurtnet.budget.telling import SMALL
from buurtnet.directory.cards import Badge
from buurtnet.kit.amounts import euros
from buurtnet.needs.access import public_needs

TONES: Final = {
    IdeaState.IDEA: ("", "sun"), IdeaState.SUBMITTED: ("zon", "coins"), IdeaState.ASKED_BACK: ("zon", "coins"),
    IdeaState.GRANTED: ("goed", "check"), IdeaState.PAID: ("goed", "check"), IdeaState.DONE: ("goed", "check"),
    IdeaState.DONE_OTHERWISE: ("goed", "check"), IdeaState.TOLD: ("goed", "circle-check"),
    IdeaState.REFUSED: ("steen", ""), IdeaState.RETURNED: ("", ""), IdeaState.WITHDRAWN: ("", ""),
}  # fmt: skip
WITH_MONEY: Final = (IdeaState.IDEA, IdeaState.SUBMITTED, IdeaState.GRANTED, IdeaState.PAID, IdeaState.DONE)
WITHOUT_MONEY: Final = (IdeaState.IDEA, IdeaState.DONE)
SIGNS: Final = {
    IdeaState.IDEA: "sun", IdeaState.SUBMITTED: "coins", IdeaState.GRANTED: "handshake", IdeaState.PAID: "coins",
    IdeaState.DONE: "camera",
}  # fmt: skip
SAME_PLACE: Final = {
    IdeaState.ASKED_BACK: IdeaState.SUBMITTED, IdeaState.REFUSED: IdeaState.SUBMITTED,
    IdeaState.DONE_OTHERWISE: IdeaState.DONE, IdeaState.RETURNED: IdeaState.DONE, IdeaState.TOLD: IdeaState.DONE,
}  # fmt: skip


@dataclass(frozen=True)
class IdeaCard:
    """One idea in a list. ``photo``: the address of one that is shown; else ``drawing``, a part of a template."""

    idea: Idea
    url: str
    badge: Badge
    money: str
    where: str
    photo: str
    drawing: str


@dataclass(frozen=True)
class LineStep:
    """A stop on the way of an idea. ``tone``: "was", "now" or "later"; ``day``: when it was there."""

    label: str
    day: str
    tone: str
    icon: str


@dataclass(frozen=True)
class LifeLine:
    """The whole way: the stops, and every step that was, with why."""

    stops: list[LineStep]
    steps: list[IdeaStep]
    has_why: bool


def cards_of(ideas: Iterable[Idea]) -> list[IdeaCard]:
    return [card_of(one) for one in ideas]


def card_of(idea: Idea) -> IdeaCard:
    return IdeaCard(
        idea=idea, url=reverse("budget:idea", args=[idea.network.slug, idea.pk]), badge=badge_of(idea),
        money=money_of(idea), where=where_of(idea), photo=photo_url(idea, SMALL), drawing=drawing_of(idea),
    )  # fmt: skip


def badge_of(idea: Idea) -> Badge:
    state = IdeaState(idea.state)
    tone, icon = TONES[state]
    words = {
        IdeaState.IDEA: _("Idee"), IdeaState.SUBMITTED: _("Vraagt geld"), IdeaState.ASKED_BACK: _("Vraagt geld"),
        IdeaState.GRANTED: _("Geld toegezegd"), IdeaState.PAID: _("Aan de slag"), IdeaState.DONE: _("Gelukt"),
        IdeaState.DONE_OTHERWISE: _("Anders gedaan"), IdeaState.TOLD: _("Gelukt"),
        IdeaState.REFUSED: _("Geen geld gekregen"), IdeaState.RETURNED: _("Geld teruggegeven"),
        IdeaState.WITHDRAWN: _("Ingetrokken"),
    }  # fmt: skip
    return Badge(words[state], tone, icon)


def money_of(idea: Idea) -> str:
    """What it costs, or what it got; empty for an idea that costs nothing."""
    cents = idea.granted or idea.asked
    return euros(cents) if cents else ""


def where_of(idea: Idea) -> str:
    """ "Schippersplein, Vuurtorenkwartier"; the neighbourhood once."""
    parts = [idea.place_text, idea.area.name if idea.area else ""]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def photo_url(idea: Idea, size: int) -> str:
    """The photo of what it became, once someone looked at it."""
    if not idea.photo or idea.told_shown_at is None:
        return ""
    return reverse("budget:idea_photo", args=[idea.network.slug, idea.pk, size])


def map_points(cards: Iterable[IdeaCard]) -> list[dict[str, Any]]:
    """One pin an idea; two at the same place share one."""
    points: dict[tuple[float, float], dict[str, Any]] = {}
    for card in cards:
        idea = card.idea
        if idea.latitude is None or idea.longitude is None:
            continue
        point = points.setdefault(
            (idea.latitude, idea.longitude),
            {
                "id": str(idea.pk), "lat": idea.latitude, "lon": idea.longitude, "label": idea.title,
                "url": card.url, "number": "", "gable": 1, "count": 0, "items": [],
            },
        )  # fmt: skip
        point["count"] += 1
        point["items"].append({"label": idea.title, "url": card.url})
    return list(points.values())


def life_of(idea: Idea) -> LifeLine:
    """Its way so far and what is still to come, of an idea with or without money."""
    steps = list(idea.steps.all())
    days: dict[str, dt.datetime] = {}
    for one in steps:
        days[SAME_PLACE.get(IdeaState(one.state), IdeaState(one.state))] = one.at
    path = WITH_MONEY if idea.asked or idea.granted or IdeaState.SUBMITTED in days else WITHOUT_MONEY
    state = IdeaState(idea.state)
    at = path.index(place) if (place := SAME_PLACE.get(state, state)) in path else 0
    zone = ZoneInfo(idea.network.time_zone)
    stops = [
        LineStep(
            label=stop_label(stop, idea), icon="check" if number < at or over(idea) else SIGNS[stop],
            day=date_format(days[stop].astimezone(zone), "j F") if stop in days and number <= at else "",
            tone="was" if number < at or (number == at and over(idea)) else "now" if number == at else "later",
        )
        for number, stop in enumerate(path)
    ]  # fmt: skip
    return LifeLine(stops, steps, any(one.why for one in steps))


def over(idea: Idea) -> bool:
    return idea.state in {IdeaState.TOLD, IdeaState.DONE, IdeaState.DONE_OTHERWISE}


def stop_label(stop: IdeaState, idea: Idea) -> str:
    """What stands below a stop; of where the idea is now, how it really went."""
    labels = {
        IdeaState.IDEA: _("Bedacht"), IdeaState.SUBMITTED: _("Geld gevraagd"), IdeaState.GRANTED: _("Toegezegd"),
        IdeaState.PAID: _("Betaald"), IdeaState.DONE: _("Gedaan"),
    }  # fmt: skip
    if SAME_PLACE.get(IdeaState(idea.state)) != stop or idea.state == IdeaState.TOLD:
        return labels[stop]
    return {
        IdeaState.ASKED_BACK: _("Vraag gesteld"), IdeaState.REFUSED: _("Geen geld gekregen"),
        IdeaState.DONE_OTHERWISE: _("Anders gedaan"), IdeaState.RETURNED: _("Geld teruggegeven"),
    }[IdeaState(idea.state)]  # fmt: skip


def promise_of(idea: Idea) -> list[str]:
    """Who decides about the money and by when, as the network promised it; nothing for who asked none."""
    lanes, zone = lanes_of(idea.network), ZoneInfo(idea.network.time_zone)
    asked_at = idea.submitted_at
    if idea.state == IdeaState.IDEA and idea.asked:
        return [_who_would(lanes, idea.asked)]
    if asked_at is None or idea.state not in {IdeaState.SUBMITTED, IdeaState.ASKED_BACK, IdeaState.GRANTED}:
        return []
    if idea.state == IdeaState.GRANTED:
        by = asked_at + dt.timedelta(days=lanes.direct_money_days)
        said = _("Het geld komt uiterlijk {day}.").format(day=_day(by, zone))
        return [said] if idea.lane == Lane.DIRECT and by > timezone.now() else [_("De kassier regelt het geld.")]
    if idea.clear_at:
        said = _("Twee mensen zeiden ja. Heeft niemand bezwaar, dan is het geld toegezegd op {day}.")
        return [said.format(day=_day(idea.clear_at, zone))]
    panel = idea.lane == Lane.PANEL
    days = lanes.panel_answer_days if panel else lanes.direct_answer_days
    who = (
        _("Het buurtpanel beslist: bewoners die daarvoor geloot zijn.") if panel
        else _("Een tweede bewoner en een trekker uit de buurt beslissen.")
    )  # fmt: skip
    by = answer_by(idea, days, last_reply(idea))
    return [who, _("Uiterlijk {day} is er antwoord.").format(day=_day(by, zone))]


def _who_would(lanes: Lanes, cents: int) -> str:
    match lanes.lane_of(cents):
        case Lane.DIRECT:
            said = _("Over {money} beslissen een tweede bewoner en een trekker. Dat duurt hoogstens {days} dagen.")
            return said.format(money=euros(cents), days=lanes.direct_answer_days)
        case Lane.PANEL:
            said = _("Over {money} beslist het buurtpanel. Dat duurt hoogstens {days} dagen.")
            return said.format(money=euros(cents), days=lanes.panel_answer_days)
        case _:
            return _("Over {money} stemt de hele buurt, in een stemronde.").format(money=euros(cents))


def _day(moment: dt.datetime, zone: ZoneInfo) -> str:
    return date_format(moment.astimezone(zone), "l j F")


def around(idea: Idea) -> dict[str, str]:
    """Addresses of what it hangs together with, as far as visitors see that."""
    network, found = idea.network, {}
    if idea.activity and idea.activity.state == ActivityState.LIVE and network.has(Room.AGENDA):
        found["activity_url"] = reverse("agenda:activity", args=[network.slug, idea.activity_id])
    if idea.need_id and network.has(Room.NEEDS) and public_needs(network).filter(pk=idea.need_id).exists():
        found["need_url"] = reverse("needs:public_list", args=[network.slug])
    return found
