"""No two imports of one source at once: a lock of the machine, which ends with the process that holds it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from buurtnet.kit.plain_error import PlainError


@contextmanager
def alone(source: str) -> Iterator[None]:
    """Raises PlainError when another process imports under the same source."""
    folder = Path(settings.DATA_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / f".import-{source}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PlainError(f"Another import of the source {source} is at work: wait until it is done.") from None
        yield
    finally:
        os.close(descriptor)
