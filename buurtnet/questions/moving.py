"""From one state to the next: checked against the table, under lock, and what is not allowed is written down."""

import datetime as dt
from typing import NoReturn

from django.utils import timezone

from buurtnet.people.models import Person
from buurtnet.privacy.log import record_refusal
from buurtnet.questions.choices import ALLOWED, OPEN, State
from buurtnet.questions.models import Question
from buurtnet.questions.roster import promised


class NotNowError(Exception):
    """A question is not in a state in which this can be done. ``question``: as it is now."""

    def __init__(self, question: Question, to: str = "") -> None:
        self.question = question
        super().__init__(f"Not from {question.state} to {to or 'there'}.")


def locked(question: Question) -> Question:
    """The question as it is now, kept from others until the end of the transaction."""
    return Question.objects.select_for_update(of=("self",)).get(pk=question.pk)


def may_go(before: str, after: State) -> bool:
    """Whether the table allows it."""
    return after in ALLOWED[State(before)]


def move(question: Question, to: State, *, by: Person | None = None) -> Question:
    """Bring a question that is ``locked`` into a state, and keep that; the moment it ended goes along.

    Raises ``NotNowError``, which is written down first.
    """
    if not may_go(question.state, to):
        refuse(question, to, by=by)
    question.state = to
    question.closed_at = None if to in OPEN else question.closed_at or timezone.now()
    question.save(update_fields=["state", "closed_at"])
    return question


def promise_again(question: Question, now: dt.datetime) -> None:
    """What was answered is looked at once more, with a promise of this moment: late again only after that."""
    question.answer_by, question.escalated_at = promised(question.network, now).answer_by, None
    question.save(update_fields=["answer_by", "escalated_at"])


def refuse(
    question: Question, to: str, *, by: Person | None = None, error: type[NotNowError] = NotNowError
) -> NoReturn:
    """Write down that something was not allowed now, and say so. Raises ``error``."""
    record_refusal(
        actor=by, obj=question, network=question.network_id, fields_group="question",
        rule=f"question.{question.state}.{to}",
    )  # fmt: skip
    raise error(question, to)
