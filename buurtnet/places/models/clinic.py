"""A clinic (*spreekuur*): a specialist on the floor of a school, childcare or community house, in bookable hours."""

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.directory.models import Location, Service
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization
from buurtnet.places.choices import AppointmentState
from buurtnet.privacy.encryption import EncryptedTextField
from buurtnet.themes.models import Theme


def in_a_quarter() -> dt.date:
    """When who came is forgotten at the latest; the code sets it to a fortnight after the day."""
    return timezone.localdate() + dt.timedelta(days=120)


class Clinic(models.Model):
    """On a day of the week, someone who knows is there: for parents, or for who works there. Each turn is booked.

    ``interval_weeks``: every week, or every so many, counted from ``starts_on``. ``turn_minutes``: how long one has.
    ``for_professionals``: for who works there, about their work and without a name of a child.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="clinics")
    location = models.ForeignKey(
        Location, verbose_name=_("waar"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    organization = models.ForeignKey(
        Organization, verbose_name=_("van welke organisatie"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("wie zit er"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    title = models.CharField(_("naam"), max_length=120)
    expertise = models.CharField(_("waar weet deze persoon veel van"), max_length=200)
    room = models.CharField(_("welke ruimte"), max_length=120, blank=True, default="")
    themes = models.ManyToManyField(Theme, verbose_name=_("thema's"), blank=True, related_name="+")
    languages = models.JSONField(_("talen"), default=list, blank=True)
    for_professionals = models.BooleanField(_("voor wie hier werkt"), default=False)
    weekday = models.PositiveSmallIntegerField(_("dag"))
    opens_at = models.TimeField(_("van"))
    closes_at = models.TimeField(_("tot"))
    turn_minutes = models.PositiveSmallIntegerField(_("minuten per gesprek"), default=30)
    interval_weeks = models.PositiveSmallIntegerField(_("om de hoeveel weken"), default=1)
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot en met"), null=True, blank=True)
    in_holidays = models.BooleanField(_("ook in de schoolvakantie"), default=False)
    is_shown = models.BooleanField(_("staat op de site"), default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["weekday", "opens_at", "title"]
        constraints = [
            models.CheckConstraint(name="clinic_on_a_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="clinic_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))),
            models.CheckConstraint(
                name="clinic_turns_fit",
                condition=Q(turn_minutes__gte=5, turn_minutes__lte=240, interval_weeks__gte=1),
            ),
            models.CheckConstraint(
                name="clinic_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
        ]
        indexes = [models.Index(fields=["network", "is_shown"], name="clinic_in_network")]
        verbose_name = _("spreekuur")
        verbose_name_plural = _("spreekuren")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "network", "location", "service", "organization", "title", "expertise", "room", "themes",
            "languages", "for_professionals", "weekday", "opens_at", "closes_at", "turn_minutes", "interval_weeks",
            "starts_on", "ends_on", "in_holidays", "is_shown", "created_at",
        ]  # fmt: skip
        personal: ClassVar = {"keeper": Keep(Erase.BLANK, why="who sits there, as long as the row")}

    def __str__(self) -> str:
        return self.title


class ClinicDayOff(models.Model):
    """A day on which the clinic is not held; a reason is not asked."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="days_off")
    day = models.DateField(_("dag"))

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["clinic", "day"], name="clinic_off_once")]
        verbose_name = _("dag zonder spreekuur")
        verbose_name_plural = _("dagen zonder spreekuur")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "clinic", "day"]

    def __str__(self) -> str:
        return f"{self.day}"


class Appointment(models.Model):
    """A turn at a clinic is taken. What it is about is not asked; how to reach who comes goes a fortnight after."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField()
    alias = EncryptedTextField(_("hoe mogen we je noemen"), blank=True, default="", may_stay_closed=True)
    contact = EncryptedTextField(_("mailadres"), blank=True, default="", may_stay_closed=True)
    language = models.CharField(max_length=10, default="nl")
    state = models.CharField(max_length=9, choices=AppointmentState, default=AppointmentState.BOOKED)
    link_hash = models.CharField(max_length=64, unique=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    booked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    forget_on = models.DateField(default=in_a_quarter)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "starts_at"], condition=Q(state="booked"), name="turn_booked_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="turn_in_state"),
            models.Index(fields=["forget_on"], name="turn_forgotten"),
        ]
        verbose_name = _("afspraak op een spreekuur")
        verbose_name_plural = _("afspraken op een spreekuur")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "who comes has no account; how to reach them stands encrypted and goes a fortnight after"
        public: ClassVar = [
            "id", "clinic", "starts_at", "language", "state", "form_key", "booked_at", "reminded_at", "forget_on",
        ]  # fmt: skip
        personal: ClassVar = {
            "alias": Keep(Erase.BLANK, days=0, since="forget_on", why="how they are called in"),
            "contact": Keep(Erase.BLANK, days=0, since="forget_on", why="to remind, or to say that it is off"),
            "link_hash": Keep(Erase.REPLACE, why="to see and cancel it without an account"),
        }

    def __str__(self) -> str:
        return f"{self.clinic} {self.starts_at:%Y-%m-%d %H:%M}"
