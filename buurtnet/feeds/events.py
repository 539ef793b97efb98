"""A calendar as it is sent (iCalendar, RFC 5545 and 7986), from times and what they have in common.

It is the same each time it is fetched, until something changed: its ids come from the rows, its moments are those of
the rows. ``SEQUENCE`` counts minutes, for there is no counter and it may only grow.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur, vText

from buurtnet.areas.holidays import holidays
from buurtnet.areas.models import Network
from buurtnet.directory.models import Schedule
from buurtnet.feeds.recurrence import Happening, Period, happenings
from buurtnet.feeds.time_zones import time_zone
from buurtnet.feeds.words import clean, one_line

ASK_AGAIN = "PT12H"  # a duration, as RFC 5545 writes it
COUNTED_FROM = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Told:
    """What all times of one thing at one place have in common."""

    of: UUID
    name: str
    text: str
    url: str
    where: str
    point: tuple[float, float] | None
    categories: tuple[str, ...]
    changed: dt.datetime


@dataclass(frozen=True)
class Agenda:
    """A calendar as a file, and when it last changed."""

    body: bytes
    changed: dt.datetime


def agenda(name: str, url: str, network: Network, times: Sequence[tuple[Told, Schedule]], on: dt.date) -> Agenda:
    """A calendar with this name and page, as it is on a date; in the zone and with the holidays of a network."""
    zone = ZoneInfo(network.time_zone)
    period = Period.around(on)
    began = dt.datetime.combine(period.first, dt.time(), zone)  # each year the series begin anew
    calendar = empty_calendar(name, url, network)
    for told, schedule in times:
        for one in happenings(schedule, period, zone, holidays(network.holiday_region)):
            calendar.add_component(_event(_properties(one, told, schedule, max(told.changed, began)), one))
    return Agenda(calendar.to_ical(), max([began, *(told.changed for told, _schedule in times)]))


def empty_calendar(name: str, url: str, network: Network) -> Calendar:
    """A calendar with its name, its page and its time zone, and nothing in it yet."""
    calendar = Calendar()
    calendar.add("prodid", "-//Buurtnet//NL")
    calendar.add("version", "2.0")
    calendar.add("name", vText(one_line(name)))
    calendar.add("x-wr-calname", vText(one_line(name)))
    calendar.add("x-wr-timezone", network.time_zone)
    calendar.add("url", url)
    calendar.add("refresh-interval", dt.timedelta(hours=12), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", ASK_AGAIN)
    calendar.add_component(time_zone(network.time_zone))
    return calendar


def _event(properties: Iterator[tuple[str, Any]], one: Happening) -> Event:
    event = Event()
    for name, value in properties:
        if value not in ("", [], None):
            event.add(name, value)
    if one.rule:
        event.add("rrule", vRecur.from_ical(one.rule))
    if one.without:
        event.add("exdate", list(one.without))
    return event


def _properties(one: Happening, told: Told, schedule: Schedule, changed: dt.datetime) -> Iterator[tuple[str, Any]]:
    changed = changed.astimezone(dt.UTC).replace(microsecond=0)
    note = one.first.note
    yield "uid", str(uuid5(schedule.pk, f"{told.of} {one.key}"))
    yield "dtstart", one.first.start
    yield "dtend", one.first.end
    yield "summary", one_line(told.name)
    yield "description", clean("\n\n".join(part for part in (note, told.text) if part))
    yield "location", one_line(told.where)
    yield "geo", told.point
    yield "url", told.url
    yield "categories", [one_line(word) for word in told.categories]
    yield "transp", "TRANSPARENT"  # it is open, which takes no time of whoever has it in a calendar
    yield "sequence", int((changed - COUNTED_FROM).total_seconds() // 60)
    yield "dtstamp", changed
    yield "last-modified", changed
