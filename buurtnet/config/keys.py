"""Keys live in files of their own in the data folder, readable by their owner only, never in the database.

A key called ``secret_key`` can also come from the environment, as ``SECRET_KEY``; that one counts then. The key
``field_keys`` is a ring of keys, one a line (``privacy.keyring``).
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from buurtnet.kit.plain_error import PlainError
from buurtnet.privacy.keyring import key_id, keys_in

KEY_NAMES = ("secret_key", "field_keys")
RINGS = {"field_keys"}


def keys_dir(data_dir: Path) -> Path:
    return data_dir / "keys"


def key_from(data_dir: Path, name: str) -> str:
    """The key called ``name``; made on first use (folder 0700, file 0600). Two starters at once agree."""
    folder = keys_dir(data_dir)
    path = folder / name
    if not path.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        draft = folder / f".{name}.{os.getpid()}"
        draft.unlink(missing_ok=True)  # of one with our number that was killed
        write_private(draft, secrets.token_urlsafe(50))
        try:
            os.link(draft, path)  # fails when another starter was first: then its key counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """A new file, on the disk, that only its owner can read; raises FileExistsError rather than write over one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def keys_in_use(data_dir: Path) -> dict[str, str]:
    """Every key by name, from the environment or else its file; one that is not there is left out."""
    found = {}
    for name in KEY_NAMES:
        path = keys_dir(data_dir) / name
        key = os.environ.get(name.upper()) or (path.read_text().strip() if path.exists() else "")
        if key:
            found[name] = key
    return found


def fingerprint(key: str) -> str:
    """Tells keys apart without telling the key: half of its SHA-256 under our own name, 32 hex digits."""
    return hashlib.sha256(b"buurtnet key\0" + key.encode()).hexdigest()[:32]


def fingerprints(data_dir: Path) -> dict[str, str]:
    return fingerprints_of(keys_in_use(data_dir))


def fingerprints_of(keys: dict[str, str]) -> dict[str, str]:
    """Each key of a ring by itself: a ring that has got another key besides still opens everything."""
    alone = {name: fingerprint(key) for name, key in keys.items() if name not in RINGS}
    rings = [(name, secret) for name in keys if name in RINGS for secret in keys_in(keys[name])]
    return alone | {f"{name}/{key_id(secret)}": fingerprint(secret) for name, secret in rings}


def joined(own: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    """The given keys before our own; of a ring both, so that nothing closes, and the given newest is the newest."""
    keys = own | given
    for name in RINGS & own.keys() & given.keys():
        mine, theirs = keys_in(own[name]), keys_in(given[name])
        rest = [secret for secret in mine if secret not in theirs]
        keys[name] = own[name] if set(theirs) <= set(mine) else "\n".join([*rest, *theirs])
    return keys


def export_keys(data_dir: Path, path: Path) -> list[str]:
    """Write all keys to a new file (0600). Returns their names."""
    keys = keys_in_use(data_dir)
    if not keys:
        raise PlainError(f"There are no keys in {keys_dir(data_dir)}.")
    try:
        write_private(path, json.dumps(keys, indent=2) + "\n")
    except FileExistsError:
        raise PlainError(f"{path} is already there; keys are never written over a file.") from None
    return list(keys)


def read_exported_keys(path: Path) -> dict[str, str]:
    """The keys in a file made by ``buurtnet keys export``."""
    try:
        keys = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        keys = None
    if not isinstance(keys, dict) or not all(isinstance(key, str) and key for key in keys.values()):
        raise PlainError(f"{path} is not a file made by 'buurtnet keys export'.")
    return {name: key for name, key in keys.items() if name in KEY_NAMES}


@contextmanager
def these_keys(data_dir: Path, keys: dict[str, str]) -> Iterator[None]:
    """Put these keys; when what follows fails, those that stood there come back."""
    before = {name: path.read_text().strip() for name in keys if (path := keys_dir(data_dir) / name).exists()}
    put_keys(data_dir, {name: key for name, key in joined(before, keys).items() if name in keys})
    try:
        yield
    except BaseException:
        put_keys(data_dir, before)
        raise


def put_keys(data_dir: Path, keys: dict[str, str]) -> None:
    """Make these the keys of the data folder; one that stood there is kept: ``<name>.before``, ``.before-2`` …"""
    folder = keys_dir(data_dir)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, key in keys.items():
        path = folder / name
        if path.exists() and path.read_text().strip() == key:
            continue
        if path.exists():
            keep_beside(path)
        draft = folder / f".{name}.{os.getpid()}"
        draft.unlink(missing_ok=True)
        write_private(draft, key)
        draft.replace(path)


def keep_beside(path: Path) -> None:
    """A second name for a key file, one that nothing has yet."""
    for number in count(1):
        try:
            os.link(path, path.with_name(f"{path.name}.before" + (f"-{number}" if number > 1 else "")))
        except FileExistsError:
            continue
        return
