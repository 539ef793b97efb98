"""Answers by mail: from a calendar, to an invitation, and about an action.

Only what is clear counts. What else someone writes to an invitation stands beside their name; who writes something
else about an action is mailed once a day which words are understood.
"""

import datetime as dt
import email
import email.policy
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.kit.moving import NotNowError
from buurtnet.kit.texts import one_line
from buurtnet.meetings.acting import tell
from buurtnet.meetings.answering import can_answer, from_calendar, put_note, say
from buurtnet.meetings.calendars import CalendarReply, replies_in
from buurtnet.meetings.choices import ActionState, AnswerWay, Coming
from buurtnet.meetings.emails_actions import url_for_owner
from buurtnet.meetings.models import Action, Invitee, Meeting
from buurtnet.meetings.moving import hash_of, locked
from buurtnet.meetings.reply_words import BECAUSE, BUSY, COMES, COMES_NOT, DONE, MAYBE, NOT_DONE, clear
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Mail
from buurtnet.upkeep.replies import (
    ADDRESSED,
    LONGEST_MAIL,
    LONGEST_TEXT,
    MOST_TOKENS,
    is_automatic,
    is_bounce,
    own_text,
    some_parts,
    text_of,
    within_reason,
    without_quotes,
)

TOKEN: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{48}(?![0-9a-f])")
CALENDAR_TYPES: Final = {"text/calendar", "application/ics"}
LONGEST_WHY: Final = 300
MOST_CALENDARS: Final = 4  # in one mail: the same is often in it twice

logger = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a mail."""

    CALENDAR = "an answer from a calendar"
    OLD = "an answer that says nothing new"
    ANSWERED = "an answer to an invitation"
    NOTE = "put aside to be read"
    ACTION = "about an action"
    EXPLAINED = "about an action, and not clear"
    LATE = "too late"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reply:
    """A mail, taken apart. ``text``: what its sender wrote on top, without what was quoted."""

    is_automatic: bool
    is_bounce: bool
    calendars: Sequence[CalendarReply]
    tokens: Sequence[str]
    text: str
    sent_at: dt.datetime | None = None


def take(message: bytes) -> Outcome:
    """Do what a raw mail (RFC 5322) says. Taken twice it does nothing more. Nothing in a mail makes it raise."""
    reply = read(message[:LONGEST_MAIL])
    if reply.calendars:
        return take_calendars(reply.calendars)
    hashes = {kind: [hash_of(kind, one) for one in reply.tokens[:MOST_TOKENS]] for kind in ("invitee", "action")}
    action = Action.objects.filter(reply_hash__in=hashes["action"]).select_related("network", "owner").first()
    if action is not None:
        return take_about_action(action, reply)
    row = Invitee.objects.filter(link_hash__in=hashes["invitee"]).select_related("meeting__network").first()
    return take_answer(row, reply) if row is not None else Outcome.UNKNOWN


def read(message: bytes) -> Reply:
    """Take a mail apart. One that cannot be read has nothing in it but its tokens."""
    try:
        parsed = email.message_from_bytes(within_reason(message), policy=email.policy.compat32)
        parts = list(some_parts(parsed))
        texts = [text_of(part) for part in parts]
        headers = [str(value) for name, value in parsed.items() if name.lower() in ADDRESSED]
        return Reply(
            is_automatic=is_automatic(parsed),
            is_bounce=is_bounce(parsed),
            calendars=calendars_in(parsed),
            tokens=tokens_in([*headers, *texts]),
            text=without_quotes(own_text(parsed)[:LONGEST_TEXT]).replace("\0", ""),
            sent_at=sent_at(parsed),
        )
    except Exception:  # mails are made by anyone: whatever breaks the reading of one is its own fault
        logger.info("A mail could not be taken apart.")
        return Reply(False, False, [], tokens_in([message[:LONGEST_TEXT].decode("latin-1")]), "")


def sent_at(mail: Message) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(str(mail.get("Date", "")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def calendars_in(mail: Message) -> list[CalendarReply]:
    found = [text_of(part) for part in some_parts(mail) if part.get_content_type() in CALENDAR_TYPES]
    return [reply for text in found[:MOST_CALENDARS] for reply in replies_in(text)]


def tokens_in(texts: Sequence[str]) -> list[str]:
    """Everything with the shape of a token, each once: first those of the address it was sent to."""
    return list(dict.fromkeys(token for text in texts for token in TOKEN.findall(text.lower())))


def take_calendars(replies: Sequence[CalendarReply]) -> Outcome:
    did = False
    for reply in replies:
        meeting = Meeting.objects.filter(pk=reply.meeting).select_related("network").first()
        did = (meeting is not None and from_calendar(meeting, reply)) or did
    return Outcome.CALENDAR if did else Outcome.OLD


def take_answer(row: Invitee, reply: Reply) -> Outcome:
    """A mail back to an invitation."""
    if reply.is_bounce:
        put_note(row, _("De mail kwam niet aan."))
        return Outcome.BOUNCE
    if reply.is_automatic:
        return Outcome.AUTOMATIC
    if not can_answer(row.meeting):
        return Outcome.LATE
    said = clear(reply.text, {Coming.YES: COMES, Coming.NO: COMES_NOT, Coming.MAYBE: MAYBE}, surely=Coming.YES)
    if said is None:
        put_note(row, reply.text)
        return Outcome.NOTE
    if row.answered_at is not None and reply.sent_at is not None and reply.sent_at <= row.answered_at:
        return Outcome.OLD
    try:
        say(row, Coming(said.what), way=AnswerWay.MAIL, said=said.rest or None)
    except NotNowError:
        return Outcome.LATE
    return Outcome.ANSWERED


def take_about_action(action: Action, reply: Reply) -> Outcome:
    """A mail back about an action, of whoever does it."""
    if reply.is_bounce:
        return Outcome.BOUNCE
    if reply.is_automatic:
        return Outcome.AUTOMATIC
    said = clear(
        reply.text,
        {ActionState.DONE: DONE, ActionState.OPEN: NOT_DONE, ActionState.BUSY: BUSY},
        surely=ActionState.DONE,
    )
    if said is None:
        explain(action)
        return Outcome.EXPLAINED
    try:
        did = act(action, ActionState(said.what), one_line(BECAUSE.sub("", said.rest)), reply.sent_at)
    except NotNowError:
        return Outcome.LATE
    return Outcome.ACTION if did else Outcome.OLD


@transaction.atomic
def act(action: Action, to: ActionState, why: str, sent_at: dt.datetime | None) -> bool:
    """Returns whether it changed something: a mail of before the last step, or the same again, does not."""
    locked(action)
    last = action.steps.order_by("-at", "-pk").first()
    if last is not None and sent_at is not None and sent_at <= last.at:
        return False
    return tell(action, to, why[:LONGEST_WHY], by=action.owner)


def explain(action: Action) -> None:
    """Tell who does it which words are understood: once a day, and never in answer to a machine."""
    owner = action.owner
    if owner is None or not owner.is_active:
        return
    with in_their_language(owner):
        subject = _("Je antwoord over een actie")
        since = timezone.now() - dt.timedelta(days=1)
        if Mail.objects.filter(person=owner, subject=subject, queued_at__gte=since).exists():
            return
        words = _("Zet een van deze woorden bovenaan je mail: klaar, mee bezig, of niet gelukt met waarom.")
        body = [_("We konden je antwoord niet goed lezen."), words, _("Of doe het hier:"), url_for_owner(action)]
        send(owner.email, subject, "\n\n".join(body), owner)
