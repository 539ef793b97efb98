"""Mails on their way: written down with what they tell, sent by the background worker, kept until they went.

A mail waits as long as the mail server is down: its task is tried again after longer and longer waits, and a mail
whose task is gone gets a new one. One whose receiver the server refuses for ever, or for three days, is given up. One
whose text was changed in the database is given up, and the next one goes; one
whose key is not there waits for it. A worker takes a mail before it sends it, so that two workers never send the same
one; a worker that dies between sending and writing so down is the only way to a second copy.
"""

import datetime
import logging
import smtplib
import uuid
from email.message import EmailMessage as Message
from email.policy import Policy, default
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.tasks import TaskResultStatus, task
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from buurtnet.people.models import Mail, Person
from buurtnet.privacy.encryption import CannotDecryptError, KeyNotHereError

TAKEN_FOR = datetime.timedelta(minutes=5)  # longer than a mail server is waited for
SLOW_TO_START = datetime.timedelta(minutes=2)  # a mail without a task that long has lost it
GIVES_UP_AFTER = datetime.timedelta(days=3)  # of a mailbox that is full; for a server it waits until its row goes
SAID: Final = ("body", "html", "unsubscribe", "calendar")  # what a mail tells, and is not kept
ICS: Final = "bijeenkomst.ics"  # the name of an invitation as a file
PERMANENT = 500  # answers of a mail server from here on: trying again is of no use

logger = logging.getLogger(__name__)


class MailNotSentError(Exception):
    """The mail server did not take a mail. Says which by its id, and never to whom."""


def in_their_language(person: Person) -> translation.override:
    """A ``with`` for the words of a mail: in the language someone chose, else in that of now."""
    return translation.override(person.language or translation.get_language())


def send(
    to: str,
    subject: str,
    body: str,
    person: Person | None = None,
    reply_to: str = "",
    unsubscribe: str = "",
    html: str = "",
    calendar: str = "",
    calendar_method: str = "",
) -> Mail:
    """Write a mail down; it goes when the transaction around it is certain. Its subject tells nothing.

    ``html``: the same with a look; it fetches nothing. ``unsubscribe``: of a newsletter, the address to which a mail
    program posts when someone ends it (RFC 8058). ``calendar``: the same for a calendar, and what it is to do with
    that (REQUEST or CANCEL, RFC 5546).
    """
    mail = Mail.objects.create(
        to=to, subject=subject, body=body, person=person, reply_to=reply_to or None,
        unsubscribe=unsubscribe or None, html=html or None, calendar=calendar or None,
        calendar_method=calendar_method,
    )  # fmt: skip
    transaction.on_commit(lambda: queue(mail.pk))
    return mail


def queue(pk: uuid.UUID) -> None:
    post.enqueue(str(pk))


@task()
def post(pk: str) -> None:
    """Send a mail that waits. Raises ``MailNotSentError``, after which it is tried again."""
    mail = take(uuid.UUID(pk))
    if mail is None:
        return
    try:
        message_of(mail).send()
    except Exception as error:  # whatever it is: its own words could tell an address
        let_go(mail, error)
        raise MailNotSentError(f"Mail {pk} did not go: {type(error).__name__}.") from None
    went(mail)


def take(pk: uuid.UUID) -> Mail | None:
    """The mail, ours to send; None when it went, was given up, or another worker is sending it.

    Raises ``MailNotSentError`` when the key that opens it is not there.
    """
    now = timezone.now()
    free = Q(taken_at=None) | Q(taken_at__lt=now - TAKEN_FOR)
    mine = Mail.objects.waiting().filter(free, pk=pk)
    if not mine.update(taken_at=now):
        return None
    try:
        return Mail.objects.get(pk=pk)
    except KeyNotHereError as error:
        Mail.objects.filter(pk=pk).update(taken_at=None)
        raise MailNotSentError(f"Mail {pk} waits: {error}") from None
    except CannotDecryptError as error:
        Mail.objects.filter(pk=pk).update(taken_at=None, gave_up_at=now, body="", html=None, calendar=None)
        logger.error("Mail %s is given up and never goes: %s", pk, error)
        return None


def went(mail: Mail) -> None:
    """It was sent. What it said holds links that open doors, so it is kept no longer; the demo shows it on screen."""
    mail.sent_at = timezone.now()
    say_no_more(mail)
    mail.save(update_fields=["sent_at", *SAID])


def let_go(mail: Mail, error: Exception) -> None:
    """It did not go. A server that is down loses none: only what is refused is given up."""
    mail.taken_at = None
    now = timezone.now()
    is_late = mail.queued_at < now - GIVES_UP_AFTER
    if is_permanent(error) or (is_late and isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)):
        mail.gave_up_at = now
        say_no_more(mail)
    mail.save(update_fields=["taken_at", "gave_up_at", *SAID])


def say_no_more(mail: Mail) -> None:
    """What is over keeps nothing that opens or ends something."""
    if not settings.DEMO:
        mail.body, mail.html, mail.unsubscribe, mail.calendar = "", None, None, None


def message_of(mail: Mail) -> EmailMessage:
    headers = {"Auto-Submitted": "auto-generated"}
    if mail.unsubscribe:
        headers |= {
            "List-Unsubscribe": f"<{mail.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    answers = [mail.reply_to] if mail.reply_to else None
    kind = EmailMultiAlternatives if not mail.calendar else MailForACalendar
    message = kind(mail.subject, mail.body, to=[mail.to], reply_to=answers, headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if isinstance(message, MailForACalendar):
        message.take_along(mail.calendar or "", mail.calendar_method)
    return message


class MailForACalendar(EmailMultiAlternatives):
    """A mail that a calendar understands (RFC 6047): in itself for who shows buttons, as a file for others."""

    method = ""

    def take_along(self, calendar: str, method: str) -> None:
        self.method = method
        self.attach_alternative(calendar, "text/calendar")
        self.attach(ICS, calendar.encode(), "application/ics")

    def message(self, *, policy: "Policy[Any] | None" = default) -> Message:
        made: Message = super().message(policy=policy)
        for part in made.walk():
            # Without its method in the header Outlook shows a file, and no buttons to answer with.
            if part.get_content_type() == "text/calendar":
                part.set_param("method", self.method)
        return made


def is_permanent(error: Exception) -> bool:
    """Whether the server said no to this mail for ever: the address does not exist, for one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


def requeue_waiting() -> int:
    """A duty: mails that wait and have no task any more get one. Returns how many."""
    waiting = Mail.objects.waiting().filter(queued_at__lt=timezone.now() - SLOW_TO_START)
    keys = set(waiting.values_list("pk", flat=True)[:1000])
    lost = keys - with_a_task() if keys else set()
    for pk in lost:
        queue(pk)
    if lost:
        logger.warning("%s mails had no task any more and wait for their turn again.", len(lost))
    return len(lost)


def with_a_task() -> set[uuid.UUID]:
    """Mails that a task will send, or is sending."""
    open_tasks = DBTaskResult.objects.filter(
        task_path=post.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    return {uuid.UUID(said["args"][0]) for said in open_tasks.values_list("args_kwargs", flat=True)}
