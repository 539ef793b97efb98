"""Keys live in files of their own in the data folder, readable by their owner only, never in the database.

A key called ``secret_key`` can also come from the environment, as ``SECRET_KEY``; that one counts then. The key
``field_keys`` is a ring of keys, one a line (``privacy.keyring``).
"""

import hashlib
import json
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from buurtnet.kit.plain_error import PlainError
from buurtnet.privacy.keyring import key_id, keys_in

KEY_NAMES = ("secret_key", "field_keys")
RINGS = {"field_keys"}
WAY_BACK = (
    "Put the keys back with 'buurtnet keys import FILE', from the file of 'buurtnet keys export'; when they are lost "
    "for good, 'buurtnet keys replace-lost' makes new ones, and what was encrypted stays closed."
)


def keys_dir(data_dir: Path) -> Path:
    return data_dir / "keys"


def key_from(data_dir: Path, name: str) -> str:
    """The key called ``name``; made on first use (folder 0700, file 0600). Two starters at once agree.

    Raises PlainError for a file with nothing in it.
    """
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
    if not (key := read_key(path)):
        raise PlainError(f"{path} holds no key. {WAY_BACK}")
    return key


def read_key(path: Path) -> str:
    """What a file of keys holds. Raises PlainError for what no key file of ours can hold."""
    try:
        return path.read_text("utf-8").strip()
    except UnicodeDecodeError:
        raise PlainError(f"{path} is damaged: it is no text. {WAY_BACK}") from None
    except IsADirectoryError:
        raise PlainError(f"{path} is a folder and must be a file. {WAY_BACK}") from None


def require_keys(data_dir: Path, given: Collection[str]) -> None:
    """Raises PlainError when a key is not there, neither as a file nor among those given by the environment."""
    for name in KEY_NAMES:
        path = keys_dir(data_dir) / name
        if name not in given and not path.exists():
            raise PlainError(f"{path} is not there, and the database was made with it. {WAY_BACK}")


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
        key = os.environ.get(name.upper()) or (read_key(path) if path.exists() else "")
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
    if not (known := {name: key for name, key in keys.items() if name in KEY_NAMES}):
        raise PlainError(f"{path} holds no key of Buurtnet.")
    return known


@contextmanager
def these_keys(data_dir: Path, keys: dict[str, str]) -> Iterator[None]:
    """Put these keys; when what follows fails, those that stood there come back."""
    before = {name: read_key(path) for name in keys if (path := keys_dir(data_dir) / name).exists()}
    put_keys(data_dir, {name: key for name, key in joined(before, keys).items() if name in keys})
    try:
        yield
    except BaseException:
        put_keys(data_dir, before)
        raise


def require_folder(data_dir: Path) -> None:
    """For what mends keys, also when their own folder is gone. Raises PlainError when there is no data folder."""
    if not data_dir.is_dir():
        raise PlainError(f"There is no folder {data_dir}; name that of Buurtnet with --data-dir.")


def readable_keys(data_dir: Path) -> dict[str, str]:
    """The keys of the data folder; one that is damaged or empty is left out."""
    found = {}
    for name in KEY_NAMES:
        with suppress(OSError, PlainError):
            if key := read_key(keys_dir(data_dir) / name):
                found[name] = key
    return found


def set_unreadable_aside(data_dir: Path) -> None:
    """What stands in the place of a key and is none gets another name, so that a key can stand there."""
    for name in KEY_NAMES:
        path = keys_dir(data_dir) / name
        if path.exists() and name not in readable_keys(data_dir):
            path.rename(path.with_name(f"{name}.damaged-{secrets.token_hex(4)}"))


def put_keys(data_dir: Path, keys: dict[str, str]) -> None:
    """Make these the keys of the data folder; one that stood there is kept: ``<name>.before``, ``.before-2`` …"""
    folder = keys_dir(data_dir)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    set_unreadable_aside(data_dir)
    for name, key in keys.items():
        path = folder / name
        if path.exists() and read_key(path) == key:
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
