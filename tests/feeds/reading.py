"""Reading a calendar as a program of someone else does: with another library than the one that wrote it."""

import datetime as dt
from zoneinfo import ZoneInfo

from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

type Span = tuple[dt.datetime, dt.datetime]


def spans(calendar: str, start: dt.datetime, end: dt.datetime) -> set[Span]:
    """When something begins and ends (in UTC) that overlaps a period, all series written out."""
    return {(one.begin, one.finish) for one in times(calendar, start, end)}


class Time:
    """One time of an event."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.begin = event.start_datetime.astimezone(dt.UTC)
        self.finish = event.end_datetime.astimezone(dt.UTC)


def times(calendar: str, start: dt.datetime, end: dt.datetime) -> list[Time]:
    found = IcsCalendarStream.calendar_from_ics(calendar)
    zone = ZoneInfo("Europe/Amsterdam")
    return [Time(event) for event in found.timeline_tz(zone).overlapping(start, end)]


def events(calendar: str) -> list[Event]:
    """The events as they are written."""
    return list(IcsCalendarStream.calendar_from_ics(calendar).events)
