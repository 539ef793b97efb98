"""The outbox: what changed and is not yet in the index."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Subject


class Change(models.Model):
    """A thing of which the document in the index must be made anew, or taken out. Written with the change itself."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("wijziging voor de zoekmachine")
        verbose_name_plural = _("wijzigingen voor de zoekmachine")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "kind", "key", "added_at"]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"
