"""Mails really go, by SMTP; a mail server that is down loses none, and none goes twice."""

import datetime
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path

import pytest
from django.db import transaction
from django.tasks import TaskResultStatus
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from buurtnet.kit.work import PatientWorker
from buurtnet.people import mailing
from buurtnet.people.mailing import GIVES_UP_AFTER, requeue_waiting, send
from buurtnet.people.models import Mail
from buurtnet.people.views import post

pytestmark = pytest.mark.django_db
SERVER = Path(__file__).with_name("mail_server.py")

type Start = Callable[..., "MailServer"]


class MailServer:
    """A mail server in a process of its own, and the mails it took."""

    def __init__(self, port: int, folder: Path, *words: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, str(SERVER), str(port), str(folder), *words], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        assert self.process.stdout.readline() == "ready\n"

    def mails(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.iterdir())]

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=10)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Start]:
    servers: list[MailServer] = []

    def begin(*words: str) -> MailServer:
        servers.append(MailServer(port, tmp_path, *words))
        return servers[-1]

    yield begin
    for server in servers:
        server.stop()


@pytest.fixture(autouse=True)
def mail_by_smtp(settings: Settings, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"host": "127.0.0.1", "port": port, "timeout": 2}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    settings.DEMO = False
    for module in ("buurtnet.kit.work", "django_tasks_db.management.commands.db_worker"):
        monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)


def post_one(on_commit: DjangoCaptureOnCommitCallbacks, to: str = "samira@havendijk.example") -> Mail:
    with on_commit(execute=True):
        return send(to, "Je link voor Buurtnet", "Hallo,\n\nhttps://buurt.example/é")


def work() -> None:
    DBTaskResult.objects.update(run_after=timezone.now())
    PatientWorker("worker-1").run()


def test_a_mail_goes_by_smtp_and_what_it_said_is_not_kept(
    start: Start, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    server = start()
    mail = post_one(django_capture_on_commit_callbacks)
    work()
    [told] = [message_from_bytes(text) for text in server.mails()]
    assert told["To"] == "samira@havendijk.example"
    assert told["Subject"] == "Je link voor Buurtnet"
    assert told["Auto-Submitted"] == "auto-generated"
    payload = told.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert "https://buurt.example/é" in payload.decode()
    mail.refresh_from_db()
    assert mail.sent_at
    assert mail.body == ""


def test_a_newsletter_says_where_one_tap_ends_it_and_another_mail_does_not(
    start: Start, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    server = start()
    post_one(django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        mail = send("lezer@havendijk.example", "Nieuws", "Deze week", unsubscribe="https://buurt.example/stop/abc/")
    work()
    told = {one["Subject"]: one for one in (message_from_bytes(text) for text in server.mails())}
    assert told["Nieuws"]["List-Unsubscribe"] == "<https://buurt.example/stop/abc/>"
    assert told["Nieuws"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert told["Je link voor Buurtnet"]["List-Unsubscribe"] is None
    mail.refresh_from_db()
    assert mail.unsubscribe is None, "it is kept no longer than it takes"


def test_a_task_knows_an_id_and_nothing_else(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    mail = post_one(django_capture_on_commit_callbacks)
    assert DBTaskResult.objects.get().args_kwargs == {"args": [str(mail.pk)], "kwargs": {}}


def test_a_mail_server_that_is_down_loses_nothing_and_gets_it_once_when_it_is_up(
    start: Start,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    mail = post_one(django_capture_on_commit_callbacks)
    for _ in range(2):
        work()
    mail.refresh_from_db()
    assert mail.sent_at is None
    result = DBTaskResult.objects.get()
    assert result.status == TaskResultStatus.READY, "it is tried again"
    assert result.run_after
    assert result.run_after > timezone.now() + datetime.timedelta(minutes=3), "after longer and longer waits"
    assert "samira" not in caplog.text + result.traceback, "no log tells an address"
    server = start()
    for _ in range(3):
        work()
    assert len(server.mails()) == 1


def test_a_mail_that_went_never_goes_again(
    start: Start, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    server = start()
    mail = post_one(django_capture_on_commit_callbacks)
    for _ in range(3):
        mailing.queue(mail.pk)
    work()
    work()
    assert len(server.mails()) == 1


def test_two_workers_never_send_the_same_mail(
    start: Start, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    server = start()
    mail = post_one(django_capture_on_commit_callbacks)
    assert mailing.take(mail.pk)
    work()
    assert server.mails() == [], "another is sending it"
    Mail.objects.update(taken_at=timezone.now() - mailing.TAKEN_FOR * 2)
    mailing.queue(mail.pk)
    work()
    assert len(server.mails()) == 1, "the other fell silent"


def test_a_waiting_mail_without_a_task_gets_one_and_only_one(
    start: Start, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    server = start()
    post_one(django_capture_on_commit_callbacks)
    Mail.objects.update(queued_at=timezone.now() - mailing.SLOW_TO_START * 2)
    assert requeue_waiting() == 0, "it has a task"
    DBTaskResult.objects.all().delete()
    assert (requeue_waiting(), requeue_waiting()) == (1, 0)
    work()
    assert len(server.mails()) == 1
    assert requeue_waiting() == 0


def test_an_address_that_does_not_exist_is_given_up_and_others_go(
    start: Start, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    server = start("--refuse", "weg@havendijk.example")
    gone = post_one(django_capture_on_commit_callbacks, "weg@havendijk.example")
    post_one(django_capture_on_commit_callbacks)
    work()
    gone.refresh_from_db()
    assert gone.gave_up_at
    assert len(server.mails()) == 1
    assert not Mail.objects.waiting().exists()


def test_a_mail_goes_however_long_the_server_was_down(
    start: Start, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mail = post_one(django_capture_on_commit_callbacks)
    Mail.objects.update(queued_at=timezone.now() - GIVES_UP_AFTER * 2)
    work()
    mail.refresh_from_db()
    assert mail.gave_up_at is None
    assert mail.body
    server = start()
    mailing.queue(mail.pk)
    work()
    assert len(server.mails()) == 1


def test_a_mailbox_that_stays_full_is_given_up_after_three_days(
    start: Start, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    start("--full", "vol@havendijk.example")
    mail = post_one(django_capture_on_commit_callbacks, "vol@havendijk.example")
    work()
    mail.refresh_from_db()
    assert mail.gave_up_at is None
    Mail.objects.update(queued_at=timezone.now() - GIVES_UP_AFTER * 2)
    mailing.queue(mail.pk)
    work()
    mail.refresh_from_db()
    assert mail.gave_up_at
    assert mail.sent_at is None


def test_a_mail_of_a_transaction_that_fails_never_was(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), suppress(ZeroDivisionError), transaction.atomic():
        send("a@b.example", "Je link voor Buurtnet", "tekst")
        raise ZeroDivisionError
    assert not Mail.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_the_demo_shows_its_newest_mails_and_no_other_site_does(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "NEWEST", 3)
    for number in range(4):
        send(f"a{number}@b.example", "Je link voor Buurtnet", f"nummer {number}")
    assert Client().get("/account/post/").status_code == 404
    settings.DEMO = True
    page = Client().get("/account/post/").content.decode()
    assert "nummer 3" in page
    assert page.count("mail-shown") == 3


def test_the_mails_of_the_demo_lead_to_the_port_where_it_is_served_now(settings: Settings) -> None:
    settings.DEMO = True
    send(
        "a@b.example", "Je link voor Buurtnet", "Hier: http://localhost:8000/account/link/x/ en http://b.example:80/"
    )
    page = Client().get("/account/post/", headers={"host": "localhost:9000"}).content.decode()
    assert 'href="http://localhost:9000/account/link/x/"' in page
    assert 'href="http://b.example:80/"' in page
    assert "localhost:8000" in Mail.objects.get().body, "what was written stays"
