"""A rule or procedure that stands in the way of what is needed, and what someone with mandate did about it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.meetings.choices import ObstacleState
from buurtnet.meetings.models.meeting import Meeting
from buurtnet.people.models import Organization


class Obstacle(models.Model):
    """Told in a minute; never about one family.

    ``links``: through how many hands (*schijven*) a request passes now; ``links_after``: since it was lifted.
    ``rule_of``: whose rule it is, in words; ``organization``: which partner, when it is one. ``holder``: who with a
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="obstacles"
    )
    number = models.PositiveIntegerField(_("nummer"))
    text = models.CharField(_("wat zit in de weg"), max_length=500)
    needed = models.CharField(_("wat is er nodig"), max_length=300, blank=True, default="")
    rule_of = models.CharField(_("van wie is de regel"), max_length=120, blank=True, default="")
    organization = models.ForeignKey(
        Organization, verbose_name=_("van welke partner"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    links = models.PositiveSmallIntegerField(_("hoeveel schijven nu"), null=True, blank=True)
    links_after = models.PositiveSmallIntegerField(_("hoeveel schijven daarna"), null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie kijkt ernaar"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    meeting = models.ForeignKey(
        Meeting, verbose_name=_("besproken in"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="obstacles",
    )  # fmt: skip
    answer_by = models.DateField(_("antwoord voor"), null=True, blank=True)
    state = models.CharField(_("stand"), max_length=9, choices=ObstacleState, default=ObstacleState.TOLD)
    answer = models.CharField(_("antwoord"), max_length=500, blank=True, default="")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    told_at = models.DateTimeField(_("gezegd op"), default=timezone.now)
    taken_at = models.DateTimeField(_("opgepakt op"), null=True, blank=True)
    ended_at = models.DateTimeField(_("afgerond op"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-told_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["network", "number"], name="obstacle_numbers"),
            models.CheckConstraint(
                name="answered_obstacle_says_what",
                condition=Q(state__in=["told", "taken", "withdrawn"]) | ~Q(answer=""),
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "answer_by"], name="obstacle_in_network")]
        verbose_name = _("belemmering")
        verbose_name_plural = _("belemmeringen")

    class Privacy:
        subject = Subject.PERSON
        of = "told_by"
        heading = _("wat je zei dat in de weg zit")
        withheld: ClassVar = {
            "form_key": "it counts, and tells nothing",
            "version": "it counts, and tells nothing",
        }
        public: ClassVar = [
            "id", "network", "number", "text", "needed", "rule_of", "organization", "links", "links_after",
            "meeting", "answer_by", "state", "answer", "form_key", "told_at", "taken_at", "ended_at", "version",
        ]  # fmt: skip
        personal: ClassVar = {
            "told_by": Keep(Erase.BLANK, days=730, since="told_at", why="to tell what became of it"),
            "holder": Keep(Erase.BLANK, why="who answers, as long as the row"),
        }

    def __str__(self) -> str:
        return self.text


class ObstacleStep(models.Model):
    """A step in the life of an obstacle; ``EXCEPTION`` once for each exception that was made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=9, choices=ObstacleState)
    why = models.CharField(_("waarom"), max_length=500, blank=True, default="")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    at = models.DateTimeField(_("op"), default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("stap van een belemmering")
        verbose_name_plural = _("stappen van een belemmering")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "obstacle", "state", "why", "form_key", "at"]

    def __str__(self) -> str:
        return f"{self.obstacle_id} {self.state}"
