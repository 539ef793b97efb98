"""Two entries that turned out to be one."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.kit.declare import Subject


class Merge(models.Model):
    """An entry that gave way to another: its old address leads there for good, until the merge is taken back.

    ``was``: the status of the entry that gave way, to give it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gone = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="merged_into")
    kept = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="merged_from")
    was = models.CharField(max_length=20)
    merged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(name="merge_of_two", condition=~Q(gone=F("kept")))]
        verbose_name = _("samenvoeging")
        verbose_name_plural = _("samenvoegingen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "gone", "kept", "was", "merged_at"]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class NotDouble(models.Model):
    """Someone of a network looked at two entries that are alike and said that they are two."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    first = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "first", "second"], name="not_double_once")]
        verbose_name = _("niet dubbel")
        verbose_name_plural = _("niet dubbel")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "network", "first", "second", "said_at"]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
