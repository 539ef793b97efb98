"""A PostgreSQL cluster to throw away: its own folder, socket and port, nothing kept safe on disk."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

SUPERUSER = "buurtnet"
# No power cut matters to a cluster that lives for one test run.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
SIZE = ("shared_buffers=256MB", "max_connections=60", "max_locks_per_transaction=256", "jit=off")


class AbsentError(Exception):
    """PostgreSQL is not on this machine, or cannot be started by us; the text says why."""


@contextmanager
def cluster() -> Iterator[str]:
    """A running cluster as ``DATABASE_URL``; stopped and removed when the block ends, however it ends.

    PostgreSQL refuses to run as root: root starts it as the user ``postgres`` that its package made.
    """
    bin_dir = programs()
    user = user_for_server()
    home = Path(tempfile.mkdtemp(prefix="buurtnet-pg-", dir="/tmp"))  # a socket's path may have 107 characters
    data, log = str(home / "data"), home / "log"
    try:
        if user:
            shutil.chown(home, user, user)
        superuser = ["--username", SUPERUSER, "--auth", "trust"]
        run(bin_dir / "initdb", user, log, "-D", data, *superuser, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        port = free_port()
        options = [f"-k {home}", f"-p {port}", "-c listen_addresses=", *(f"-c {word}" for word in (*FAST, *SIZE))]
        run(bin_dir / "pg_ctl", user, log, "start", "-D", data, "-w", "-l", str(log), "-o", " ".join(options))
        try:
            yield f"postgres://{SUPERUSER}@{quote(str(home), safe='')}:{port}/postgres"
        finally:
            run(bin_dir / "pg_ctl", user, log, "stop", "-D", data, "-w", "-m", "immediate")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def programs() -> Path:
    """The folder with ``initdb`` and ``pg_ctl``: Debian's newest version, else what PATH has."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    if not found:
        raise AbsentError("PostgreSQL is not installed (no initdb in /usr/lib/postgresql or PATH)")
    return Path(found).resolve().parent


def user_for_server() -> str | None:
    """Whom the server runs as: ourselves (``None``), or ``postgres`` when we are root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError as error:
        raise AbsentError("PostgreSQL does not run as root, and there is no user postgres") from error


def run(program: Path, user: str | None, log: Path, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as ``user``; what goes wrong is told with the server's own words."""
    try:
        subprocess.run(
            [str(program), *arguments], cwd=log.parent, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=120, check=True, user=user, group=user,
            extra_groups=[] if user else None,
        )  # fmt: skip
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stdout", b"") or b"").decode(errors="replace").strip()
        written = log.read_text(errors="replace").strip() if log.exists() else ""
        raise AbsentError(f"{program.name} failed: {said} {written}") from error


def free_port() -> int:
    """A port nobody listens on; the cluster has no TCP, its socket is named after it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
