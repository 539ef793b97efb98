"""Persons with an account."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.kit.folded_field import FoldedField
from buurtnet.kit.languages import language_name


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
    email = models.EmailField(_("mailadres"), unique=True)
    name = models.CharField(_("naam"), max_length=120, blank=True, default="")
    name_folded = FoldedField(of="name", help_text="the name, to find it and to put people in order")
    language = models.CharField(_("taal van mails"), max_length=10, blank=True, default="")
    is_active = models.BooleanField(_("account is open"), default=True)
    joined_at = models.DateTimeField(_("account gemaakt op"), auto_now_add=True)
    unlinked_at = models.DateTimeField(
        _("koppeling met een organisatie weggehaald op"), null=True, blank=True, editable=False,
        help_text="since then an account at a provider is linked by its owner only",
    )  # fmt: skip

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]
        indexes = [models.Index(fields=["name_folded"], name="person_in_order")]
        verbose_name = _("persoon")
        verbose_name_plural = _("personen")

    class Privacy:
        subject = Subject.PERSON
        of = "pk"
        heading = _("je account")
        in_words: ClassVar = {"language": lambda person: language_name(person.language)}
        withheld: ClassVar = {"name_folded": "it is the name once more, without accents"}
        public: ClassVar = ["id", "is_active"]
        personal: ClassVar = {
            "email": Keep(Erase.REPLACE, why="to sign in and to be reached"),
            "name": Keep(Erase.BLANK),
            "name_folded": Keep(Erase.BLANK),
            "language": Keep(Erase.BLANK),
            "password": Keep(Erase.BLANK),
            "last_login": Keep(Erase.BLANK, days=365),
            "joined_at": Keep(Erase.BLANK),
            "unlinked_at": Keep(Erase.BLANK),
        }

    def __str__(self) -> str:
        return self.name or str(self.pk)
