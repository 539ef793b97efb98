"""A shared need: what many questions and signals have in common, who takes it up, what came of it."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Service
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.needs.choices import OPEN_NEEDS, NeedState
from buurtnet.needs.models.rounds import OutreachRound
from buurtnet.needs.models.signal import Signal
from buurtnet.people.models import Organization
from buurtnet.questions.models import Question
from buurtnet.themes.models import Theme
from buurtnet.wording.models import MissingOffer


class SharedNeedQuerySet(models.QuerySet["SharedNeed"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_NEEDS, merged_into=None)

    def in_network(self, network: Network) -> Self:
        return self.filter(network=network)


class SharedNeed(models.Model):
    """A need of several people, told by people in their own words without quotes that can be traced.

    ``owner``: the *trekker*; with ``due_on`` it can be in action. ``checked_with``: with which residents it was
    checked that it is met. ``version`` counts each change, so that two people who change it at once both know.
    ``read_by``: a second person who read these very texts, without which they are not public (needs, section 7).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="shared_needs")
    title = models.CharField(_("naam"), max_length=120)
    story = models.TextField(_("verhaal"), max_length=4_000, blank=True, default="")
    themes = models.ManyToManyField(Theme, verbose_name=_("thema's"), blank=True, related_name="+")
    areas = models.ManyToManyField(Area, verbose_name=_("buurten"), blank=True, related_name="+")
    functions = models.JSONField(_("functies"), default=list, blank=True)
    state = models.CharField(max_length=13, choices=NeedState, default=NeedState.SUSPECTED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("trekker"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    due_on = models.DateField(_("wanneer kijken we terug"), null=True, blank=True)
    partners = models.ManyToManyField(Organization, verbose_name=_("wie doet mee"), blank=True, related_name="+")
    services = models.ManyToManyField(Service, verbose_name=_("aanbod"), blank=True, related_name="+")
    tried = models.TextField(_("wat we proberen"), max_length=2_000, blank=True, default="")
    result = models.TextField(_("wat het bracht"), max_length=2_000, blank=True, default="")
    checked_with = models.CharField(_("nagevraagd bij"), max_length=200, blank=True, default="")
    reason = models.CharField(_("waarom we stoppen"), max_length=600, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged_from"
    )
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="split_to")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["SharedNeed"]] = SharedNeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="need_in_action_has_an_owner_and_a_day",
                # Its owner may have left since: then it waits for another.
                condition=~Q(state=NeedState.IN_ACTION) | Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="need_met_was_checked", condition=~Q(state=NeedState.MET) | ~Q(checked_with="")
            ),
            models.CheckConstraint(
                name="need_let_go_has_a_reason", condition=~Q(state=NeedState.LET_GO) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="need_read_by_another",
                condition=Q(read_by=None) | Q(written_by=None) | ~Q(read_by=F("written_by")),
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "changed_at"], name="need_in_network")]
        verbose_name = _("wat hier speelt")
        verbose_name_plural = _("wat hier speelt")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "title", "story", "themes", "areas", "functions", "state", "due_on", "partners",
            "services", "tried", "result", "checked_with", "reason", "merged_into", "split_from", "read_at",
            "created_at", "changed_at", "version",
        ]  # fmt: skip
        personal: ClassVar = {
            "owner": Keep(Erase.BLANK, why="who takes it up, as long as the row"),
            "written_by": Keep(Erase.BLANK, why="who wrote it, as long as the row"),
            "read_by": Keep(Erase.BLANK, why="who read it, as long as the row"),
        }

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """One question, signal, missing offer or round that points to a need. Counted, and never shown one by one.

    ``counted_on``, ``area`` and ``theme`` are those of what it points to, and stay when that is cleared.
    """

    need = models.ForeignKey(SharedNeed, on_delete=models.CASCADE, related_name="evidence")
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence")
    signal = models.ForeignKey(Signal, null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence")
    missing_offer = models.ForeignKey(
        MissingOffer, null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence"
    )
    round = models.ForeignKey(
        OutreachRound, null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence"
    )
    counted_on = models.DateField()
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question"], name="question_in_one_need"),
            models.UniqueConstraint(fields=["signal"], name="signal_in_one_need"),
            models.UniqueConstraint(fields=["need", "missing_offer"], name="missing_offer_in_need_once"),
            models.UniqueConstraint(fields=["need", "round"], name="round_in_need_once"),
        ]
        indexes = [models.Index(fields=["need", "counted_on"], name="evidence_over_time")]
        verbose_name = _("aanwijzing")
        verbose_name_plural = _("aanwijzingen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "need", "question", "signal", "missing_offer", "round", "counted_on", "area", "theme", "added_at",
        ]  # fmt: skip
        personal: ClassVar = {"added_by": Keep(Erase.BLANK, why="who put it here, as long as the row")}

    def __str__(self) -> str:
        return f"{self.need_id} {self.counted_on:%Y-%m}"


class NeedStep(models.Model):
    """A step in the life of a need: made, moved on, merged, split, taken by someone else."""

    need = models.ForeignKey(SharedNeed, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=20)
    state = models.CharField(max_length=13, choices=NeedState, blank=True, default="")
    note = models.CharField(max_length=600, blank=True, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("stap")
        verbose_name_plural = _("stappen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "need", "what", "state", "note", "at"]
        personal: ClassVar = {"by": Keep(Erase.BLANK, why="who did it, as long as the row")}

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"


class NotTogether(models.Model):
    """That someone looked at a proposal and said: these are not one need. It is then proposed no more for a while."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120, help_text="theme or concept, and area")
    count = models.PositiveIntegerField(help_text="how many there were; with half as many more it is proposed again")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "key"], name="not_together_once")]
        verbose_name = _("niet samen")
        verbose_name_plural = _("niet samen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "network", "key", "count", "said_at"]
        personal: ClassVar = {"by": Keep(Erase.BLANK, why="who said so, as long as the row")}

    def __str__(self) -> str:
        return self.key
