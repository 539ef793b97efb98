"""How often the page of a service was looked at, by the day. Never by whom."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.directory.models import Service
from buurtnet.kit.declare import Subject


class Visits(models.Model):
    """So many times the page of a service was shown on a day."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="visits")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "day"], name="visits_of_a_day_once")]
        indexes = [models.Index(fields=["day"], name="visits_by_day")]
        verbose_name = _("keer bekeken")
        verbose_name_plural = _("keer bekeken")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "service", "day", "count"]

    def __str__(self) -> str:
        return f"{self.service_id} {self.day}: {self.count}"
