"""When what was written in a question goes: one date on the question, its messages and its hand-overs."""

import datetime as dt

from django.db import transaction

from buurtnet.questions.models import HandOver, Message, Question
from buurtnet.questions.models.question import KEPT_WITH_CONTACT, KEPT_WITHOUT_CONTACT


@transaction.atomic
def forget_after(question: Question, on: dt.date) -> None:
    """Set the date from which nothing that was written is kept; also of the question in hand."""
    question.forget_on = on
    Question.objects.filter(pk=question.pk).update(forget_on=on)
    Message.objects.filter(question=question).update(forget_on=on)
    HandOver.objects.filter(question=question).update(forget_on=on)


def end_of_keeping(question: Question, ended_on: dt.date) -> dt.date:
    """Until when a question that ended on a day is kept: shorter when it can tell who asked (needs, section 8)."""
    return ended_on + (KEPT_WITH_CONTACT if question.contact else KEPT_WITHOUT_CONTACT)
