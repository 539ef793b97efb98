"""A list that someone pasted, on its way to the map."""

import json
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.privacy.encryption import EncryptedTextField


class Pasted(models.Model):
    """What was pasted, kept for a day between the steps; once it is on the map only what came of it is kept.

    ``cells``: the rows as JSON, encrypted since a list may name people. ``columns``: what each column holds
    (``mending.pasted_columns``). ``added``: the entries that it put on the map, so that they can be taken off again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="pasted_lists")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cells = EncryptedTextField(blank=True, default="", may_stay_closed=True)
    is_headed = models.BooleanField(default=False)
    columns = models.JSONField(default=list)
    licence = models.CharField(max_length=120, blank=True, default="")
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    added = models.JSONField(default=list, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("geplakte lijst")
        verbose_name_plural = _("geplakte lijsten")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "network", "is_headed", "columns", "licence", "made_at", "done_at", "counts", "added",
            "taken_back_at",
        ]  # fmt: skip
        personal: ClassVar = {
            "cells": Keep(Erase.BLANK, days=1, since="made_at", why="to go on where one was; it may name people"),
            "by": Keep(Erase.BLANK, days=365, since="made_at", why="so that nobody else goes on with it"),
        }

    def __str__(self) -> str:
        return f"{self.network_id} {self.made_at:%Y-%m-%d}"

    @property
    def rows(self) -> list[list[str]]:
        """The rows, headings too; none once it is done, or too long ago."""
        found: list[list[str]] = json.loads(self.cells) if self.cells else []
        return found
