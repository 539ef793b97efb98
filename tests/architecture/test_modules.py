"""Modules are named after what they hold, and the linter refuses what the house does without."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGE, PROJECT, modules

NAMELESS = {"utils", "helpers", "services", "managers", "mixins", "constants", "signals", "misc", "common"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [path for path in modules() if {path.stem, path.parent.name} & NAMELESS]


def test_every_room_says_in_a_sentence_what_it_is() -> None:
    for path in PACKAGE.glob("*/__init__.py"):
        assert path.read_text().startswith('"""'), f"{path.parent.name} does not say what it is"


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("from django.dispatch import receiver\n\n__all__ = ['receiver']\n", "TID251"),
        ("from django.db.models.signals import post_save\n\n__all__ = ['post_save']\n", "TID251"),
        ("def late() -> object:\n    import json\n\n    return json\n", "PLC0415"),
        ("from . import models\n\n__all__ = ['models']\n", "TID252"),
        ("import datetime\n\nNOW = datetime.datetime.now()\n", "DTZ005"),
    ],
)
def test_the_linter_refuses_signals_late_imports_relative_imports_and_local_clocks(code: str, rule: str) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("ruff"), "check", "--no-cache", "--output-format=concise",
         "--stdin-filename=buurtnet/people/planted.py", "-"],
        cwd=PROJECT, input=code, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert rule in done.stdout
