"""What others asked: a good answer, rewritten by one person and approved by another."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.themes.models import Theme


class OthersAsked(models.Model):
    """A question and its answer in the words of an editor: the words of who asked are never published.

    It leads back to no question. Public once a second reader approved this very text. The rule for small numbers is
    about figures, and of free text it says: never, only what one person wrote and another read. So nothing stands
    here by which someone who asked is found: no area, age group, day of asking or count (ADR 0022).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="others_asked")
    question = models.CharField(_("vraag"), max_length=200)
    answer = models.TextField(_("antwoord"), max_length=3_000)
    themes = models.ManyToManyField(Theme, verbose_name=_("thema's"), blank=True, related_name="+")
    services = models.ManyToManyField(Service, verbose_name=_("aanbod"), blank=True, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-approved_at", "-written_at"]
        constraints = [
            models.CheckConstraint(
                name="others_asked_read_by_another",
                condition=Q(approved_by=None) | Q(written_by=None) | ~Q(approved_by=F("written_by")),
            )
        ]
        indexes = [models.Index(fields=["network", "approved_at"], name="others_asked_in_network")]
        verbose_name = _("wat anderen vroegen")
        verbose_name_plural = _("wat anderen vroegen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "question", "answer", "themes", "services", "written_at", "approved_at", "withdrawn_at",
            "version",
        ]  # fmt: skip
        personal: ClassVar = {
            "written_by": Keep(Erase.BLANK, why="who wrote it, as long as the row"),
            "approved_by": Keep(Erase.BLANK, why="who read it, as long as the row"),
        }

    def __str__(self) -> str:
        return self.question
