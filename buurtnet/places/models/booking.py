"""A booking, and the quarters of an hour that are its own: the guard against two at once, in both databases."""

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization
from buurtnet.places.choices import BookingState
from buurtnet.places.models.venue import Venue
from buurtnet.privacy.encryption import EncryptedTextField

SEALED = ("alias", "contact", "purpose", "reason")  # what a page that shows nobody leaves in the database


def in_two_years() -> dt.date:
    """When who booked is forgotten at the latest; the code sets it to a fortnight after the day."""
    return timezone.localdate() + dt.timedelta(days=730)


class BookingSeries(models.Model):
    """Several bookings asked for at once by a rule (RRULE, RFC 5545). ``refused``: the days that could not be, each
    with its reason: ``[{"starts_at": "2026-12-24T14:00:00+01:00", "reason": "closed"}]``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="series")
    rule = models.CharField(max_length=200)
    refused = models.JSONField(default=list, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reeks reserveringen")
        verbose_name_plural = _("reeksen reserveringen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "venue", "rule", "refused", "form_key", "created_at"]

    def __str__(self) -> str:
        return self.rule


class Booking(models.Model):
    """Who has a venue from when until when. Everyone else sees "bezet" and no more.

    ``alias``: a first name or the name of a group, as they want to be called; never of a young person. ``purpose``:
    what for. ``link_hash``: keyed hash of the link with which who booked without an account sees and cancels it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    venue = models.ForeignKey(Venue, verbose_name=_("plek"), on_delete=models.CASCADE, related_name="bookings")
    series = models.ForeignKey(
        BookingSeries,
        verbose_name=_("reeks"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="bookings",
    )
    starts_at = models.DateTimeField(_("van"))
    ends_at = models.DateTimeField(_("tot"))
    people = models.PositiveSmallIntegerField(_("met hoeveel mensen"), default=1)
    purpose = EncryptedTextField(_("waarvoor"), blank=True, default="", may_stay_closed=True)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organisatie"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    booker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("wie reserveerde"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    alias = EncryptedTextField(_("wie"), blank=True, default="", may_stay_closed=True)
    contact = EncryptedTextField(_("mailadres"), blank=True, default="", may_stay_closed=True)
    state = models.CharField(
        _("hoe het ervoor staat"), max_length=9, choices=BookingState, default=BookingState.ASKED
    )
    reason = EncryptedTextField(_("waarom niet"), blank=True, default="", may_stay_closed=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("wie besliste"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("beslist op"), null=True, blank=True)
    link_hash = models.CharField(max_length=64, unique=True)
    form_key = models.UUIDField(_("kenmerk"), default=uuid.uuid4, unique=True)
    language = models.CharField(_("taal"), max_length=10, default="nl")
    asked_at = models.DateTimeField(_("gevraagd op"), default=timezone.now)
    reminded_at = models.DateTimeField(_("herinnerd op"), null=True, blank=True)
    forget_on = models.DateField(_("vergeten op"), default=in_two_years)

    class Meta:
        constraints = [
            models.CheckConstraint(name="booking_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [
            models.Index(fields=["venue", "starts_at"], name="booking_of_venue"),
            models.Index(fields=["booker", "starts_at"], name="booking_of_booker"),
            models.Index(fields=["state", "starts_at"], name="booking_in_state"),
            models.Index(fields=["forget_on"], name="booking_forgotten"),
        ]
        verbose_name = _("reservering")
        verbose_name_plural = _("reserveringen")

    class Privacy:
        subject = Subject.PERSON
        of = "booker"
        heading = _("plekken die je reserveerde")
        withheld: ClassVar = {"link_hash": "it opens the booking"}
        public: ClassVar = [
            "id", "venue", "series", "starts_at", "ends_at", "people", "organization", "state", "decided_at",
            "form_key", "language", "asked_at", "reminded_at", "forget_on",
        ]  # fmt: skip
        personal: ClassVar = {
            "booker": Keep(Erase.BLANK, days=0, since="forget_on", why="who booked"),
            "decided_by": Keep(Erase.BLANK, days=0, since="forget_on", why="who decided"),
            "alias": Keep(Erase.BLANK, days=0, since="forget_on", why="how they are called at the door"),
            "contact": Keep(Erase.BLANK, days=0, since="forget_on", why="to tell that it is settled or off"),
            "purpose": Keep(Erase.BLANK, days=0, since="forget_on", why="so that the keeper can say yes or no"),
            "reason": Keep(Erase.BLANK, days=0, since="forget_on", why="why it could not be"),
            "link_hash": Keep(Erase.REPLACE, why="to see and cancel it without an account"),
        }

    def __str__(self) -> str:
        return f"{self.venue} {self.starts_at:%Y-%m-%d %H:%M}"


class BookedQuarter(models.Model):
    """One quarter of an hour of a venue is taken; once, whoever comes at the same moment. In UTC, on the quarter."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="booked_quarters")
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="quarters")
    quarter = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue", "quarter"], name="quarter_booked_once")]
        verbose_name = _("gereserveerd kwartier")
        verbose_name_plural = _("gereserveerde kwartieren")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "venue", "booking", "quarter"]

    def __str__(self) -> str:
        return f"{self.quarter:%Y-%m-%d %H:%M}"
