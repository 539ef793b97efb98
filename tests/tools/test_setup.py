import subprocess
import sys
from pathlib import Path

from tests.architecture.house import PROJECT

BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)


def find_python(folder: Path, **surroundings: str) -> str:
    """What tools/make/python.sh prints on a machine whose PATH begins with ``folder``."""
    done = subprocess.run(
        ["sh", "tools/make/python.sh"], cwd=PROJECT, capture_output=True, text=True, check=True,
        env={"PATH": f"{folder}:/usr/bin:/bin", "HOME": str(folder), **surroundings},
    )  # fmt: skip
    return done.stdout.strip()


def program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def test_an_older_python3_in_path_is_passed_over_for_a_python_that_fits(tmp_path: Path) -> None:
    program(tmp_path / "python3", "exit 1")  # as an older one says no
    minor = sys.version_info.minor
    program(tmp_path / f"python3.{minor}", f'exec "{BASE_PYTHON}" "$@"')
    assert find_python(tmp_path) == BASE_PYTHON


def test_a_python_named_by_hand_is_used(tmp_path: Path) -> None:
    program(tmp_path / "mine", f'exec "{BASE_PYTHON}" "$@"')
    for name in ("python3", "python3.12", "python3.13", "python"):
        program(tmp_path / name, "exit 1")
    assert find_python(tmp_path, PYTHON=str(tmp_path / "mine")) == BASE_PYTHON
