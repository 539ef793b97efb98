"""How the vocabulary of a network came to be what it is."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.wording.choices import Turn


class WordChange(models.Model):
    """One word of the vocabulary that a director added, removed, switched off or on: a version of the whole.

    ``before`` and ``after`` say the word and whether it is used: {"concept", "text", "language", "kind", "used"};
    null where it was or is not there. Undone, it is put back by a change of its own, which names it in ``undoes``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="word_changes")
    version = models.PositiveIntegerField()
    turn = models.CharField(max_length=10, choices=Turn)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="undone_by")

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["network", "version"], name="word_version_once")]
        verbose_name = _("wijziging van een woord")
        verbose_name_plural = _("wijzigingen van woorden")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "network", "version", "turn", "before", "after", "changed_at", "undoes"]
        personal: ClassVar = {
            "changed_by": Keep(Erase.BLANK, days=730, since="changed_at", why="whom to ask why a word was changed"),
        }

    def __str__(self) -> str:
        return f"{self.version}: {self.text}"

    @property
    def word(self) -> dict[str, str]:
        """The word it is about, as it is now or was."""
        found: dict[str, str] = self.after or self.before or {}
        return found

    @property
    def text(self) -> str:
        return self.word.get("text", "")
