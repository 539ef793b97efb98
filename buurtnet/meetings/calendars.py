"""Meetings as calendars send them to and fro: invitations out, answers in (iTIP, RFC 5546).

Times are written in UTC, as calendars of everywhere understand them; each shows its own clock.
"""

import datetime as dt
import hmac
import re
import uuid
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from buurtnet.kit.texts import cleaned, one_line
from buurtnet.meetings.choices import Coming
from buurtnet.meetings.models import Action, Meeting
from buurtnet.meetings.moving import link_of
from buurtnet.upkeep.emails import reply_address

PRODUCT: Final = "-//Buurtnet//NL"
SIGNS: Final = 24  # of the secret in the name of an event
UID: Final = re.compile(rf"([0-9a-f]{{32}})-([0-9a-f]{{{SIGNS}}})@")
LONGEST_CALENDAR: Final = 100_000  # signs that are read of one
MOST_EVENTS: Final = 20


class Method(StrEnum):
    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


# PARTSTAT, in both directions. Who sends someone else does not come.
SAID_AS: Final = {
    Coming.UNKNOWN: "NEEDS-ACTION", Coming.YES: "ACCEPTED", Coming.MAYBE: "TENTATIVE", Coming.NO: "DECLINED",
}  # fmt: skip
MEANS: Final = {value: key for key, value in SAID_AS.items() if key != Coming.UNKNOWN} | {"DELEGATED": Coming.NO}


@dataclass(frozen=True)
class Attendee:
    """Whom an invitation is for. Nobody else is named in it."""

    address: str
    name: str
    coming: Coming
    url: str  # where they answer without a calendar


@dataclass(frozen=True)
class CalendarReply:
    """What one calendar answers for one person. ``stamp``: when it did, by its own clock."""

    meeting: uuid.UUID
    address: str
    name: str
    coming: Coming
    stamp: dt.datetime
    sequence: int | None
    said: str


def invitation(meeting: Meeting, to: Attendee, method: Method, *, text: str, sequence: int | None = None) -> str:
    """The meeting as an event of one calendar. ``sequence``: another than that of the meeting."""
    calendar, event = Calendar(), event_of(meeting, to.url, text)
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    event.add("sequence", meeting.sequence if sequence is None else sequence)
    event.add("status", "CANCELLED" if method == Method.CANCEL else "CONFIRMED")
    if method != Method.PUBLISH:
        event.add("organizer", organizer(meeting))
        event.add("attendee", attendee(to), encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def event_of(meeting: Meeting, url: str, text: str) -> Event:
    event = Event()
    event.add("uid", uid_of(meeting.pk))
    event.add("dtstamp", timezone.now().replace(microsecond=0))
    event.add("dtstart", meeting.starts_at.astimezone(dt.UTC))
    event.add("dtend", meeting.ends_at.astimezone(dt.UTC))
    event.add("summary", one_line(meeting.title))
    event.add("description", text)
    event.add("url", url)
    if where := where_of(meeting):
        event.add("location", where)
    return event


def action_day(action: Action, url: str) -> str:
    """The day on which an action is to be done, as an event of that whole day. It keeps nobody from being asked."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", Method.PUBLISH.value)
    event.add("uid", f"action-{action.pk.hex}@{host()}")
    event.add("dtstamp", timezone.now().replace(microsecond=0))
    event.add("dtstart", action.due)
    event.add("dtend", action.due + dt.timedelta(days=1))
    event.add("summary", one_line(action.text))
    event.add("sequence", action.version)
    event.add("transp", "TRANSPARENT")
    event.add("url", url)
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def where_of(meeting: Meeting) -> str:
    """On one line: at whose place, which room, and where to look in from afar."""
    said = (meeting.host.name if meeting.host else "", meeting.place_text, meeting.online_url)
    return ", ".join(one_line(one) for one in said if one)


def organizer(meeting: Meeting) -> vCalAddress:
    """Where calendars send their answers: the address of this site, never that of a person."""
    found = vCalAddress(f"mailto:{answers_to(meeting)}")
    found.params["CN"] = vText(one_line(meeting.network.name))
    return found


def answers_to(meeting: Meeting) -> str:
    if settings.REPLY_ADDRESS:
        return reply_address(secret_of(meeting.pk))
    return parseaddr(str(settings.DEFAULT_FROM_EMAIL))[1]


def attendee(to: Attendee) -> vCalAddress:
    found = vCalAddress(f"mailto:{to.address}")
    found.params["CN"] = vText(one_line(to.name) or to.address)
    found.params["CUTYPE"] = vText("INDIVIDUAL")
    found.params["ROLE"] = vText("REQ-PARTICIPANT")
    found.params["PARTSTAT"] = vText(SAID_AS[to.coming])
    found.params["RSVP"] = vText("TRUE" if settings.REPLY_ADDRESS else "FALSE")
    return found


def uid_of(pk: uuid.UUID) -> str:
    """The name of an event in all calendars. It holds a secret: who was not asked cannot answer."""
    return f"{pk.hex}-{secret_of(pk)}@{host()}"


def host() -> str:
    return urlsplit(str(settings.SITE_URL)).hostname or "buurtnet"


def secret_of(pk: uuid.UUID) -> str:
    return link_of("calendar", pk)[:SIGNS]


def meeting_in(uid: str) -> uuid.UUID | None:
    """The meeting that an event is, if we made it."""
    found = UID.match(uid.strip().lower())
    if found is None:
        return None
    pk = uuid.UUID(found[1])
    return pk if hmac.compare_digest(found[2], secret_of(pk)) else None


def replies_in(text: str) -> list[CalendarReply]:
    """The answers in a calendar that was mailed to us; what is none, or cannot be read, is left out."""
    try:
        calendar = Calendar.from_ical(text[:LONGEST_CALENDAR])
        method = str(calendar.get("method", "")).upper()
        events = [one for one in calendar.walk("VEVENT") if "recurrence-id" not in one]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return []
    if method not in {"REPLY", "COUNTER"}:
        return []
    return [reply for event in events[:MOST_EVENTS] for reply in replies_of(event, is_counter=method == "COUNTER")]


def replies_of(event: Any, *, is_counter: bool) -> list[CalendarReply]:
    try:
        meeting = meeting_in(str(event.get("uid", "")))
        stamp = stamp_of(event)
        said = event.get("attendee", [])
        attendees = said if isinstance(said, list) else [said]
        sequence = int(event["sequence"]) if "sequence" in event else None
        comment = one_line(cleaned(first_of(event.get("comment", ""))))
        if meeting is None or stamp is None:
            return []
        # A reply speaks for one: who answers.
        return [
            CalendarReply(meeting, address_in(one), name_in(one), coming, stamp, sequence, comment)
            for one in attendees[:1]
            if (coming := coming_in(one, is_counter=is_counter)) is not None and "@" in address_in(one)
        ]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError):
        return []


def first_of(value: Any) -> str:
    return str(value[0] if isinstance(value, list) and value else value or "")


def stamp_of(event: Any) -> dt.datetime | None:
    """When the calendar answered. One without a zone is taken for UTC, as the standard has it."""
    moment = event["dtstamp"].dt if "dtstamp" in event else None
    if not isinstance(moment, dt.datetime):
        return None
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def address_in(one: Any) -> str:
    address = str(one).strip()
    if address[:7].lower() == "mailto:":
        address = address[7:]
    return one_line(address).strip("<>").casefold()[:254]


def name_in(one: Any) -> str:
    name = one_line(str(one.params.get("CN", "")).strip("'\""))[:120]
    return "" if "@" in name else name


def coming_in(one: Any, *, is_counter: bool) -> Coming | None:
    """Who proposes another time might come."""
    return Coming.MAYBE if is_counter else MEANS.get(str(one.params.get("PARTSTAT", "")).strip().upper())
