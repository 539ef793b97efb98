"""Settings come from the environment; each is told in one table and none leaks into a test run."""

import ast
import os
import re

from tests.architecture.house import PACKAGE, PROJECT, tree
from tests.surroundings import ASKED

SETTINGS = PACKAGE / "config" / "settings.py"


def variables() -> set[str]:
    """Names of environment variables the settings read: calls whose first argument is a name in capitals."""
    return {
        node.args[0].value
        for node in ast.walk(tree(SETTINGS))
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and re.fullmatch(r"[A-Z][A-Z_]{2,}", node.args[0].value)
    }


def test_every_variable_is_in_the_table_of_the_operating_manual() -> None:
    table = set(re.findall(r"^\|[^|]*?`([A-Z_]+)`", (PROJECT / "docs" / "operating.md").read_text(), re.MULTILINE))
    assert len(variables()) > 10
    assert variables() - table == set()


def test_no_variable_of_the_shell_but_the_database_reaches_a_test() -> None:
    assert set(ASKED.findall(SETTINGS.read_text())) == variables()
    assert variables() & set(os.environ) <= {"BUURTNET_DATA_DIR", "BUURTNET_DEMO", "DATABASE_URL"}
