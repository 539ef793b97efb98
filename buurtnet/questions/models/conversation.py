"""What is said about a question, and to whom it was passed on."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.directory.models import Service
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization
from buurtnet.privacy.encryption import EncryptedTextField
from buurtnet.questions.choices import HandOverState, MessageKind
from buurtnet.questions.models.question import Question, in_a_year


class Message(models.Model):
    """A turn in the conversation. ``author`` is empty for who asked. ``forget_on`` is that of its question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = EncryptedTextField(may_stay_closed=True)
    services = models.ManyToManyField(Service, blank=True, related_name="+")
    offers_rights = models.BooleanField(default=False, help_text="with 'Waar heb je recht op?' beside it")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    sent_at = models.DateTimeField(default=timezone.now)
    forget_on = models.DateField(default=in_a_year)

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("bericht bij een vraag")
        verbose_name_plural = _("berichten bij een vraag")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "who asks has no account"
        public: ClassVar = [
            "id", "question", "kind", "services", "offers_rights", "form_key", "sent_at", "forget_on",
        ]  # fmt: skip
        personal: ClassVar = {"author": Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="who answered")}
        special: ClassVar = {
            "text": Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="the answer, as long as its question")
        }

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.sent_at:%Y-%m-%d}"


class HandOver(models.Model):
    """A question passed on to a named person or organization, who takes it or gives it back with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="hand_overs")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    to_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    to_organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = EncryptedTextField(blank=True, default="", may_stay_closed=True)
    state = models.CharField(max_length=8, choices=HandOverState, default=HandOverState.OFFERED)
    offered_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = EncryptedTextField(blank=True, default="", may_stay_closed=True)
    forget_on = models.DateField(default=in_a_year)

    class Meta:
        ordering = ["offered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(state=HandOverState.OFFERED), name="hand_over_one_at_a_time"
            ),
            models.CheckConstraint(
                name="hand_over_settled_has_a_moment",
                condition=Q(state=HandOverState.OFFERED, settled_at=None)
                | (~Q(state=HandOverState.OFFERED) & Q(settled_at__isnull=False)),
            ),
        ]
        verbose_name = _("overdracht van een vraag")
        verbose_name_plural = _("overdrachten van een vraag")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "who asks has no account"
        public: ClassVar = ["id", "question", "to_organization", "state", "offered_at", "settled_at", "forget_on"]
        personal: ClassVar = {
            name: Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="who passed it on, and who took it")
            for name in ("given_by", "to_person", "settled_by")
        }
        special: ClassVar = {
            name: Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="what the next one must know, and no more")
            for name in ("note", "reason")
        }

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.offered_at:%Y-%m-%d}"
