"""A point that someone names, its dots, and its life across meetings; what is decided, and objected."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.meetings.choices import DOTS, DecideWay, DecisionState, PointState
from buurtnet.meetings.models.meeting import AgendaItem, Meeting
from buurtnet.people.models import Organization
from buurtnet.themes.models import Theme
from buurtnet.wording.models import AgreedWord


class Point(models.Model):
    """What a partner or a resident names as what matters here. It names no family.

    ``meeting``: where it was said; ``number``: counts in that meeting. ``group``: the table that wrote it down, 0 for
    the whole room. ``hand_dots``: stuck on paper and counted by hand. ``same_as``: another point that it was joined
    with, whose life it follows. ``organization`` takes it on; ``owner``: who of them pulls it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="points")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="points")
    number = models.PositiveIntegerField(_("nummer"))
    text = models.CharField(_("punt"), max_length=200)
    group = models.PositiveSmallIntegerField(_("groep"), default=0)
    said_by = models.ForeignKey(
        Organization, verbose_name=_("gezegd door"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    theme = models.ForeignKey(
        Theme, verbose_name=_("thema"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    organization = models.ForeignKey(
        Organization, verbose_name=_("opgepakt door"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("trekker"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    same_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined")
    hand_dots = models.PositiveSmallIntegerField(_("stippen op papier"), default=0)
    state = models.CharField(max_length=9, choices=PointState, default=PointState.SAID)
    result = models.CharField(_("wat het werd"), max_length=300, blank=True, default="")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    said_at = models.DateTimeField(_("gezegd op"), default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="point_numbers"),
            models.CheckConstraint(name="dropped_point_says_why", condition=~Q(state="dropped") | ~Q(result="")),
        ]
        indexes = [models.Index(fields=["network", "state"], name="point_in_network")]
        verbose_name = _("punt")
        verbose_name_plural = _("punten")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "meeting", "number", "text", "group", "said_by", "theme", "organization", "same_as",
            "hand_dots", "state", "result", "form_key", "said_at", "ended_at", "version",
        ]  # fmt: skip
        personal: ClassVar = {"owner": Keep(Erase.BLANK, why="who pulls it, as long as the row")}

    def __str__(self) -> str:
        return self.text


class PointStep(models.Model):
    """A step in the life of a point, for everyone of the network to read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="steps")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=9, choices=PointState)
    why = models.CharField(_("waarom"), max_length=300, blank=True, default="")
    at = models.DateTimeField(_("op"), default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("stap van een punt")
        verbose_name_plural = _("stappen van een punt")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "point", "meeting", "state", "why", "at"]

    def __str__(self) -> str:
        return f"{self.point_id} {self.state}"


class Dotter(models.Model):
    """Someone who dots on a phone, without a name. ``key_hash``: keyed hash of what that phone holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="dotters")
    place = models.PositiveSmallIntegerField(help_text="which of as many as there may be")
    key_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "place"], name="dotters_counted")]
        verbose_name = _("iemand die stipt")
        verbose_name_plural = _("mensen die stippen")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "who dots has no name here; the key is in their phone"
        public: ClassVar = ["id", "meeting", "place"]
        personal: ClassVar = {"key_hash": Keep(Erase.IN_TIME, why="three dots each, until the meeting is closed")}

    def __str__(self) -> str:
        return f"{self.meeting_id}"


class Dot(models.Model):
    """One of the three dots of who dots; more than one can be on the same point."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dotter = models.ForeignKey(Dotter, on_delete=models.CASCADE, related_name="dots")
    place = models.PositiveSmallIntegerField(help_text="the first, second or third of a dotter")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="dots")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dotter", "place"], name="dots_are_three"),
            models.CheckConstraint(name="dot_has_a_place", condition=Q(place__gte=1, place__lte=DOTS)),
        ]
        verbose_name = _("stip")
        verbose_name_plural = _("stippen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "dotter", "place", "point"]

    def __str__(self) -> str:
        return f"{self.point_id}"


class Decision(models.Model):
    """What a meeting decides: by consent, once no objection stands, or by the most votes.

    ``review_on``: the day on which it is looked at again; ``outcome``: what it brought, said at that review.
    ``replaces``: the decision that this one takes the place of. ``word``: the meaning that was agreed with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="decisions_taken"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
    point = models.ForeignKey(Point, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
    number = models.PositiveIntegerField(_("nummer"))
    text = models.CharField(_("besluit"), max_length=500)
    reason = models.CharField(_("waarom"), max_length=500, blank=True, default="")
    way = models.CharField(_("hoe besloten"), max_length=8, choices=DecideWay, default=DecideWay.CONSENT)
    votes_for = models.PositiveSmallIntegerField(_("voor"), default=0)
    votes_against = models.PositiveSmallIntegerField(_("tegen"), default=0)
    votes_abstain = models.PositiveSmallIntegerField(_("onthouden"), default=0)
    state = models.CharField(max_length=9, choices=DecisionState, default=DecisionState.OPEN)
    review_on = models.DateField(_("opnieuw bekijken op"), null=True, blank=True)
    outcome = models.CharField(_("wat het bracht"), max_length=500, blank=True, default="")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by")
    word = models.ForeignKey(AgreedWord, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    at = models.DateTimeField(_("op"), default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["network", "number"], name="decision_numbers"),
            models.CheckConstraint(
                name="more_for_than_against",
                condition=~Q(state="taken", way="majority") | Q(votes_for__gt=models.F("votes_against")),
            ),
        ]
        indexes = [models.Index(fields=["network", "state", "review_on"], name="decision_to_review")]
        verbose_name = _("besluit")
        verbose_name_plural = _("besluiten")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "meeting", "item", "point", "number", "text", "reason", "way", "votes_for",
            "votes_against", "votes_abstain", "state", "review_on", "outcome", "reviewed_at", "replaces", "word",
            "form_key", "at", "version",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text


class Objection(models.Model):
    """A partner's or a table's objection, with its reason. ``settled``: how it was met; empty while it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="objections")
    organization = models.ForeignKey(
        Organization, verbose_name=_("van wie"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("bezwaar"), max_length=300)
    settled = models.CharField(_("hoe opgelost"), max_length=300, blank=True, default="")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    at = models.DateTimeField(_("op"), default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("bezwaar")
        verbose_name_plural = _("bezwaren")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "decision", "organization", "reason", "settled", "form_key", "at"]

    def __str__(self) -> str:
        return f"{self.decision_id}"
