"""Which test comes when, and which of several processes runs it.

A file stays together: what its tests share (a server, a backup, a demo) is made once and not once a process. Files
that start programs come first, since one of them at the end would leave the other processes without work; the demo
town comes last, since other tests expect an empty database.
"""

from functools import cache
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it says nothing of its types

TOWN = Path(__file__).resolve().parent / "town"


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # as above
    """A process that is ready gets the next file; of the town the next test function, since its files are few."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # the order of the items is the order of the files

    def _split_scope(self, nodeid: str) -> str:
        return together(nodeid)


def together(test: str) -> str:
    """The name of what is for one process, of which this test is a part."""
    file, _, rest = test.partition("::")
    return f"{file}::{rest.partition('[')[0]}" if file.startswith("tests/town/") else file


def place_of(item: pytest.Item) -> tuple[bool, bool]:
    """What to sort by; within one place the order stays as it was."""
    return TOWN in item.path.parents, not starts_programs(item.path)


@cache
def starts_programs(file: Path) -> bool:
    return "subprocess" in file.read_text()
