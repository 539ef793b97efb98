"""Codes with which residents vote without an account. Only a keyed hash of a code is kept."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Area
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.voting.choices import BatchKind, CodeState
from buurtnet.voting.models.round import VoteRound


class Batch(models.Model):
    """Letters that were made in one go, for an area. Their file can be taken once, and is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(
        VoteRound, verbose_name=_("stemronde"), on_delete=models.CASCADE, related_name="batches"
    )
    kind = models.CharField(_("soort"), max_length=7, choices=BatchKind, default=BatchKind.LETTERS)
    name = models.CharField(_("naam"), max_length=80)
    area = models.ForeignKey(
        Area, verbose_name=_("buurt"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    count = models.PositiveIntegerField(_("aantal"))
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    made_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("stapel brieven")
        verbose_name_plural = _("stapels brieven")

    class Privacy:
        subject = Subject.PERSON
        of = "made_by"
        heading = _("stapels brieven die je maakte")
        withheld: ClassVar = {"form_key": "it counts, and tells nothing"}
        public: ClassVar = ["id", "round", "kind", "name", "area", "count", "form_key", "made_at"]
        personal: ClassVar = {"made_by": Keep(Erase.BLANK, why="who had the codes in hand")}

    def __str__(self) -> str:
        return self.name


class Code(models.Model):
    """One letter. ``hash``: HMAC-SHA-256 of the code, with a key that is not in the database. When it was used is
    not kept, nor for what: a ballot knows no code. ``letter``: the number on the envelope, by which a lost one falls.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, verbose_name=_("stapel"), on_delete=models.CASCADE, related_name="codes")
    letter = models.PositiveIntegerField(_("nummer van de brief"))
    hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(_("stand"), max_length=6, choices=CodeState, default=CodeState.UNUSED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "letter"], name="letter_once")]
        indexes = [models.Index(fields=["batch", "state"], name="codes_of_batch")]
        verbose_name = _("code")
        verbose_name_plural = _("codes")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "a letter is delivered by hand or post; who got which is written down nowhere"
        public: ClassVar = ["id", "batch", "letter", "state"]
        personal: ClassVar = {"hash": Keep(Erase.REPLACE, why="one vote each")}

    def __str__(self) -> str:
        return f"{self.batch_id} {self.letter}"


class MailedCode(models.Model):
    """An address got its code by mail, once. Which code is not kept: ``address_hash`` is all there is.

    It goes when the round is counted.
    """

    round = models.ForeignKey(VoteRound, verbose_name=_("stemronde"), on_delete=models.CASCADE, related_name="mailed")
    address_hash = models.CharField(max_length=64)
    on = models.DateField(_("op"), default=timezone.localdate)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "address_hash"], name="address_votes_once"),
            models.CheckConstraint(name="mailed_to_an_address", condition=~Q(address_hash="")),
        ]
        verbose_name = _("code per mail")
        verbose_name_plural = _("codes per mail")

    class Privacy:
        subject = Subject.PERSON
        of = None
        of_nobody = "a keyed hash of an address, which goes when the round is counted"
        public: ClassVar = ["id", "round", "on"]
        personal: ClassVar = {"address_hash": Keep(Erase.DELETE_ROW, days=180, since="on", why="one vote each")}

    def __str__(self) -> str:
        return str(self.round_id)
