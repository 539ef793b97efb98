"""Calendars that others keep, by their address: read along every day, so that nobody types anything twice."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.agenda.choices import SourceKind, SourceState
from buurtnet.agenda.models.activity import Activity
from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.people.models import Organization


class CalendarSource(models.Model):
    """A calendar of an organization at an address. ``said``: in one sentence how the last reading went.

    ``etag`` and ``digest`` tell that nothing changed since. ``left_out``: how many entries could not be used, and why
    in ``said``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="calendar_sources")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("soort"), max_length=11, choices=SourceKind, default=SourceKind.ICALENDAR)
    address = models.URLField(_("adres"), max_length=500)
    state = models.CharField(max_length=7, choices=SourceState, default=SourceState.ON)
    etag = models.CharField(max_length=200, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    read_at = models.DateTimeField(null=True, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=300, blank=True, default="")
    taken_up = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "address"], name="calendar_read_once")]
        verbose_name = _("agenda van een ander")
        verbose_name_plural = _("agenda's van anderen")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "network", "organization", "kind", "state", "etag", "digest", "read_at", "worked_at",
            "said", "taken_up", "left_out", "created_at",
        ]  # fmt: skip
        personal: ClassVar = {
            "added_by": Keep(Erase.BLANK, why="who added it, as long as the row"),
            "address": Keep(Erase.BLANK, why="to read it; it may hold a secret of who keeps that calendar"),
        }

    def __str__(self) -> str:
        return self.address


class ReadAlong(models.Model):
    """An activity that came from such a calendar, by the id it has there."""

    source = models.ForeignKey(CalendarSource, on_delete=models.CASCADE, related_name="entries")
    uid = models.CharField(max_length=255)
    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="read_along")
    digest = models.CharField(max_length=64, blank=True, default="")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "uid"], name="read_along_once")]
        verbose_name = _("meegelezen activiteit")
        verbose_name_plural = _("meegelezen activiteiten")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["id", "source", "uid", "activity", "digest", "seen_at"]

    def __str__(self) -> str:
        return self.uid
