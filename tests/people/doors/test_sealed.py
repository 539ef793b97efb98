"""Secrets in texts: links in mails, where a link leads to, addresses and numbers stand encrypted in the database."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.tasks import TaskResultStatus
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from buurtnet.kit.work import PatientWorker
from buurtnet.people.mailing import send
from buurtnet.people.models import AddressChange, Card, Mail, Person, SigninLink
from buurtnet.people.my_data import erase_account
from buurtnet.people.signin import send_signin_link
from buurtnet.privacy.keyring import ring
from buurtnet.privacy.retention import expire
from buurtnet.privacy.rotation import encrypt_anew, uses
from tests.people.doors.clients import last_link, signed_in

pytestmark = pytest.mark.django_db
SEALED = {
    "people_mail": "body", "people_signinlink": "next_path", "people_addresschange": "new_email",
    "people_card": "phone",
}  # fmt: skip
OLD, NEW = "an-old-key-of-the-tests-that-nobody-must-use", "a-new-key-of-the-tests-that-nobody-must-use"


@pytest.fixture(autouse=True)
def mails_go(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend", "OPTIONS": {}}}
    settings.DEMO = False
    for module in ("buurtnet.kit.work", "django_tasks_db.management.commands.db_worker"):
        monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)


def raw(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {SEALED[table]} FROM {table}")
        return [text for (text,) in cursor.fetchall()]


def spoil(table: str) -> None:
    """Someone changes the last signs of every value in the database."""
    with connection.cursor() as cursor:
        column = SEALED[table]
        cursor.execute(f"UPDATE {table} SET {column} = substr({column}, 1, length({column}) - 8) || 'AAAAAAA='")


def work() -> None:
    DBTaskResult.objects.update(run_after=timezone.now())
    PatientWorker("worker-1").run()


def fill(samira: Person) -> None:
    """One value in each column."""
    client = signed_in(samira)
    client.post("/account/gegevens/mailadres/", {"new_email": "nieuw@havendijk.example"})
    Mail.objects.exclude(to="nieuw@havendijk.example").delete()
    send_signin_link("emre@havendijk.example", next_path="/account/samen/een-geheime-code/")
    SigninLink.objects.filter(email=samira.email).delete()
    Mail.objects.filter(to="emre@havendijk.example").delete()
    Card.objects.create(person=samira, phone="0999 - 21 40 21")


def test_raw_sql_shows_no_link_no_address_and_no_number(samira: Person) -> None:
    fill(samira)
    for table in SEALED:
        [stored] = raw(table)
        assert stored.startswith(f"1:{ring().newest}:"), table
    assert "/account/mailadres/" in Mail.objects.get().body
    assert SigninLink.objects.get().next_path == "/account/samen/een-geheime-code/"
    assert AddressChange.objects.get().new_email == "nieuw@havendijk.example"
    assert Card.objects.get().phone == "0999 - 21 40 21"


def test_a_change_of_keys_covers_them(samira: Person, settings: Settings) -> None:
    settings.FIELD_KEYS = OLD
    fill(samira)
    settings.FIELD_KEYS = f"{OLD} {NEW}"
    done = encrypt_anew()
    assert (done.changed >= len(SEALED), done.closed) == (True, [])
    assert set(uses()) == {ring().newest}
    settings.FIELD_KEYS = NEW
    assert "/account/mailadres/" in Mail.objects.get().body
    assert Card.objects.get().phone == "0999 - 21 40 21"


def test_a_mail_that_was_tampered_with_is_given_up_and_told_and_the_next_one_goes(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    mailoutbox: list[Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        spoilt = send("samira@havendijk.example", "Je link voor Buurtnet", "https://buurt.example/eerste")
    spoil("people_mail")
    with django_capture_on_commit_callbacks(execute=True):
        send("joris@havendijk.example", "Je link voor Buurtnet", "https://buurt.example/tweede")
    work()
    spoilt.refresh_from_db()
    assert spoilt.gave_up_at
    assert (spoilt.sent_at, spoilt.body) == (None, "")
    [sent] = mailoutbox
    assert (sent.to, "tweede" in sent.body) == (["joris@havendijk.example"], True)
    assert f"Mail {spoilt.pk} is given up and never goes" in caplog.text
    assert "samira" not in caplog.text
    work()
    assert len(mailoutbox) == 1
    assert {one.status for one in DBTaskResult.objects.all()} == {TaskResultStatus.SUCCESSFUL}


def test_a_mail_whose_key_is_not_there_waits_for_it(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, mailoutbox: list[Any], settings: Settings
) -> None:
    settings.FIELD_KEYS = OLD
    with django_capture_on_commit_callbacks(execute=True):
        send("samira@havendijk.example", "Je link voor Buurtnet", "https://buurt.example/")
    settings.FIELD_KEYS = NEW
    work()
    assert Mail.objects.waiting().count() == 1
    assert mailoutbox == []
    settings.FIELD_KEYS = f"{OLD} {NEW}"
    work()
    assert len(mailoutbox) == 1
    assert not Mail.objects.waiting().exists()


def test_a_link_that_was_tampered_with_opens_nothing_and_says_so(samira: Person) -> None:
    send_signin_link(samira.email, next_path="/havendijk/")
    link = last_link()
    spoil("people_signinlink")
    for answer in (Client().get(link), Client().post(link)):
        assert answer.status_code == 410
        assert "Vraag een nieuwe" in answer.content.decode()


def test_a_change_of_address_that_was_tampered_with_is_not_made(samira: Person) -> None:
    fill(samira)
    link = last_link("nieuw@havendijk.example")
    spoil("people_addresschange")
    assert Client().get(link).status_code == Client().post(link).status_code == 410
    samira.refresh_from_db()
    assert samira.email == "samira@havendijk.example"


def test_who_is_erased_goes_with_what_was_tampered_with(samira: Person) -> None:
    fill(samira)
    for table in SEALED:
        spoil(table)
    SigninLink.objects.update(person=samira)
    erase_account(samira)
    for model in (Mail, SigninLink, AddressChange, Card):
        assert not model._base_manager.exists(), model


@pytest.mark.parametrize("table", ["people_mail", "people_signinlink", "people_addresschange"])
def test_what_was_tampered_with_goes_in_time(samira: Person, table: str) -> None:
    fill(samira)
    spoil(table)
    expire(timezone.now() + datetime.timedelta(days=31))
    assert raw(table) == []


@pytest.fixture
def other_database(db: None, tmp_path: Path) -> Iterator[None]:
    """An empty one, in the place of that of the other tests for as long as this one takes."""
    usual = connections["default"]
    other = usual.copy()
    other.settings_dict["NAME"] = str(tmp_path / "other.sqlite3") if usual.vendor == "sqlite" else "of_before"
    if usual.vendor == "postgresql":
        with usual._nodb_cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS of_before")
            cursor.execute("CREATE DATABASE of_before")
    connections["default"] = other
    yield
    other.close()
    connections["default"] = usual
    if usual.vendor == "postgresql":
        with usual._nodb_cursor() as cursor:
            cursor.execute("DROP DATABASE of_before")


@pytest.fixture
def back(other_database: None) -> Any:
    """The tables as they were before the texts were encrypted."""
    executor = MigrationExecutor(connection)
    before = [("people", "0004_found_without_accents")]
    executor.migrate(before)
    return MigrationExecutor(connection).loader.project_state(before).apps


def test_a_database_that_was_filled_before_is_encrypted_as_it_stands(back: Any) -> None:
    now = timezone.now()
    texts: dict[str, Callable[[int], str]] = {
        "people_mail": lambda number: f"https://buurt.example/account/link/{number}/",
        "people_signinlink": lambda number: f"/account/samen/{number}/",
        "people_addresschange": lambda number: f"nieuw{number}@havendijk.example",
        "people_card": lambda number: f"0999 - {number}",
    }
    for number in range(3):
        person = back.get_model("people", "Person").objects.create(email=f"a{number}@havendijk.example")
        token = f"{number}" * 64
        more: dict[str, dict[str, Any]] = {
            "Mail": {"to": "a@b.example", "subject": "x"},
            "SigninLink": {"token_hash": token, "expires_at": now},
            "AddressChange": {"old_token_hash": token, "new_token_hash": token, "expires_at": now},
            "Card": {},
        }
        for name, rest in more.items():
            table = f"people_{name.lower()}"
            told = {SEALED[table]: texts[table](number)}
            back.get_model("people", name).objects.create(person=person, **told, **rest)
    MigrationExecutor(connection).migrate([("people", "0005_sealed_texts")])
    for table in SEALED:
        assert all(text.startswith("1:k") for text in raw(table)), table
    models = {model._meta.db_table: model for model in (Mail, SigninLink, AddressChange, Card)}
    for table, model in models.items():
        values = set(model._base_manager.values_list(SEALED[table], flat=True))
        assert values == {texts[table](number) for number in range(3)}, table
    MigrationExecutor(connection).migrate([("people", "0004_found_without_accents")])
    for table in SEALED:
        assert set(raw(table)) == {texts[table](number) for number in range(3)}, "and back"
