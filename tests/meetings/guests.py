"""Who is asked to a meeting, in tests: one still to come, mails to them, and what their calendars reply."""

import datetime as dt
import re
from email.message import EmailMessage
from typing import Any

from django.utils import timezone
from icalendar import Calendar

from buurtnet.areas.models import Network
from buurtnet.meetings.choices import MeetingState
from buurtnet.meetings.inviting import Guest, ask, send_out
from buurtnet.meetings.models import Invitee, Meeting
from buurtnet.people.models import Mail, Person
from tests.meetings.meeting_rows import a_meeting

NEXT_WEEK = dt.timedelta(days=7)
LINK = re.compile(r"https?://[^/\s]+(/havendijk/bijeenkomst/[0-9a-f]{48}/)")


def to_come(network: Network, **more: object) -> Meeting:
    """In a week, from ten to twelve by the clock of a computer."""
    starts = (timezone.now() + NEXT_WEEK).replace(hour=10, minute=0, second=0, microsecond=0)
    made = a_meeting(network, **{"state": MeetingState.PREPARING, **more})
    Meeting.objects.filter(pk=made.pk).update(starts_at=starts, ends_at=starts + dt.timedelta(hours=2))
    return Meeting.objects.select_related("network", "host").get(pk=made.pk)


def asked(meeting: Meeting, by: Person, *guests: Guest) -> list[Invitee]:
    """Put on the list and mailed."""
    made = ask(meeting, guests, by=by)
    send_out(meeting, by=by)
    return [Invitee.objects.select_related("meeting__network", "person").get(pk=one.pk) for one in made]


FLEUR = Guest("Fleur Smit", "fleur@partner.example")


def link_in(mail: Mail) -> str:
    found = LINK.search(mail.body)
    assert found, mail.body
    return found.group(1)


def event_in(mail: Mail) -> Any:
    return Calendar.from_ical(mail.calendar).walk("VEVENT")[0]


# What three calendars send back, as they write it: folded lines, their own properties, quoted names.
OUTLOOK = """BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT={partstat};CN=Fleur Smit:MAILTO:{address}
COMMENT;LANGUAGE=nl-NL:{comment}\\n
UID:{uid}
SUMMARY;LANGUAGE=nl-NL:Geaccepteerd: Startbijeenkomst opgroeien
DTSTART;TZID=W. Europe Standard Time:20261201T100000
DTEND;TZID=W. Europe Standard Time:20261201T120000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:{stamp}
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:{sequence}
LOCATION;LANGUAGE=nl-NL:Buurthuis De Kade
X-MICROSOFT-CDO-APPT-SEQUENCE:{sequence}
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
END:VEVENT
END:VCALENDAR
"""
GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20261201T090000Z
DTEND:20261201T110000Z
DTSTAMP:{stamp}
ORGANIZER;CN=Buurtnet Havendijk:mailto:antwoord@buurt.example
UID:{uid}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};RSVP=TRU
 E;CN={address};X-NUM-GUESTS=0;X-RESPONSE-COMMENT="{comment}":mailto:{address}
SEQUENCE:{sequence}
STATUS:CONFIRMED
SUMMARY:Startbijeenkomst opgroeien
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
APPLE = """BEGIN:VCALENDAR
CALSCALE:GREGORIAN
PRODID:-//Apple Inc.//iOS 18.0//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
ATTENDEE;CN="Smit, Fleur";PARTSTAT={partstat}:mailto:{address}
COMMENT:{comment}
DTEND:20261201T110000Z
DTSTAMP:{stamp}
DTSTART:20261201T090000Z
ORGANIZER;CN="Buurtnet Havendijk":mailto:antwoord@buurt.example
SEQUENCE:{sequence}
SUMMARY:Startbijeenkomst opgroeien
UID:{uid}
END:VEVENT
END:VCALENDAR
"""
CALENDARS = {"outlook": OUTLOOK, "google": GOOGLE, "apple": APPLE}


def calendar_reply(
    uid: str, partstat: str = "ACCEPTED", *, program: str = "outlook", address: str = FLEUR.address,
    after: dt.timedelta = dt.timedelta(minutes=5), sequence: int = 0, comment: str = "", method: str = "REPLY",
) -> str:  # fmt: skip
    """What a calendar sends, so long after now."""
    stamp = (timezone.now() + after).strftime("%Y%m%dT%H%M%SZ")
    text = CALENDARS[program].format(
        uid=uid, partstat=partstat, address=address, stamp=stamp, sequence=sequence, comment=comment
    )
    return text.replace("METHOD:REPLY", f"METHOD:{method}").replace("\n", "\r\n")


def mail_with(calendar: str, *, text: str = "", address: str = FLEUR.address, **headers: str) -> bytes:
    """A mail with a calendar in it, as mail programs send them: in the mail, and as a file."""
    message = EmailMessage()
    message["From"], message["To"] = address, "antwoord@buurt.example"
    message["Subject"] = "Geaccepteerd: Startbijeenkomst opgroeien"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text or "\n")
    message.add_alternative(calendar, subtype="calendar", params={"method": "REPLY"})
    message.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename="invite.ics")
    return message.as_bytes()
