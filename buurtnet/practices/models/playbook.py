"""Playbooks (*draaiboeken*): the steps before and after a day, who does what, whom to call, what was learned."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization
from buurtnet.practices.choices import OfferState, PlaybookState
from buurtnet.practices.models.practice import GoodPractice

FURTHEST_DAYS = 730  # before or after the day


class PlaybookQuerySet(models.QuerySet["Playbook"]):
    def in_network(self, network: Network) -> Self:
        return self.filter(network=network)

    def in_use(self) -> Self:
        return self.filter(state=PlaybookState.IN_USE)


class Playbook(models.Model):
    """How a thing is done, so that it can be done again and by another. It has an owner, a person or an organization.

    ``pitfalls``: what went wrong elsewhere; it is read, and is no step. ``money_cents``: what it costs in a year, in
    euro cents, beside what the steps of one time cost.

    ``led_by_residents``: residents own it, and the network says so. ``flyer``: text that can go on a poster.
    ``version`` counts each change, so that two people who change it at once both know. ``origin``: the id it has
    where it came from, so that a file that is read in again changes it and makes no second one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="playbooks")
    practice = models.ForeignKey(
        GoodPractice, null=True, blank=True, on_delete=models.SET_NULL, related_name="playbooks"
    )
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    title = models.CharField(_("naam"), max_length=120)
    summary = models.TextField(_("in het kort"), max_length=1_000, blank=True, default="")
    things = models.TextField(_("wat heb je nodig"), max_length=2_000, blank=True, default="")
    flyer = models.TextField(_("tekst voor een poster"), max_length=1_000, blank=True, default="")
    pitfalls = models.TextField(_("waar moet je op letten"), max_length=2_000, blank=True, default="")
    money_cents = models.PositiveIntegerField(_("wat kost het in een jaar"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("trekker"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    owner_organization = models.ForeignKey(
        Organization, verbose_name=_("organisatie"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    led_by_residents = models.BooleanField(_("van bewoners"), default=False)
    state = models.CharField(max_length=7, choices=PlaybookState, default=PlaybookState.IN_USE)
    origin = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Playbook"]] = PlaybookQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "origin"], name="playbook_of_an_origin_once")]
        indexes = [models.Index(fields=["network", "state"], name="playbook_in_network")]
        verbose_name = _("draaiboek")
        verbose_name_plural = _("draaiboeken")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "network", "practice", "parent", "title", "summary", "things", "flyer", "pitfalls", "money_cents",
            "owner_organization", "led_by_residents", "state", "origin", "created_at", "changed_at", "version",
        ]  # fmt: skip
        personal: ClassVar = {"owner": Keep(Erase.BLANK, why="who pulls it, as long as the row")}

    def __str__(self) -> str:
        return self.title


class PlaybookStep(models.Model):
    """What must be done how many days before (below zero) or after the day, by which role, for how much."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="steps")
    days = models.SmallIntegerField(_("hoeveel dagen ervoor of erna"))
    text = models.CharField(_("wat"), max_length=300)
    role = models.CharField(_("wie"), max_length=80, blank=True, default="", help_text="a role, never a name")
    cost_cents = models.PositiveIntegerField(_("kosten"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["days", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="step_within_two_years", condition=Q(days__gte=-FURTHEST_DAYS, days__lte=FURTHEST_DAYS)
            ),
        ]
        verbose_name = _("stap van een draaiboek")
        verbose_name_plural = _("stappen van een draaiboek")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "playbook", "days", "text", "role", "cost_cents", "position"]

    def __str__(self) -> str:
        return self.text


class PlaybookContact(models.Model):
    """Whom to call for what: a role at an organization, as published. Never a person's own number.

    ``address``: the mail address, apart from the rest of ``reach``. ``whose``: someone who signs in with exactly that
    address, so that it goes with their account, and only that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    playbook = models.ForeignKey(
        Playbook, verbose_name=_("draaiboek"), on_delete=models.CASCADE, related_name="contacts"
    )
    role = models.CharField(_("waarvoor"), max_length=120)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organisatie"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    name = models.CharField(_("welk loket of welke plek"), max_length=120, blank=True, default="")
    reach = models.CharField(_("telefoon of mailadres van de organisatie"), max_length=200, blank=True, default="")
    address = models.CharField(_("mailadres"), max_length=200, blank=True, default="")
    whose = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("van wie dit is"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip

    class Meta:
        ordering = ["role"]
        verbose_name = _("contact bij een draaiboek")
        verbose_name_plural = _("contacten bij een draaiboek")

    class Privacy:
        subject = Subject.PERSON
        of = "whose"
        heading = _("draaiboeken waar je bij de contacten staat")
        public: ClassVar = ["id", "playbook", "role", "organization", "name", "reach"]
        personal: ClassVar = {
            "address": Keep(Erase.BLANK, why="how to mail them, as an organization published it; as long as the row"),
            "whose": Keep(Erase.BLANK, why="so that someone's own address goes with their account"),
        }

    def __str__(self) -> str:
        return self.role

    @property
    def reach_said(self) -> str:
        return f"{self.reach} {self.address}".strip()


class PlaybookLesson(models.Model):
    """What was learned, for who does it next time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    playbook = models.ForeignKey(
        Playbook, verbose_name=_("draaiboek"), on_delete=models.CASCADE, related_name="lessons"
    )
    text = models.CharField(_("les"), max_length=600)
    learned_on = models.DateField(_("geleerd op"), default=timezone.localdate)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie het opschreef"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip

    class Meta:
        ordering = ["-learned_on", "pk"]
        verbose_name = _("les van een draaiboek")
        verbose_name_plural = _("lessen van een draaiboek")

    class Privacy:
        subject = Subject.PERSON
        of = "written_by"
        heading = _("lessen die je opschreef bij een draaiboek")
        public: ClassVar = ["id", "playbook", "text", "learned_on"]
        personal: ClassVar = {"written_by": Keep(Erase.BLANK, why="who wrote it, as long as the row")}

    def __str__(self) -> str:
        return self.text


class PlaybookOffer(models.Model):
    """An owner asks a member to take over, with everything; until they say yes the first one stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    playbook = models.ForeignKey(
        Playbook, verbose_name=_("draaiboek"), on_delete=models.CASCADE, related_name="offers"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gevraagd aan"), on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gevraagd door"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    state = models.CharField(_("hoe het ermee staat"), max_length=9, choices=OfferState, default=OfferState.OFFERED)
    offered_at = models.DateTimeField(_("gevraagd op"), default=timezone.now)
    ended_at = models.DateTimeField(_("beantwoord op"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["playbook"], condition=Q(state="offered"), name="playbook_offered_to_one_at_a_time"
            ),
            models.CheckConstraint(
                name="playbook_offer_ended_has_a_moment",
                condition=Q(state="offered", ended_at=None) | (~Q(state="offered") & Q(ended_at__isnull=False)),
            ),
        ]
        verbose_name = _("vraag om een draaiboek over te nemen")
        verbose_name_plural = _("vragen om een draaiboek over te nemen")

    class Privacy:
        subject = Subject.PERSON
        of = "to"
        heading = _("draaiboeken die je werden aangeboden")
        public: ClassVar = ["id", "playbook"]
        personal: ClassVar = {
            "to": Keep(Erase.DELETE_ROW, why="who is asked"),
            "by": Keep(Erase.BLANK, why="who asks"),
            "state": Keep(Erase.DELETE_ROW),
            "offered_at": Keep(Erase.DELETE_ROW, days=730, why="who took over from whom, two years"),
            "ended_at": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return f"{self.playbook} {self.get_state_display()}"
