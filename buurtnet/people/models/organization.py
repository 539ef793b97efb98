"""Organizations: partners, formal and informal."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.kit.provenance import FROM_SOURCE_FIELDS, FromSource
from buurtnet.people.choices import OrganizationKind


class Organization(FromSource):
    """A partner, formal or informal (HSDS ``organization``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=255)
    alternate_name = models.CharField(max_length=255, blank=True, default="")
    description = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=10, choices=OrganizationKind, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="", help_text="a role mailbox, as published")
    website = models.CharField(max_length=500, blank=True, default="")
    logo = models.CharField(max_length=500, blank=True, default="")
    uri = models.CharField(max_length=500, blank=True, default="")
    tax_status = models.CharField(max_length=255, blank=True, default="")
    legal_status = models.CharField(max_length=255, blank=True, default="")
    year_incorporated = models.PositiveSmallIntegerField(null=True, blank=True)
    parent_organization = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="branches"
    )
    last_modified = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~models.Q(source=""),
                name="organization_once_per_source",
            )
        ]
        indexes = [models.Index(fields=["name"], name="organization_name")]
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")

    class Privacy:
        subject = Subject.ORGANIZATION
        public: ClassVar = [
            "id", "name", "alternate_name", "description", "kind", "email", "website", "logo", "uri", "tax_status",
            "legal_status", "year_incorporated", "parent_organization", "last_modified", *FROM_SOURCE_FIELDS,
        ]  # fmt: skip
        personal: ClassVar = {"extra": Keep(Erase.BLANK, why="a source may name its contact persons; never shown")}

    def __str__(self) -> str:
        return self.name
