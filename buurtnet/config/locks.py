"""Who may be in the data folder at once: locks of the machine (flock), which end with the process that holds them.

Every command that prepares the folder holds ``.running.lock``, shared, for as long as it works; a restore wants it
for itself. A backup or a restore holds ``.backup.lock``; whoever prepares the folder waits for ``.prepare.lock``.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from buurtnet.kit.plain_error import PlainError


@contextmanager
def running(data_dir: Path, command: str) -> Iterator[None]:
    """Marks the data folder as in use by a command, so that nothing is restored under it; waits for a restore."""
    lock = data_dir / ".running.lock"
    with held(lock, fcntl.LOCK_SH):
        # A hint for who is refused, no more: of two that start in one moment a line may be lost.
        lines = [f"{pid} {name}" for pid, name in users(data_dir) if pid != os.getpid()]
        lock.write_text("\n".join([*lines, f"{os.getpid()} {command}"]))
        yield


@contextmanager
def not_running(data_dir: Path) -> Iterator[None]:
    """Raises PlainError when a command is at work on the data folder; none can start meanwhile."""
    with held(data_dir / ".running.lock", fcntl.LOCK_EX | fcntl.LOCK_NB, lambda: in_use(data_dir)):
        yield


def in_use(data_dir: Path) -> str:
    who = ", ".join(f"buurtnet {command}, process {pid}" for pid, command in users(data_dir))
    return f"Buurtnet is running on this data folder{f' ({who})' if who else ''}; stop it first."


def users(data_dir: Path) -> list[tuple[int, str]]:
    """The processes of this machine that work on the data folder, as far as known, each with its command."""
    lock = data_dir / ".running.lock"
    pairs = [line.partition(" ") for line in lock.read_text().splitlines()] if lock.exists() else []
    return [(int(pid), command) for pid, _, command in pairs if pid.isdecimal() and Path(f"/proc/{pid}").exists()]


@contextmanager
def by_itself(data_dir: Path) -> Iterator[None]:
    """No two backups or restores at once on a data folder. Raises PlainError."""
    busy = "A backup or restore is at work on this data folder; wait until it is done."
    with held(data_dir / ".backup.lock", fcntl.LOCK_EX | fcntl.LOCK_NB, lambda: busy):
        yield


@contextmanager
def in_turn(data_dir: Path) -> Iterator[None]:
    """Whoever prepares the folder does it after the other."""
    with held(data_dir / ".prepare.lock", fcntl.LOCK_EX):
        yield


@contextmanager
def held(path: Path, how: int, refusal: Callable[[], str] = lambda: "") -> Iterator[None]:
    """Holds the lock of a file. With ``LOCK_NB`` it does not wait, and raises PlainError with the refusal."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, how)
        except BlockingIOError:
            raise PlainError(refusal()) from None
        yield
    finally:
        os.close(descriptor)
