"""Keys stay in files of their own, for their owner only."""

import os
import stat
from pathlib import Path

import pytest

from buurtnet.config.keys import (
    export_keys,
    fingerprints,
    key_from,
    keys_in_use,
    put_keys,
    read_exported_keys,
    these_keys,
)
from buurtnet.kit.plain_error import PlainError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    return tmp_path / "data"


def test_a_key_is_made_once_and_only_its_owner_can_read_it(folder: Path) -> None:
    key = key_from(folder, "secret_key")
    assert key_from(folder, "secret_key") == key
    assert len(key) > 50
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "keys" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (folder / "keys").iterdir()] == ["secret_key"]


def test_a_draft_that_one_with_our_number_left_behind_is_in_nobodys_way(folder: Path) -> None:
    (folder / "keys").mkdir(parents=True)
    (folder / "keys" / f".secret_key.{os.getpid()}").write_text("half a k")
    assert len(key_from(folder, "secret_key")) > 50
    assert [path.name for path in (folder / "keys").iterdir()] == ["secret_key"]


def test_keys_come_back_when_what_follows_fails(folder: Path) -> None:
    own, seen = key_from(folder, "secret_key"), []

    def follow() -> None:
        with these_keys(folder, {"secret_key": "given"}):
            seen.append(key_from(folder, "secret_key"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        follow()
    assert seen == ["given"]
    assert key_from(folder, "secret_key") == own
    with these_keys(folder, {"secret_key": "given"}):
        pass
    assert key_from(folder, "secret_key") == "given"


def test_a_key_from_the_environment_counts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key_from(folder, "secret_key")
    monkeypatch.setenv("SECRET_KEY", "from outside")
    assert keys_in_use(folder) == {"secret_key": "from outside"}


def test_exported_keys_can_be_put_back_and_the_one_before_is_kept_beside(folder: Path, tmp_path: Path) -> None:
    old, file = key_from(folder, "secret_key"), tmp_path / "keys.json"
    assert export_keys(folder, file) == ["secret_key"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = tmp_path / "other"
    own = key_from(other, "secret_key")
    put_keys(other, read_exported_keys(file))
    assert key_from(other, "secret_key") == old
    assert (other / "keys" / "secret_key.before").read_text() == own
    put_keys(other, {"secret_key": "a third one"})
    assert (other / "keys" / "secret_key.before").read_text() == own
    assert (other / "keys" / "secret_key.before-2").read_text() == old
    assert {stat.S_IMODE(path.stat().st_mode) for path in (other / "keys").iterdir()} == {0o600}


def test_keys_are_never_written_over_a_file(folder: Path, tmp_path: Path) -> None:
    key_from(folder, "secret_key")
    (tmp_path / "keys.json").write_text("mine")
    with pytest.raises(PlainError, match="already there"):
        export_keys(folder, tmp_path / "keys.json")
    assert (tmp_path / "keys.json").read_text() == "mine"


@pytest.mark.parametrize("content", ["", "[]", "nonsense", '{"secret_key": 5}', '{"secret_key": ""}', "\xff\xfe"])
def test_another_file_is_no_file_of_keys(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.json").write_text(content, "latin-1")
    with pytest.raises(PlainError, match="not a file made by"):
        read_exported_keys(tmp_path / "keys.json")


def test_a_fingerprint_tells_keys_apart_and_not_the_key(folder: Path, tmp_path: Path) -> None:
    key = key_from(folder, "secret_key")
    [mark] = fingerprints(folder).values()
    key_from(tmp_path / "other", "secret_key")
    assert mark not in fingerprints(tmp_path / "other").values()
    assert key not in mark
    assert len(mark) == 32
