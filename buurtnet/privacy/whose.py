"""The rows about a person, in every room: found by the way that each model's ``class Privacy`` tells in ``of``."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from buurtnet.privacy.register import is_user_model, way_to_person


def rows_of_person(person_id: uuid.UUID) -> "Iterator[tuple[type[models.Model], models.QuerySet[Any]]]":
    """Every model with rows about persons but the account itself; rooms above first, since theirs hang on others."""
    for model in reversed(apps.get_models()):
        if not is_user_model(model) and (way := way_to_person(model)):
            yield model, rows_by(model, way, person_id)


def account_of(person_id: uuid.UUID) -> "models.QuerySet[Any]":
    [model] = [model for model in apps.get_models() if is_user_model(model)]
    return rows_by(model, "pk", person_id)


def rows_by(model: type[models.Model], way: str, person_id: uuid.UUID) -> "models.QuerySet[Any]":
    """In the order of their keys. A column that holds the id as text is asked by text; Django turns it."""
    rows: models.QuerySet[Any] = model._base_manager.filter(**{way: person_id}).order_by("pk")
    return rows
