"""The net as it was on a day: who was tied to whom, the measures, and where each knot was drawn."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Subject


class Picture(models.Model):
    """Made once of what was known on a day; the database lets nobody change or delete it.

    ``window``: days that count. ``parameters``: the other settings of the measures. ``results``: knots and ties by
    the ids of organizations, and the measures. ``positions``: of each knot. ``seen``: hash of what it was made of;
    ``sha256``: of the picture as canonical JSON.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.PROTECT, related_name="pictures")
    on = models.DateField(_("op"))
    window = models.PositiveSmallIntegerField(_("dagen die tellen"))
    parameters = models.JSONField(_("instellingen"))
    results = models.JSONField(_("uitkomsten"))
    positions = models.JSONField(_("plaatsen"))
    seen = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)

    class Meta:
        ordering = ["-made_at", "pk"]
        indexes = [models.Index(fields=["network", "made_at"], name="picture_of_network")]
        verbose_name = _("beeld van het net")
        verbose_name_plural = _("beelden van het net")

    class Privacy:
        subject = Subject.ORGANIZATION
        only_added_to = True
        public: ClassVar = [
            "id", "network", "on", "window", "parameters", "results", "positions", "seen", "sha256", "made_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.on}"
