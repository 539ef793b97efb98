"""Ballots: nothing in them leads to a code, a letter, a person or an hour."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.voting.choices import AgeGroup, Channel, PaperState
from buurtnet.voting.models.round import VoteRound


class Ballot(models.Model):
    """A vote while the vote is open. ``plans``: numbers of plans, sorted; empty for a blank vote.

    ``receipt_hash``: keyed hash of the key on the receipt, with which the vote can be changed until the end.
    ``area`` and ``age``: for who took part, in tallies under the rule for small numbers. At the end all ballots are
    written anew in random order as ``CountedBallot``, and these rows go.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(
        VoteRound, verbose_name=_("stemronde"), on_delete=models.CASCADE, related_name="ballots"
    )
    plans = models.JSONField(_("gekozen plannen"), default=list, blank=True)
    channel = models.CharField(_("hoe gestemd"), max_length=6, choices=Channel, default=Channel.ONLINE)
    area = models.ForeignKey(
        Area, verbose_name=_("buurt"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    age = models.CharField(_("leeftijd"), max_length=8, choices=AgeGroup, blank=True, default="")
    receipt_hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "receipt_hash"], name="receipt_once", condition=~Q(receipt_hash="")
            )
        ]
        verbose_name = _("stem")
        verbose_name_plural = _("stemmen")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "a vote is secret: nothing in it leads to who voted"
        public: ClassVar = ["id", "round", "channel"]
        personal: ClassVar = {
            "plans": Keep(Erase.IN_TIME, why="to count"),
            "area": Keep(Erase.IN_TIME, why="which neighbourhoods took part, in tallies"),
            "age": Keep(Erase.IN_TIME, why="which ages took part, in tallies"),
            "receipt_hash": Keep(Erase.IN_TIME, why="to change one's vote until the end"),
        }

    def __str__(self) -> str:
        return str(self.round_id)


class CountedBallot(models.Model):
    """The same choice of so many voters, as it was counted; written in random order when the vote closed."""

    round = models.ForeignKey(
        VoteRound, verbose_name=_("stemronde"), on_delete=models.CASCADE, related_name="counted"
    )
    plans = models.JSONField(_("gekozen plannen"), default=list, blank=True)
    times = models.PositiveIntegerField(_("aantal"), default=1)

    class Meta:
        constraints = [models.CheckConstraint(name="counted_someone", condition=Q(times__gt=0))]
        verbose_name = _("getelde stem")
        verbose_name_plural = _("getelde stemmen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "round", "plans", "times"]

    def __str__(self) -> str:
        return str(self.round_id)


class PaperBallot(models.Model):
    """A ballot on paper, entered by two people; ``envelope`` is the number written on it.

    What was ticked is not kept here: ``seal`` is a hash of it, keyed with the code on the paper, by which the second
    entry is compared. When they agree, a ``Ballot`` is stored and the seal goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(VoteRound, verbose_name=_("stemronde"), on_delete=models.CASCADE, related_name="papers")
    envelope = models.PositiveIntegerField(_("nummer van de envelop"))
    code_hash = models.CharField(max_length=64, blank=True, default="")
    seal = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(_("stand"), max_length=7, choices=PaperState, default=PaperState.ONCE)
    why_void = models.CharField(_("waarom ongeldig"), max_length=200, blank=True, default="")
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_on = models.DateField(_("eerst ingevoerd op"), default=timezone.localdate)

    class Meta:
        ordering = ["envelope"]
        constraints = [
            models.UniqueConstraint(fields=["round", "envelope"], name="envelope_once"),
            models.UniqueConstraint(
                fields=["round", "code_hash"], name="paper_code_once", condition=~Q(code_hash="")
            ),
            models.CheckConstraint(
                name="two_people_enter",
                condition=Q(first_by=None) | Q(second_by=None) | ~Q(first_by=F("second_by")),
            ),
            models.CheckConstraint(name="void_says_why", condition=~Q(state="void") | ~Q(why_void="")),
        ]
        verbose_name = _("stem op papier")
        verbose_name_plural = _("stemmen op papier")

    class Privacy:
        subject = Subject.PERSON
        of = "first_by"
        heading = _("stemmen op papier die je invoerde")
        withheld: ClassVar = {
            "second_by": "it is someone else",
            **dict.fromkeys(("code_hash", "seal"), "a hash, of use to the site only"),
        }
        public: ClassVar = ["id", "round", "envelope", "state", "why_void", "first_on"]
        personal: ClassVar = {
            "code_hash": Keep(Erase.REPLACE, why="one vote each"),
            "seal": Keep(Erase.REPLACE, why="to compare the second entry with the first"),
            "first_by": Keep(Erase.BLANK, why="two different people enter"),
            "second_by": Keep(Erase.BLANK, why="two different people enter"),
        }

    def __str__(self) -> str:
        return f"{self.round_id} {self.envelope}"
