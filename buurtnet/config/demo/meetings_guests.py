"""Who was asked to the meetings of the demo, what they said and who came: each on the day it happened."""

import datetime as dt
import uuid
from functools import cache
from typing import Final

from django.db import models
from django.utils import timezone

from buurtnet.config.demo.questions import happened, someone
from buurtnet.config.demo.rows import Row, rows_of
from buurtnet.meetings.answering import from_calendar, put_answer
from buurtnet.meetings.attending import add_came, save_came
from buurtnet.meetings.calendars import CalendarReply
from buurtnet.meetings.choices import AnswerWay, Coming
from buurtnet.meetings.inviting import Guest, ask, send_out
from buurtnet.meetings.models import Invitee, Meeting
from buurtnet.people.models import Membership, Organization, Person

MOMENTS: Final[dict[type[models.Model], tuple[str, ...]]] = {Invitee: ("sent_at", "answered_at")}
ASKED: Final = dt.timedelta(days=14)  # before the meeting
WAYS: Final = (AnswerWay.LINK, AnswerWay.CALENDAR, AnswerWay.LINK, AnswerWay.MAIL)


@cache
def lists() -> dict[str, Row]:
    return {row["key"]: row for row in rows_of("meetings_guests")["guests"]}


def invite_guests(meeting: Meeting, key: str, *, by: Person) -> None:
    """Ask them and take down what they said. ``meeting``: to come, or begun and not closed yet.

    ``key``: of the list in the file; ``by``: who invited.
    """
    row = lists()[key]
    asked_on = min(meeting.starts_at - ASKED, timezone.now() - dt.timedelta(hours=2))
    with happened(asked_on, MOMENTS):
        guests = {name: guest for name, guest, _coming, _said in guests_of(meeting, row)}
        ask(meeting, list(guests.values()), by=by)
        send_out(meeting, by=by)
    with happened(asked_on + dt.timedelta(hours=1), {Invitee: ("answered_at",)}):
        for place, (_name, guest, coming, said) in enumerate(guests_of(meeting, row)):
            if coming != Coming.UNKNOWN:
                put_answer(row_of(meeting, guest), coming, WAYS[place % len(WAYS)], said)
        if "stranger" in row:
            name, address, coming = row["stranger"]
            sent = CalendarReply(meeting.pk, address, name, Coming(coming), asked_on, 0, "")
            from_calendar(meeting, sent)


def take_attendance(meeting: Meeting, key: str, *, by: Person) -> None:
    """Who was there, of a meeting that goes on."""
    row = lists()[key]
    came = {
        row_of(meeting, guest).pk for name, guest, _coming, _said in guests_of(meeting, row) if name in row["came"]
    }
    rows = meeting.invitees.values_list("pk", flat=True)
    save_came(meeting, {pk: (False, pk in came) for pk in rows}, by=by)
    for name, organization in row["door"]:
        guest = Guest(name, organization=organization_named(organization), is_resident=not organization)
        add_came(meeting, guest, form_key=uuid.uuid5(meeting.pk, name), by=by)


def guests_of(meeting: Meeting, row: Row) -> list[tuple[str, Guest, Coming, str]]:
    """By the key or the name in the file."""
    found = []
    for key, coming, said in row["people"]:
        person = someone(key)
        held = (
            Membership.objects.filter(person=person, network=meeting.network).select_related("organization").first()
        )
        organization = held.organization if held else None
        guest = Guest(person=person, organization=organization, is_resident=organization is None)
        found.append((key, guest, Coming(coming), said))
    for name, address, called, coming, said in row["others"]:
        guest = Guest(name, address, organization=organization_named(called), is_resident=not called)
        found.append((name or address, guest, Coming(coming), said))
    return found


def organization_named(name: str) -> Organization | None:
    return Organization.objects.filter(name=name).first() if name else None


def row_of(meeting: Meeting, guest: Guest) -> Invitee:
    if guest.person is not None:
        return meeting.invitees.get(person=guest.person)
    return next(one for one in meeting.invitees.filter(person=None) if one.address == guest.address)
