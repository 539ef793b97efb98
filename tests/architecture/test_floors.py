"""import-linter holds the floors; these tests hold import-linter, and what it cannot see."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from tests.architecture.house import CONTRACTS, FLOORS, PACKAGE, PROJECT, floor_of, may_reach, rooms

OWN_MODELS = [model for model in apps.get_models() if model.__module__.startswith("buurtnet.")]


def all_but_code(folder: str, names: list[str]) -> list[str]:
    """What a copy of the package can do without."""
    return [name for name in names if not name.endswith(".py") and (Path(folder, name).is_file() or name[0] in "_.")]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The code alone, in a folder of its own, to plant something in."""
    shutil.copytree(PACKAGE, tmp_path / "buurtnet", ignore=all_but_code)
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("planted", "line", "contract"),
    [
        ("kit/planted.py", "import buurtnet.areas.models", "The floors"),
        ("areas/planted.py", "import buurtnet.themes.models", "The floors"),
        ("people/planted.py", "import buurtnet.config.keys", "The floors"),
        ("directory/planted.py", "import buurtnet.exchange.records", "The floors"),
        ("directory/choices.py", "import buurtnet.directory.models.service", "Inside a room"),
        ("people/access.py", "import buurtnet.people.actions", "Inside a room"),
        ("home/planted.py", "import buurtnet.directory.views", "Views are imported"),
        ("home/planted.py", "import buurtnet.config.settings", "Nobody imports config"),
    ],
)
def test_a_planted_import_that_climbs_is_caught(copy: Path, planted: str, line: str, contract: str) -> None:
    for module in (planted, "people/actions.py"):
        path = copy / "buurtnet" / module
        path.write_text(path.read_text() if path.exists() else "")
    with (copy / "buurtnet" / planted).open("a") as file:
        file.write(f"\n{line}\n")
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=copy, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert any(row.startswith(contract) and row.endswith("BROKEN") for row in done.stdout.splitlines()), done.stdout
    module = "buurtnet." + planted.removesuffix(".py").replace("/", ".")
    assert f"{module} -> {line.removeprefix('import ')}" in done.stdout


def test_every_room_stands_on_a_floor_and_has_inner_layers() -> None:
    assert set(rooms()) == set().union(*FLOORS)
    layered = next(contract for name, contract in CONTRACTS.items() if name.startswith("Inside a room"))
    assert {f"buurtnet.{room}" for room in rooms()} - {"buurtnet.config", "buurtnet.kit"} == set(
        layered["containers"]
    )


@pytest.mark.parametrize("model", OWN_MODELS, ids=[model._meta.label for model in OWN_MODELS])
def test_a_foreign_key_goes_down_as_an_import_does(model: type[models.Model]) -> None:
    room = model._meta.app_label
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        other = field.related_model
        if isinstance(other, type) and other is not get_user_model() and other.__module__.startswith("buurtnet."):
            assert may_reach(room, other._meta.app_label), f"{model._meta.label}.{field.name} climbs to {other}"


def test_rooms_on_one_floor_do_not_reach_each_other_and_no_room_reaches_up() -> None:
    assert may_reach("directory", "people")
    assert may_reach("directory", "kit")
    assert may_reach("areas", "areas")
    assert not may_reach("areas", "themes")
    assert not may_reach("people", "directory")
    with pytest.raises(ValueError, match="no floor"):
        floor_of("attic")
