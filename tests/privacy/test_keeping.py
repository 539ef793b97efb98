"""At every start, in a backup and in a restore: the log cannot be changed, and what is encrypted stays so."""

import argparse
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from buurtnet.config import prepare, restore
from buurtnet.config.backup import write_table
from buurtnet.config.commands import log_verify
from buurtnet.config.health import Verdict, check_log
from buurtnet.config.keys import fingerprints_of, joined
from buurtnet.kit.plain_error import PlainError
from buurtnet.privacy import triggers
from buurtnet.privacy.encryption import as_stored
from buurtnet.privacy.keyring import key_id
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.sealing import seal
from tests.privacy.diary import Diary, raw
from tests.privacy.log_rows import by_force, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]
ONE, TWO, THREE = (f"{word}-key-of-the-tests-that-nobody-must-use-anywhere" for word in ("one", "two", "three"))


@pytest.fixture
def without_a_trigger() -> None:
    with connection.cursor() as cursor:
        cursor.execute(triggers.drop("privacy_logrow_no_delete", "privacy_logrow", connection.vendor))


def test_a_site_whose_log_could_be_changed_does_not_start_and_says_what_to_do(without_a_trigger: None) -> None:
    with pytest.raises(PlainError, match=r"\(privacy_logrow_no_delete\): look with 'buurtnet log verify'"):
        prepare.migrate()
    assert triggers.missing() == ["privacy_logrow_no_delete"]


def test_neither_before_a_migration_that_would_make_them_anew(
    without_a_trigger: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "pending_migrations", lambda: ["people.0009"])
    with pytest.raises(PlainError, match="log verify"):
        prepare.migrate()


def test_after_a_migration_that_lost_them_they_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def migrate(*args: object, **kwargs: object) -> None:
        with connection.cursor() as cursor:
            for name, (table, _) in triggers.statements(connection.vendor).items():
                cursor.execute(triggers.drop(name, table, connection.vendor))

    monkeypatch.setattr(prepare, "pending_migrations", lambda: ["people.0009"])
    monkeypatch.setattr(prepare, "call_command", migrate)
    prepare.migrate()
    assert triggers.missing() == []


def look(*words: str) -> int:
    parser = argparse.ArgumentParser()
    log_verify.arguments(parser)
    return log_verify.run(parser.parse_args(words))


@pytest.fixture
def a_folder(files: Path) -> None:
    (files / "keys").mkdir()


def test_a_look_at_the_log_ends_with_1_when_something_is_wrong(
    a_folder: None, capsys: pytest.CaptureFixture[str]
) -> None:
    found = rows(3)
    seal()
    assert look() == 0
    assert capsys.readouterr().out == "3 sealed rows looked at; nothing wrong.\n"
    by_force("DELETE FROM privacy_logrow WHERE id = %s", found[1].pk)
    assert look() == 1
    assert f"Sequence 2: row {found[1].pk} is gone.\n" in capsys.readouterr().out


def test_triggers_are_mended_on_demand_only_and_the_log_says_so(
    a_folder: None, without_a_trigger: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert look() == 1
    assert triggers.missing() != []
    assert look("--mend") == 1
    assert "Made anew: privacy_logrow_no_delete." in capsys.readouterr().out
    assert triggers.missing() == []
    assert LogRow.objects.get().action == "mend"


def test_the_check_tells_of_the_log_and_of_keys_that_are_lost(
    diary: type[Diary], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buurtnet.privacy.rotation.apps.get_models", lambda **_: [diary])
    settings.FIELD_KEYS = ONE
    diary.objects.create(text="een")
    assert [finding.verdict for finding in check_log()] == [Verdict.OK]
    settings.FIELD_KEYS = TWO
    assert [(found.verdict, found.sentence[:9]) for found in check_log()][1:] == [(Verdict.WRONG, key_id(ONE))]
    with connection.cursor() as cursor:
        cursor.execute(triggers.drop("privacy_logrow_no_update", "privacy_logrow", connection.vendor))
    assert next(check_log()).verdict == Verdict.WRONG


def test_a_backup_holds_what_is_encrypted_as_it_is_stored_and_a_restore_puts_it_back(
    diary: type[Diary], files: Path
) -> None:
    diary.objects.create(text="geheim", secret=None)
    before = raw("text")
    with as_stored():
        write_table(diary, files / "diary.jsonl")
    assert before in (files / "diary.jsonl").read_text()
    assert "geheim" not in (files / "diary.jsonl").read_text()
    diary.objects.all().delete()
    with as_stored():
        restore.put_table(diary, files / "diary.jsonl")
    assert raw("text") == before
    assert diary.objects.get().text == "geheim"


def test_backup_and_restore_do_it_that_way() -> None:
    """Both as they are read: a backup that decrypts would be seen by nobody before it is stolen."""
    folder = Path(prepare.__file__).parent
    assert "with one_moment(), as_stored():" in (folder / "backup.py").read_text()
    assert "with transaction.atomic(), as_stored():" in (folder / "restore.py").read_text()


@pytest.mark.parametrize(
    ("own", "given", "ring"),
    [
        ([ONE], [TWO], [ONE, TWO]),
        ([ONE, TWO], [ONE], [ONE, TWO]),
        ([ONE], [ONE, TWO], [ONE, TWO]),
        ([ONE, TWO], [TWO, ONE, THREE], [TWO, ONE, THREE]),
        ([], [ONE], [ONE]),
    ],
)
def test_rings_are_joined_so_that_nothing_closes(own: list[str], given: list[str], ring: list[str]) -> None:
    here = {"secret_key": "own", **({"field_keys": "\n".join(own)} if own else {})}
    keys = joined(here, {"secret_key": "given", "field_keys": " ".join(given)})
    assert keys["field_keys"].split() == ring
    assert keys["secret_key"] == "given"


def test_a_ring_with_another_key_besides_still_has_the_keys_of_the_backup() -> None:
    then, now = ({"secret_key": "x", "field_keys": ring} for ring in (ONE, f"{ONE}\n{TWO}"))
    assert fingerprints_of(then).items() <= fingerprints_of(now).items()
    assert ONE not in str(fingerprints_of(now))
