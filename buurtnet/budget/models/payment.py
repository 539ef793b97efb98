"""Money on its way to an idea: asked, released by two people, put into a file for the bank, paid."""

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.budget.choices import PaymentState, PayWay
from buurtnet.budget.models.idea import Idea
from buurtnet.budget.models.pot import Pot
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.privacy.encryption import EncryptedTextField

FORGOTTEN_AFTER = dt.timedelta(days=60)  # after it was paid or stopped: time for a bank to send money back


def in_a_year() -> dt.date:
    """When a bank account is forgotten at the latest; the code sets it to sixty days after the payment."""
    return timezone.localdate() + dt.timedelta(days=365)


class PaymentFile(models.Model):
    """Payments of a pot in one file for the bank. The file itself is not kept; ``sha256``: of what was made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pot = models.ForeignKey(Pot, verbose_name=_("uit welke pot"), on_delete=models.PROTECT, related_name="files")
    message_id = models.CharField(_("kenmerk van het bestand"), max_length=35, unique=True)
    run_on = models.DateField(_("uit te voeren op"))
    count = models.PositiveIntegerField(_("aantal"))
    cents = models.PositiveBigIntegerField(_("totaal"))
    sha256 = models.CharField(_("controlegetal"), max_length=64, blank=True, default="")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    made_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "pk"]
        verbose_name = _("betaalbestand")
        verbose_name_plural = _("betaalbestanden")

    class Privacy:
        subject = Subject.PERSON
        of = "made_by"
        heading = _("betaalbestanden die je maakte")
        withheld: ClassVar = {"form_key": "it counts, and tells nothing"}
        public: ClassVar = [
            "id", "pot", "message_id", "run_on", "count", "cents", "sha256", "form_key", "made_at",
        ]  # fmt: skip
        personal: ClassVar = {"made_by": Keep(Erase.BLANK, why="who took it to the bank")}

    def __str__(self) -> str:
        return self.message_id


class Payment(models.Model):
    """Cents for an idea, to a bill, a card or an account. Two different people release it, and not who gets it.

    ``payee``: whose account it is, or who takes the card. ``what_for``: what stands on the bank statement; it names
    nobody. ``first_by`` and ``second_by``: who released.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idea = models.ForeignKey(Idea, verbose_name=_("idee"), on_delete=models.PROTECT, related_name="payments")
    pot = models.ForeignKey(Pot, verbose_name=_("uit welke pot"), on_delete=models.PROTECT, related_name="payments")
    cents = models.PositiveBigIntegerField(_("bedrag"))
    way = models.CharField(_("hoe"), max_length=12, choices=PayWay, default=PayWay.BILL)
    payee = EncryptedTextField(_("op naam van"), blank=True, default="", may_stay_closed=True)
    iban = EncryptedTextField(_("rekeningnummer (IBAN)"), blank=True, default="", may_stay_closed=True)
    what_for = models.CharField(_("omschrijving"), max_length=100, blank=True, default="")
    state = models.CharField(_("stand"), max_length=8, choices=PaymentState, default=PaymentState.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    file = models.ForeignKey(
        PaymentFile, verbose_name=_("betaalbestand"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="payments",
    )  # fmt: skip
    why_stopped = models.CharField(_("waarom tegengehouden"), max_length=200, blank=True, default="")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    asked_at = models.DateTimeField(_("gevraagd op"), default=timezone.now)
    first_at = models.DateTimeField(_("eerste ja op"), null=True, blank=True)
    released_at = models.DateTimeField(_("vrijgegeven op"), null=True, blank=True)
    ended_at = models.DateTimeField(_("betaald of tegengehouden op"), null=True, blank=True)
    forget_on = models.DateField(_("rekening vergeten op"), default=in_a_year)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(name="payment_of_something", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="two_people_release",
                condition=Q(first_by=None) | Q(second_by=None) | ~Q(first_by=F("second_by")),
            ),
            models.CheckConstraint(name="stopped_says_why", condition=~Q(state="stopped") | ~Q(why_stopped="")),
        ]
        indexes = [models.Index(fields=["pot", "state"], name="payments_of_pot")]
        verbose_name = _("betaling")
        verbose_name_plural = _("betalingen")

    class Privacy:
        subject = Subject.PERSON
        of = "asked_by"
        heading = _("betalingen die je vroeg")
        withheld: ClassVar = {
            "first_by": "it is someone else", "second_by": "it is someone else",
            "payee": "it can be someone else", "iban": "it can be of someone else",
            "form_key": "it counts, and tells nothing",
        }  # fmt: skip
        public: ClassVar = [
            "id", "idea", "pot", "cents", "way", "what_for", "state", "file", "why_stopped", "form_key", "asked_at",
            "first_at", "released_at", "ended_at", "forget_on",
        ]  # fmt: skip
        personal: ClassVar = {
            "payee": Keep(Erase.BLANK, days=0, since="forget_on", why="whose account it is"),
            "iban": Keep(Erase.BLANK, days=0, since="forget_on", why="to pay"),
            "asked_by": Keep(Erase.BLANK, why="who asked for it"),
            "first_by": Keep(Erase.IN_TIME, why="money is released by two"),
            "second_by": Keep(Erase.IN_TIME, why="money is released by two"),
        }

    def __str__(self) -> str:
        return f"{self.idea_id} {self.cents}"
