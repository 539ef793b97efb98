"""What must be remembered about forgetting."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Erase, Keep, Subject


class Erasure(models.Model):
    """A row that was erased: which model and id, and when. So that a restored backup brings nobody back.

    Never changed, and kept a second time in a file beside the database (``privacy.ledger``).
    """

    model_label = models.CharField(max_length=100, help_text='"people.Person"')
    object_id = models.CharField(max_length=64)
    erased_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model_label", "object_id"], name="erased_once")]
        verbose_name = _("wissing")
        verbose_name_plural = _("wissingen")

    class Privacy:
        subject = Subject.PERSON
        public: ClassVar = ["id", "model_label", "erased_at"]
        personal: ClassVar = {
            "object_id": Keep(
                Erase.DELETE_ROW, days=3_650, why="no backup may bring the person back; an id says nothing more"
            ),
        }

    def __str__(self) -> str:
        return f"{self.model_label} {self.object_id}"
