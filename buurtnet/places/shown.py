"""What pages show of a venue: facts in words, ready for a template."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.areas.geometry import distance_m
from buurtnet.directory.cards import Badge, Viewpoint, distance_text
from buurtnet.directory.facts import first_address, money
from buurtnet.directory.models import Location
from buurtnet.directory.times import day_text, span_text
from buurtnet.kit.clock import clock_text
from buurtnet.kit.quoted import Quoted
from buurtnet.places.choices import Facility, HoursKind, SafeFor
from buurtnet.places.hours import DAY, Span, next_open, open_now, spans_on, why_closed_on
from buurtnet.places.models import Venue

FAR = float("inf")
NOT_IN_BADGES = (Facility.STEP_FREE,)


@dataclass(frozen=True)
class VenueCard:
    """One venue in a list. ``metres``: from where someone looks; infinite when that is not known."""

    id: str
    name: str
    url: str
    kind: str
    summary: str
    when: str
    is_open: bool
    who_is_there: str
    where: str
    distance: str
    badges: list[Badge]
    metres: float
    point: tuple[float, float] | None = None
    number: int | None = None


@dataclass(frozen=True)
class DayLine:
    """One day of the week: when one walks in first, then when it can be booked."""

    name: str
    is_today: bool
    walk_in: list[str] = field(default_factory=list)
    bookable: list[str] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class Fact:
    icon: str
    label: str
    text: str


def card_of(venue: Venue, view: Viewpoint, number: int | None = None) -> VenueCard:
    point = point_of(venue)
    current = open_now(venue, view.now)
    return VenueCard(
        id=str(venue.pk),
        name=venue.name,
        url=reverse("places:venue", args=[view.network.slug, venue.pk]),
        kind=str(capfirst(venue.get_kind_display())),
        summary=Quoted(venue.summary, view.network.locale),
        when=when_text(venue, view, current),
        is_open=current is not None,
        who_is_there=current.who if current and current.is_supervised else "",
        where=address_of(venue),
        distance=distance_text(view.near, point),
        badges=badges_of(venue),
        metres=distance_m(*view.near, *point) if view.near and point else FAR,
        point=point,
        number=number,
    )


def when_text(venue: Venue, view: Viewpoint, current: Span | None) -> str:
    """ "Nu open tot 17.00 uur", "Open morgen vanaf 9.00 uur", or how else one comes in."""
    if current:
        return _("Nu open tot %(time)s") % {"time": clock_text(current.end.time(), closing=True)}
    coming = next_open(venue, view.now)
    if coming:
        return opens_text(coming, view.today)
    return _("Alleen als je reserveert") if venue.is_bookable else ""


def opens_text(span: Span, today: dt.date) -> str:
    day = day_text(span.start.date(), today)
    return _("Open %(day)s vanaf %(time)s") % {"day": day, "time": clock_text(span.start.time())}


def badges_of(venue: Venue) -> list[Badge]:
    """For whom it is safe, what it costs, and with how many one fits."""
    badges = [Badge(safe_text(one), "goed", "shield-check") for one in SafeFor if one.value in venue.safe_for]
    if not venue.price_cents:
        badges.append(Badge(_("Gratis"), "goed"))
    if Facility.STEP_FREE.value in venue.facilities:
        badges.append(Badge(str(capfirst(Facility.STEP_FREE.label)), icon="accessibility"))
    if venue.capacity:
        badges.append(Badge(capacity_text(venue.capacity), icon="users"))
    if venue.is_bookable:
        badges.append(Badge(_("Te reserveren"), "blauw", "calendar-days"))
    return badges


def safe_text(whom: SafeFor) -> str:
    return _("Veilige plek voor %(whom)s") % {"whom": whom.label}


def capacity_text(most: int) -> str:
    return ngettext("Tot %(number)s persoon", "Tot %(number)s mensen", most) % {"number": most}


def price_text(venue: Venue) -> str:
    """ "Gratis" or "€ 7,50 per uur"."""
    if not venue.price_cents:
        return _("Gratis")
    return _("%(price)s per uur") % {"price": money(Decimal(venue.price_cents) / 100)}


def facts_of(venue: Venue) -> list[Fact]:
    """What one wants to know, in order; nothing known is not shown."""
    there = [str(one.label) for one in Facility if one.value in venue.facilities]
    how = str(capfirst(venue.get_access_display()))
    inside = f"{how}. {venue.key_holder}" if venue.key_holder else f"{how}."
    facts = [
        Fact("user", _("Wie mag er komen"), Quoted(venue.for_whom)),
        Fact("coins", _("Wat kost het"), price_text(venue)),
        Fact("list", _("Wat is er"), str(capfirst(", ".join(there)))),
        Fact("users", _("Hoeveel mensen"), capacity_text(venue.capacity) if venue.capacity else ""),
        Fact("door-open", _("Hoe kom je binnen"), inside),
        Fact("user-plus", _("Een volwassene erbij"), _("Ja, dat moet hier.") if venue.adult_required else ""),
        Fact("house", _("Van wie"), Quoted(venue.host.name) if venue.host else ""),
    ]
    return [one for one in facts if one.text]


def week_of(venue: Venue, view: Viewpoint) -> list[DayLine]:
    """The coming seven days, today first."""
    return [_day_line(venue, view.today + ahead * DAY, ahead == 0) for ahead in range(7)]


def _day_line(venue: Venue, day: dt.date, is_today: bool) -> DayLine:
    spans = spans_on(venue, day)
    return DayLine(
        name=str(DAY_NAMES[day.weekday()]).capitalize(),
        is_today=is_today,
        walk_in=[walk_in_text(one) for one in spans if one.kind == HoursKind.WALK_IN],
        bookable=[hours_text(one) for one in spans if one.kind == HoursKind.BOOKABLE],
        note=Quoted(why_closed_on(venue, day)),
    )


def walk_in_text(span: Span) -> str:
    """ "15.30 – 17.00 uur, jongerenwerker is er"."""
    times = hours_text(span)
    if not span.is_supervised:
        return times
    return _("%(times)s, met %(who)s") % {"times": times, "who": span.who or _("begeleiding")}


def hours_text(span: Span) -> str:
    return span_text(span.start.time(), span.end.time())


def moment_text(start: dt.datetime, end: dt.datetime) -> str:
    """ "donderdag 16 april, 15.30 – 17.00 uur". Both in the time zone of the network."""
    day = formats.date_format(start, "l j F")
    return _("%(day)s, %(times)s") % {"day": day, "times": span_text(start.time(), end.time())}


def length_text(minutes: int) -> str:
    """ "45 minuten", "1 uur", "2,5 uur"."""
    if minutes < 60:
        return ngettext("%(minutes)s minuut", "%(minutes)s minuten", minutes) % {"minutes": minutes}
    hours = formats.number_format(Decimal(minutes) / 60, decimal_pos=0 if minutes % 60 == 0 else 1)
    return _("%(hours)s uur") % {"hours": hours}


def address_of(venue: Venue) -> str:
    """ "Netstraat 14"; a secret address says nothing."""
    location = venue.location
    if location is None or location.hide_address:
        return ""
    address = first_address(location)
    return (address.address_1 if address else "") or location.name


def point_of(venue: Venue) -> tuple[float, float] | None:
    location: Location | None = venue.location
    if location is None or not location.is_on_map or location.latitude is None or location.longitude is None:
        return None
    return location.latitude, location.longitude


def map_points(cards: Sequence[VenueCard]) -> list[dict[str, Any]]:
    """A pin a place; venues under one roof share it."""
    points: dict[tuple[float, float], dict[str, Any]] = {}
    for card in cards:
        if card.point is None:
            continue
        pin = points.setdefault(
            card.point,
            {
                "id": card.id, "lat": card.point[0], "lon": card.point[1], "label": card.where or card.name,
                "url": card.url, "number": card.number or "", "gable": 1, "count": 0, "items": [],
            },
        )  # fmt: skip
        pin["count"] += 1
        pin["items"].append({"label": card.name, "url": card.url})
    return list(points.values())
