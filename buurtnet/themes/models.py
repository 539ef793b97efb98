"""What services are about: our own themes, and the vocabularies others bring along."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Subject
from buurtnet.kit.provenance import FROM_SOURCE_FIELDS, FromSource
from buurtnet.themes.choices import EssentialFunction


class Theme(models.Model):
    """A theme to browse by ("Taal leren"), under one of the seven functions. Shipped as data."""

    slug = models.SlugField(max_length=60, primary_key=True)
    function = models.PositiveSmallIntegerField(choices=EssentialFunction)
    name = models.CharField(max_length=120)
    name_nl_be = models.CharField(max_length=120, blank=True, default="")
    name_en = models.CharField(max_length=120, blank=True, default="")
    name_fr = models.CharField(max_length=120, blank=True, default="")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["function", "order", "slug"]
        verbose_name = _("thema")
        verbose_name_plural = _("thema's")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["slug", "function", "name", "name_nl_be", "name_en", "name_fr", "order"]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """The name in an interface language (``nl``, ``nl-be``, ``en``, ``fr``); Dutch where there is none."""
        names = {"nl-be": self.name_nl_be, "en": self.name_en, "fr": self.name_fr}
        return names.get(language, "") or self.name


class Taxonomy(FromSource):
    """A vocabulary of terms (HSDS ``taxonomy``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True, default="")
    uri = models.CharField(max_length=500, blank=True, default="")
    version = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~models.Q(source=""),
                name="taxonomy_once_per_source",
            )
        ]
        verbose_name = _("begrippenlijst")
        verbose_name_plural = _("begrippenlijsten")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "name", "description", "uri", "version", "extra", *FROM_SOURCE_FIELDS]

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(FromSource):
    """A term of a vocabulary (HSDS ``taxonomy_term``), with our theme where it is known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.CharField(max_length=120, blank=True, default="")
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True, default="")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    taxonomy = models.CharField(max_length=255, blank=True, default="", help_text="its name, as the source wrote it")
    taxonomy_detail = models.ForeignKey(
        Taxonomy, null=True, blank=True, on_delete=models.SET_NULL, related_name="terms"
    )
    language = models.CharField(max_length=20, blank=True, default="")
    term_uri = models.CharField(max_length=500, blank=True, default="")
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="terms")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~models.Q(source=""), name="term_once_per_source"
            )
        ]
        verbose_name = _("begrip")
        verbose_name_plural = _("begrippen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "code", "name", "description", "parent", "taxonomy", "taxonomy_detail", "language", "term_uri",
            "theme", "extra", *FROM_SOURCE_FIELDS,
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
