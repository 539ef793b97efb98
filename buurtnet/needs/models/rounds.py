"""Outreach rounds: going along the doors or standing somewhere, without a register of who lives where."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area, Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.needs.choices import RoundKind


class OutreachRound(models.Model):
    """A round through streets, or a table, cart or playground. One number of talks afterwards, and no doors.

    ``languages``: of the flyers; codes of languages. ``team``: who goes, in pairs. ``questions``: how many questions
    came of it; they are counted here, since no question is tied to a round.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="rounds")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("hoe"), max_length=10, choices=RoundKind)
    purpose = models.CharField(_("waarom"), max_length=200)
    place = models.CharField(_("waar"), max_length=120, blank=True, default="", help_text="of a table or cart")
    starts_on = models.DateField(_("van"))
    ends_on = models.DateField(_("tot en met"))
    materials = models.CharField(_("wat nemen we mee"), max_length=200, blank=True, default="")
    languages = models.JSONField(_("talen van de folder"), default=list, blank=True)
    team = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("wie gaan er"), blank=True, related_name="+"
    )
    talks = models.PositiveIntegerField(_("aantal gesprekken"), null=True, blank=True)
    questions = models.PositiveIntegerField(_("vragen die eruit kwamen"), default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(name="round_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="round_closed_has_a_count", condition=Q(closed_at=None) | Q(talks__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["network", "starts_on"], name="round_in_network")]
        verbose_name = _("buurtronde")
        verbose_name_plural = _("buurtrondes")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "area", "kind", "purpose", "place", "starts_on", "ends_on", "materials", "languages",
            "talks", "questions", "closed_at", "created_at",
        ]  # fmt: skip
        personal: ClassVar = {"team": Keep(Erase.BLANK, why="who goes, as long as the round")}

    def __str__(self) -> str:
        return f"{self.area} {self.starts_on:%Y-%m-%d}"


class RoundStreet(models.Model):
    """A street of a round, as a whole: done, or not yet. Never a house.

    ``tapped_at``: when it was last tapped, done or undone, by the clock of the phone; of two phones the last counts.
    """

    round = models.ForeignKey(OutreachRound, on_delete=models.CASCADE, related_name="streets")
    name = models.CharField(max_length=120)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    tapped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="street_in_round_once")]
        indexes = [models.Index(fields=["name", "done_at"], name="street_done")]
        verbose_name = _("straat in een ronde")
        verbose_name_plural = _("straten in een ronde")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "round", "name", "latitude", "longitude", "position", "done_at", "tapped_at"]

    def __str__(self) -> str:
        return self.name
