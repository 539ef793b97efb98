"""A new key takes over value by value; killed half-way it goes on, and no key goes that is needed."""

import argparse
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from buurtnet.config import field_keys
from buurtnet.config.commands import keys_rotate
from buurtnet.kit.plain_error import PlainError
from buurtnet.privacy import rotation
from buurtnet.privacy.encryption import encrypted
from buurtnet.privacy.keyring import key_id, ring
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.rotation import encrypt_anew, encrypted_fields, uses
from tests.privacy.diary import Diary, put_raw, raw

pytestmark = pytest.mark.django_db
OLD = "an-old-key-of-the-tests-that-nobody-must-use"

type Rotate = Callable[..., str]


@pytest.fixture
def folder(diary: type[Diary], files: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a ring of one key, and the diary as the only model that counts."""
    settings.FIELD_KEYS = ""
    (files / "keys").mkdir()
    (files / "keys" / "field_keys").write_text(OLD)
    monkeypatch.setattr(rotation.apps, "get_models", lambda **_: [diary])
    return files


@pytest.fixture
def rotate(folder: Path, capsys: pytest.CaptureFixture[str]) -> Rotate:
    def run(*words: str) -> str:
        parser = argparse.ArgumentParser()
        keys_rotate.arguments(parser)
        assert keys_rotate.run(parser.parse_args(words)) == 0
        return capsys.readouterr().out

    return run


def let_time_pass(folder: Path) -> None:
    then = time.time() - field_keys.SETTLED - 1
    os.utime(folder / "keys" / "field_keys", (then, then))


def test_a_new_key_encrypts_everything_anew(diary: type[Diary], folder: Path, rotate: Rotate) -> None:
    diary.objects.create(text="een", secret="twee")
    before = raw("text")
    told = rotate()
    assert "2 values are encrypted anew" in told
    assert raw("text") != before
    assert next(iter(ring().secrets)) == key_id(OLD)
    assert raw("text").split(":")[1] == raw("secret").split(":")[1] == ring().newest != key_id(OLD)
    row = diary.objects.get()
    assert (row.text, row.secret) == ("een", "twee")
    assert stat.S_IMODE((folder / "keys" / "field_keys").stat().st_mode) == 0o600
    assert LogRow.objects.get().action == "rotate_keys"


def test_killed_half_way_it_goes_on_with_the_same_key(
    diary: type[Diary], rotate: Rotate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    diary.objects.bulk_create(diary(text=str(number)) for number in range(7))
    whole = rotation.encrypt_batch
    calls = []

    def killed(*args: Any) -> list[Any]:
        calls.append(args)
        if len(calls) > 2:
            raise KeyboardInterrupt
        return whole(*args)

    with monkeypatch.context() as broken:
        broken.setattr(rotation, "encrypt_batch", killed)
        with pytest.raises(KeyboardInterrupt):
            rotate()
    newest = ring().newest
    assert {key: sum(found.values()) for key, found in uses().items()} == {key_id(OLD): 3, newest: 4}
    assert {row.text for row in diary.objects.all()} == set("0123456")
    assert "3 values" in rotate()
    assert ring().newest == newest
    assert set(uses()) == {newest}
    assert "is made" in rotate()


def test_an_old_key_goes_only_when_nothing_uses_it_and_all_have_heard(
    diary: type[Diary], folder: Path, rotate: Rotate
) -> None:
    diary.objects.create(text="een")
    rotate()
    with pytest.raises(PlainError, match="try again in 10 minutes"):
        rotate("--retire")
    let_time_pass(folder)
    assert f"Taken off the ring: {key_id(OLD)}" in rotate("--retire")
    assert list(ring().secrets) == [ring().newest]
    assert diary.objects.get().text == "een"
    assert "No key is to be taken off" in rotate("--retire")


def test_a_key_that_is_used_stays_and_it_is_told_by_whom(
    diary: type[Diary], folder: Path, rotate: Rotate, capsys: pytest.CaptureFixture[str]
) -> None:
    diary.objects.create(text="een", secret="twee")
    rotate()
    put_raw("secret", f"1:{key_id(OLD)}:AAAA")
    let_time_pass(folder)
    with pytest.raises(PlainError, match="1 values do not open"):
        rotate("--retire")
    assert f"Key {key_id(OLD)} stays: 1 of privacy.Diary.secret use it." in capsys.readouterr().out
    assert key_id(OLD) in ring().secrets


def test_what_was_written_meanwhile_is_not_written_over(
    diary: type[Diary], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary.objects.create(text="oud")
    field_keys.add_key(folder)

    def slow(text: str, *args: Any) -> str:
        Diary.objects.update(text="nieuw")  # someone else, between our reading and our writing
        return encrypted(text, *args)

    monkeypatch.setattr(rotation, "encrypted", slow)
    encrypt_anew()
    assert diary.objects.get().text == "nieuw"


def test_keys_of_the_environment_are_changed_there(
    diary: type[Diary], rotate: Rotate, folder: Path, settings: Settings
) -> None:
    diary.objects.create(text="een")
    settings.FIELD_KEYS = f"{OLD} a-new-key-of-the-tests-that-nobody-must-use"
    with pytest.raises(PlainError, match="FIELD_KEYS"):
        field_keys.add_key(folder)
    assert "1 values" in rotate()
    assert f"These may go from FIELD_KEYS: {key_id(OLD)}." in rotate("--retire")


def test_every_encrypted_field_of_every_model_is_found() -> None:
    class Registry:
        @staticmethod
        def get_models(**_: object) -> list[type[Diary]]:
            return [Diary]

    assert [field.name for _, field in encrypted_fields(Registry())] == ["text", "secret"]
