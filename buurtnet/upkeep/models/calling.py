"""The call list: what is still to be asked by phone, and who helps the director with it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Membership
from buurtnet.privacy.encryption import EncryptedTextField
from buurtnet.upkeep.choices import Reason, Result


class Call(models.Model):
    """Someone of the network is to phone about this service. A service is on the list once; the log knows who called.

    ``turn`` counts what was noted, so that what two people note at once, or one taps twice, counts once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="upkeep_calls")
    reason = models.CharField(_("waarom"), max_length=10, choices=Reason)
    since = models.DateTimeField(_("sinds"))
    note = EncryptedTextField(_("wat er terugkwam"), blank=True, default="")
    turn = models.PositiveSmallIntegerField(default=0)
    missed = models.PositiveSmallIntegerField(_("keer niet bereikt"), default=0)
    not_before = models.DateField(_("niet eerder dan"), null=True, blank=True)
    result = models.CharField(_("uitkomst"), max_length=10, choices=Result, blank=True, default="")
    closed_at = models.DateTimeField(_("klaar op"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service"], condition=Q(closed_at=None), name="call_open_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, result="") | Q(closed_at__isnull=False) & ~Q(result=""),
                name="call_closed_with_a_result",
            ),
        ]
        verbose_name = _("te bellen")
        verbose_name_plural = _("te bellen")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "service", "reason", "since", "turn", "missed", "not_before", "result", "closed_at",
        ]  # fmt: skip
        personal: ClassVar = {
            "note": Keep(Erase.BLANK, days=30, since="closed_at", why="a mail from someone of the organization")
        }

    def __str__(self) -> str:
        return f"{self.service_id}: {self.reason}"


class Caller(models.Model):
    """The director gave the call list to someone with a role in the network. It ends when that role ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, verbose_name=_("netwerk"), on_delete=models.CASCADE, related_name="callers")
    membership = models.ForeignKey(Membership, verbose_name=_("rol"), on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField(_("gegeven op"), auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "membership"], name="caller_once")]
        verbose_name = _("beller")
        verbose_name_plural = _("bellers")

    class Privacy:
        subject = Subject.PERSON
        of = "membership__person"
        public: ClassVar = ["id", "network"]
        personal: ClassVar = {
            "membership": Keep(Erase.DELETE_ROW, why="who may see the call list"),
            "given_at": Keep(Erase.DELETE_ROW),
        }

    def __str__(self) -> str:
        return str(self.pk)
