"""A suggestion to mend an entry, or to put a new one on the map, field by field."""

import datetime as dt
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Service
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.mending.choices import OPEN, PartState, State
from buurtnet.privacy.encryption import EncryptedTextField

PROVIDER_FIRST = dt.timedelta(days=7)
UNANSWERED_FOR = dt.timedelta(days=365)


def in_a_year() -> dt.datetime:
    """When the contact of a suggestion that nobody answers begins to be too old to keep."""
    return timezone.now() + UNANSWERED_FOR


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)


class Suggestion(models.Model):
    """What someone proposes, without an account. With ``is_new`` a new entry: it has none until it is accepted.

    ``contact`` is asked for a thank-you only and shown to nobody; 30 days after ``forget_from`` (the answer, or a
    year after it was sent when there is none) it goes. ``topics``: what was said to be wrong.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="suggestions")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.CASCADE, related_name="suggestions")
    is_new = models.BooleanField(default=False)
    topics = models.JSONField(default=list)
    remark = models.TextField(blank=True, default="")
    contact = EncryptedTextField(blank=True, default="", may_stay_closed=True)
    language = models.CharField(max_length=10, default="nl")
    state = models.CharField(max_length=20, choices=State, default=State.SENT)
    sent_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_as = models.CharField(max_length=10, choices=AssuredBy, blank=True, default="")
    answer = models.TextField(blank=True, default="", help_text="the sentence that goes with the answer")
    edition = models.UUIDField(null=True, blank=True, help_text="of the changes it led to")
    forget_from = models.DateTimeField(default=in_a_year)

    objects: ClassVar[models.Manager["Suggestion"]] = SuggestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="suggestion_of_an_entry_or_new", condition=Q(is_new=True) | Q(service__isnull=False)
            ),
            models.CheckConstraint(
                name="suggestion_answered_has_a_moment",
                condition=Q(state__in=[state.value for state in OPEN], answered_at=None)
                | (~Q(state__in=[state.value for state in OPEN]) & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "sent_at"], name="suggestion_in_network")]
        verbose_name = _("verbetering")
        verbose_name_plural = _("verbeteringen")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "who suggests something has no account here, and gives an address at most"
        public: ClassVar = [
            "id", "network", "service", "is_new", "topics", "language", "state", "sent_at", "taken_at", "answered_at",
            "answered_as", "edition", "forget_from",
        ]  # fmt: skip
        personal: ClassVar = {
            "remark": Keep(Erase.BLANK, days=365, since="sent_at", why="to understand what was meant"),
            "contact": Keep(Erase.BLANK, days=30, since="forget_from", why="to thank, once"),
            "taken_by": Keep(Erase.BLANK, days=365, since="sent_at", why="so that two people do not do the same"),
            "answer": Keep(Erase.BLANK, days=365, since="sent_at", why="to see later what was said"),
        }

    def __str__(self) -> str:
        return f"{self.service or _('nieuw')} {self.sent_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def provider_until(self) -> dt.datetime:
        """Until when an organization that keeps itself answers first."""
        return self.sent_at + PROVIDER_FIRST


class SuggestedValue(models.Model):
    """One field of a suggestion: what it was on the page, what it should be, and what became of that.

    Values are those of ``directory.actions``; the place of a suggestion is still words (``mending.placing``).
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="values")
    field = models.CharField(max_length=40)
    old_value = models.JSONField(null=True, blank=True)
    new_value = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=PartState, default=PartState.OPEN)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["suggestion", "field"], name="suggested_value_once")]
        verbose_name = _("voorgesteld veld")
        verbose_name_plural = _("voorgestelde velden")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "suggestion", "field", "old_value", "new_value", "state", "position"]

    def __str__(self) -> str:
        return self.field
