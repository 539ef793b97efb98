"""Why an entry is to be checked before its interval ends, and the links of entries that are looked at each day."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurtnet.directory.models import Service
from buurtnet.kit.declare import Subject
from buurtnet.upkeep.choices import Doubted


class Doubt(models.Model):
    """A service is to be checked (te controleren), for a reason; until it is confirmed, changed or stopped."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="doubts")
    why = models.CharField(_("waarom"), max_length=10, choices=Doubted)
    since = models.DateTimeField(_("sinds"))
    settled_at = models.DateTimeField(_("klaar op"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "why"], condition=Q(settled_at=None), name="doubt_open_once_a_reason"
            )
        ]
        verbose_name = _("te controleren")
        verbose_name_plural = _("te controleren")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "service", "why", "since", "settled_at"]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.why}"


class WebLink(models.Model):
    """The web address of a service, and on which of the last days nothing was there.

    ``failed_on``: days as ``2026-11-02``, the oldest first; a good answer empties it. ``address``: as it was then.
    """

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="web_link")
    address = models.CharField(_("webadres"), max_length=500)
    looked_on = models.DateField(_("bekeken op"), null=True, blank=True)
    failed_on = models.JSONField(_("werkte niet op"), default=list, blank=True)
    is_dead = models.BooleanField(_("werkt niet"), default=False)

    class Meta:
        indexes = [models.Index(fields=["looked_on"], name="link_looked_on")]
        verbose_name = _("link van een aanbod")
        verbose_name_plural = _("links van aanbod")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "service", "address", "looked_on", "failed_on", "is_dead"]

    def __str__(self) -> str:
        return self.address
