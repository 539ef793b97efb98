"""What the neighbourhood tells: a published release of figures with themes written and read by people."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.needs.models.signal import Signal
from buurtnet.people.models import Organization
from buurtnet.privacy.models import Release
from buurtnet.questions.models import Question


class Telling(models.Model):
    """The public page of one release; public once it is published."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="tellings")
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("wat de buurt vertelt")
        verbose_name_plural = _("wat de buurt vertelt")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "network", "release", "title", "created_at", "published_at"]

    def __str__(self) -> str:
        return self.title


class TellingTheme(models.Model):
    """A theme in words, written by one person and read by a second before it is public."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    telling = models.ForeignKey(Telling, on_delete=models.CASCADE, related_name="themes")
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=2_000)
    position = models.PositiveSmallIntegerField(default=0)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "title"]
        constraints = [
            models.CheckConstraint(
                name="telling_read_by_another",
                condition=Q(read_by=None) | Q(written_by=None) | ~Q(read_by=F("written_by")),
            )
        ]
        verbose_name = _("thema dat de buurt vertelt")
        verbose_name_plural = _("thema's die de buurt vertelt")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "telling", "title", "text", "position", "read_at", "version"]
        personal: ClassVar = {
            "written_by": Keep(Erase.BLANK, why="who wrote it, as long as the row"),
            "read_by": Keep(Erase.BLANK, why="who read it, as long as the row"),
        }

    def __str__(self) -> str:
        return self.title


class TakenUpBy(models.Model):
    """The organization that took a question or signal up: its source, to the rule for small numbers.

    Noted every night, since who it was is forgotten with the text. ``is_network``: someone of the network itself,
    without an organization. It says nothing about who asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.OneToOneField(
        Question, null=True, blank=True, on_delete=models.CASCADE, related_name="taken_up_by"
    )
    signal = models.OneToOneField(Signal, null=True, blank=True, on_delete=models.CASCADE, related_name="taken_up_by")
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_network = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="taken_up_is_of_one",
                condition=Q(question__isnull=False, signal=None) | Q(question=None, signal__isnull=False),
            ),
            models.CheckConstraint(
                name="taken_up_by_one", condition=Q(is_network=False) | Q(is_network=True, organization=None)
            ),
        ]
        verbose_name = _("wie het oppakte")
        verbose_name_plural = _("wie het oppakten")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "question", "signal", "organization", "is_network"]

    def __str__(self) -> str:
        return str(self.organization_id or "")
