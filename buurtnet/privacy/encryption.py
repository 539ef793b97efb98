"""Text that the database holds only encrypted: AES-256-GCM, with keys that are not in the database.

A stored value is ``1:<key id>:<base64 of nonce and ciphertext>``. Its table and column are part of what is sealed, so
that a value moved to another column does not open. What does not open raises; it is never shown as it is stored, and
read as empty only where a field says that its row is still of use without it.
"""

import base64
import binascii
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from buurtnet.kit.declare import Subject
from buurtnet.privacy.keyring import Ring, ring
from buurtnet.privacy.register import Sensitivity, declaration_of, entries

FORMAT = "1"
NONCE = 12  # bytes

logger = logging.getLogger(__name__)

_as_stored: ContextVar[bool] = ContextVar("as_stored", default=False)


class CannotDecryptError(Exception):
    """A stored value does not open: it was changed, moved, never encrypted, or its key is not on the ring."""


class KeyNotHereError(CannotDecryptError):
    """The key of a stored value is not on the ring: it may be whole, and open once the key is there."""


class Stored(str):
    """A value as the database has it, encrypted; written back as it is."""

    __slots__ = ()


class Closed(str):
    """A value that does not open: empty for who reads it, written back as it is stored, so that nothing is lost."""

    __slots__ = ("stored",)
    stored: str

    def __new__(cls, stored: str) -> Self:
        made = super().__new__(cls)
        made.stored = stored
        return made

    def __getnewargs__(self) -> tuple[str]:
        return (self.stored,)


@contextmanager
def as_stored() -> Iterator[None]:
    """Encrypted fields are read and written as they are stored: for a backup, a restore, a change of keys."""
    token = _as_stored.set(True)
    try:
        yield
    finally:
        _as_stored.reset(token)


def encrypted(text: str, place: str, keys: Ring | None = None) -> str:
    """``place`` is "table.column". Raises ``KeyRingError`` without a key."""
    keys = keys or ring()
    cipher = keys.cipher(keys.newest)
    assert cipher
    nonce = os.urandom(NONCE)
    sealed = nonce + cipher.encrypt(nonce, text.encode(), associated(place, keys.newest))
    return f"{FORMAT}:{keys.newest}:{base64.urlsafe_b64encode(sealed).decode()}"


def decrypted(stored: str, place: str, keys: Ring | None = None) -> str:
    """What ``encrypted`` was given. Raises ``CannotDecryptError``, which says where and never what."""
    form, _, rest = stored.partition(":")
    key_id, _, body = rest.partition(":")
    if form != FORMAT or not body:
        raise CannotDecryptError(f"A value in {place} is not encrypted as it should be.")
    cipher = (keys or ring()).cipher(key_id)
    if cipher is None:
        raise KeyNotHereError(f"A value in {place} is encrypted with key {key_id}, which is not on the ring.")
    try:
        sealed = base64.b64decode(body, altchars=b"-_", validate=True)
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], associated(place, key_id)).decode()
    except (InvalidTag, ValueError, binascii.Error):
        raise CannotDecryptError(f"A value in {place} was changed outside Buurtnet: it does not open.") from None


def associated(place: str, key_id: str) -> bytes:
    return f"{FORMAT}:{key_id}:{place}".encode()


def in_the_database(value: Stored | Closed) -> str:
    return value.stored if isinstance(value, Closed) else str(value)


class EncryptedTextField(models.TextField[Any, Any]):
    """Text that raw SQL shows encrypted, that cannot be searched, ordered by or compared; may be null.

    An empty text is encrypted too. Renaming its table or column needs a migration that encrypts anew.
    ``may_stay_closed``: what does not open is told in the technical log and read as ``Closed``, for a text without
    which the rest of its row is still of use. It says how a value is read, not how it is kept: no migration knows it.
    """

    description = "Encrypted text"

    def __init__(self, *args: Any, may_stay_closed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_stay_closed = may_stay_closed

    @property
    def place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None or isinstance(value, Stored | Closed):
            return value if value is None else in_the_database(value)
        if not isinstance(value, str):
            raise TypeError(f"{self.place} takes text, not {type(value).__name__}.")
        return encrypted(value, self.place)

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        if value is None:
            return None
        return Stored(value) if _as_stored.get() else self.opened(value)

    def opened(self, stored: str) -> str:
        try:
            return decrypted(stored, self.place)
        except CannotDecryptError as error:
            if not self.may_stay_closed:
                raise
            logger.error("A row is read without one of its texts: %s", error)
            return Closed(stored)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return Stored(text) if text is not None and _as_stored.get() else text

    def value_to_string(self, obj: models.Model) -> str:
        """For ``dumpdata`` and the like, which must not hold it in the clear."""
        value = self.value_from_object(obj)
        return in_the_database(value) if isinstance(value, Stored | Closed) else encrypted(value or "", self.place)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.model._meta.label}.{self.name} is encrypted: nothing can be found by it.")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.model._meta.label}.{self.name} is encrypted: nothing can be found by it.")

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        """The database refuses clear text, whichever way it comes."""
        column = connection.ops.quote_name(str(self.column))
        return f"substr({column}, 1, {len(FORMAT) + 2}) = '{FORMAT}:k'"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_privacy()]

    def _check_privacy(self) -> Iterator[checks.CheckMessage]:
        label = f"{self.model._meta.label}.{self.name}"
        if self.unique or self.primary_key or getattr(self, "db_index", False):
            yield checks.Error(
                f"{label} is encrypted: it can be no key and have no index.", obj=self, id="privacy.E003"
            )
        declaration = declaration_of(self.model)
        if declaration is None or not isinstance(getattr(declaration, "subject", None), Subject):
            return  # a test of the register says so
        kept = {entry.field for entry in entries(self.model) if entry.sensitivity != Sensitivity.PUBLIC}
        if self.name not in kept:
            yield checks.Error(
                f"{label} is encrypted, so it is declared personal or special in class Privacy.",
                obj=self,
                id="privacy.E001",
            )
