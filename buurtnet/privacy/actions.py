"""Forgetting: blank what ``class Privacy`` declares, and remember that it was done."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone

from buurtnet.kit.declare import Erase, Keep
from buurtnet.privacy.choices import Action
from buurtnet.privacy.encryption import as_stored
from buurtnet.privacy.ledger import add_to_ledger, line_of
from buurtnet.privacy.log import Who, record
from buurtnet.privacy.models import Erasure
from buurtnet.privacy.register import entries
from buurtnet.privacy.whose import rows_of_person


@transaction.atomic
def erase_all_of(person_id: uuid.UUID, *, by: Who, role_then: str = "", purpose: str = "") -> dict[str, int]:
    """Erase every row about a person in every room, as its model declares; returns how many rows of each model.

    The account itself is left to the caller (``people.actions``), which knows what ends with it. The log stays until
    its time is over, and notes the erasure.
    """
    erased: dict[str, int] = {}
    for model, rows in rows_of_person(person_id):
        if not any(may_go(entry.keep) for entry in entries(model)):
            continue
        with as_stored():  # what was tampered with does not open, and goes all the same
            found = list(rows)
            record_erasures(found)
            for row in found:
                erase_declared(row)
        if found:
            erased[model._meta.label] = len(found)
    record(
        Action.ERASE,
        actor=by,
        subject=person_id,
        role_then=role_then,
        purpose=purpose,
        result=str(sum(erased.values())),
    )
    return erased


def may_go(keep: Keep | None) -> bool:
    return keep is not None and keep.erase != Erase.IN_TIME


def erase_declared(row: models.Model) -> None:
    """Erase a row's personal and special fields as its ``class Privacy`` says; one "delete row" deletes it.

    A replaced field gets a tombstone made of the row's id, which is the same each time.
    """
    kept = {entry.field: entry.keep.erase for entry in entries(type(row)) if entry.keep and may_go(entry.keep)}
    if Erase.DELETE_ROW in kept.values():
        row.delete()
        return
    for name, erase in kept.items():
        setattr(row, name, emptied(row, name, erase))
    row.save(update_fields=list(kept))


def emptied(row: models.Model, name: str, erase: Erase) -> object:
    """What stands in a field once it is erased."""
    return tombstone(row, name) if erase == Erase.REPLACE else blank(row, name)


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
    if isinstance(field, models.DateField):
        return datetime.date(1970, 1, 1)
    return field.get_default() if field.has_default() else ""


def record_erasure(row: models.Model) -> None:
    """Remember that a row was erased, in the database with the erasure itself and, once that is sure, in the file."""
    record_erasures([row])


def record_erasures(rows: Iterable[models.Model]) -> None:
    """The same for many rows of one model; call it before they are deleted, since then they have no id."""
    by_key = {str(row.pk): row._meta.label for row in rows}
    known = set(
        Erasure.objects.filter(model_label__in=set(by_key.values()), object_id__in=by_key).values_list(
            "model_label", "object_id"
        )
    )
    now = timezone.now()
    new = [
        Erasure(model_label=label, object_id=key, erased_at=now)
        for key, label in by_key.items()
        if (label, key) not in known
    ]
    if new:
        Erasure.objects.bulk_create(new, ignore_conflicts=True)
        # A disk that is full loses nothing: the database knows, and the file is completed every day from it.
        transaction.on_commit(lambda: add_to_ledger([line_of(erasure) for erasure in new]), robust=True)
