"""A backup from before someone was erased: put back, it brings back no row, no mail, no link and no face of them."""

import json
from pathlib import Path

import pytest

from tests.config.test_backup import Site, databases
from tests.people.someone_gone import STAYS

__all__ = ["databases"]
LIFE = "from tests.people import someone_gone; someone_gone."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gone")


@pytest.fixture(scope="module")
def site(folder: Path, databases: list[str]) -> Site:
    site = Site(folder / "data", databases[0])
    site.python(f"{LIFE}live(*sys.argv[1:])", folder / "backup.tar.gz", folder / "keys.json")
    return site


def test_on_another_machine_with_the_list_of_erasures_nothing_of_them_comes_back(
    site: Site, folder: Path, databases: list[str]
) -> None:
    other = Site(folder / "other", databases[1])
    ledger = site.data_dir / "erasures.jsonl"
    done = other.buurtnet("restore", "backup.tar.gz", "--erasures", str(ledger), "--keys", "keys.json")
    assert done.returncode == 0, done.stderr
    state = json.loads(other.python(f"{LIFE}tell()"))
    assert state["traces"] == []
    assert state["hours"] == 0, "nor what was gone before the erasure, and nobody wrote down as erased"
    assert (state["cards"], state["files"]) == (1, 2), "the face of who stays, in two sizes"
    assert state["waiting"] == state["links"] == [STAYS], "what waited for others goes; what waited for them does not"
    assert {"people.Card", "people.Mail", "people.Person", "people.SigninLink"} <= set(state["kinds"])
    assert (state["erased"], state["faults"]) == (1, [])
