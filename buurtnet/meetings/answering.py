"""What someone answers who was asked to a meeting: by their link, from a calendar, by mail, or told to someone."""

import datetime as dt
import uuid
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.kit.texts import cleaned
from buurtnet.meetings.calendars import CalendarReply
from buurtnet.meetings.choices import COMING, AnswerWay, Coming
from buurtnet.meetings.inviting import AROUND, MOST, Guest, address_hash, keys_of, keys_of_row, row_of, send_to
from buurtnet.meetings.models import Invitee, Meeting
from buurtnet.meetings.moving import hash_of, locked, note, refuse
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action

LONGEST_WORD: Final = 500  # of what someone writes with their answer
MOST_STRANGERS: Final = 50  # of one meeting: who answer from an address that nobody asked


def invitee_of(network: Network, token: str) -> Invitee | None:
    """Who was asked, by their own link; also when the meeting was, or is off."""
    rows = Invitee.objects.filter(meeting__network=network, link_hash=hash_of("invitee", token))
    return rows.select_related("meeting__network", "meeting__host", *AROUND).first()


def can_answer(meeting: Meeting) -> bool:
    """Until it is over. A meeting that runs late still hears who comes."""
    return meeting.state in COMING and timezone.now() < meeting.ends_at + dt.timedelta(hours=2)


@transaction.atomic
def say(
    row: Invitee, coming: Coming, *, way: AnswerWay, said: str | None = None, by: Person | None = None
) -> Invitee:  # fmt: skip
    """What someone says, newest counts. Sent again it is the same. Raises ``NotNowError``.

    ``said``: what they wrote with it; None leaves what they wrote before.
    """
    meeting = locked(row.meeting)
    if not can_answer(meeting):
        refuse(meeting, f"answer.{meeting.state}", by)
    still = meeting.invitees.select_related(*AROUND).get(pk=row.pk)
    put_answer(still, coming, way, said)
    note(Action.CHANGE, meeting, by, result=f"answer.{coming.value}")
    return still


def put_answer(row: Invitee, coming: Coming, way: AnswerWay, said: str | None = None) -> None:
    row.coming, row.answer_way, row.answered_at = coming, way, timezone.now()
    if said is not None:
        row.said = said[:LONGEST_WORD]
    row.save(update_fields=["coming", "answer_way", "answered_at", "said"])


def instead_key(row: Invitee) -> uuid.UUID:
    """Of who comes in someone's place: it follows from who was asked, so that each names one person and no more."""
    return uuid.uuid5(row.pk, "instead")


def instead_of(row: Invitee) -> Invitee | None:
    return Invitee.objects.filter(pk=instead_key(row)).select_related(*AROUND).first()


@transaction.atomic
def send_instead(row: Invitee, name: str, address: str) -> Invitee:
    """Someone else comes for the same organization, and is mailed an invitation if there is an address.

    One, once: a link is no way to mail whom one likes. Raises ``NotNowError``.
    """
    meeting = locked(row.meeting)
    if not can_answer(meeting):
        refuse(meeting, f"answer.{meeting.state}", None)
    if there := instead_of(row):
        return there
    guest = Guest(name, address, organization=row.organization, is_resident=row.is_resident)
    rows = list(meeting.invitees.select_related(*AROUND))
    if len(rows) >= MOST:
        refuse(meeting, "invite.most", None, _("De lijst is vol. Bel of mail wie je uitnodigde."))
    for one in rows:
        if keys_of(guest) & keys_of_row(one):
            refuse(meeting, "instead.there", None, _("Die persoon is zelf al uitgenodigd. Zeg hier of jij komt."))
    made = row_of(meeting, guest, instead_key(row))
    made.coming, made.answer_way, made.answered_at = Coming.YES, AnswerWay.LINK, timezone.now()
    made.save(force_insert=True)
    put_answer(meeting.invitees.get(pk=row.pk), Coming.NO, AnswerWay.LINK)
    if address:
        send_to(meeting, made)
    note(Action.CHANGE, meeting, None, result="answer.instead")
    return made


@transaction.atomic
def from_calendar(meeting: Meeting, sent: CalendarReply) -> bool:
    """What a calendar replied. Returns whether it changed something: an older one, or the same again, does not.

    An address that nobody asked is put aside for who invites.
    """
    if not can_answer(locked(meeting)):
        return False
    sender = address_hash(sent.address)
    row = meeting.invitees.filter(Q(address_hash=sender) | Q(other_hash=sender)).first()
    if row is None:
        return put_aside(meeting, sent)
    if is_old(row, sent):
        return False
    row.answered_stamp = sent.stamp
    row.save(update_fields=["answered_stamp"])
    put_answer(row, sent.coming, AnswerWay.CALENDAR, sent.said or None)
    note(Action.CHANGE, meeting, None, result=f"answer.{sent.coming.value}")
    return True


def is_old(row: Invitee, sent: CalendarReply) -> bool:
    """Whether a newer answer is known, or it is about what the meeting was before."""
    if sent.sequence is not None and row.sent_sequence is not None and sent.sequence < row.sent_sequence:
        return True
    known = [row.answered_stamp]
    if row.answer_way != AnswerWay.CALENDAR:  # those are known by their own clock
        known.append(row.answered_at)
    return any(one is not None and sent.stamp <= one for one in known)


def put_aside(meeting: Meeting, sent: CalendarReply) -> bool:
    """A row for who answers unasked, which is no more than that until somebody looks at it."""
    strangers = meeting.invitees.filter(sent_at=None, answer_way=AnswerWay.CALENDAR)
    if strangers.count() >= MOST_STRANGERS:
        return False
    made = row_of(meeting, Guest(sent.name, sent.address))
    made.coming, made.answer_way, made.answered_at = sent.coming, AnswerWay.CALENDAR, timezone.now()
    made.answered_stamp, made.said = sent.stamp, sent.said[:LONGEST_WORD]
    made.save(force_insert=True)
    note(Action.CREATE, meeting, None, result="stranger")
    return True


def put_note(row: Invitee, text: str) -> None:
    """What someone mails back that is no clear answer: it is kept beside their name, for who invites to read."""
    text = cleaned(text)[:LONGEST_WORD]
    with transaction.atomic():
        meeting = locked(row.meeting)
        still = meeting.invitees.get(pk=row.pk)
        if text and text not in still.said:
            still.said = f"{still.said}\n{text}".strip()[-LONGEST_WORD:]
            still.save(update_fields=["said"])
            note(Action.CHANGE, meeting, None, result="answer.note")
