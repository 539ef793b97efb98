"""What who asked does with an answer: say whether it helped, write back, ask once more, or take it all back."""

import datetime as dt
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.questions.choices import GONE, MessageKind, Outcome, State
from buurtnet.questions.codes import key_of
from buurtnet.questions.forgetting import end_of_keeping, forget_after, forget_mails
from buurtnet.questions.models import HandOver, Message, Question
from buurtnet.questions.models.question import in_a_year
from buurtnet.questions.moving import locked, move, promise_again, refuse
from buurtnet.questions.noticing import tell_who_is_on_duty, tell_who_looks
from buurtnet.questions.roster import promised

REOPENS_FOR: Final = dt.timedelta(days=90)
ASKER: Final = "asker"  # who acts, in the log


def is_readable(question: Question, today: dt.date) -> bool:
    """Whether there is still something to read; the job that clears away may come a night later."""
    return question.state not in GONE and bool(question.text) and question.forget_on > today


def may_reopen(question: Question, now: dt.datetime) -> bool:
    """Whether a question that is done can be asked once more."""
    closed = question.closed_at
    return question.state == State.DONE and closed is not None and now <= closed + REOPENS_FOR


def may_reply(question: Question) -> bool:
    """While someone may still read it; a question that ended is opened again first."""
    return question.is_open


@transaction.atomic
def reply(question: Question, text: str, *, form_key: UUID) -> Message:
    """Write back. After an answer someone looks again; before it the words are simply added.

    The same ``form_key`` again adds nothing. Raises ``NotNowError`` when it has ended.
    """
    now = locked(question)
    if earlier := Message.objects.filter(question=now, form_key=key_of(form_key, now.pk, text)).first():
        return earlier
    if not may_reply(now):
        refuse(now, "reply")
    message = add_reply(now, text, form_key)
    if now.state == State.ANSWERED:
        look_again(now)
    return message


@transaction.atomic
def thank(question: Question, text: str = "", *, form_key: UUID | None = None) -> Question:
    """The answer helped: the question is done, and what was written is forgotten in time. ``text``: a remark."""
    now = locked(question)
    if now.state == State.DONE and now.outcome == Outcome.HELPED:
        return now
    if now.state != State.ANSWERED:
        refuse(now, State.DONE)
    if text:
        add_reply(now, text, form_key or uuid4())
    move(now, State.DONE)
    note_outcome(now, Outcome.HELPED)
    forget_after(now, end_of_keeping(now, timezone.localdate()))
    return now


@transaction.atomic
def say_no_help(question: Question, text: str, *, form_key: UUID) -> Question:
    """The answer did not help: someone looks again. ``text``: what is missing, if anything was said."""
    now = locked(question)
    if now.outcome == Outcome.NOT_HELPED and now.state != State.ANSWERED:
        return now
    if now.state != State.ANSWERED:
        refuse(now, State.REOPENED)
    note_outcome(now, Outcome.NOT_HELPED)
    if text:
        add_reply(now, text, form_key)
    look_again(now)
    return now


@transaction.atomic
def reopen(question: Question, text: str, *, form_key: UUID, now: dt.datetime | None = None) -> Question:
    """Ask once more, up to 90 days after it was done; what was written is kept along with it.

    Raises ``NotNowError`` when that is too long ago.
    """
    one = locked(question)
    if one.state == State.REOPENED:
        return one
    if not may_reopen(one, now or timezone.now()):
        refuse(one, State.REOPENED)
    one.outcome = ""
    one.save(update_fields=["outcome"])
    open_again(one, now or timezone.now())
    forget_after(one, in_a_year())
    if text:
        add_reply(one, text, form_key)
    return one


@transaction.atomic
def withdraw(question: Question) -> Question:
    """Take it back: text, contact and conversation are erased at once. What is left tells of nobody."""
    now = locked(question)
    if now.state in GONE:
        return now
    move(now, State.WITHDRAWN)
    forget_mails(now)
    now.text = now.contact = ""
    now.concepts, now.owner, now.call_since = [], None, None
    now.forget_on = timezone.localdate()
    now.save(update_fields=["text", "contact", "concepts", "owner", "call_since", "forget_on"])
    Message.objects.filter(question=now).delete()
    HandOver.objects.filter(question=now).delete()
    record(Action.ERASE, actor=None, obj=now, network=now.network_id, role_then=ASKER, purpose="withdrawn")
    return now


def look_again(question: Question) -> None:
    """Back to who answered it; to everyone on duty when nobody holds it any more. Whoever must look hears of it."""
    now = timezone.now()
    if question.owner_id:
        move(question, State.TAKEN)
        promise_again(question, now)
        tell_who_looks(question, now)
    else:
        open_again(question, now)


def open_again(question: Question, now: dt.datetime) -> None:
    """It waits for who is on duty, with a promise of this moment: it is not late at once."""
    promise = promised(question.network, now)
    question.reopened += 1
    question.owner, question.escalated_at = None, None
    question.take_by, question.answer_by = promise.take_by, promise.answer_by
    question.save(update_fields=["reopened", "owner", "escalated_at", "take_by", "answer_by"])
    move(question, State.REOPENED)
    tell_who_is_on_duty(question, now)


def add_reply(question: Question, text: str, form_key: UUID) -> Message:
    """The same words of the same form stand there once."""
    said = {"question": question, "kind": MessageKind.REPLY, "text": text, "forget_on": question.forget_on}
    return Message.objects.get_or_create(form_key=key_of(form_key, question.pk, text), defaults=said)[0]


def note_outcome(question: Question, outcome: Outcome) -> None:
    """Keep what became of it."""
    question.outcome = outcome
    question.save(update_fields=["outcome"])
