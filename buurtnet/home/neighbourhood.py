"""What the home of a network or neighbourhood shows."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.agenda.shown import ActivityCard, date_text
from buurtnet.agenda.soon import this_week
from buurtnet.areas.choices import Room
from buurtnet.areas.finding import network_areas
from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Area, Network
from buurtnet.directory.access import shown_services_in
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import (
    HALF_A_YEAR,
    Badge,
    ServiceCard,
    Viewpoint,
    card_of,
    coming_openings,
    services_for_times,
)
from buurtnet.directory.find import find
from buurtnet.directory.hours import Opening
from buurtnet.directory.times import opening_text
from buurtnet.directory.wanted import Wanted
from buurtnet.home.front import Link
from buurtnet.home.question_door import question_door
from buurtnet.kit.quoted import Quoted
from buurtnet.places.tiles import DayTile, tile_of
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
    """Something to do in the coming days, with its day as a block: an activity, or a service that is open then."""

    day: dt.date
    tile: DayTile
    date_text: str
    times_text: str
    url: str
    name: str
    where: str
    badges: list[Badge]


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
    return [*tiles, Tile(question_door(network).url, label, HELP_ICON, reversed=True)]


def frequent_searches(network: Network) -> list[Link]:
    """Words often searched here, chosen by the network."""
    url = reverse("home:search", args=[network.slug])
    return [
        Link(Quoted(word, network.locale), f"{url}?{urlencode({'q': word})}")
        for word in network.frequent_searches[:3]
    ]


@dataclass(frozen=True)
class Now:
    """What goes on: in the coming days, and at this moment."""

    week: list[WeekItem]
    open_today: list[ServiceCard]


def going_on(view: Viewpoint) -> Now:
    """What there is to do nearby in the coming days, and what is light, near and open now.

    Activities come first; where there are fewer than three, with what is open at a fixed time in those days.
    """
    activities = this_week(view, WEEK_ITEMS) if view.network.has(Room.AGENDA) else []
    chosen = first_on_each_day(view)[: WEEK_ITEMS - len(activities)]
    open_now = ids_open_now(view)
    services = {str(one.pk): one for one in services_for_cards([*(key for key, _opening in chosen), *open_now])}
    openings = [week_item(card_of(services[key], view), opening, view) for key, opening in chosen if key in services]
    week = sorted([*map(activity_item, activities), *openings], key=lambda item: item.day)
    return Now(week, [card_of(services[key], view) for key in open_now if key in services])


def week_url(network: Network) -> str:
    """Where all of this week stands: in the calendar, else what is open."""
    if network.has(Room.AGENDA):
        return reverse("agenda:calendar", args=[network.slug])
    return f"{reverse('home:search', args=[network.slug])}?open=week"


def activity_item(card: ActivityCard) -> WeekItem:
    return WeekItem(
        day=card.day,
        tile=card.tile,
        date_text=card.date_text,
        times_text=card.times_text,
        url=card.url,
        name=card.title,
        where=card.where,
        badges=card.badges,
    )


def week_item(card: ServiceCard, opening: Opening, view: Viewpoint) -> WeekItem:
    return WeekItem(
        day=opening.date,
        tile=tile_of(opening.date, view.today),
        date_text=date_text(opening.date),
        times_text=opening_text(opening),
        url=card.url,
        name=card.name,
        where=card.where,
        badges=card.badges,
    )


def first_on_each_day(view: Viewpoint) -> list[tuple[str, Opening]]:
    """The first that begins on each of the next days with something, by id; at most a minute old."""
    coming = _coming.get((view.network.pk, view.near, view.today), lambda: coming_to(view))
    chosen: dict[dt.date, tuple[str, Opening]] = {}
    for opening, key in coming:
        if len(chosen) < WEEK_ITEMS and opening.start >= view.now:
            chosen.setdefault(opening.date, (key, opening))
    return list(chosen.values())


def coming_to(view: Viewpoint) -> list[tuple[Opening, str]]:
    """The next time of each of the nearest things that are on this week, in order of time."""
    wanted = wanted_here(
        view, open_="week", functions=(EssentialFunction.MEETING.value, EssentialFunction.PLAY.value)
    )
    coming = []
    for service in services_for_times(hit.id for hit in find(wanted, limit=CANDIDATES, counting=False).hits):
        times = coming_openings(service, view, WEEK_DAYS)
        # What is open every day is a place to go, not something that happens this week.
        if times and len({opening.date for opening in times}) <= 2 and times[0].start >= view.now:
            coming.append((times[0], str(service.pk)))
    return sorted(coming, key=lambda pair: pair[0].start)


_coming = Kept[tuple[int, tuple[float, float] | None, dt.date], list[tuple[Opening, str]]](most=500, seconds=60)


def ids_open_now(view: Viewpoint) -> list[str]:
    """Ids of what is light, near and open at this moment."""
    return [hit.id for hit in find(wanted_here(view, open_="nu"), limit=OPEN_ITEMS, counting=False).hits]


def wanted_here(view: Viewpoint, *, open_: str, functions: tuple[int, ...] = ()) -> Wanted:
    areas = network_areas(view.network)
    return Wanted(
        inside=areas.inside,
        over=areas.over,
        near=view.near,
        open_=open_,
        gables=(Gable.NEAR.value,),
        functions=functions,
        on=view.today,
        now=view.now,
    )


def fresh_of(network: Network, today: dt.date) -> Fresh:
    """How many entries there are, and how many were confirmed in the last six months; a few minutes old at most."""

    def read() -> Fresh:
        counted = shown_services_in(network).aggregate(
            all=Count("pk"), fresh=Count("pk", filter=Q(assured_date__gte=today - HALF_A_YEAR))
        )
        return Fresh(counted["all"], round(100 * counted["fresh"] / counted["all"]) if counted["all"] else None)

    return _fresh.get((network.pk, today), read)


_fresh = Kept[tuple[int, dt.date], Fresh](most=500, seconds=300)
