"""Keys that went are told, and never made anew by themselves beside a database that was used."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from pytest_django import Settings

from buurtnet.config import prepare as preparing
from buurtnet.config.commands import keys_import, keys_replace_lost
from buurtnet.config.health import Verdict, check_keys
from buurtnet.config.keys import KEY_NAMES, export_keys, key_from, keys_in_use, read_exported_keys
from buurtnet.config.prepare import has_been_used, take_keys
from buurtnet.kit.plain_error import PlainError

PROJECT = Path(__file__).resolve().parents[2]
WAY = "'buurtnet keys import FILE'"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with its keys, beside a database that was used."""
    for name in KEY_NAMES:
        monkeypatch.delenv(name.upper(), raising=False)
    settings.DATA_DIR, settings.FIELD_KEYS = tmp_path / "data", ""
    for name in KEY_NAMES:
        key_from(settings.DATA_DIR, name)
    return tmp_path / "data"


def run(module: ModuleType, *words: str) -> int:
    parser = argparse.ArgumentParser()
    module.arguments(parser)
    return int(module.run(parser.parse_args(words)))


@pytest.mark.django_db
@pytest.mark.parametrize("name", KEY_NAMES)
def test_a_key_that_went_is_told_with_the_way_back_and_not_made_anew(folder: Path, name: str) -> None:
    assert has_been_used()
    (folder / "keys" / name).unlink()
    with pytest.raises(PlainError, match=rf"keys/{name} is not there, and the database was made with it\. .*{WAY}"):
        take_keys(folder)
    assert not (folder / "keys" / name).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"  \n", b"\xff\xfe\x00"])
@pytest.mark.parametrize("name", KEY_NAMES)
def test_a_key_file_without_a_key_is_told(folder: Path, name: str, content: bytes) -> None:
    (folder / "keys" / name).write_bytes(content)
    with pytest.raises(PlainError, match=rf"keys/{name} (holds no key|is damaged: it is no text)\. .*{WAY}"):
        take_keys(folder)
    assert (folder / "keys" / name).read_bytes() == content


def test_a_new_installation_gets_its_keys(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "has_been_used", lambda: False)
    for name in KEY_NAMES:
        (folder / "keys" / name).unlink()
    take_keys(folder)
    assert set(keys_in_use(folder)) == set(KEY_NAMES)


@pytest.mark.django_db
def test_keys_that_are_given_by_the_environment_need_no_file(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in KEY_NAMES:
        (folder / "keys" / name).unlink()
    monkeypatch.setenv("SECRET_KEY", "given " * 10)
    settings.FIELD_KEYS = "a-given-key-of-tests-that-keeps-no-secret-at-all"
    take_keys(folder)
    assert list((folder / "keys").iterdir()) == []


def test_exported_keys_come_back_and_a_newer_ring_keeps_its_own(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = keys_in_use(folder)
    export_keys(folder, tmp_path / "keys.json")
    (folder / "keys" / "secret_key").write_text("")
    (folder / "keys" / "field_keys").unlink()
    later = key_from(folder, "field_keys")
    assert run(keys_import, str(tmp_path / "keys.json")) == 0
    assert keys_in_use(folder)["secret_key"] == before["secret_key"]
    assert keys_in_use(folder)["field_keys"].split() == [later, before["field_keys"]]
    assert "secret_key, field_keys: back in" in capsys.readouterr().out


def test_a_file_without_keys_of_ours_changes_nothing(folder: Path, tmp_path: Path) -> None:
    before = keys_in_use(folder)
    (tmp_path / "keys.json").write_text(json.dumps({"another": "key"}))
    with pytest.raises(PlainError, match="holds no key of Buurtnet"):
        read_exported_keys(tmp_path / "keys.json")
    with pytest.raises(PlainError, match="not a file made by"):
        run(keys_import, str(tmp_path / "not-there.json"))
    assert keys_in_use(folder) == before


def test_lost_keys_are_made_anew_only_when_it_is_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = keys_in_use(folder)["secret_key"]
    (folder / "keys" / "field_keys").write_bytes(b"\xff\xfe")
    assert run(keys_replace_lost) == 0
    assert "Made anew: field_keys." in capsys.readouterr().out
    assert keys_in_use(folder)["secret_key"] == kept
    assert len(keys_in_use(folder)["field_keys"]) > 50
    [damaged] = (folder / "keys").glob("field_keys.damaged-*")
    assert damaged.read_bytes() == b"\xff\xfe"
    assert run(keys_replace_lost) == 0
    assert "No key is lost." in capsys.readouterr().out


def test_the_check_names_the_way_back(folder: Path) -> None:
    (folder / "keys" / "field_keys").unlink()
    wrong = [finding.sentence for finding in check_keys() if finding.verdict == Verdict.WRONG]
    assert len(wrong) == 1
    assert WAY in wrong[0]
    (folder / "keys" / "field_keys").write_bytes(b"\xff")
    [finding] = check_keys()
    assert (finding.verdict, "is damaged" in finding.sentence) == (Verdict.WRONG, True)


def test_a_site_whose_keys_went_starts_again_with_those_that_were_exported(tmp_path: Path) -> None:
    """The whole of it, as its keeper does it."""

    def buurtnet(*words: str) -> "subprocess.CompletedProcess[str]":
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return subprocess.run(
            [sys.executable, "-m", "tests.ready", *words, "--data-dir", str(tmp_path / "data")],
            env=kept | {"PYTHONPATH": str(PROJECT)}, cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert buurtnet("daily").returncode == 0
    assert buurtnet("keys", "export", str(tmp_path / "keys.json")).returncode == 0
    for path in (tmp_path / "data" / "keys").iterdir():
        path.unlink()
    (tmp_path / "data" / "keys").rmdir()
    refused = buurtnet("daily")
    assert refused.returncode == 1
    assert "secret_key is not there" in refused.stderr
    assert WAY in refused.stderr
    assert not (tmp_path / "data" / "keys").exists()
    assert buurtnet("keys", "import", str(tmp_path / "keys.json")).returncode == 0
    assert buurtnet("daily").returncode == 0
