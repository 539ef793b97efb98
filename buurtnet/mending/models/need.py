"""What a group needs to be able to say yes, who sees to it, and what came of it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.mending.choices import NeedKind
from buurtnet.people.models import Organization


class Need(models.Model):
    """Asked by an organization for one of its services; taken on by someone, by a day; closed with a result."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="needs")
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="needs"
    )
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=10, choices=NeedKind)
    line = models.CharField(max_length=200, blank=True, default="")
    asked_at = models.DateTimeField(default=timezone.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "kind"], condition=Q(closed_at=None), name="need_open_once_a_kind"
            ),
            models.CheckConstraint(
                name="need_closed_with_a_result",
                condition=Q(closed_at=None, result="") | (Q(closed_at__isnull=False) & ~Q(result="")),
            ),
        ]
        verbose_name = _("wens van een groep")
        verbose_name_plural = _("wensen van groepen")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "network", "organization", "service", "kind", "line", "asked_at", "due_on", "closed_at", "result",
        ]  # fmt: skip
        personal: ClassVar = {"owner": Keep(Erase.BLANK, why="who sees to it, as long as the row")}

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%Y-%m-%d}"
