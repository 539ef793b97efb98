"""What a page shows of a date: short facts in words, the same in every list."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.agenda.choices import DateState, ForWhom, Joining
from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.agenda.near import point_of
from buurtnet.directory.cards import Badge, Viewpoint, distance_text
from buurtnet.directory.facts import money
from buurtnet.directory.times import joined, span_text
from buurtnet.kit.clock import clock_text
from buurtnet.kit.languages import language_name
from buurtnet.kit.quoted import Quoted
from buurtnet.places.choices import Facility
from buurtnet.places.tiles import DayTile, tile_of

MOST_BADGES = 4
FEW_PLACES = 5
A_NIGHT = dt.timedelta(hours=18)  # what lasts no longer is said with two times of the clock
LIGHT = 1  # the gable of an activity: near and light


@dataclass(frozen=True)
class ActivityCard:
    """One date in a list. ``keer``: its id. ``because``: why it is off; ``note``: what is good to know this time.

    ``lasting``: the badges that stay true, for paper.
    """

    keer: str
    url: str
    title: str
    day: dt.date
    date_text: str
    times_text: str
    where: str
    distance: str
    summary: str
    badges: list[Badge]
    lasting: list[Badge]
    is_cancelled: bool
    because: str
    note: str
    point: tuple[float, float] | None
    pin: str
    tile: DayTile
    number: int | None = None


def cards_of(dates: Iterable[ActivityDate], view: Viewpoint) -> list[ActivityCard]:
    """Cards in order."""
    return [card_of(date, view) for date in dates]


def card_of(date: ActivityDate, view: Viewpoint) -> ActivityCard:
    """One date as a card, seen from a viewpoint; its activity, venue and location were read with it."""
    activity = date.activity
    starts = date.starts_at.astimezone(view.zone)
    point = None if date.place_text else point_of(activity)
    return ActivityCard(
        keer=str(date.pk),
        url=url_of(activity, view.network.slug, date),
        title=activity.title,
        day=starts.date(),
        date_text=date_text(starts.date()),
        times_text=times_text(date, view.zone),
        where=where_of(activity, date),
        distance=distance_text(view.near, point),
        summary=activity.summary,
        badges=badges_of(activity, date),
        lasting=badges_of(activity),
        is_cancelled=date.state == DateState.CANCELLED,
        because=Quoted(date.cancelled_because, view.network.locale),
        note=Quoted(date.note, view.network.locale),
        point=point,
        pin=pin_of(activity, point),
        tile=tile_of(starts.date(), view.today),
    )


def url_of(activity: Activity, slug: str, date: ActivityDate | None = None) -> str:
    """The page of an activity, at one of its dates."""
    url = reverse("agenda:activity", args=[slug, activity.pk])
    return f"{url}?{urlencode({'keer': str(date.pk)})}" if date else url


def date_text(day: dt.date) -> str:
    """ "donderdag 16 april"."""
    return f"{WEEKDAYS[day.weekday()]} {formats.date_format(day, 'j F')}"


def day_text(day: dt.date, today: dt.date) -> str:
    """ "donderdag 16 april", with its year when that is another."""
    return date_text(day) if day.year == today.year else f"{date_text(day)} {day.year}"


def times_text(date: ActivityDate, zone: ZoneInfo) -> str:
    """ "15.30 – 17.00 uur", "de hele dag", or until which day it goes on."""
    starts, ends = date.starts_at.astimezone(zone), date.ends_at.astimezone(zone)
    last = (ends - dt.timedelta(seconds=1)).date()
    if date.whole_day:
        return _("de hele dag") if last == starts.date() else until_text(last)
    if date.ends_at - date.starts_at <= A_NIGHT:
        return span_text(starts.time(), ends.time())
    return _("vanaf %(time)s, %(until)s") % {"time": clock_text(starts.time()), "until": until_text(last)}


def moved_text(date: ActivityDate, zone: ZoneInfo) -> str:
    """When it was to be at first, for one that is at another time than planned; else nothing."""
    if date.planned_at == date.starts_at:
        return ""
    planned = date.planned_at.astimezone(zone)
    day = date_text(planned.date())
    return day if date.whole_day else f"{day}, {clock_text(planned.time())}"


def until_text(last: dt.date) -> str:
    return _("tot en met %(day)s") % {"day": date_text(last)}


def where_of(activity: Activity, date: ActivityDate | None = None) -> str:
    """The place as people say it: another one for this date, else the venue, the place on the map, or in words."""
    if date and date.place_text:
        return date.place_text
    if activity.location is not None and activity.location.hide_address:
        return _("Het adres is geheim. Bel eerst.")
    if activity.venue:
        return activity.venue.name
    named = activity.location.name if activity.location else ""
    return named or activity.place_text or (_("Online") if activity.online_url else "")


def pin_of(activity: Activity, point: tuple[float, float] | None) -> str:
    """All that is at one point shares a pin on the map."""
    return f"p{point[0]:.5f}-{point[1]:.5f}".replace(".", "_") if point else ""


# Badges


def badges_of(activity: Activity, date: ActivityDate | None = None) -> list[Badge]:
    """Off or full before all, then cost, ages, languages and getting in: at most four."""
    found = [*state_badges(activity, date), *cost_badges(activity)]
    if ages := ages_of(activity):
        found.append(Badge(ages))
    elif whom := whom_of(activity):
        found.append(Badge(whom))
    if languages := languages_of(activity):
        found.append(Badge(joined(languages[:2]), icon="languages"))
    if is_step_free(activity):
        found.append(Badge(_("Zonder drempel"), icon="accessibility"))
    return found[:MOST_BADGES]


def state_badges(activity: Activity, date: ActivityDate | None) -> list[Badge]:
    if date is None:
        return []
    if date.state == DateState.CANCELLED:
        return [Badge(_("Gaat niet door"), "steen", "x")]
    left = places_left(activity, date)
    if left is None:
        return []
    if not left:
        return [Badge(_("Vol, met wachtlijst") if activity.has_waiting_list else _("Vol"), "steen", "x")]
    if left > FEW_PLACES:
        return []
    return [Badge(ngettext("Nog %(count)d plek", "Nog %(count)d plekken", left) % {"count": left}, "zon")]


def places_left(activity: Activity, date: ActivityDate) -> int | None:
    """How many can still come; None: as many as want to."""
    most = activity.most if date.most is None else date.most
    if most is None or activity.registration == Joining.NONE:
        return None
    return max(0, most - date.taken)


def cost_badges(activity: Activity) -> list[Badge]:
    if activity.price_cents is None:
        return []
    return [Badge(cost_text(activity.price_cents), "linnen" if activity.price_cents else "goed")]


def cost_text(cents: int) -> str:
    """ "€ 2,50", or "Gratis"."""
    return money(Decimal(cents) / 100) if cents else _("Gratis")


def ages_of(activity: Activity) -> str:
    """ "8 tot en met 12 jaar", "Vanaf 16 jaar", "Tot en met 4 jaar", or nothing."""
    low, high = activity.age_from or None, activity.age_to
    if low and high is not None:
        if low == high:
            return _("%(age)s jaar") % {"age": low}
        return _("%(low)s tot en met %(high)s jaar") % {"low": low, "high": high}
    if high is not None:
        return _("Tot en met %(age)s jaar") % {"age": high}
    return _("Vanaf %(low)s jaar") % {"low": low} if low else ""


def whom_of(activity: Activity) -> str:
    """ "Voor ouders en buren"; nothing when that was not said."""
    names = [str(ForWhom(one).label) for one in activity.for_whom if one in ForWhom.values]
    return _("Voor %(whom)s") % {"whom": joined(names[:3])} if names else ""


def languages_of(activity: Activity) -> list[str]:
    """The names of the languages that are spoken; none when that is only Dutch."""
    codes = [code for code in activity.languages if isinstance(code, str)]
    return [name for code in codes if (name := language_name(code))] if set(codes) - {"nl"} else []


def is_step_free(activity: Activity) -> bool:
    there = activity.venue.facilities if activity.venue else []
    return Facility.STEP_FREE in activity.facilities or Facility.STEP_FREE in there


# On the map


def numbered(cards: Sequence[ActivityCard]) -> list[ActivityCard]:
    """Cards with the number of their pin: one a place, shared by all that is there."""
    numbers: dict[str, int] = {}
    return [
        replace(card, number=numbers.setdefault(card.pin, len(numbers) + 1)) if card.pin else card for card in cards
    ]


def map_points(cards: Iterable[ActivityCard]) -> list[dict[str, Any]]:
    """One pin a place, with all that is there; what is off has none."""
    points: dict[str, dict[str, Any]] = {}
    for card in cards:
        if card.point is None or card.is_cancelled:
            continue
        point = points.setdefault(
            card.pin,
            {
                "id": card.pin, "lat": card.point[0], "lon": card.point[1], "label": card.where or card.title,
                "url": card.url, "number": card.number or "", "gable": LIGHT, "count": 0, "items": [],
            },
        )  # fmt: skip
        point["count"] += 1
        point["items"].append({"label": f"{card.title}, {card.date_text}", "url": card.url})
    return list(points.values())
