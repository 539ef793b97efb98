"""Forgetting: blank what ``class Privacy`` declares, and remember that it was done."""

import datetime

from django.db import models, transaction
from django.utils import timezone

from buurtnet.kit.declare import Erase
from buurtnet.privacy.ledger import add_to_ledger, line_of
from buurtnet.privacy.models import Erasure
from buurtnet.privacy.register import entries


def erase_declared(row: models.Model) -> None:
    """Erase a row's personal and special fields as its ``class Privacy`` says; one "delete row" deletes it.

    A replaced field gets a tombstone made of the row's id, which is the same each time.
    """
    kept = {entry.field: entry.keep for entry in entries(type(row)) if entry.keep}
    if Erase.DELETE_ROW in {keep.erase for keep in kept.values()}:
        row.delete()
        return
    for name, keep in kept.items():
        setattr(row, name, tombstone(row, name) if keep.erase == Erase.REPLACE else blank(row, name))
    row.save(update_fields=list(kept))


def tombstone(row: models.Model, name: str) -> str:
    """What stands in a field that must stay filled and unique."""
    text = f"erased-{row.pk}"
    return f"{text}@erased.invalid" if isinstance(row._meta.get_field(name), models.EmailField) else text


def blank(row: models.Model, name: str) -> object:
    """Nothing, as the field writes it: null, its default, or an empty text; a date that may not be null: 1970."""
    field = row._meta.get_field(name)
    assert isinstance(field, models.Field)
    if field.null:
        return None
    if isinstance(field, models.DateTimeField):
        return datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return field.get_default() if field.has_default() else ""


def record_erasure(row: models.Model) -> None:
    """Remember that a row was erased, in the database with the erasure itself and, once that is sure, in the file."""
    label, key = row._meta.label, str(row.pk)
    erasure, is_new = Erasure.objects.get_or_create(
        model_label=label, object_id=key, defaults={"erased_at": timezone.now()}
    )
    if is_new:
        transaction.on_commit(lambda: add_to_ledger([line_of(erasure)]))
