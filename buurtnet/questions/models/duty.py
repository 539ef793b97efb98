"""The duty roster: who stands behind the question door, for what and when."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area, Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.themes.models import Theme


class Duty(models.Model):
    """Someone answers questions here from a day until a day. Without a theme or area: all of them.

    ``deputy`` stands in while the person is away. ``weekdays``: the days on which they answer (0 is Monday).
    ``answers_children``: a youth worker, to whom a child that asks alone comes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="duties")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie"), on_delete=models.CASCADE, related_name="+"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie invalt"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    theme = models.ForeignKey(
        Theme, verbose_name=_("thema"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    area = models.ForeignKey(
        Area, verbose_name=_("buurt"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    weekdays = models.JSONField(_("dagen"), default=list)
    answers_children = models.BooleanField(_("jongerenwerker"), default=False)
    is_off_in_holidays = models.BooleanField(_("vrij in schoolvakanties"), default=False)
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot en met"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="duty_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="duty_deputy_is_another", condition=Q(deputy=None) | ~Q(deputy=F("person"))),
        ]
        indexes = [models.Index(fields=["network", "starts_on", "ends_on"], name="duty_in_network")]
        verbose_name = _("dienst")
        verbose_name_plural = _("diensten")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("wanneer je vragen beantwoordt")
        public: ClassVar = ["id", "network", "theme", "area"]
        personal: ClassVar = {
            name: Keep(Erase.DELETE_ROW, why="who answers, as long as the roster stands")
            for name in (
                "person", "deputy", "weekdays", "answers_children", "is_off_in_holidays", "starts_on",
            )
        } | {
            "ends_on": Keep(Erase.DELETE_ROW, days=365, why="who answered when, a year after it ended"),
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.starts_on:%Y-%m-%d}"


class Leave(models.Model):
    """Days on which someone is away, both included; a reason is not asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot en met"))

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(name="leave_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.UniqueConstraint(fields=["person", "starts_on", "ends_on"], name="leave_once"),
        ]
        verbose_name = _("afwezigheid")
        verbose_name_plural = _("afwezigheid")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("wanneer je er niet bent")
        public: ClassVar = ["id"]
        personal: ClassVar = {
            "person": Keep(Erase.DELETE_ROW, why="who is away"),
            "starts_on": Keep(Erase.DELETE_ROW),
            "ends_on": Keep(Erase.DELETE_ROW, days=30, why="to know who answers; a month after it"),
        }

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m-%d} – {self.ends_on:%Y-%m-%d}"
