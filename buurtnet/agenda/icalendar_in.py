"""Reading a calendar of others in iCalendar (RFC 5545): each event by itself, so that a broken one breaks no other.

What a file says of time zones (``VTIMEZONE``) is not read: a zone counts by its name, and one that is not known here
is that of the network. Who organizes or joins, and what alarms there are, is not read either.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Event

from buurtnet.agenda.dates import Times
from buurtnet.agenda.reading_along import (
    EARLIEST,
    LONGEST_PLACE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_UID,
    MOST_BYTES_OF_ONE,
    Entry,
    LeaveOutError,
    NoCalendarError,
    Other,
    Reading,
    Why,
    first_sentence,
    line,
    on_the_clock,
    paragraphs,
    point,
    times_between,
    web_url,
)
from buurtnet.agenda.repeating import RuleError, check_rule

MOST_READ: Final = 5_000  # events of a file, with those that are over and those of single times
MOST_DATES: Final = 500  # that one event names one by one
MOST_NAMED: Final = 20_000  # days that all events of a file name one by one
BEGIN: Final = re.compile(rb"^BEGIN:VEVENT[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
END: Final = re.compile(rb"^END:VEVENT[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
LONG: Final = re.compile(rb"^(SUMMARY|DESCRIPTION|LOCATION)", re.IGNORECASE)
NAMED: Final = re.compile(rb"^(RDATE|EXDATE)[;:]", re.IGNORECASE)
UNTIL: Final = re.compile(r"(?<=UNTIL=)[^;]+")

LATEST: Final = dt.date(9999, 1, 1)  # so far a zone can still be counted

type When = dt.datetime | dt.date


def read_icalendar(raw: bytes, zone: ZoneInfo, today: dt.date) -> Reading:
    """What a file gives, by the clock of ``zone``. Raises ``NoCalendarError``."""
    if b"BEGIN:VCALENDAR" not in raw[:4_096].upper():
        raise NoCalendarError(_("Op dit adres staat geen agenda. Vraag om het adres dat eindigt op .ics."))
    reading = Reading()
    for uid, same in events_by_uid(raw, reading).items():
        for entry in entries_of(uid, same, zone, reading):
            reading.take(entry, today)
    return reading


def events_by_uid(raw: bytes, reading: Reading) -> dict[str, list[Event]]:
    """The events of a file by their id there; what is broken, or too much, is left out."""
    events: defaultdict[str, list[Event]] = defaultdict(list)
    named = 0
    for number, part in enumerate(parts_of(raw)):
        if number >= MOST_READ or named > MOST_NAMED:
            reading.leave_out(Why.TOO_MANY)
            continue
        part, days = with_first_days(part)
        named += days
        event = event_in(part)
        if event is None:
            reading.leave_out(Why.BROKEN)
        else:
            events[uid_of(event, number)].append(event)
    return events


def parts_of(raw: bytes) -> Iterator[bytes]:
    """Each event as it stands in the file."""
    at = 0
    while begin := BEGIN.search(raw, at):
        end = END.search(raw, begin.end())
        if end is None:
            return
        yield raw[begin.start() : end.end()] + b"\r\n"
        at = end.end()


def with_first_days(part: bytes) -> tuple[bytes, int]:
    """An event with the first 500 days that it names (``RDATE``), and that it leaves out (``EXDATE``); and how many.

    They are counted before they are read: reading thousands of them takes seconds.
    """
    if b"DATE" not in part.upper():
        return part, 0
    lines, days = [], Counter[bytes]()
    for one in lines_of(part):
        if found := NAMED.match(one):
            name = found[1].upper()
            before, colon, said = one.rpartition(b":")
            kept = said.split(b",")[: MOST_DATES - days[name]]
            days[name] += len(kept)
            one = before + colon + b",".join(kept) if kept else b""
        lines.append(one)
    return b"\r\n".join([*filter(None, lines), b""]), days.total()


def lines_of(part: bytes) -> list[bytes]:
    """Its lines, those that were folded whole again."""
    return re.sub(rb"\r?\n[ \t]", b"", part).splitlines()


def event_in(part: bytes) -> Event | None:
    """An event; None for what is none, or too large to be one."""
    if len(part) > MOST_BYTES_OF_ONE:
        part = shortened(part)
    if len(part) > MOST_BYTES_OF_ONE:
        return None
    try:
        found = Event.from_ical(part.replace(b"\0", b"").decode("utf-8", "replace"))
    except Exception:  # a reader of foreign files may fail in any way
        return None
    return found if isinstance(found, Event) else None


def shortened(part: bytes) -> bytes:
    """Of an endless name or text only the beginning; what else is endless, stays so."""
    cut = [one[:20_000].decode("utf-8", "ignore").encode() if LONG.match(one) else one for one in lines_of(part)]
    return b"\r\n".join([*cut, b""])


def uid_of(event: Event, number: int) -> str:
    """Its id there; without one its name and place in the file."""
    said = line(event.get("UID", ""), LONGEST_UID)
    return said or line(f"{number} {text_of(event, 'SUMMARY')}", LONGEST_UID)


def entries_of(uid: str, events: list[Event], zone: ZoneInfo, reading: Reading) -> Iterator[Entry]:
    """A series with what is otherwise in it; single times whose series is not there stand alone."""
    alone = [event for event in events if event.get("RECURRENCE-ID") is None]
    changed = [event for event in events if event.get("RECURRENCE-ID") is not None]
    if len(alone) > 1:
        reading.leave_out(Why.TWICE, len(alone) - 1)
    for number, event in enumerate(alone[:1] or changed):
        try:
            entry = entry_of(uid if alone else f"{uid[:240]} {number}", event, zone, reading)
        except LeaveOutError as problem:
            reading.leave_out(problem.why)
        except Exception:  # the library raises another error for each way in which a property may be broken
            reading.leave_out(Why.BROKEN)
        else:
            yield with_others(entry, changed, zone, reading) if alone else entry


def entry_of(uid: str, event: Event, zone: ZoneInfo, reading: Reading) -> Entry:
    """One event. Raises ``LeaveOutError``."""
    if str(event.get("CLASS", "PUBLIC")).upper() in {"PRIVATE", "CONFIDENTIAL"}:
        raise LeaveOutError(Why.PRIVATE)
    title = line(text_of(event, "SUMMARY"), LONGEST_TITLE)
    if not title:
        raise LeaveOutError(Why.NO_NAME)
    times = with_rule(times_of(event, zone, reading), event, zone)
    others = {}
    if is_off(event):
        if times.rule:
            raise LeaveOutError(Why.NOT_ON)
        others[planned(times)] = Other(is_off=True)
    text = paragraphs(text_of(event, "DESCRIPTION"), LONGEST_TEXT)
    return Entry(
        uid=uid, title=title, times=(times, *more_times(event, times, zone)), summary=first_sentence(text), text=text,
        place=line(text_of(event, "LOCATION"), LONGEST_PLACE), url=web_url(text_of(event, "URL")),
        point=point_of(event),
        without=tuple(without(event, times, zone)), others=others,
    )  # fmt: skip


def without(event: Event, times: Times, zone: ZoneInfo) -> Iterator[dt.datetime]:
    """Days of the series on which it is not (``EXDATE``), by the clock; one before our time is none of them."""
    for day in at_time(listed(event, "EXDATE"), times):
        moment = on_the_clock(day, zone)
        if EARLIEST <= moment.date() < LATEST:
            yield moment


def point_of(event: Event) -> tuple[float, float] | None:
    """Where it is on earth; None when it is not told, or broken."""
    geo = one_of(event, "GEO")
    try:
        return point(getattr(geo, "latitude", None), getattr(geo, "longitude", None))
    except Exception:  # as above
        return None


def times_of(event: Event, zone: ZoneInfo, reading: Reading) -> Times:
    """When it is the first time. Raises ``LeaveOutError``."""
    start, end = when(event, "DTSTART"), when(event, "DTEND")
    if start is None:
        raise LeaveOutError(Why.NO_START)
    if in_no_zone(event):
        reading.moved += 1
    if isinstance(start, dt.datetime) != isinstance(end, dt.datetime) and end is not None:
        end = None  # a time and a date: which of these counts nobody can say
    if end is None and (length := duration_of(event)) is not None:
        try:
            end = start + length
        except OverflowError:
            raise LeaveOutError(Why.TOO_FAR) from None
    return times_between(start, end, zone)


def with_rule(times: Times, event: Event, zone: ZoneInfo) -> Times:
    """With the rule by which it comes back. Raises ``LeaveOutError`` for one that we do not count."""
    found = event.get("RRULE")
    if found is None:
        return times
    try:
        if isinstance(found, list):
            raise RuleError
        said = found.to_ical().decode()
        return replace(times, rule=check_rule(until_day(said, times, zone)).text)
    except (RuleError, ValueError, AttributeError, OverflowError):
        raise LeaveOutError(Why.RULE) from None


def until_day(rule: str, times: Times, zone: ZoneInfo) -> str:
    """With the last day by our clock: a moment elsewhere may be another day here, or before it begins on that day."""
    found = UNTIL.search(rule)
    if found is None or "T" not in found[0].upper() or times.starts_at is None:
        return rule
    moment = dt.datetime.strptime(found[0].upper().rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007  # the zone follows
    last = on_the_clock(moment.replace(tzinfo=dt.UTC) if found[0].upper().endswith("Z") else moment, zone)
    day = last.date() if last.time() >= times.starts_at else last.date() - dt.timedelta(days=1)
    return UNTIL.sub(f"{day:%Y%m%d}", rule)


def more_times(event: Event, times: Times, zone: ZoneInfo) -> Iterator[Times]:
    """Days that are named one by one beside the rule (``RDATE``)."""
    for day in at_time(listed(event, "RDATE"), times):
        moment = on_the_clock(day, zone)
        yield Times(moment.date(), None if times.starts_at is None else moment.time(), times.minutes)


def with_others(entry: Entry, events: Iterable[Event], zone: ZoneInfo, reading: Reading) -> Entry:
    """With the times that are otherwise than the series; one that cannot be read is left out, and told."""
    others = dict(entry.others)
    for event in list(events)[:MOST_DATES]:
        said = when(event, "RECURRENCE-ID")
        try:
            if said is None:
                raise LeaveOutError(Why.BROKEN)
            at = next(iter(at_time([said], entry.times[0])))
            others[on_the_clock(at, zone)] = other_of(event, entry, zone, reading)
        except LeaveOutError as problem:
            reading.leave_out(problem.why)
        except Exception:  # as above
            reading.leave_out(Why.BROKEN)
    return replace(entry, others=others)


def other_of(event: Event, entry: Entry, zone: ZoneInfo, reading: Reading) -> Other:
    if is_off(event):
        return Other(is_off=True)
    times = times_of(event, zone, reading)
    place = line(text_of(event, "LOCATION"), LONGEST_PLACE)
    return Other(
        planned(times), times.minutes, times.starts_at is None, place=place if place != entry.place else ""
    )  # fmt: skip


def planned(times: Times) -> dt.datetime:
    return dt.datetime.combine(times.starts_on, times.starts_at or dt.time())


def is_off(event: Event) -> bool:
    return text_of(event, "STATUS").strip().upper() == "CANCELLED"


def at_time(days: Iterable[When], times: Times) -> Iterator[When]:
    """Moments of a series; a day without a time is that day at the time of the series."""
    for day in days:
        if isinstance(day, dt.datetime) or times.starts_at is None:
            yield day
        else:
            yield dt.datetime.combine(day, times.starts_at)


# What a property says, however it is written


def one_of(event: Event, name: str) -> Any:
    """A property; the first one of what should stand there once."""
    found = event.get(name)
    return found[0] if isinstance(found, list) and found else found


def text_of(event: Event, name: str) -> str:
    found = one_of(event, name)
    return "" if found is None else str(found)


def value_of(prop: Any) -> Any:
    """What stands in a property; None for what is broken."""
    try:
        return getattr(prop, "dt", None)
    except Exception:  # the library raises another error for each way in which it may be broken
        return None


def when(event: Event, name: str) -> When | None:
    found = value_of(one_of(event, name))
    return found if isinstance(found, dt.date) else None


def duration_of(event: Event) -> dt.timedelta | None:
    found = value_of(one_of(event, "DURATION"))
    return found if isinstance(found, dt.timedelta) else None


def listed(event: Event, name: str) -> Iterator[When]:
    """The days and moments of a property that may stand there more than once, at most 500."""
    found = event.get(name)
    rows = found if isinstance(found, list) else [found] if found is not None else []
    count = 0
    for row in rows:
        for one in getattr(row, "dts", ()):
            said = value_of(one)
            said = said[0] if isinstance(said, tuple) else said
            count += 1
            if isinstance(said, dt.date) and count <= MOST_DATES:
                yield said


def in_no_zone(event: Event) -> bool:
    """Whether its start names a time zone that nobody here knows."""
    start = one_of(event, "DTSTART")
    said = value_of(start)
    return isinstance(said, dt.datetime) and said.tzinfo is None and "TZID" in getattr(start, "params", {})
