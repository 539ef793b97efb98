"""How much of the map was confirmed, month after month."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area, Network
from buurtnet.kit.declare import Subject
from buurtnet.themes.choices import EssentialFunction


class Snapshot(models.Model):
    """Of a network in a month: how many entries there were, and how many were confirmed within six months.

    Counted anew each day until the month is over. Of the whole network, of one neighbourhood or of one function.
    """

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    month = models.DateField(help_text="its first day")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    function = models.PositiveSmallIntegerField(choices=EssentialFunction, null=True, blank=True)
    total = models.PositiveIntegerField()
    confirmed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "month"], condition=Q(area=None, function=None), name="snapshot_of_all_once"
            ),
            models.UniqueConstraint(
                fields=["network", "month", "area"], condition=Q(function=None), name="snapshot_of_area_once"
            ),
            models.UniqueConstraint(
                fields=["network", "month", "function"], condition=Q(area=None), name="snapshot_of_function_once"
            ),
            models.CheckConstraint(condition=Q(area=None) | Q(function=None), name="snapshot_of_one_thing"),
            models.CheckConstraint(condition=Q(confirmed__lte=F("total")), name="snapshot_part_of_the_whole"),
        ]
        verbose_name = _("stand van een maand")
        verbose_name_plural = _("standen van maanden")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "network", "month", "area", "function", "total", "confirmed"]

    def __str__(self) -> str:
        return f"{self.network_id} {self.month:%Y-%m}: {self.confirmed}/{self.total}"

    @property
    def percent(self) -> int | None:
        """Of a hundred entries, so many; None where there are none."""
        return round(100 * self.confirmed / self.total) if self.total else None
