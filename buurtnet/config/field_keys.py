"""The file with the ring of keys for encrypted fields: a key is added at its end, or taken off once unused."""

import os
import secrets
import time
from pathlib import Path

from django.conf import settings

from buurtnet.config.keys import keys_dir, write_private
from buurtnet.kit.plain_error import PlainError
from buurtnet.privacy.keyring import FILE_NAME, key_id, keys_in, ring

SETTLED = 600  # seconds; no transaction that began with the key before lasts so long


def add_key(data_dir: Path) -> str:
    """A new key at the end of the ring, on the disk; returns its id. Raises PlainError when the ring is not ours."""
    path = own_file(data_dir)
    secret = secrets.token_urlsafe(50)
    put([*keys_in(path.read_text()), secret], path)
    return key_id(secret)


def drop_keys(data_dir: Path, ids: set[str]) -> None:
    """Take keys off the ring. Raises PlainError for the newest, and while it is so new that others may be in use."""
    path = own_file(data_dir)
    if ring().newest in ids:
        raise PlainError("The newest key is in use: it cannot be taken off.")
    if (age := time.time() - path.stat().st_mtime) < SETTLED:
        minutes = int((SETTLED - age) // 60) + 1
        raise PlainError(
            f"The newest key is only just there, and what began before it may still be under way: "
            f"try again in {minutes} minutes."
        )
    put([secret for secret in keys_in(path.read_text()) if key_id(secret) not in ids], path)


def own_file(data_dir: Path) -> Path:
    if settings.FIELD_KEYS:
        raise PlainError(
            "The keys for encrypted fields come from FIELD_KEYS in the environment: add or remove one there."
        )
    return keys_dir(data_dir) / FILE_NAME


def put(keys: list[str], path: Path) -> None:
    """Whole or not at all; others see the one file or the other."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    write_private(draft, "".join(f"{secret}\n" for secret in keys))
    draft.replace(path)
