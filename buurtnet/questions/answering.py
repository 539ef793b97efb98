"""Answering a question: take it, let it go, ask back, answer, pass it on, close what is no question.

Each looks again, under lock, at how the question stands now: of two people at once the second hears who was first.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from buurtnet.directory.models import Service
from buurtnet.people.acting import By
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.questions.access import may_take_over, visible_to
from buurtnet.questions.choices import WAITING, ContactWay, HandOverState, MessageKind, Outcome, State
from buurtnet.questions.codes import key_of
from buurtnet.questions.forgetting import forget_after, forget_mails
from buurtnet.questions.models import HandOver, Message, Question
from buurtnet.questions.moving import NotNowError, locked, move, promise_again, refuse
from buurtnet.questions.noticing import tell_who_is_asked, tell_who_looks
from buurtnet.questions.roster import answers_children, staff_of
from buurtnet.questions.telling import called, tell_asker


class TakenAlreadyError(NotNowError):
    """Someone else was first: ``question.owner`` has it."""


class NotForThemError(Exception):
    """A child that asks alone goes to someone who answers children, and to nobody else."""


@dataclass(frozen=True)
class Answered:
    """What is answered: in words, with entries of the map, lightest first, and whether rights are pointed out."""

    text: str
    services: Collection[Service] = ()
    offers_rights: bool = False
    form_key: UUID = field(default_factory=uuid4)


@transaction.atomic
def take(question: Question, *, by: By, now: dt.datetime | None = None) -> Question:
    """Answer for it from now on; also for who had it and is away, gone or late.

    Raises ``TakenAlreadyError``, and ``NotForThemError`` for a child that asks alone.
    """
    now = now or timezone.now()
    found = locked(question)
    if found.owner_id == by.person.pk and found.state == State.TAKEN:
        return found
    require_readable(found, by.person, now)
    require_for_them(found, by.person)
    if found.state not in WAITING:
        make_free(found, by.person, now)
    move(found, State.TAKEN, by=by.person)
    own(found, by.person, now)
    note(found, "taken", by)
    if found.contact_way == ContactWay.MAIL:  # who waits for a call is called with the answer
        tell_asker(found, MessageKind.NEWS)
    return found


def make_free(question: Question, person: Person, now: dt.datetime) -> None:
    """Take a question from an owner who is out of reach or late. Raises ``TakenAlreadyError`` when they are not."""
    free = may_take_over(question, staff_of(question.network), now)
    if question.state not in {State.TAKEN, State.ANSWERED} or not free:
        refuse(question, State.TAKEN, by=person, error=TakenAlreadyError)
    if question.state == State.TAKEN:
        move(question, State.NEW, by=person)
    else:
        promise_again(question, now)


def require_readable(question: Question, person: Person, now: dt.datetime) -> None:
    """Raises ``NotNowError`` for who may not read it: a duty can end between a page and its button."""
    if not visible_to(person, now, question.network).filter(pk=question.pk).exists():
        refuse(question, "read", by=person)


def own(question: Question, person: Person | None, now: dt.datetime) -> None:
    """From now on this person answers for it, or nobody does."""
    question.owner, question.taken_at = person, now if person else None
    question.save(update_fields=["owner", "taken_at"])


@transaction.atomic
def let_go(question: Question, *, by: By) -> Question:
    """Leave it to others on duty after all. Raises ``NotNowError``."""
    found = owned(question, by, State.TAKEN)
    move(found, State.NEW, by=by.person)
    own(found, None, timezone.now())
    note(found, "let_go", by)
    return found


@transaction.atomic
def ask_back(question: Question, text: str, *, by: By, form_key: UUID) -> Message:
    """Ask who asked something. The same form again says it once. Raises ``NotNowError``."""
    if earlier := said_before(question, form_key, text):
        return earlier
    found = owned(question, by, State.TAKEN, State.ANSWERED)
    require_for_them(found, by.person)
    return say(found, MessageKind.ASKED_BACK, Answered(text, form_key=form_key), by)


@transaction.atomic
def answer(question: Question, said: Answered, *, by: By, now: dt.datetime | None = None) -> Message:
    """Answer it; a second answer may follow. The same form again says it once. Raises ``NotNowError``."""
    now = now or timezone.now()
    if earlier := said_before(question, said.form_key, said.text):
        return earlier
    found = owned(question, by, State.TAKEN, State.ANSWERED)
    require_readable(found, by.person, now)
    require_for_them(found, by.person)
    if found.state == State.TAKEN:
        move(found, State.ANSWERED, by=by.person)
    if found.answered_at is None:
        found.answered_at = now
        found.save(update_fields=["answered_at"])
    return say(found, MessageKind.ANSWER, said, by)


def said_before(question: Question, form_key: UUID, text: str) -> Message | None:
    """What this form said already; asked under lock, since it may be saying so at this moment."""
    locked(question)
    return Message.objects.filter(question=question, form_key=key_of(form_key, question.pk, text)).first()


def say(question: Question, kind: MessageKind, said: Answered, by: By) -> Message:
    """Add a turn to the conversation, and tell who asked."""
    message = Message.objects.create(
        question=question, kind=kind, author=by.person, text=said.text, offers_rights=said.offers_rights,
        form_key=key_of(said.form_key, question.pk, said.text), forget_on=question.forget_on,
    )  # fmt: skip
    message.services.set(said.services)
    note(question, kind.value, by)
    tell_asker(question, kind)
    return message


@transaction.atomic
def pass_on(question: Question, to: Person | Organization, remark: str, *, by: By) -> HandOver:
    """Offer it to a named person or an organization. One answers for it until they take it.

    Raises ``NotNowError``, and ``NotForThemError`` when a child would come to someone who answers no children.
    """
    found = locked(question)
    if found.is_child_alone and not (isinstance(to, Person) and answers_children(found, to)):
        raise NotForThemError
    if may_hand_on(found, by.person, timezone.now()):
        move(found, State.TAKEN, by=by.person)
        own(found, by.person, timezone.now())
    found = owned(found, by, State.TAKEN, State.ANSWERED)
    if found.state == State.ANSWERED:
        promise_again(found, timezone.now())
    move(found, State.PASSED_ON, by=by.person)
    made = HandOver.objects.create(
        question=found, given_by=by.person, note=remark, forget_on=found.forget_on,
        to_person=to if isinstance(to, Person) else None,
        to_organization=to if isinstance(to, Organization) else None,
    )  # fmt: skip
    note(found, "passed_on", by)
    tell_who_is_asked(found, to, but=by.person.pk)
    return made


def require_for_them(question: Question, person: Person) -> None:
    """Raises ``NotForThemError`` for a child that asks alone and someone who answers no children."""
    if question.is_child_alone and not answers_children(question, person):
        raise NotForThemError


def may_hand_on(question: Question, person: Person, now: dt.datetime) -> bool:
    """Whether a director hands on what a child alone asked and nobody took; answering it is for a youth worker."""
    if not (question.is_child_alone and question.state in WAITING):
        return False
    staff = staff_of(question.network)
    readable = visible_to(person, now, question.network).filter(pk=question.pk)
    return person.pk in staff.directors and not answers_children(question, person) and readable.exists()


@transaction.atomic
def accept(hand_over: HandOver, *, by: By, now: dt.datetime | None = None) -> Question:
    """Whom it was offered to answers for it from now on. Raises ``NotNowError``, ``NotForThemError``."""
    now = now or timezone.now()
    found = offered(hand_over, by)
    require_readable(found, by.person, now)
    require_for_them(found, by.person)
    settle(hand_over, HandOverState.ACCEPTED, by.person, now=now)
    move(found, State.TAKEN, by=by.person)
    own(found, by.person, now)
    note(found, "accepted", by)
    return found


@transaction.atomic
def give_back(hand_over: HandOver, reason: str, *, by: By) -> Question:
    """Whom it was offered to cannot; who offered it hears so, and reads why. Raises ``NotNowError``.

    What was promised to who asked stays; only a question that was answered before has a promise of this moment.
    """
    now = timezone.now()
    found = offered(hand_over, by)
    require_readable(found, by.person, now)
    settle(hand_over, HandOverState.RETURNED, by.person, reason=reason)
    come_back(found, now, by=by.person)
    note(found, "given_back", by)
    return found


def come_back(question: Question, now: dt.datetime, *, by: Person | None = None) -> None:
    """To its owner again, after an offer that nobody took."""
    move(question, State.TAKEN, by=by)
    if question.answered_at:
        promise_again(question, now)
    tell_who_looks(question, now)


@transaction.atomic
def take_back(hand_over: HandOver, *, by: By) -> Question:
    """Who offered it does it after all, as long as nobody took it. Raises ``NotNowError``."""
    found = offered(hand_over, by)
    if found.owner_id != by.person.pk:
        refuse(found, State.TAKEN, by=by.person)
    settle(hand_over, HandOverState.RETURNED, by.person)
    move(found, State.TAKEN, by=by.person)
    note(found, "taken_back", by)
    return found


def offered(hand_over: HandOver, by: By) -> Question:
    """The question of an offer that nobody answered yet, under lock. Raises ``NotNowError``."""
    found = locked(hand_over.question)
    hand_over.refresh_from_db()
    if hand_over.state != HandOverState.OFFERED or found.state != State.PASSED_ON:
        refuse(found, State.TAKEN, by=by.person)
    return found


def settle(
    hand_over: HandOver, state: HandOverState, by: Person | None, *, reason: str = "", now: dt.datetime | None = None
) -> None:
    """What became of an offer."""
    hand_over.state, hand_over.settled_by, hand_over.reason = state, by, reason
    hand_over.settled_at = now or timezone.now()
    hand_over.save(update_fields=["state", "settled_by", "reason", "settled_at"])


@transaction.atomic
def close_without_answer(question: Question, *, by: By, now: dt.datetime | None = None) -> Question:
    """Advertising or abuse: what was written goes at once, that there was something stays. Raises ``NotNowError``."""
    now = now or timezone.now()
    found = locked(question)
    require_readable(found, by.person, now)
    require_for_them(found, by.person)
    if found.state == State.TAKEN and found.owner_id != by.person.pk:
        refuse(found, State.DONE, by=by.person, error=TakenAlreadyError)
    if found.state not in {*WAITING, State.TAKEN}:
        refuse(found, State.DONE, by=by.person)
    move(found, State.DONE, by=by.person)
    erase_words(found)
    found.outcome = Outcome.NO_QUESTION
    found.save(update_fields=["outcome"])
    forget_after(found, timezone.localdate(now))
    note(found, "no_question", by)
    return found


def erase_words(question: Question) -> None:
    """Everything that someone wrote, and how to reach who asked."""
    forget_mails(question)
    question.text, question.contact, question.concepts, question.call_since = "", "", [], None
    question.save(update_fields=["text", "contact", "concepts", "call_since"])
    question.messages.all().delete()
    question.hand_overs.all().delete()


@transaction.atomic
def note_call(question: Question, *, by: By) -> None:
    """The owner called who asked. Raises ``NotNowError``."""
    found = owned(question, by, State.TAKEN, State.ANSWERED, State.PASSED_ON, State.DONE)
    called(found)
    note(found, "called", by)


def owned(question: Question, by: By, *states: State) -> Question:
    """The question under lock, of this owner, in one of these states. Raises ``NotNowError``."""
    found = locked(question)
    if found.owner_id != by.person.pk or found.state not in states:
        refuse(found, "owned", by=by.person)
    return found


def note(question: Question, what: str, by: By) -> None:
    """Write down what was done; fixed words, no text."""
    record(
        Action.CHANGE, actor=by.person, obj=question, network=question.network_id, role_then=by.role,
        rule=f"question.{what}", request=by.request,
    )  # fmt: skip
