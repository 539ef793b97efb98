"""Persons with an account, and organizations."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.kit.provenance import FROM_SOURCE_FIELDS, FromSource
from buurtnet.people.choices import OrganizationKind


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Make a person with a mail address as login; without a password none can be used until set."""
        if not email:
            raise ValueError("A person logs in with a mail address.")
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Someone with an account. A child, a parent or an asker without one is never a row here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]
        verbose_name = _("persoon")
        verbose_name_plural = _("personen")

    class Privacy:
        subject = Subject.PERSON
        of = "pk"
        public: ClassVar = ["id", "is_active"]
        personal: ClassVar = {
            "email": Keep(Erase.REPLACE, why="to sign in and to be reached"),
            "name": Keep(Erase.BLANK),
            "language": Keep(Erase.BLANK),
            "password": Keep(Erase.BLANK),
            "last_login": Keep(Erase.BLANK, days=365),
            "joined_at": Keep(Erase.BLANK),
        }

    def __str__(self) -> str:
        return self.name or str(self.pk)


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
