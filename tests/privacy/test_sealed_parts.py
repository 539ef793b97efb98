"""Secrets that another package keeps inside a column of JSON take part in a change of keys."""

import time
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from pytest_django import Settings

from buurtnet.config import field_keys
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.adapters import PLACE
from buurtnet.people.factors import STEP, takes_code
from buurtnet.people.models import Person
from buurtnet.privacy import rotation
from buurtnet.privacy.keyring import key_id, ring
from buurtnet.privacy.rotation import encrypt_anew, uses
from buurtnet.privacy.sealed_parts import SealedParts, sealed_parts
from tests.privacy.test_rotation import OLD, Rotate, let_time_pass, rotate

__all__ = ["rotate"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(files: Path, settings: Settings) -> Path:
    """A data folder with a ring of one key."""
    settings.FIELD_KEYS = ""
    (files / "keys").mkdir()
    (files / "keys" / "field_keys").write_text(OLD)
    return files


@pytest.fixture
def samira(folder: Path) -> Person:
    """With an app, recovery codes and a passkey."""
    person = Person.objects.create_user("samira@buurt.example")
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    Authenticator.objects.create(
        user=person, type="webauthn", data={"name": "1:kaaaaaaaa:telefoon", "credential": {}}
    )
    return person


def data(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = Authenticator.objects.get(type=kind).data
    return found


def code_now() -> str:
    return str(format_hotp_value(hotp_value(decrypt(data("totp")["secret"]), int(time.time() // STEP))))


def test_after_a_key_is_retired_the_app_and_the_recovery_codes_still_open(
    samira: Person, folder: Path, rotate: Rotate
) -> None:
    code = RecoveryCodes.activate(samira).generate_codes()[3]
    assert "2 values are encrypted anew" in rotate()
    let_time_pass(folder)
    assert f"Taken off the ring: {key_id(OLD)}" in rotate("--retire")
    assert takes_code(samira, code_now())
    assert takes_code(samira, code)
    assert data("webauthn")["name"] == "1:kaaaaaaaa:telefoon", "words of people are no secret of ours"


def test_a_key_that_opens_only_such_a_secret_is_in_use(samira: Person, folder: Path) -> None:
    assert uses()[key_id(OLD)] == {"mfa.Authenticator.data": 2}


def test_a_key_stays_for_a_secret_that_does_not_open(
    samira: Person, folder: Path, rotate: Rotate, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = Authenticator.objects.get(type="totp")
    Authenticator.objects.filter(pk=kept.pk).update(data={"secret": f"1:{key_id(OLD)}:AAAA", "last_step": 5})
    rotate_and_fail = pytest.raises(PlainError, match="1 values do not open")
    with rotate_and_fail:
        rotate()
    let_time_pass(folder)
    with rotate_and_fail:
        rotate("--retire")
    told = capsys.readouterr().out
    assert f"(row {kept.pk})" in told
    assert f"Key {key_id(OLD)} stays: 1 of mfa.Authenticator.data use it." in told
    assert data("totp") == {"secret": f"1:{key_id(OLD)}:AAAA", "last_step": 5}
    codes = RecoveryCodes.activate(samira)
    assert codes.validate_code(codes.generate_codes()[0]), "the others went on to the new key"


def test_killed_half_way_it_goes_on(samira: Person, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        TOTP.activate(Person.objects.create_user(f"a{number}@buurt.example"), generate_totp_secret())
    field_keys.add_key(folder)
    monkeypatch.setattr(rotation, "BATCH", 2)
    whole, calls = rotation.encrypt_parts, []

    def killed(*args: Any) -> list[Any]:
        calls.append(args)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return whole(*args)

    with monkeypatch.context() as broken:
        broken.setattr(rotation, "encrypt_parts", killed)
        with pytest.raises(KeyboardInterrupt):
            encrypt_anew()
    assert {key: sum(found.values()) for key, found in uses().items()} == {key_id(OLD): 3, ring().newest: 2}
    assert encrypt_anew().changed == 3
    assert set(uses()) == {ring().newest}


def test_the_rest_of_the_column_stays_and_a_list_is_turned_too(samira: Person, folder: Path) -> None:
    Authenticator.objects.filter(type="recovery_codes").update(
        data={"migrated_codes": [encrypt("11111111"), encrypt("22222222")], "viewed_at": 1.5}
    )
    field_keys.add_key(folder)
    assert encrypt_anew().changed == 3
    assert data("recovery_codes")["viewed_at"] == 1.5
    assert RecoveryCodes.activate(samira).generate_codes() == ["11111111", "22222222"]


def test_what_allauth_encrypts_is_declared_and_sealed_in_its_own_place(samira: Person) -> None:
    """A part that a newer allauth keeps encrypted shows here before a key goes that it needs."""
    [parts] = sealed_parts()
    assert (parts.place, parts.model) == (PLACE, Authenticator)
    for kind in ("totp", "recovery_codes"):
        sealed = {name for name, value in data(kind).items() if str(value).startswith(f"1:{key_id(OLD)}:")}
        assert sealed
        assert sealed <= set(parts.parts)


@pytest.mark.parametrize("value", [None, [], "text", {}, {"secret": 5}, {"secret": ["1:k", 5]}, {"name": "1:k"}])
def test_a_column_with_something_else_in_it_is_left_alone(value: Any) -> None:
    parts = SealedParts(Authenticator, "data", ("secret",))
    assert list(parts.texts(value)) == []
