"""Encrypting everything anew with the newest key, a batch at a time; and telling which keys are still in use.

Killed half-way nothing is lost: what is done is under the newest key, and the next run goes on with the rest. What
models of other packages keep encrypted inside a column of JSON is part of it (``sealed_parts``): a key that opens
anything at all is in use.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast, Substr

from buurtnet.privacy.encryption import (
    FORMAT,
    CannotDecryptError,
    EncryptedTextField,
    Stored,
    as_stored,
    decrypted,
    encrypted,
)
from buurtnet.privacy.keyring import Ring, ring
from buurtnet.privacy.sealed_parts import SealedParts, sealed_parts

BATCH = 500
ID_LENGTH = 9  # "k" and eight hex digits


@dataclass
class Rotated:
    """How many values got the newest key; and which do not open, by place and row."""

    changed: int = 0
    closed: list[str] = field(default_factory=list)


def encrypted_fields(registry: Any = apps) -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    for model in registry.get_models(include_auto_created=True):
        for column in model._meta.concrete_fields:
            if isinstance(column, EncryptedTextField) and model._meta.managed and not model._meta.proxy:
                yield model, column


def encrypt_anew(registry: Any = apps) -> Rotated:
    """Every value that is not under the newest key; one that does not open is left as it is and told."""
    keys, done = ring(), Rotated()
    for model, column in encrypted_fields(registry):
        last = None
        while pks := encrypt_batch(model, column, keys, last, done):
            last = pks[-1]
    for parts in sealed_parts(registry):
        last = None
        while pks := encrypt_parts(parts, keys, last, done):
            last = pks[-1]
    return done


def encrypt_batch(
    model: type[models.Model], column: EncryptedTextField, keys: Ring, last: Any, done: Rotated
) -> list[Any]:
    """One transaction. Returns the keys of the rows it looked at; none when there are no more."""
    rows = stored_values(model, column).exclude(head=f"{FORMAT}:{keys.newest}").order_by("pk")
    if last is not None:
        rows = rows.filter(pk__gt=last)
    with transaction.atomic(), as_stored():
        batch = list(rows.values_list("pk", "stored")[:BATCH])
        for pk, stored in batch:
            try:
                anew = encrypted(decrypted(stored, column.place, keys), column.place, keys)
            except CannotDecryptError as error:
                done.closed.append(f"{error} (row {pk})")
                continue
            # Only while it still is what we read: someone may have written it meanwhile.
            same = stored_values(model, column).filter(pk=pk, stored=stored)
            done.changed += same.update(**{column.attname: Stored(anew)})
    return [pk for pk, _ in batch]


def encrypt_parts(parts: SealedParts, keys: Ring, last: Any, done: Rotated) -> list[Any]:
    """The same for encrypted texts inside a column of JSON. The rows are locked: others write the rest of it."""
    rows: models.QuerySet[Any] = parts.model._base_manager.select_for_update().order_by("pk")
    if last is not None:
        rows = rows.filter(pk__gt=last)

    def turn(text: str) -> str:
        return encrypted(decrypted(text, parts.place, keys), parts.place, keys)

    with transaction.atomic():
        batch = list(rows.values_list("pk", parts.column)[:BATCH])
        for pk, value in batch:
            old = [text for text in parts.texts(value) if key_of(text) != keys.newest]
            if not old:
                continue
            try:
                anew = parts.turned(value, turn)
            except CannotDecryptError as error:
                done.closed.append(f"{error} (row {pk})")
                continue
            parts.model._base_manager.filter(pk=pk).update(**{parts.column: anew})
            done.changed += len(old)
    return [pk for pk, _ in batch]


def stored_values(model: type[models.Model], column: EncryptedTextField) -> "models.QuerySet[Any]":
    """Rows with a value, as it is stored, and its beginning: the format and the key's id."""
    rows: models.QuerySet[Any] = model._base_manager.filter(**{f"{column.attname}__isnull": False})
    stored: models.QuerySet[Any] = rows.annotate(
        stored=Cast(column.attname, models.TextField()),
        head=Substr(column.attname, 1, len(FORMAT) + 1 + ID_LENGTH, output_field=models.CharField()),
    )
    return stored


def uses(registry: Any = apps) -> dict[str, Counter[str]]:
    """By key id, how many values of which field need it."""
    found: dict[str, Counter[str]] = {}
    for model, column in encrypted_fields(registry):
        heads = stored_values(model, column).values_list("head").annotate(times=models.Count("pk")).order_by()
        for head, times in heads:
            found.setdefault(key_of(head), Counter())[f"{model._meta.label}.{column.name}"] += times
    for parts in sealed_parts(registry):
        for value in parts.model._base_manager.values_list(parts.column, flat=True).iterator():
            for text in parts.texts(value):
                found.setdefault(key_of(text), Counter())[f"{parts.model._meta.label}.{parts.column}"] += 1
    return found


def key_of(stored: str) -> str:
    """The id of the key that a stored value needs."""
    return stored[: len(FORMAT) + 1 + ID_LENGTH].partition(":")[2]
