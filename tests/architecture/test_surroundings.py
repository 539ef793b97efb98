"""A test run keeps to itself."""

import socket
import tempfile
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests.surroundings import data_dir


def test_nothing_leaves_the_machine() -> None:
    with pytest.raises(UserWarning, match="socket"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=2)


def test_a_server_of_our_own_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_a_run_has_a_data_folder_of_its_own_that_nothing_else_uses() -> None:
    assert data_dir == settings.DATA_DIR
    assert Path(tempfile.gettempdir()) in data_dir.parents
    assert settings.DEMO


def test_an_index_is_in_the_data_folder_and_not_made_before_it_is_needed(index_dir: Path) -> None:
    assert index_dir == settings.SEARCH_INDEX_DIR
    assert data_dir in index_dir.parents
    assert not index_dir.exists()


@pytest.fixture
def other_index(request: pytest.FixtureRequest) -> list[Path]:
    return request.config.stash.setdefault(SEEN, [])


SEEN: pytest.StashKey[list[Path]] = pytest.StashKey()


@pytest.mark.parametrize("turn", [1, 2])
def test_no_two_tests_share_an_index(turn: int, index_dir: Path, other_index: list[Path]) -> None:
    assert index_dir not in other_index
    other_index.append(index_dir)
