"""Letting who asked know that there is something to read or to hear, in the way they chose."""

from typing import Final

from django.utils import timezone

from buurtnet.people.models import Person
from buurtnet.questions.choices import ContactWay, MessageKind
from buurtnet.questions.emails import mail_asker
from buurtnet.questions.models import Question
from buurtnet.questions.models.question import QuestionQuerySet

TOLD: Final = frozenset({MessageKind.ANSWER, MessageKind.ASKED_BACK, MessageKind.NEWS})


def tell_asker(question: Question, kind: MessageKind) -> None:
    """A mail; for who wants to be called a moment on the list of whoever answers (``to_call``); else nothing.

    Who reads on the site comes by themselves. A reply of who asked tells nobody.
    """
    if kind not in TOLD or not question.contact:
        return
    if question.contact_way == ContactWay.MAIL:
        mail_asker(question)
    elif question.contact_way == ContactWay.PHONE and question.call_since is None:
        question.call_since = timezone.now()
        question.save(update_fields=["call_since"])


def to_call(person: Person) -> QuestionQuerySet:
    """The questions of a person whose asker waits for a call, longest first."""
    waiting = Question.objects.filter(owner=person, call_since__isnull=False)
    return waiting.order_by("call_since", "pk")


def called(question: Question) -> None:
    """Whoever answers called; nobody needs to any more."""
    question.call_since = None
    Question.objects.filter(pk=question.pk).update(call_since=None)
