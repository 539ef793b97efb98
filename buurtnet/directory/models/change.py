"""What changed on an entry, field by field: its history, from which any edition can be undone."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models.service import Service
from buurtnet.kit.declare import Subject


class Change(models.Model):
    """One field that got another value (HSDS ``metadata``). Rows of one ``edition`` were approved together.

    Values are those of ``directory.actions.value_of``. ``by``: the kind of person who approved it, never a name.
    ``is_suggested``: a visitor proposed it. ``undoes``: the edition that this one takes back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="changes")
    edition = models.UUIDField(db_index=True)
    field = models.CharField(max_length=40)
    previous_value = models.JSONField(null=True, blank=True)
    replacement_value = models.JSONField(null=True, blank=True)
    changed_at = models.DateTimeField()
    by = models.CharField(max_length=10, choices=AssuredBy)
    is_suggested = models.BooleanField(default=False)
    undoes = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "field"], name="change_once_in_an_edition")]
        indexes = [models.Index(fields=["service", "changed_at"], name="change_of_service")]
        verbose_name = _("wijziging")
        verbose_name_plural = _("wijzigingen")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "service", "edition", "field", "previous_value", "replacement_value", "changed_at", "by",
            "is_suggested", "undoes",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.field} {self.changed_at:%Y-%m-%d}"
