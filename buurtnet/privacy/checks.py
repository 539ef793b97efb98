"""What Django's checks say of declarations: the most sensitive data stand in encrypted fields only."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import models

from buurtnet.privacy.encryption import EncryptedTextField
from buurtnet.privacy.register import Sensitivity, declaration_of, entries, problems


def special_fields_are_encrypted(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """privacy.E002 for each field that is declared special and kept in the clear."""
    return [error for model in apps.get_models() for error in in_the_clear(model)]


def in_the_clear(model: type[models.Model]) -> Iterator[checks.CheckMessage]:
    if declaration_of(model) is None or problems(model):
        return  # a test of the register says so
    for entry in entries(model):
        field = model._meta.get_field(entry.field)
        if entry.sensitivity == Sensitivity.SPECIAL and not isinstance(field, EncryptedTextField):
            yield checks.Error(
                f"{entry.model}.{entry.field} is declared special, so it is kept encrypted: use EncryptedTextField.",
                obj=field,
                id="privacy.E002",
            )
