"""What the home of a network or neighbourhood shows."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import formats
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from buurtnet.areas.finding import network_areas
from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Area, Network
from buurtnet.directory.access import shown_services_in
from buurtnet.directory.cards import (
    HALF_A_YEAR,
    ServiceCard,
    Viewpoint,
    card_of,
    cards_of,
    coming_openings,
    services_for_cards,
    services_for_times,
)
from buurtnet.directory.find import find
from buurtnet.directory.hours import Opening
from buurtnet.directory.times import opening_text
from buurtnet.directory.wanted import Wanted
from buurtnet.home.front import Link
from buurtnet.kit.quoted import Quoted
from buurtnet.themes.choices import EssentialFunction, Gable

WEEK_ITEMS = 3
WEEK_DAYS = 7
CANDIDATES = 40
OPEN_ITEMS = 3
ICONS = {1: "users", 2: "school", 3: "volleyball", 4: "baby", 5: "trees", 6: "scale", 7: "megaphone"}
HELP_ICON = "message-circle-question-mark"


@dataclass(frozen=True)
class Sign:
    name: str
    town: str


@dataclass(frozen=True)
class Tile:
    url: str
    label: str
    icon: str
    reversed: bool = False


@dataclass(frozen=True)
class WeekItem:
    """Something open in the coming days, with its day as a block."""

    day_short: str
    day_number: int
    date_text: str
    card: ServiceCard
    times_text: str


@dataclass(frozen=True)
class Fresh:
    """``share``: whole percent confirmed in the last six months."""

    count: int
    share: int | None


def sign_of(network: Network, area: Area | None) -> Sign:
    """The place sign: the neighbourhood with its town under it, or the town alone."""
    return Sign(area.name, network.town) if area else Sign(network.town, "")


def theme_tiles(network: Network) -> list[Tile]:
    """The seven functions, and the way for who does not know."""
    tiles = [
        Tile(reverse("home:theme", args=[network.slug, f.value]), str(f.label), ICONS[f.value])
        for f in EssentialFunction
    ]
    label = _("Ik weet het niet. Help mij kiezen")
    return [*tiles, Tile(reverse("home:contact", args=[network.slug]), label, HELP_ICON, reversed=True)]


def frequent_searches(network: Network) -> list[Link]:
    """Words often searched here, chosen by the network."""
    url = reverse("home:search", args=[network.slug])
    return [
        Link(Quoted(word, network.locale), f"{url}?{urlencode({'q': word})}")
        for word in network.frequent_searches[:3]
    ]


def week_of(view: Viewpoint) -> list[WeekItem]:
    """Light things nearby with a fixed time in the coming days, the first three in time, on different days."""
    areas = network_areas(view.network)
    wanted = Wanted(
        inside=areas.inside,
        over=areas.over,
        near=view.near,
        open_="week",
        gables=(Gable.NEAR.value,),
        functions=(EssentialFunction.MEETING, EssentialFunction.PLAY),
        on=view.today,
        now=view.now,
    )
    coming = []
    for service in services_for_times(hit.id for hit in find(wanted, limit=CANDIDATES, counting=False).hits):
        times = coming_openings(service, view, WEEK_DAYS)
        # What is open every day is a place to go, not something that happens this week.
        if times and len({opening.date for opening in times}) <= 2 and times[0].start >= view.now:
            coming.append((times[0], service.pk))
    chosen: dict[dt.date, tuple[Opening, UUID]] = {}
    for opening, key in sorted(coming, key=lambda pair: pair[0].start):
        if len(chosen) < WEEK_ITEMS:
            chosen.setdefault(opening.date, (opening, key))
    services = {service.pk: service for service in services_for_cards(key for _opening, key in chosen.values())}
    return [
        WeekItem(
            day_short=str(WEEKDAYS_ABBR[day.weekday()])[:2].lower(),
            day_number=day.day,
            date_text=formats.date_format(day, "l j F"),
            card=card_of(services[key], view),
            times_text=opening_text(opening),
        )
        for day, (opening, key) in chosen.items()
        if key in services
    ]


def open_today(view: Viewpoint) -> list[ServiceCard]:
    """What is light, near and open now."""
    areas = network_areas(view.network)
    wanted = Wanted(
        inside=areas.inside,
        over=areas.over,
        near=view.near,
        open_="nu",
        gables=(Gable.NEAR.value,),
        on=view.today,
        now=view.now,
    )
    return cards_of(services_for_cards(hit.id for hit in find(wanted, limit=OPEN_ITEMS, counting=False).hits), view)


def fresh_of(network: Network, today: dt.date) -> Fresh:
    """How many entries there are, and how many were confirmed in the last six months; a few minutes old at most."""

    def read() -> Fresh:
        counted = shown_services_in(network).aggregate(
            all=Count("pk"), fresh=Count("pk", filter=Q(assured_date__gte=today - HALF_A_YEAR))
        )
        return Fresh(counted["all"], round(100 * counted["fresh"] / counted["all"]) if counted["all"] else None)

    return _fresh.get((network.pk, today), read)


_fresh = Kept[tuple[int, dt.date], Fresh](most=500, seconds=300)
