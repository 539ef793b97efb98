"""What time does to questions: who is late is noticed, who is silent is done, what is over is cleared.

Each step can be done again at any moment, and does nothing twice.
"""

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.questions.access import on_duty, out_of_reach, overdue
from buurtnet.questions.answering import come_back, erase_words, own, settle
from buurtnet.questions.choices import OPEN, WAITING, HandOverState, Outcome, State
from buurtnet.questions.forgetting import end_of_keeping, forget_after
from buurtnet.questions.free_days import days_after
from buurtnet.questions.models import HandOver, Question
from buurtnet.questions.moving import locked, move
from buurtnet.questions.noticing import notice, tell_who_is_on_duty
from buurtnet.questions.roster import Staff, answerers, answers_children, directors_of, staffs_of

SILENT_AFTER: Final = dt.timedelta(days=14)


def networks_with(questions: QuerySet[Question]) -> list[Network]:
    """The networks of these questions."""
    return list(Network.objects.filter(pk__in=questions.order_by().values("network")).order_by("pk"))


def tell_of_late(now: dt.datetime, networks: list[Network] | None = None) -> int:
    """Tell directors of what nobody is on duty for, and of what is late a working day after its deputies saw it.

    Returns how many questions they were told of; of each question once.
    """
    if networks is None:
        networks = networks_with(Question.objects.filter(state__in=OPEN))
    return sum(escalate(staff, now) for staff in staffs_of(networks).values())


@transaction.atomic
def escalate(staff: Staff, now: dt.datetime) -> int:
    """Tell the directors of one network, in one mail; gives of how many questions."""
    open_here = Question.objects.filter(network=staff.network, state__in=OPEN, escalated_at=None)
    held_by_nobody = Q(state__in=WAITING) | Q(state=State.TAKEN) & out_of_reach(staff, now)
    alone = held_by_nobody & ~on_duty(staff, now)
    long_late = Q(state__in=WAITING, take_by__lt=a_working_day_before(now, staff))
    unanswered = ~Q(state__in=WAITING) & overdue(now)
    told = open_here.filter(alone | long_late | unanswered).update(escalated_at=now)
    if told:
        for person in directors_of(staff):
            notice(person)
    return told


def a_working_day_before(now: dt.datetime, staff: Staff) -> dt.datetime:
    """The last moment from which a whole working day has passed: so long the deputies come first."""
    day = staff.day(now)
    back = next(
        back for back in range(1, 15)
        if next(days_after(day - dt.timedelta(days=back + 1), staff.network.country)) < day
    )  # fmt: skip
    return now - dt.timedelta(days=back)


def free_from_who_left(now: dt.datetime) -> int:
    """What is owned by, or offered to, someone without a role here any more waits for who is on duty again.

    Returns how many questions.
    """
    waits = Q(state__in=(State.TAKEN, State.PASSED_ON)) | Q(call_since__isnull=False)
    held = Question.objects.filter(waits)
    staffs = staffs_of(networks_with(held))
    return sum(free(one, staffs[one.network_id], now) for one in held.defer("text", "contact").order_by("pk"))


@transaction.atomic
def free(question: Question, staff: Staff, now: dt.datetime) -> bool:
    """Take it from who left; whoever must look now hears of it. Gives whether anything was done."""
    found = locked(question)
    is_freed = False
    if found.state == State.PASSED_ON and (offer := lost_offer(found, staff)):
        settle(offer, HandOverState.RETURNED, None, now=now)
        come_back(found, now)
        is_freed = True
    if found.state == State.TAKEN and found.owner_id not in staff.people:
        move(found, State.NEW)
        own(found, None, now)
        if not is_freed:
            tell_who_is_on_duty(found, now)
        is_freed = True
    heirs = [one for one in answerers(found, now) if not found.is_child_alone or answers_children(found, one)]
    if found.call_since and found.owner_id not in staff.people and heirs:
        own(found, heirs[0], now)  # somebody must call
        notice(heirs[0])
        is_freed = True
    if is_freed:
        note(found, "freed")
    return is_freed


def lost_offer(question: Question, staff: Staff) -> HandOver | None:
    """An offer to someone who left; or of someone who left, that was not taken."""
    offer = question.hand_overs.filter(state=HandOverState.OFFERED).first()
    if offer is None:
        return None
    has_taker = offer.to_person_id in staff.people or offer.to_organization_id is not None
    return None if has_taker and question.owner_id in staff.people else offer


def end_silent(now: dt.datetime) -> int:
    """Answered, and two weeks without a word: done, and nobody knows whether it helped. Returns how many."""
    answered = Question.objects.filter(state=State.ANSWERED).annotate(last=Max("messages__sent_at"))
    quiet = answered.filter(last__lt=now - SILENT_AFTER).defer("text", "contact").order_by("pk")
    return sum(end(one, now) for one in quiet)


@transaction.atomic
def end(question: Question, now: dt.datetime) -> bool:
    """End one that is silent still; gives whether it was."""
    found = locked(question)
    last = found.messages.aggregate(last=Max("sent_at"))["last"]
    if found.state != State.ANSWERED or last is None or last >= now - SILENT_AFTER:
        return False
    move(found, State.DONE)
    found.outcome = found.outcome or Outcome.UNKNOWN
    found.save(update_fields=["outcome"])
    forget_after(found, end_of_keeping(found, timezone.localdate(now)))
    note(found, "silent")
    return True


def clear_forgotten(now: dt.datetime) -> int:
    """What is past its time is cleared; also what never ended. Returns how many."""
    over = Question.objects.exclude(state=State.CLEARED).filter(forget_on__lte=timezone.localdate(now))
    return sum(clear(one, now) for one in over.defer("text", "contact").order_by("pk"))


@transaction.atomic
def clear(question: Question, now: dt.datetime) -> bool:
    """Clear one that is over still; gives whether it was."""
    found = locked(question)
    if found.state == State.CLEARED or found.forget_on > timezone.localdate(now):
        return False
    if found.state == State.PASSED_ON:
        move(found, State.TAKEN)
    if found.state in OPEN:
        move(found, State.DONE)
        found.outcome = found.outcome or Outcome.UNKNOWN
    move(found, State.CLEARED)
    erase_words(found)
    found.owner = None
    found.save(update_fields=["owner", "outcome"])
    note(found, "cleared")
    return True


def note(question: Question, what: str) -> None:
    """Write down what the job did."""
    record(
        Action.CHANGE, actor=None, obj=question, network=question.network_id, role_then="job",
        rule=f"question.{what}",
    )  # fmt: skip
