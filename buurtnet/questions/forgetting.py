"""When what was written in a question goes: one date on the question, its messages and its hand-overs."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from buurtnet.people.models import Mail
from buurtnet.privacy.encryption import CannotDecryptError
from buurtnet.questions.choices import ContactWay
from buurtnet.questions.codes import link_of
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


def forget_mails(question: Question) -> None:
    """Erase the mails to who asked, which hold their address; call it before the address itself is erased.

    A mail to an account is of that account and stays; so does one that still has to go about something else.
    """
    if question.contact_way != ContactWay.MAIL or not question.contact:
        return
    mails = Mail.objects.filter(to__iexact=question.contact, person=None)
    waiting = mails.waiting()
    link = link_of(question.form_key)
    about_this = [pk for pk in waiting.values_list("pk", flat=True) if link in text_of(pk)]
    mails.filter(Q(sent_at__isnull=False) | Q(gave_up_at__isnull=False) | Q(pk__in=about_this)).delete()


def text_of(mail: UUID) -> str:
    """What a mail says; nothing when its text was changed in the database."""
    try:
        return str(Mail.objects.get(pk=mail).body)
    except CannotDecryptError:
        return ""
