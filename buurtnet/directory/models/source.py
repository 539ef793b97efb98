"""Where entries come from, and what each import did."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Erase, Keep, Subject


class SourceManager(models.Manager["Source"]):
    """Sources without their loose rows, which may be large and are for an export only: read when asked for."""

    def get_queryset(self) -> models.QuerySet["Source"]:
        return super().get_queryset().defer("loose")


class Source(models.Model):
    """A source named with ``--source``: its licence and encoding, remembered for the next import.

    ``loose``: rows of its tables that belong to nothing in them, by table, to be given back by an export.
    """

    slug = models.SlugField(max_length=60, primary_key=True)
    name = models.CharField(max_length=120, blank=True, default="")
    licence = models.CharField(max_length=120, blank=True, default="")
    encoding = models.CharField(max_length=40, blank=True, default="")
    attribution = models.CharField(max_length=255, blank=True, default="")
    address = models.CharField(
        max_length=500, blank=True, default="", help_text="of its HSDS API, when it is followed"
    )
    loose = models.JSONField(blank=True, default=dict)

    objects = SourceManager()

    class Meta:
        verbose_name = _("bron")
        verbose_name_plural = _("bronnen")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = ["slug", "name", "licence", "encoding", "attribution", "address"]
        personal: ClassVar = {
            "loose": Keep(Erase.BLANK, why="rows that belong to nothing may name a contact person; never shown")
        }

    def __str__(self) -> str:
        return self.name or self.slug


class ImportRun(models.Model):
    """One import: when, what file (its name only), and the counts."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    file_name = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, help_text="per kind: added, changed, unchanged, gone, rejected")

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "source", "file_name", "started_at", "ended_at", "counts"]

    def __str__(self) -> str:
        return f"{self.source_id} {self.started_at:%Y-%m-%d %H:%M}"
