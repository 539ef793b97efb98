"""A finished command with its time and memory, and the middle and the tail of many times."""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """Wall-clock seconds and peak memory (megabytes) of the largest process of a command."""

    seconds: float
    megabytes: float
    code: int

    def __str__(self) -> str:
        return f"{self.seconds:7.1f} s {self.megabytes:6.0f} MB"


def run(command: Sequence[str], env: Mapping[str, str] | None = None, *, check: bool = True) -> Run:
    """Run to the end; with ``check`` a failing command stops the bench with its own words."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if check and process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read().decode(errors='replace')[-2000:]}")
    return Run(time.perf_counter() - start, used.ru_maxrss / 1024, process.returncode)


def median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    ordered = sorted(seconds)
    return {f"p{part}": 1000 * ordered[min(len(ordered) - 1, len(ordered) * part // 100)] for part in (50, 95, 99)}
