"""Encrypted text: raw SQL shows none of it, and what was touched does not open."""

import copy
import itertools
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from django.core import checks
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Value
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from buurtnet.kit.declare import Erase, Keep, Subject
from buurtnet.privacy.checks import special_fields_are_encrypted
from buurtnet.privacy.encryption import CannotDecryptError, EncryptedTextField, as_stored, decrypted, encrypted
from buurtnet.privacy.keyring import KeyRingError, key_id, ring, ring_of
from tests.privacy.diary import Diary, put_raw, raw

OLD, NEW = "an-old-key-of-the-tests-that-nobody-must-use", "a-new-key-of-the-tests-that-nobody-must-use"
WORDS = "een zin die nergens anders staat, “é” 🌷"


def test_raw_sql_shows_ciphertext_and_the_row_gives_the_text(diary: type[Diary]) -> None:
    row = diary.objects.create(text=WORDS)
    stored = raw("text")
    assert stored.startswith(f"1:{ring().newest}:")
    assert "zin" not in stored
    row.refresh_from_db()
    assert row.text == WORDS
    assert list(diary.objects.values_list("text", "secret")) == [(WORDS, None)]


@given(st.text())
def test_every_text_comes_back_and_no_two_ciphertexts_are_the_same(text: str) -> None:
    if not text.isprintable():
        text = text.encode("utf-8", "ignore").decode()  # a lone surrogate is no text
    first, second = encrypted(text, "a.b"), encrypted(text, "a.b")
    assert first != second
    assert decrypted(first, "a.b") == decrypted(second, "a.b") == text


def test_an_empty_text_is_encrypted_and_nothing_stays_nothing(diary: type[Diary]) -> None:
    diary.objects.create(text="", secret=None)
    assert raw("text").startswith("1:k")
    assert raw("secret") is None
    assert diary.objects.get().text == ""


def test_update_and_both_kinds_of_bulk_encrypt_too(diary: type[Diary]) -> None:
    [row] = diary.objects.bulk_create([diary(text="een")])
    diary.objects.update(text="twee")
    assert raw("text").startswith("1:k")
    row.text = "drie"
    diary.objects.bulk_update([row], ["text"])
    assert raw("text").startswith("1:k")
    assert diary.objects.get().text == "drie"


@pytest.mark.parametrize("how", [lambda: Diary.objects.update(text=Value(WORDS)), lambda: put_raw("text", WORDS)])
def test_the_database_refuses_clear_text(diary: type[Diary], how: Callable[[], object]) -> None:
    diary.objects.create(text="een")
    with pytest.raises(IntegrityError), transaction.atomic():
        how()
    assert diary.objects.get().text == "een"


def touched(stored: str) -> list[str]:
    """Every sign of a stored value changed once, and its end cut off."""
    form, key, body = stored.split(":")
    others = {at: "A" if sign != "A" else "B" for at, sign in enumerate(body) if sign != "="}
    changed = [f"{form}:{key}:{body[:at]}{other}{body[at + 1 :]}" for at, other in others.items()]
    ends = {*changed} - {stored}
    return [*ends, f"{form}:{key}:{body[:8]}", f"{form}:{key}:", f"{form}:{key}", "", "1:", f"2:{key}:{body}", WORDS]


def test_a_value_that_was_touched_anywhere_does_not_open() -> None:
    stored = encrypted("geheim", "a.b")
    same_bits = 0  # the last sign of base64 has bits that mean nothing
    for value in touched(stored):
        try:
            same_bits += decrypted(value, "a.b") == "geheim"
        except CannotDecryptError:
            continue
    assert same_bits <= 1


def test_what_does_not_open_raises_in_a_query_and_is_never_empty(diary: type[Diary]) -> None:
    diary.objects.create(text="geheim")
    put_raw("text", raw("text")[:-8] + "AAAAAAA=")
    with pytest.raises(CannotDecryptError, match=r"privacy_diary\.text was changed"):
        diary.objects.get()
    with pytest.raises(CannotDecryptError):
        list(diary.objects.values_list("text"))


def test_a_value_cannot_be_moved_to_another_column_or_table(diary: type[Diary]) -> None:
    diary.objects.create(text="geheim")
    put_raw("secret", raw("text"))
    with pytest.raises(CannotDecryptError, match=r"privacy_diary\.secret"):
        diary.objects.get()
    for here, there in itertools.permutations(["a.b", "a.c", "b.b"], 2):
        with pytest.raises(CannotDecryptError):
            decrypted(encrypted("geheim", here), there)


@pytest.mark.parametrize(
    "lookup", ["text", "text__exact", "text__in", "text__contains", "text__gt", "text__iexact", "text__regex"]
)
def test_nothing_can_be_found_by_an_encrypted_field(lookup: str) -> None:
    with pytest.raises(FieldError, match="encrypted"):
        Diary.objects.filter(**{lookup: "x"})
    with pytest.raises(FieldError, match="encrypted"):
        Diary.objects.exclude(**{lookup: "x"})


def test_whether_there_is_anything_can_be_asked(diary: type[Diary]) -> None:
    diary.objects.create(text="een")
    assert diary.objects.filter(secret__isnull=True).count() == 1


def test_the_newest_key_encrypts_and_older_ones_still_open(settings: Settings) -> None:
    settings.FIELD_KEYS = OLD
    before = encrypted("geheim", "a.b")
    settings.FIELD_KEYS = f"{OLD},{NEW}"
    assert decrypted(before, "a.b") == "geheim"
    assert encrypted("x", "a.b").split(":")[1] == key_id(NEW)
    settings.FIELD_KEYS = NEW
    with pytest.raises(CannotDecryptError, match=f"{key_id(OLD)}, which is not on the ring"):
        decrypted(before, "a.b")


def test_the_ring_in_the_file_is_read_again_when_it_changed(settings: Settings, tmp_path: Path) -> None:
    settings.FIELD_KEYS, settings.DATA_DIR = "", tmp_path
    with pytest.raises(KeyRingError, match="not there"):
        encrypted("x", "a.b")
    (tmp_path / "keys").mkdir()
    file = tmp_path / "keys" / "field_keys"
    file.write_text(OLD)
    assert ring().newest == key_id(OLD)
    file.write_text(f"{OLD}\n{NEW}\n")
    assert (ring().newest, list(ring().secrets)) == (key_id(NEW), [key_id(OLD), key_id(NEW)])


@pytest.mark.parametrize("text", ["", " , ", "short", f"{OLD} short"])
def test_a_key_that_can_be_guessed_or_none_at_all_is_refused(text: str) -> None:
    with pytest.raises(KeyRingError):
        ring_of(text)


def test_a_backup_reads_and_writes_values_as_they_are_stored(diary: type[Diary]) -> None:
    diary.objects.create(text="geheim")
    stored = raw("text")
    with as_stored():
        row = diary.objects.get()
        assert row.text == stored
        diary.objects.all().delete()
        diary.objects.create(text=Diary._meta.get_field("text").to_python(stored))
    assert raw("text") == stored
    assert diary.objects.get().text == "geheim"
    assert Diary._meta.get_field("text").value_to_string(diary.objects.get()).startswith("1:k")


@pytest.mark.django_isolate_apps("tests.privacy")
def test_an_encrypted_field_is_declared_and_has_no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    class Note(models.Model):
        text = EncryptedTextField(unique=True)
        mood = models.TextField()

        class Meta:
            app_label = "privacy"

        class Privacy:
            subject = Subject.NOBODY
            public: ClassVar = ["id", "text"]
            special: ClassVar = {"mood": Keep(Erase.BLANK)}

    assert sorted(str(error.id) for error in Note._meta.get_field("text").check()) == ["privacy.E001", "privacy.E003"]
    monkeypatch.setattr("django.apps.apps.get_models", lambda: [Note])
    assert [error.id for error in special_fields_are_encrypted()] == ["privacy.E002"]


@pytest.mark.django_db  # some checks ask the database what it can
def test_no_model_of_ours_keeps_special_data_in_the_clear() -> None:
    assert [
        error for error in checks.run_checks(tags=[checks.Tags.models]) if str(error.id).startswith("privacy.")
    ] == []


def test_only_a_field_that_says_so_is_read_without_what_does_not_open(
    diary: type[Diary], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(diary._meta.get_field("secret"), "may_stay_closed", True)
    diary.objects.create(text="open", secret="geheim")
    put_raw("secret", broken := raw("secret")[:-8] + "AAAAAAA=")
    row = diary.objects.get()
    assert (row.text, row.secret, bool(row.secret)) == ("open", "", False)
    assert "privacy_diary.secret was changed" in caplog.text
    assert "geheim" not in caplog.text
    assert copy.copy(row.secret).stored == pickle.loads(pickle.dumps(row.secret)).stored == broken
    assert diary._meta.get_field("secret").value_to_string(row) == broken
    row.text = "anders"
    row.save()
    assert raw("secret") == broken, "written back as it is stored"
    put_raw("text", raw("text")[:-8] + "AAAAAAA=")
    with pytest.raises(CannotDecryptError):
        diary.objects.get()


def test_a_value_moved_to_another_row_of_its_column_opens_there(diary: type[Diary]) -> None:
    """The limit that docs/privacy.md and decision 0013 state; when it is lifted, so is what they say."""
    for text in ("een", "twee"):
        diary.objects.create(text=text)
    first, second = diary.objects.order_by("pk")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE privacy_diary SET text = (SELECT text FROM privacy_diary WHERE id = %s) WHERE id = %s",
            [first.pk, second.pk],
        )
    assert [row.text for row in diary.objects.order_by("pk")] == ["een", "een"]
    docs = Path(__file__).resolve().parents[2] / "docs"
    assert "moved to another row of the same column" in (docs / "privacy.md").read_text()
    decision = docs / "decisions" / "0013-encrypted-fields-with-a-ring-of-keys.md"
    assert "swap two values of one column" in decision.read_text()
