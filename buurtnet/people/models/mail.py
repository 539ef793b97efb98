"""Mails that are to go, and those that went: never lost when the mail server is down."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models.person import Person
from buurtnet.privacy.encryption import EncryptedTextField


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> Self:
        return self.filter(sent_at=None, gave_up_at=None)


class Mail(models.Model):
    """A mail on its way. Its text is neutral: never what something is about, and never a name of a third."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="mails")
    to = models.EmailField(_("aan"))
    subject = models.CharField(_("onderwerp"), max_length=200)
    body = EncryptedTextField()
    reply_to = EncryptedTextField(
        null=True
    )  # none: a default would be encrypted by the migration, before there is a key
    html = EncryptedTextField(null=True, help_text="the same with a look, of a newsletter")
    unsubscribe = EncryptedTextField(null=True, help_text="where one tap of a mail program ends it (RFC 8058)")
    calendar = EncryptedTextField(null=True, help_text="the same for a calendar (iCalendar, RFC 5545)")
    calendar_method = models.CharField(
        max_length=8, blank=True, default="", help_text="what the calendar is to do with it (RFC 5546)"
    )
    queued_at = models.DateTimeField(_("geschreven op"), auto_now_add=True)
    taken_at = models.DateTimeField(
        _("opgepakt op"), null=True, blank=True, help_text="a worker is sending it since then"
    )
    sent_at = models.DateTimeField(_("verstuurd op"), null=True, blank=True)
    gave_up_at = models.DateTimeField(_("opgegeven op"), null=True, blank=True)

    objects: ClassVar[models.Manager["Mail"]] = MailQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["to"], condition=models.Q(gave_up_at__isnull=False), name="mail_given_up")]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        withheld: ClassVar = {
            "body": "it can hold a link that opens a door",
            "html": "it holds the same links",
            "reply_to": "what is mailed there counts as an answer",
            "unsubscribe": "whoever has it can end the newsletter",
            "calendar": "it holds the same links",
            "calendar_method": "it counts, and tells nothing",
        }
        public: ClassVar = ["id", "calendar_method"]
        personal: ClassVar = {
            "person": Keep(Erase.DELETE_ROW),
            "to": Keep(Erase.DELETE_ROW, days=30, since="queued_at", why="to send it, and to see that it went"),
            "subject": Keep(Erase.DELETE_ROW),
            "body": Keep(Erase.DELETE_ROW, why="holds a link that opens a door; useless after half an hour"),
            "html": Keep(Erase.DELETE_ROW),
            "reply_to": Keep(Erase.DELETE_ROW),
            "unsubscribe": Keep(Erase.DELETE_ROW),
            "calendar": Keep(Erase.DELETE_ROW),
            "queued_at": Keep(Erase.DELETE_ROW),
            "taken_at": Keep(Erase.DELETE_ROW),
            "sent_at": Keep(Erase.DELETE_ROW),
            "gave_up_at": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return str(self.pk)
