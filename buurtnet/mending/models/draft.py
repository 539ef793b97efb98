"""What an editor prepared and did not publish yet."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.directory.models import Service
from buurtnet.kit.declare import Erase, Keep, Subject


class Draft(models.Model):
    """New values for an entry, one draft an entry. The public sees none of it until it is published.

    ``values``: only what differs; ``base``: what these fields were when the draft was last saved, so that a change of
    the entry meanwhile shows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="draft")
    values = models.JSONField(default=dict)
    base = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepten")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "service", "values", "base", "saved_at"]
        personal: ClassVar = {
            "saved_by": Keep(Erase.BLANK, days=365, since="saved_at", why="so that colleagues know whose it is")
        }

    def __str__(self) -> str:
        return f"{self.service_id} {self.saved_at:%Y-%m-%d}"
