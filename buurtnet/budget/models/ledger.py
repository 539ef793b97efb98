"""The ledger of a pot: double entry, in cents, only added to. Who booked stands in the log, not here.

The database itself lets nobody change or delete a row of it (``privacy.triggers``).
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.budget.choices import Account, BookingKind
from buurtnet.budget.models.idea import Idea
from buurtnet.budget.models.pot import Pot
from buurtnet.kit.declare import Subject


class Booking(models.Model):
    """Cents went from one account of a pot to another. Never changed: what was wrong is booked back.

    ``contributor``: who put it in, for a deposit; an organization, a fund or "bewoners", never a person's name.
    ``form_key``: sent twice it is booked once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pot = models.ForeignKey(Pot, verbose_name=_("pot"), on_delete=models.PROTECT, related_name="bookings")
    number = models.PositiveIntegerField(_("nummer"))
    kind = models.CharField(_("soort"), max_length=10, choices=BookingKind)
    cents = models.PositiveBigIntegerField(_("bedrag"))
    idea = models.ForeignKey(
        Idea, verbose_name=_("idee"), null=True, blank=True, on_delete=models.PROTECT, related_name="bookings"
    )
    contributor = models.CharField(_("van wie"), max_length=120, blank=True, default="")
    why = models.CharField(_("omschrijving"), max_length=200, blank=True, default="")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    booked_at = models.DateTimeField(_("geboekt op"), default=timezone.now)

    class Meta:
        ordering = ["pot", "number"]
        constraints = [
            models.UniqueConstraint(fields=["pot", "number"], name="booking_number_once"),
            models.CheckConstraint(name="booking_of_something", condition=Q(cents__gt=0)),
        ]
        indexes = [models.Index(fields=["idea", "kind"], name="bookings_of_idea")]
        verbose_name = _("boeking")
        verbose_name_plural = _("boekingen")

    class Privacy:
        subject = Subject.NOBODY
        only_added_to = True
        public: ClassVar = [
            "id", "pot", "number", "kind", "cents", "idea", "contributor", "why", "form_key", "booked_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number}. {self.get_kind_display()}"


class BookingLine(models.Model):
    """One side of a booking: cents that an account got (above zero) or lost (below zero)."""

    booking = models.ForeignKey(Booking, verbose_name=_("boeking"), on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(_("rekening"), max_length=9, choices=Account)
    cents = models.BigIntegerField(_("bedrag"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["booking", "account"], name="account_once_a_booking")]
        verbose_name = _("regel van een boeking")
        verbose_name_plural = _("regels van een boeking")

    class Privacy:
        subject = Subject.NOBODY
        only_added_to = True
        public: ClassVar = ["id", "booking", "account", "cents"]

    def __str__(self) -> str:
        return f"{self.get_account_display()}: {self.cents}"
