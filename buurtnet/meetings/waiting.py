"""What waits for someone around a meeting: to say whether they come, who wrote unasked, and its minutes."""

import datetime as dt
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.kit.today import Item
from buurtnet.meetings.access import CALLERS
from buurtnet.meetings.choices import COMING, Coming, CorrectionState, MeetingState
from buurtnet.meetings.inviting import strangers_in
from buurtnet.meetings.models import Correction, Invitee, Meeting, Preparer
from buurtnet.meetings.moving import link_of
from buurtnet.people.access import roles_of
from buurtnet.people.models import Person

MOST: Final = 30
A_WHILE: Final = dt.timedelta(hours=12)  # after its end, in which who wrote it down may still be at it


def invitations(person: Person, now: dt.datetime) -> list[Item]:
    """Meetings that someone was asked to and said nothing about."""
    rows = Invitee.objects.filter(
        person=person, coming=Coming.UNKNOWN, sent_at__isnull=False, meeting__ends_at__gt=now,
        meeting__state__in=(MeetingState.INVITED, MeetingState.BUSY),
    ).select_related("meeting__network")  # fmt: skip
    return [
        Item(
            since=row.sent_at or now, title=_("Kom je naar de bijeenkomst?"), icon="calendar-days",
            url=reverse("meetings:answer", args=[row.meeting.network.slug, link_of("invitee", row.pk)]),
            due=row.meeting.starts_at, place=row.meeting.network.name,
        )
        for row in rows.defer("name", "address", "said").order_by("meeting__starts_at")[:MOST]
        if row.meeting.network.has(Room.MEETINGS)
    ]  # fmt: skip


def kept_by(person: Person) -> QuerySet[Meeting]:
    """The meetings that someone calls, leads, writes down or prepares."""
    called = [one.network_id for one in roles_of(person) if one.role in CALLERS]
    mine = Q(network__in=called) | Q(chair=person) | Q(note_taker=person)
    return Meeting.objects.filter(mine | Q(pk__in=Preparer.objects.filter(person=person).values("meeting")))


def strangers(person: Person, now: dt.datetime) -> list[Item]:
    """Answers from addresses that nobody asked to a meeting of theirs; one line a meeting."""
    coming = kept_by(person).filter(state__in=COMING, ends_at__gt=now)
    rows = strangers_in(Invitee.objects.filter(meeting__in=coming))
    rows = rows.select_related("meeting__network").defer("name", "address", "said").order_by("answered_at")
    firsts = {row.meeting_id: row for row in reversed(rows.distinct()[:MOST])}
    return [
        Item(
            since=row.answered_at or now, title=_("Een onbekend adres antwoordde op een uitnodiging"), icon="mail",
            url=reverse("meetings:invite", args=[row.meeting.network.slug, row.meeting_id]),
            due=row.meeting.starts_at, place=row.meeting.network.name,
        )
        for row in firsts.values()
        if row.meeting.network.has(Room.MEETINGS)
    ]  # fmt: skip


def left_open(person: Person, now: dt.datetime) -> list[Item]:
    """Meetings of theirs that are over and were not closed: nobody has the minutes yet."""
    rows = kept_by(person).filter(state=MeetingState.BUSY, ends_at__lt=now - A_WHILE).select_related("network")
    return [
        Item(
            since=row.ends_at, title=_("Sluit de bijeenkomst af, dan gaat het verslag rond"), icon="file-text",
            url=reverse("meetings:note", args=[row.network.slug, row.pk]), place=row.network.name,
        )
        for row in rows.order_by("ends_at")[:MOST]
        if row.network.has(Room.MEETINGS)
    ]  # fmt: skip


def corrections(person: Person, now: dt.datetime) -> list[Item]:
    """What others say is wrong in minutes of theirs, while it can be put right; one line a meeting."""
    asked = Correction.objects.filter(meeting__in=kept_by(person), state=CorrectionState.OPEN)
    rows = Meeting.objects.filter(state=MeetingState.MINUTES, corrections__in=asked).select_related("network")
    return [
        Item(
            since=row.closed_at or now, title=_("Iemand wil iets verbeteren aan een verslag"), icon="file-text",
            url=reverse("meetings:minutes", args=[row.network.slug, row.pk]), place=row.network.name,
        )
        for row in rows.distinct().order_by("closed_at")[:MOST]
        if row.network.has(Room.MEETINGS)
    ]  # fmt: skip
