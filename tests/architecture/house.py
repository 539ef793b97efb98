"""The house as its own files describe it: rooms, floors, templates, and the files a commit would hold."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "buurtnet"
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text())
CONTRACTS = {contract["name"]: contract for contract in PYPROJECT["tool"]["importlinter"]["contracts"]}
FLOORS = [
    {room.strip() for room in floor.split("|")} for floor in CONTRACTS["The floors: every import goes down"]["layers"]
]


def floor_of(room: str) -> int:
    """0 for the roof, higher further down; ``ValueError`` for a room without a floor."""
    for number, floor in enumerate(FLOORS):
        if room in floor:
            return number
    raise ValueError(f"{room} stands on no floor")


def may_reach(room: str, other: str) -> bool:
    """Whether a room may use another one: itself, or what is on a lower floor."""
    return room == other or floor_of(room) < floor_of(other)


def rooms() -> list[str]:
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def modules() -> list[Path]:
    """Every module of the product but migrations, which Django writes."""
    return sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(path for path in PACKAGE.glob("*/templates/**/*") if path.is_file())


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


@cache
def committed() -> tuple[Path, ...]:
    """What git holds or would take on; without git, all but what tools leave behind."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(asked, cwd=PROJECT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return tuple(_walk())
    return tuple(path for name in sorted(listed.split("\0")) if name and (path := PROJECT / name).is_file())


def _walk() -> Iterator[Path]:
    left_behind = {".git", ".venv", ".uv", ".data", ".hypothesis", "build", "__pycache__"}
    for path in sorted(PROJECT.rglob("*")):
        parts = set(path.relative_to(PROJECT).parts)
        if (
            path.is_file()
            and not parts & left_behind
            and not any(part.endswith(("_cache", ".egg-info")) for part in parts)
        ):
            yield path
