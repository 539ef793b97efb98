"""What a network agreed that its own words mean."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Subject
from buurtnet.kit.folded_field import FoldedField
from buurtnet.wording.choices import Stage


class AgreedWord(models.Model):
    """One meaning of one word: a draft, then agreed by named bodies on a day, then replaced by a newer one.

    ``forms``: how else the word is written, as a list. ``explains_alone`` is off for a word that means something
    common as well (*warm*): then it is explained only where one of its forms stands (*warme overdracht*).
    ``agreed_by``: organizations and roles, never persons.

    A row of what was agreed is never changed: its successor names it in ``replaces``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="agreed_words")
    word = models.CharField(max_length=60)
    folded = FoldedField(of="word", max_length=60)
    forms = models.JSONField(default=list, blank=True)
    explains_alone = models.BooleanField(default=True)
    meaning = models.CharField(max_length=600)
    language = models.CharField(max_length=10, default="nl")
    agreed_by = models.CharField(max_length=300, blank=True, default="")
    agreed_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.DRAFT)
    made_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="successors")

    class Meta:
        ordering = ["folded"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "folded", "language"], condition=Q(stage=Stage.AGREED), name="agreed_word_once"
            ),
            models.UniqueConstraint(
                fields=["network", "folded", "language"], condition=Q(stage=Stage.DRAFT), name="agreed_word_one_draft"
            ),
            models.CheckConstraint(
                name="agreed_word_by_whom_and_when",
                condition=Q(stage=Stage.DRAFT) | (Q(agreed_on__isnull=False) & ~Q(agreed_by="")),
            ),
        ]
        verbose_name = _("afgesproken woord")
        verbose_name_plural = _("afgesproken woorden")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "word", "folded", "forms", "explains_alone", "meaning", "language", "agreed_by",
            "agreed_on", "review_on", "stage", "made_at", "replaced_at", "replaces",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.word

    @property
    def written(self) -> tuple[str, ...]:
        """The ways to write it at which it is explained in a text."""
        return (self.word, *self.forms) if self.explains_alone else tuple(self.forms)
