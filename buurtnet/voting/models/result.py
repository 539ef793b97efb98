"""What came of a vote: the protocol, who took part in tallies, and what a human decided besides."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.voting.choices import Channel
from buurtnet.voting.models.round import Plan, VoteRound


class Count(models.Model):
    """A round as it was counted, once. ``protocol``: every turn with exact numbers, for anyone to recount."""

    round = models.OneToOneField(
        VoteRound, verbose_name=_("stemronde"), on_delete=models.CASCADE, related_name="count"
    )
    counted_at = models.DateTimeField(_("geteld op"), default=timezone.now)
    voters = models.PositiveIntegerField(_("stemmers"))
    blank = models.PositiveIntegerField(_("blanco"), default=0)
    cost = models.PositiveBigIntegerField(_("samen"), default=0)
    protocol = models.JSONField(_("verslag van de telling"), default=dict)
    fairness = models.JSONField(_("wie meededen en wonnen"), default=dict, blank=True)

    class Meta:
        verbose_name = _("telling van een stemronde")
        verbose_name_plural = _("tellingen van stemrondes")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "round", "counted_at", "voters", "blank", "cost", "protocol", "fairness"]

    def __str__(self) -> str:
        return str(self.round_id)


class Turnout(models.Model):
    """How far people came, in numbers of a day: who opened the ballot, began, voted. Tied to nobody."""

    round = models.ForeignKey(
        VoteRound, verbose_name=_("stemronde"), on_delete=models.CASCADE, related_name="turnout"
    )
    on = models.DateField(_("op"))
    channel = models.CharField(_("hoe"), max_length=6, choices=Channel)
    step = models.CharField(_("stap"), max_length=12)
    count = models.PositiveIntegerField(_("aantal"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "on", "channel", "step"], name="turnout_once")]
        verbose_name = _("opkomst")
        verbose_name_plural = _("opkomst")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "round", "on", "channel", "step", "count"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.on} {self.step}"


class HandDecision(models.Model):
    """A human took a plan that did not win, or left one that did; with a reason, and beside the count for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.OneToOneField(
        Plan, verbose_name=_("welk plan"), on_delete=models.CASCADE, related_name="decided_by_hand"
    )
    wins = models.BooleanField(_("wordt toch gekozen"))
    reason = models.CharField(_("waarom"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("op"), default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(name="hand_decision_says_why", condition=~Q(reason=""))]
        verbose_name = _("besluit met de hand")
        verbose_name_plural = _("besluiten met de hand")

    class Privacy:
        subject = Subject.PERSON
        of = "by"
        heading = _("besluiten bij een stemronde")
        public: ClassVar = ["id", "plan", "wins", "reason", "at"]
        personal: ClassVar = {"by": Keep(Erase.BLANK, why="who decided")}

    def __str__(self) -> str:
        return f"{self.plan_id}"
