"""What people look for and nobody offers here."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area, Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.wording.choices import Outcome
from buurtnet.wording.models.searches import LONGEST


class MissingOffer(models.Model):
    """An offer the network looks for: in words of people, with who sees to it; closed with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="missing_offers")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(max_length=LONGEST)
    note = models.CharField(max_length=300, blank=True, default="")
    asked_at = models.DateTimeField(default=timezone.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True, default="")
    result = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "text"], condition=Q(closed_at=None), name="missing_offer_open_once"
            ),
            models.CheckConstraint(
                name="missing_offer_closed_with_a_reason",
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        verbose_name = _("aanbod dat ontbreekt")
        verbose_name_plural = _("aanbod dat ontbreekt")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "area", "text", "note", "asked_at", "closed_at", "outcome", "result",
        ]  # fmt: skip
        personal: ClassVar = {"owner": Keep(Erase.BLANK, why="who sees to it, as long as the row")}

    def __str__(self) -> str:
        return self.text
