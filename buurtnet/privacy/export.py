"""All that is kept about a person, for that person, as data for a file; ``privacy.readable`` has it in words."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils import timezone

from buurtnet.privacy.register import field_names, withheld
from buurtnet.privacy.whose import account_of, rows_of_person

FORMAT = 1


def data_of(person_id: uuid.UUID) -> dict[str, Any]:
    """Everything about a person, ready for JSON; what is encrypted is readable in it. No rows, no kind.

    ``{"format", "made_at", "person", "kinds": [{"model", "name", "withheld", "rows": [{field: value}]}]}``.
    Reading is not logged here: whoever shows or sends it records that.
    """
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "person": str(person_id),
        "kinds": [kind_of(model, rows) for model, rows in everything(person_id)],
    }


def everything(person_id: uuid.UUID) -> Iterator[tuple[type[models.Model], list[models.Model]]]:
    account = account_of(person_id)
    for model, rows in [(account.model, account), *rows_of_person(person_id)]:
        if found := list(rows.defer(*withheld(model))):
            yield model, found


def kind_of(model: type[models.Model], rows: list[models.Model]) -> dict[str, Any]:
    return {
        "model": model._meta.label,
        "name": str(model._meta.verbose_name),
        "withheld": withheld(model),
        "rows": [{name: plain(row, name) for name in shown(model)} for row in rows],
    }


def shown(model: type[models.Model]) -> list[str]:
    return [name for name in field_names(model) if name not in withheld(model)]


def plain(row: models.Model, name: str) -> Any:
    """A value as JSON has it; links as the key of the row they lead to."""
    field = row._meta.get_field(name)
    if isinstance(field, models.ManyToManyField):
        return sorted(str(key) for key in getattr(row, name).values_list("pk", flat=True))
    assert isinstance(field, models.Field)
    value = field.value_from_object(row)
    return value if value is None or isinstance(value, str | bool | int | float | dict | list) else text_of(value)


def text_of(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
