"""The ring of keys for encrypted fields: outside the database, the newest encrypts and all decrypt.

One line a key, the newest last, in ``keys/field_keys`` of the data folder or else in the setting ``FIELD_KEYS``.
A key's id follows from the key, so that rings of two machines can be joined and no id ever means two keys. The file
is looked at again whenever it changed: a web server that runs knows a new key at once.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from buurtnet.kit.plain_error import PlainError

FILE_NAME = "field_keys"
SHORTEST_KEY = 40  # characters


class KeyRingError(PlainError):
    """There is no key, or a key that is no key: nothing can be read or written that is encrypted."""


@dataclass(frozen=True)
class Ring:
    """Secrets by key id, in the order of their coming; the newest is last."""

    secrets: dict[str, str]

    @property
    def newest(self) -> str:
        return next(reversed(self.secrets))

    def cipher(self, key_id: str) -> AESGCM | None:
        """None for a key that is not on the ring."""
        secret = self.secrets.get(key_id)
        return None if secret is None else cipher_of(secret)


def ring() -> Ring:
    """The ring of this moment. Raises ``KeyRingError`` when there is none."""
    if settings.FIELD_KEYS:
        return ring_of(settings.FIELD_KEYS)
    path = ring_path()
    try:
        status = path.stat()
    except FileNotFoundError:
        raise KeyRingError(f"There are no keys for encrypted fields: {path} is not there.") from None
    return ring_in(path, (status.st_mtime_ns, status.st_size, status.st_ino))


def ring_path() -> Path:
    return Path(settings.DATA_DIR) / "keys" / FILE_NAME


@lru_cache(maxsize=2)
def ring_in(path: Path, version: tuple[int, ...]) -> Ring:
    """What the file holds; ``version`` makes a changed file another one."""
    return ring_of(path.read_text())


@lru_cache(maxsize=4)
def ring_of(text: str) -> Ring:
    """Keys are apart by lines, blanks or commas. Raises ``KeyRingError`` for none, or one that can be guessed."""
    secrets = keys_in(text)
    if not secrets or min(map(len, secrets)) < SHORTEST_KEY:
        raise KeyRingError(f"The keys for encrypted fields must have {SHORTEST_KEY} characters or more each.")
    return Ring({key_id(secret): secret for secret in secrets})


def keys_in(text: str) -> list[str]:
    return re.split(r"[\s,]+", text.strip(" \t\r\n,")) if text.strip(" \t\r\n,") else []


def key_id(secret: str) -> str:
    """Tells a key without telling it: eight hex digits of its SHA-256 under our own name."""
    return "k" + hashlib.sha256(b"buurtnet field key\0" + secret.encode()).hexdigest()[:8]


@lru_cache(maxsize=32)
def cipher_of(secret: str) -> AESGCM:
    derived = HKDF(hashes.SHA256(), length=32, salt=None, info=b"buurtnet encrypted fields 1")
    return AESGCM(derived.derive(secret.encode()))
