"""An action: one owner, a date, and how often it was carried to a next meeting; and working groups."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.meetings.choices import ActionState
from buurtnet.meetings.models.meeting import AgendaItem, Meeting
from buurtnet.meetings.models.point import Point
from buurtnet.people.models import Organization


class WorkGroup(models.Model):
    """A few partners and residents who do something together, for a time. ``owner`` pulls it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="work_groups"
    )
    name = models.CharField(_("naam"), max_length=120)
    text = models.TextField(_("waarvoor"), max_length=1_000, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("trekker"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    since = models.DateField(_("vanaf"), default=timezone.localdate)
    until = models.DateField(_("tot en met"), null=True, blank=True)
    ended_because = models.CharField(_("waarom gestopt"), max_length=200, blank=True, default="")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("werkgroep")
        verbose_name_plural = _("werkgroepen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "name", "text", "since", "until", "ended_because", "form_key", "version",
        ]  # fmt: skip
        personal: ClassVar = {"owner": Keep(Erase.BLANK, why="who pulls it, as long as the row")}

    def __str__(self) -> str:
        return self.name


class WorkGroupMember(models.Model):
    """An organization, or a person of it, in a working group, with the hours a month it gives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(
        WorkGroup, verbose_name=_("werkgroep"), on_delete=models.CASCADE, related_name="members"
    )
    organization = models.ForeignKey(
        Organization, verbose_name=_("organisatie"), null=True, blank=True, on_delete=models.CASCADE,
        related_name="+",
    )  # fmt: skip
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie"), null=True, blank=True, on_delete=models.CASCADE,
        related_name="+",
    )  # fmt: skip
    hours = models.PositiveSmallIntegerField(_("uren in de maand"), null=True, blank=True)
    since = models.DateField(_("vanaf"), default=timezone.localdate)
    until = models.DateField(_("tot en met"), null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="someone_in_a_work_group", condition=Q(organization__isnull=False) | Q(person__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["group", "person"], name="person_in_group_once",
                condition=Q(person__isnull=False, until=None),
            ),
        ]  # fmt: skip
        verbose_name = _("lid van een werkgroep")
        verbose_name_plural = _("leden van een werkgroep")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("werkgroepen waarin je zit")
        public: ClassVar = ["id", "group", "organization", "hours", "since", "until"]
        personal: ClassVar = {"person": Keep(Erase.DELETE_ROW, why="who does it")}

    def __str__(self) -> str:
        return f"{self.group_id}"


class Action(models.Model):
    """Someone does something before a day. Exactly one owner; with whom stands in the text.

    ``organization``: for whom the owner does it, whose it stays when the owner leaves: ``owner`` is empty then, and
    it asks for one. ``carried``: how often it was brought to a next meeting unfinished.
    ``reply_hash``: keyed hash of the address at which a mail about it is answered. ``asked_still``: when it was asked
    whether it is still needed. ``agreed``: what its meeting agreed, as the minutes tell it, whatever became of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="actions")
    meeting = models.ForeignKey(
        Meeting, verbose_name=_("afgesproken in"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="actions",
    )  # fmt: skip
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions")
    point = models.ForeignKey(Point, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions")
    group = models.ForeignKey(
        WorkGroup, verbose_name=_("werkgroep"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="actions",
    )  # fmt: skip
    text = models.CharField(_("wat"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("trekker"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    organization = models.ForeignKey(
        Organization, verbose_name=_("namens"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due = models.DateField(_("klaar op"))
    agreed = models.JSONField(_("zoals afgesproken"), default=dict, blank=True)
    state = models.CharField(max_length=7, choices=ActionState, default=ActionState.OPEN)
    result = models.CharField(_("wat het werd"), max_length=300, blank=True, default="")
    carried = models.PositiveSmallIntegerField(_("hoe vaak meegenomen"), default=0)
    asked_still = models.DateTimeField(null=True, blank=True)
    reply_hash = models.CharField(max_length=64, unique=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    made_at = models.DateTimeField(_("afgesproken op"), default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(name="dropped_action_says_why", condition=~Q(state="dropped") | ~Q(result="")),
        ]
        indexes = [
            models.Index(fields=["network", "state", "due"], name="action_in_network"),
            models.Index(fields=["owner", "state", "due"], name="action_of_owner"),
        ]
        verbose_name = _("actie")
        verbose_name_plural = _("acties")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "meeting", "item", "point", "group", "text", "organization", "due",
            "agreed", "state", "result", "carried", "asked_still", "reply_hash", "mailed_at", "form_key", "made_at",
            "ended_at", "version",
        ]  # fmt: skip
        personal: ClassVar = {"owner": Keep(Erase.BLANK, why="who does it, as long as the row")}

    def __str__(self) -> str:
        return self.text


class ActionStep(models.Model):
    """What became of an action: a state, a new owner or day, or that a meeting carried it on; each meeting once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="steps")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_carried = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=ActionState)
    due = models.DateField(_("klaar op"))
    why = models.CharField(_("waarom"), max_length=300, blank=True, default="")
    at = models.DateTimeField(_("op"), default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "meeting"], name="carried_once", condition=Q(is_carried=True))
        ]
        verbose_name = _("stap van een actie")
        verbose_name_plural = _("stappen van een actie")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "action", "meeting", "is_carried", "state", "due", "why", "at"]

    def __str__(self) -> str:
        return f"{self.action_id} {self.state}"
