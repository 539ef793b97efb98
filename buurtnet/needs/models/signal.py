"""A signal: something heard or seen in the neighbourhood, never about a person; and who gave it, apart from it."""

import datetime as dt
import uuid
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area, Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.needs.choices import OPEN_SIGNALS, Noticed, SignalKind, SignalState
from buurtnet.needs.models.rounds import OutreachRound
from buurtnet.privacy.encryption import EncryptedTextField
from buurtnet.themes.models import Theme

# How long a text is kept (needs, section 8): of what nobody took up from the day it was given, of what was handled
# from its end; and who gave it, from the day they heard what happened.
KEPT_UNHANDLED: Final = dt.timedelta(days=90)
KEPT_HANDLED: Final = dt.timedelta(days=365)
KEPT_GIVER: Final = dt.timedelta(days=90)


def in_ninety_days() -> dt.date:
    return timezone.localdate() + KEPT_UNHANDLED


def in_a_year() -> dt.date:
    """When who gave a signal goes at the latest."""
    return timezone.localdate() + KEPT_HANDLED


class SignalQuerySet(models.QuerySet["Signal"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_SIGNALS)

    def in_network(self, network: Network) -> Self:
        return self.filter(network=network)


class Signal(models.Model):
    """One sentence about what plays here or is strong here. It has no subject, and who gave it stands apart.

    ``form_key`` is made where it was typed (a phone without network), so that sent twice it is one. ``take_by``: five
    working days after it came in. What is left on ``forget_on`` tells month, theme, area and what came of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=10, choices=SignalKind)
    text = EncryptedTextField(may_stay_closed=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    concepts = models.JSONField(default=list, blank=True)
    noticed = models.CharField(max_length=5, choices=Noticed, blank=True, default="")
    round = models.ForeignKey(OutreachRound, null=True, blank=True, on_delete=models.SET_NULL, related_name="signals")
    state = models.CharField(max_length=9, choices=SignalState, default=SignalState.SENT)
    reopened_because = EncryptedTextField(blank=True, default="", may_stay_closed=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    given_at = models.DateTimeField(default=timezone.now)
    take_by = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    forget_on = models.DateField(default=in_ninety_days)

    objects: ClassVar[models.Manager["Signal"]] = SignalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signal_ended_has_a_moment",
                condition=Q(state__in=[one.value for one in OPEN_SIGNALS], closed_at=None)
                | (~Q(state__in=[one.value for one in OPEN_SIGNALS]) & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["network", "state", "given_at"], name="signal_in_network"),
            models.Index(fields=["owner", "state"], name="signal_of_owner"),
        ]
        verbose_name = _("signaal")
        verbose_name_plural = _("signalen")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "a signal is about no one, and who gave it stands in SignalGiver"
        public: ClassVar = [
            "id", "network", "kind", "area", "theme", "noticed", "round", "state", "form_key", "given_at", "take_by",
            "taken_at", "told_at", "closed_at", "forget_on",
        ]  # fmt: skip
        personal: ClassVar = {
            "text": Keep(Erase.BLANK, days=0, since="forget_on", why="to act on it; a name may have slipped in"),
            "concepts": Keep(Erase.BLANK, days=0, since="forget_on", why="to see which signals are alike"),
            "reopened_because": Keep(Erase.BLANK, days=0, since="forget_on", why="why it is looked at again"),
            "owner": Keep(Erase.BLANK, days=0, since="forget_on", why="who sees to it"),
        }

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.given_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_SIGNALS


class SignalGiver(models.Model):
    """Who gave a signal, to tell them what happened: someone with an account, or a way to reach them.

    ``code_hash``: of the code with which someone without an account reads what happened.
    """

    signal = models.OneToOneField(Signal, verbose_name=_("signaal"), on_delete=models.CASCADE, related_name="giver")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    contact = EncryptedTextField(_("hoe je bereikbaar bent"), blank=True, default="", may_stay_closed=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    language = models.CharField(_("taal"), max_length=10, default="nl")
    forget_on = models.DateField(_("bewaard tot"), default=in_a_year)

    class Meta:
        verbose_name = _("gever van een signaal")
        verbose_name_plural = _("gevers van signalen")

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        heading = _("signalen die je gaf")
        withheld: ClassVar = {"code_hash": "it is of a code that opens a page"}
        public: ClassVar = ["id", "signal", "language", "forget_on"]
        personal: ClassVar = {
            name: Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="to tell what happened, until 90 days after")
            for name in ("person", "contact", "code_hash")
        }

    def __str__(self) -> str:
        return str(self.signal_id)


class Feedback(models.Model):
    """What became of a signal, in a sentence, to whoever gave it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="feedback")
    text = models.CharField(max_length=600)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    told_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    forget_on = models.DateField(default=in_a_year)

    class Meta:
        ordering = ["told_at"]
        verbose_name = _("terugkoppeling")
        verbose_name_plural = _("terugkoppelingen")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "it says what was done, to whom stands in SignalGiver"
        public: ClassVar = ["id", "signal", "told_at", "read_at", "forget_on"]
        personal: ClassVar = {
            name: Keep(Erase.DELETE_ROW, days=0, since="forget_on", why="what was said to the giver")
            for name in ("text", "author")
        }

    def __str__(self) -> str:
        return f"{self.told_at:%Y-%m-%d}"
