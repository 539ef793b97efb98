"""What services are about: our own themes, the words people find them by, and the vocabularies others bring along."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.declare import Subject
from buurtnet.kit.provenance import FROM_SOURCE_FIELDS, FromSource
from buurtnet.themes.choices import DUTCH, EssentialFunction, LabelKind


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


class Edition(models.Model):
    """The shipped vocabulary as it was taken up: what it held and when. The newest is in use."""

    digest = models.CharField(max_length=64, help_text="of the files it was read from")
    concepts = models.PositiveIntegerField()
    labels = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("uitgave van de woordenlijst")
        verbose_name_plural = _("uitgaven van de woordenlijst")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "digest", "concepts", "labels", "made_at"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} {self.digest[:8]}"


class Concept(models.Model):
    """A thing people look for ("huurachterstand"), at the grain of what a social map can hold. Shipped as data.

    ``is_gone``: it left the shipped vocabulary, and stays because a network may have given it words.
    """

    slug = models.SlugField(max_length=80, primary_key=True)
    name = models.CharField(max_length=120)
    name_nl_be = models.CharField(max_length=120, blank=True, default="")
    name_en = models.CharField(max_length=120, blank=True, default="")
    name_fr = models.CharField(max_length=120, blank=True, default="")
    themes = models.ManyToManyField(Theme, blank=True, related_name="concepts")
    broader = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="narrower")
    related = models.ManyToManyField("self", blank=True, symmetrical=False, related_name="related_from")
    is_gone = models.BooleanField(default=False)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="concept_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(broader__isnull=True) | ~models.Q(broader=models.F("slug")),
                name="concept_not_broader_than_itself",
            ),
        ]
        verbose_name = _("begrip van de woordenlijst")
        verbose_name_plural = _("begrippen van de woordenlijst")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "slug", "name", "name_nl_be", "name_en", "name_fr", "themes", "broader", "related", "is_gone",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """The name in an interface language (``nl``, ``nl-be``, ``en``, ``fr``); Dutch where there is none."""
        names = {"nl-be": self.name_nl_be, "en": self.name_en, "fr": self.name_fr}
        return names.get(language.lower(), "") or self.name


class Label(models.Model):
    """A word or phrase for a concept: of everyone (``network`` None, shipped) or of one network.

    A label is not reworded but taken away and added anew, so that who keeps the vocabulary in memory sees it by the
    number of labels and the newest of them.
    """

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels")
    network = models.ForeignKey(Network, null=True, blank=True, on_delete=models.CASCADE, related_name="labels")
    text = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, help_text="the words of the text, in lower case without accents")
    language = models.CharField(max_length=12, default=DUTCH, help_text="BCP 47: nl, nl-BE, tr")
    kind = models.CharField(max_length=12, choices=LabelKind)
    order = models.PositiveSmallIntegerField(default=0, help_text="the best of its kind first")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["concept", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language", "folded"],
                condition=models.Q(network__isnull=True),
                name="label_once_for_everyone",
            ),
            models.UniqueConstraint(
                fields=["network", "concept", "language", "folded"],
                condition=models.Q(network__isnull=False),
                name="label_once_in_a_network",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=LabelKind.values), name="label_kind_known"),
            models.CheckConstraint(condition=~models.Q(folded="") & ~models.Q(text=""), name="label_has_words"),
        ]
        indexes = [models.Index(fields=["network", "changed_at"], name="label_newest")]
        verbose_name = _("woord voor een begrip")
        verbose_name_plural = _("woorden voor een begrip")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = [
            "id", "concept", "network", "text", "folded", "language", "kind", "order", "changed_at",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text


class LabelOff(models.Model):
    """A network does not use a shipped label: there, the word means something else."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="labels_off")
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="off")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "label"], name="label_off_once")]
        verbose_name = _("woord dat hier niet meedoet")
        verbose_name_plural = _("woorden die hier niet meedoen")

    class Privacy:
        subject = Subject.NOBODY
        public: ClassVar = ["id", "network", "label", "made_at"]

    def __str__(self) -> str:
        return f"{self.network}: {self.label}"
