"""What must be remembered: that something was forgotten, and who did what with whose data."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Erase, Keep, Subject

LOG_DAYS = 1_827  # five years, as the Dutch rule for access logs has it (Stcrt. 2019, 38007)


class Erasure(models.Model):
    """A row that was erased: which model and id, and when. So that a restored backup brings nobody back.

    Never changed, and kept a second time in a file beside the database (``privacy.ledger``).
    """

    model_label = models.CharField(max_length=100, help_text='"people.Person"')
    object_id = models.CharField(max_length=64)
    erased_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model_label", "object_id"], name="erased_once")]
        verbose_name = _("wissing")
        verbose_name_plural = _("wissingen")

    class Privacy:
        subject = Subject.PERSON
        of_nobody = "the id of a row that is no more"
        public: ClassVar = ["id", "model_label", "erased_at"]
        personal: ClassVar = {
            "object_id": Keep(
                Erase.DELETE_ROW,
                days=None,  # as long as the row, which nothing deletes: for ever
                why="no backup, however old, may bring the person back; an id says nothing more",
            ),
        }

    def __str__(self) -> str:
        return f"{self.model_label} {self.object_id}"


class LogRow(models.Model):
    """Who did what with whose data, when and why. Only added to: the database refuses a change or deletion.

    Ids and fixed words, no names and no free text. Write with ``privacy.log.record``; read with ``seen_by``.
    """

    at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=20, help_text="a word of choices.Action; a new word is no migration")
    actor = models.CharField(
        max_length=36, blank=True, default="", help_text="a person's id; empty: a visitor, a job"
    )
    on_behalf_of = models.CharField(max_length=36, blank=True, default="")
    organization = models.CharField(max_length=36, blank=True, default="")
    network = models.CharField(max_length=36, blank=True, default="")
    role_then = models.CharField(max_length=40, blank=True, default="")
    object_kind = models.CharField(max_length=100, blank=True, default="", help_text='"people.Person"')
    object_id = models.CharField(max_length=64, blank=True, default="")
    subject = models.CharField(max_length=36, blank=True, default="", help_text="the id of the person it is about")
    fields_group = models.CharField(max_length=60, blank=True, default="")
    purpose = models.CharField(max_length=60, blank=True, default="")
    rule = models.CharField(max_length=60, blank=True, default="")
    consent = models.CharField(max_length=36, blank=True, default="")
    emergency = models.BooleanField(default=False)
    result = models.CharField(max_length=40, blank=True, default="")
    ip_hash = models.CharField(max_length=32, blank=True, default="")
    signin_hash = models.CharField(max_length=32, blank=True, default="")
    request_id = models.CharField(max_length=36, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="log_of_whom"),
            models.Index(fields=["at"], name="log_when"),
        ]
        verbose_name = _("regel van het logboek")
        verbose_name_plural = _("regels van het logboek")

    class Privacy:
        subject = Subject.PERSON
        of = "subject"
        heading = _("wat er met je gegevens gebeurde")
        withheld: ClassVar = {
            "ip_hash": "it is of who did it",
            "signin_hash": "it is of who did it",
        }
        public: ClassVar = ["id", "action", "object_kind", "emergency", "result"]
        personal: ClassVar = {
            name: Keep(Erase.IN_TIME, days=LOG_DAYS, since="at", why="to show a person who saw what, and find misuse")
            for name in (
                "at", "actor", "on_behalf_of", "organization", "network", "role_then", "object_id", "subject",
                "fields_group", "purpose", "rule", "consent", "ip_hash", "signin_hash", "request_id",
            )
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pk} {self.action}"


class LogSeal(models.Model):
    """One link of the chain over the log: the SHA-256 of the link before it and of one row. Only added to.

    The first link after rows went in time has no row any more: it is what the next one continues from.
    """

    sequence = models.BigIntegerField(primary_key=True)
    row = models.OneToOneField(
        LogRow, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="seal"
    )
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("zegel van het logboek")
        verbose_name_plural = _("zegels van het logboek")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["sequence", "row", "hash"]

    def __str__(self) -> str:
        return f"{self.sequence}"


class Release(models.Model):
    """Figures about people as they were published once: numbered, with the rule that made them, and never changed.

    ``scope``: whose figures ("network:havendijk"); ``kind``: what they count. ``query``: period and dimensions,
    without a person. ``tables``: what was published, after the rule for small numbers, and nothing else. A correction
    replaces a whole release and says so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    rule_version = models.CharField(max_length=20)
    query = models.JSONField()
    tables = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was published")
    made_on = models.DateField()
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    correction = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "kind", "number"], name="release_numbered"),
            models.CheckConstraint(
                name="release_correction_is_explained",
                condition=models.Q(replaces=None) | ~models.Q(correction=""),
            ),
        ]
        verbose_name = _("uitgave van cijfers")
        verbose_name_plural = _("uitgaven van cijfers")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "scope", "kind", "number", "rule_version", "query", "tables", "digest", "made_on", "replaces",
            "correction",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.scope} {self.kind} {self.number}"
