"""Who is asked to a meeting, and what they hear: an invitation, another time, that it is off. Each once."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.kit.own_links import keyed
from buurtnet.meetings.choices import COMING, AnswerWay, Coming, MeetingState
from buurtnet.meetings.emails_inviting import mail_cancelled, mail_changed, mail_invitation
from buurtnet.meetings.models import Invitee, Meeting
from buurtnet.meetings.models.meeting import FORGOTTEN_AFTER
from buurtnet.meetings.moving import hash_of, link_of, locked, move_meeting, note, refuse
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.choices import Action

MOST: Final = 500  # asked to one meeting
SAID_THEMSELVES: Final = (AnswerWay.CALENDAR, AnswerWay.MAIL)
AROUND: Final = ("person", "organization")


@dataclass(frozen=True)
class Guest:
    """Someone to ask: with an account, or a name, an address, or only an organization with its mailbox."""

    name: str = ""
    address: str = ""
    person: Person | None = None
    organization: Organization | None = None
    is_resident: bool = False

    def mailbox(self) -> str:
        return self.person.email if self.person else self.address


@transaction.atomic
def ask(meeting: Meeting, guests: Sequence[Guest], *, by: Person) -> list[Invitee]:
    """Put people on the list; nobody is mailed yet. Who stands there already stays as they are.

    Sent again it adds nobody. Returns who is new. Raises ``NotNowError``.
    """
    if locked(meeting).state not in COMING:
        refuse(meeting, f"invite.{meeting.state}", by)
    had = list(meeting.invitees.only("person", "address_hash", "organization", "name", "address"))
    known = {key for one in had for key in keys_of_row(one)}
    new: list[Invitee] = []
    for guest in guests:
        keys = keys_of(guest)
        if not keys & known:
            known |= keys
            new.append(row_of(meeting, guest))
    if len(had) + len(new) > MOST:
        refuse(meeting, "invite.most", by, _("Er passen {most} mensen op deze lijst.").format(most=MOST))
    for one in new:
        one.save(force_insert=True)
    if new:
        note(Action.CHANGE, meeting, by, result=f"asked.{len(new)}")
    return new


def keys_of(guest: Guest) -> set[str]:
    """By which two are one: an account, an address, and of who has neither their name and organization."""
    found = {f"p {guest.person.pk}"} if guest.person else set()
    if mailbox := guest.mailbox():
        found.add(address_hash(mailbox))
    return found or {_name_key(guest.name, guest.organization.pk if guest.organization else None)}


def keys_of_row(row: Invitee) -> set[str]:
    found = {f"p {row.person_id}"} if row.person_id else set()
    if row.address_hash:
        found.add(row.address_hash)
    return found or {_name_key(row.name, row.organization_id)}


def _name_key(name: str, organization: object) -> str:
    return f"n {name.casefold()} {organization or ''}"


def row_of(meeting: Meeting, guest: Guest, pk: uuid.UUID | None = None) -> Invitee:
    """A row for someone, not kept yet. ``pk``: when it follows from something else."""
    made = Invitee(
        id=pk or uuid.uuid4(), meeting=meeting, person=guest.person, organization=guest.organization,
        name="" if guest.person else guest.name, address="" if guest.person else guest.address,
        is_resident=guest.is_resident, forget_on=forgotten_on(meeting),
    )  # fmt: skip
    mailbox = guest.mailbox()
    made.address_hash = address_hash(mailbox) if mailbox else ""
    made.link_hash = hash_of("invitee", link_of("invitee", made.pk))
    return made


def address_hash(address: str) -> str:
    """By which a reply from a calendar finds who answers; the address itself does not follow from it."""
    return keyed("meetings.address", "hash", address.strip().casefold())


def forgotten_on(meeting: Meeting) -> dt.date:
    return meeting.starts_at.astimezone(meeting.zone()).date() + FORGOTTEN_AFTER


def to_send(meeting: Meeting) -> list[Invitee]:
    """Who was put on the list and heard nothing yet. Who wrote from an unknown address is asked by hand."""
    rows = meeting.invitees.filter(sent_at=None).exclude(address_hash="").exclude(answer_way__in=SAID_THEMSELVES)
    return [one for one in rows.select_related(*AROUND) if mailbox_of(one)]


def mailbox_of(row: Invitee) -> str:
    """Where mail for someone goes; nowhere for an account that is closed, and for who has no address."""
    if row.person is not None:
        return row.person.email if row.person.is_active else ""
    return str(row.address)


@transaction.atomic
def send_out(meeting: Meeting, *, by: Person) -> int:
    """Mail everyone on the list who heard nothing yet. Pressed twice each gets one. Raises ``NotNowError``."""
    if locked(meeting).state not in COMING:
        refuse(meeting, f"invite.{meeting.state}", by)
    rows = to_send(meeting)
    if not rows:
        return 0
    if meeting.state == MeetingState.PREPARING:
        move_meeting(meeting, MeetingState.INVITED, by=by)
    for row in rows:
        send_to(meeting, row)
    note(Action.SHARE, meeting, by, result=f"invited.{len(rows)}")
    return len(rows)


def still_to_come(meeting: Meeting, *, by: Person) -> None:
    """Nobody is mailed about a day that is gone: its day was mistyped. Raises ``NotNowError``."""
    if timezone.now() >= meeting.ends_at:
        refuse(meeting, "invite.past", by, _("Deze bijeenkomst is al voorbij. Pas eerst de dag aan."))


def send_to(meeting: Meeting, row: Invitee) -> None:
    """Mail one invitation, and remember which version of the meeting it told."""
    mail_invitation(meeting, row, mailbox_of(row))
    sent(meeting, row)


def sent(meeting: Meeting, row: Invitee) -> None:
    row.sent_at, row.sent_sequence = row.sent_at or timezone.now(), meeting.sequence
    row.save(update_fields=["sent_at", "sent_sequence"])


def tell_changed(meeting: Meeting, *, by: Person, is_moved: bool = True) -> int:
    """Who was invited hears of another time or place. Within the transaction, behind the lock of the meeting.

    ``is_moved``: to another time; what people answered before was about the old one, and is asked anew.
    """
    rows = told_before(meeting)
    for row in rows:
        if is_moved:
            row.coming, row.answer_way, row.answered_at = Coming.UNKNOWN, "", None
        row.forget_on = forgotten_on(meeting)
        row.save(update_fields=["coming", "answer_way", "answered_at", "forget_on"])
        if mailbox := mailbox_of(row):
            mail_changed(meeting, row, mailbox, is_moved=is_moved)
            sent(meeting, row)
    note(Action.SHARE, meeting, by, result=f"told.{len(rows)}")
    return len(rows)


def tell_cancelled(meeting: Meeting, *, by: Person) -> int:
    """Who was invited hears that it is off, and why. Within the transaction, behind the lock of the meeting."""
    rows = told_before(meeting)
    for row in rows:
        if mailbox := mailbox_of(row):
            mail_cancelled(meeting, row, mailbox)
            sent(meeting, row)
    note(Action.SHARE, meeting, by, result=f"cancelled.{len(rows)}")
    return len(rows)


def told_before(meeting: Meeting) -> list[Invitee]:
    return list(meeting.invitees.filter(sent_at__isnull=False).select_related(*AROUND))


@transaction.atomic
def take_off(row: Invitee, *, by: Person) -> None:
    """Someone need not come after all; who was invited hears it. Twice is once. Raises ``NotNowError``."""
    meeting = locked(row.meeting)
    if meeting.state not in COMING:
        refuse(meeting, f"invite.{meeting.state}", by)
    still = meeting.invitees.filter(pk=row.pk).select_related(*AROUND).first()
    if still is None:
        return
    mailbox = mailbox_of(still)
    if still.sent_at is not None and mailbox:
        mail_cancelled(meeting, still, mailbox, only_you=True)
    still.delete()
    note(Action.CHANGE, meeting, by, result="taken_off")


@transaction.atomic
def keep_stranger(row: Invitee, *, by: Person) -> None:
    """Who wrote from an address that nobody asked is asked too. Raises ``NotNowError``."""
    meeting = locked(row.meeting)
    if meeting.state not in COMING:
        refuse(meeting, f"invite.{meeting.state}", by)
    still = strangers_in(meeting.invitees.all()).filter(pk=row.pk).first()
    if still is None:
        return
    if mailbox_of(still) and still.coming != Coming.NO:
        send_to(meeting, still)
    else:
        sent(meeting, still)
    note(Action.CHANGE, meeting, by, result="stranger_kept")


@transaction.atomic
def same_person(stranger: Invitee, row: Invitee, *, by: Person) -> None:
    """Who wrote from an unknown address is someone on the list: what they said counts for them, and what they say
    from there next; the same reply again is an old one.

    Raises ``NotNowError``.
    """
    meeting = locked(stranger.meeting)
    if meeting.state not in COMING:
        refuse(meeting, f"invite.{meeting.state}", by)
    said = strangers_in(meeting.invitees.all()).filter(pk=stranger.pk).first()
    whose = meeting.invitees.filter(pk=row.pk).exclude(pk=stranger.pk).first()
    if said is None or whose is None:
        return
    whose.coming, whose.answer_way, whose.answered_at = said.coming, said.answer_way, said.answered_at
    whose.answered_stamp, whose.other_hash = said.answered_stamp, said.address_hash
    whose.said = said.said or whose.said
    whose.save(update_fields=["coming", "answer_way", "answered_at", "answered_stamp", "other_hash", "said"])
    said.delete()
    note(Action.CHANGE, meeting, by, result="stranger_known")


def strangers_in(rows: QuerySet[Invitee]) -> QuerySet[Invitee]:
    """Who answered an invitation that went to someone else."""
    return rows.filter(sent_at=None, person=None, answer_way__in=SAID_THEMSELVES)
