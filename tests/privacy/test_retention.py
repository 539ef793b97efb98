"""What was kept for its time goes, and nothing sooner; and the list of what would go is true."""

import argparse
import datetime
import logging
import uuid

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from buurtnet.config.commands import daily
from buurtnet.kit.declare import Erase
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.models import Person
from buurtnet.privacy import retention
from buurtnet.privacy.ledger import ledger_path, read_ledger
from buurtnet.privacy.models import LOG_DAYS, Erasure, LogRow
from buurtnet.privacy.retention import Term, due, expire, terms
from buurtnet.privacy.sealing import seal
from tests.privacy.diary import Diary

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]
NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


def ago(days: float) -> datetime.datetime:
    return NOW - datetime.timedelta(days=days)


@pytest.fixture
def only_the_diary(diary: type[Diary], monkeypatch: pytest.MonkeyPatch) -> type[Diary]:
    monkeypatch.setattr("django.apps.apps.get_models", lambda: [diary])
    return diary


def test_a_row_goes_the_day_after_its_time_and_leaves_an_erasure(
    only_the_diary: type[Diary], django_capture_on_commit_callbacks: object
) -> None:
    days = [31, 30, 29, 1]
    made = [only_the_diary.objects.create(person=uuid.uuid4(), day=ago(day).date(), text="x") for day in days]
    undated = only_the_diary.objects.create(text="x")
    with django_capture_on_commit_callbacks(execute=True):
        assert expire(NOW) == {"privacy.Diary": 1}
    assert set(only_the_diary.objects.all()) == {*made[1:], undated}
    [erasure] = Erasure.objects.all()
    assert (erasure.model_label, erasure.object_id) == ("privacy.Diary", str(made[0].pk))
    assert [line.object_id for line in read_ledger(ledger_path()).lines] == [erasure.object_id]
    assert expire(NOW) == {}


def test_very_many_rows_go_in_batches(only_the_diary: type[Diary], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 3)
    only_the_diary.objects.bulk_create(only_the_diary(day=ago(40).date(), text="x") for _ in range(10))
    assert [found.count for found in due(NOW)] == [10]
    assert expire(NOW) == {"privacy.Diary": 10}


def test_a_field_is_emptied_and_its_row_stays() -> None:
    old = Person.objects.create_user("samira@buurt.example", last_login=ago(366))
    new = Person.objects.create_user("joris@buurt.example", last_login=ago(364))
    assert expire(NOW).get("people.Person") == 1
    assert [Person.objects.get(pk=person.pk).last_login for person in (old, new)] == [None, new.last_login]
    assert expire(NOW).get("people.Person") is None


def test_an_encrypted_field_is_emptied_once(diary: type[Diary]) -> None:
    rows = [diary.objects.create(day=ago(40).date(), text=text, secret=secret) for text, secret in
            (("weg", "weg"), ("weg", None), ("", None))]  # fmt: skip
    term = Term(diary, ("text", "secret"), 30, "day", Erase.BLANK)
    counts = [sum(retention.let_go(term, batch) for batch in retention.batches(term, NOW)) for _ in range(2)]
    assert counts == [2, 0]
    assert {(row.text, row.secret) for row in diary.objects.all()} == {("", None)}
    assert diary.objects.count() == len(rows)


def test_a_row_whose_date_moved_meanwhile_stays(diary: type[Diary]) -> None:
    row = diary.objects.create(day=ago(40).date(), text="x")
    [term] = terms([diary])
    [batch] = retention.batches(term, NOW)
    diary.objects.filter(pk=row.pk).update(day=NOW.date())
    assert retention.let_go(term, batch) == 0
    assert diary.objects.count() == 1


def test_sessions_that_are_over_and_tasks_after_thirty_days_go() -> None:
    for key, end in (("over", ago(1)), ("not", ago(-1))):
        Session.objects.create(session_key=key, session_data="x", expire_date=end)
    for days in (31, 29):
        task = DBTaskResult.objects.create(
            task_path="x", args_kwargs={"args": [], "kwargs": {}}, backend_name="default", run_after=NOW, priority=0
        )
        DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=ago(days))
    gone = expire(NOW)
    assert (gone["sessions.Session"], gone["django_tasks_database.DBTaskResult"]) == (1, 1)
    assert Session.objects.get().session_key == "not"
    assert not Erasure.objects.exists()  # nobody is found by them, and no backup holds a session


def test_the_log_goes_after_five_years_as_one_piece() -> None:
    for days in (LOG_DAYS + 1, LOG_DAYS - 1):
        LogRow.objects.create(at=ago(days), action="view")
    seal()
    assert expire(NOW)["privacy.LogRow"] == 1
    assert LogRow.objects.filter(action="view").count() == 1


def test_one_model_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fall(now: datetime.datetime) -> int:
        raise ZeroDivisionError

    Session.objects.create(session_key="over", session_data="x", expire_date=ago(1))
    monkeypatch.setitem(retention.OTHERWISE, LogRow, fall)
    with caplog.at_level(logging.CRITICAL), pytest.raises(PlainError, match=r"could not go: privacy\.LogRow\."):
        expire(NOW)
    assert not Session.objects.exists()


def test_a_look_without_doing_tells_what_would_go_and_the_oldest(capsys: pytest.CaptureFixture[str]) -> None:
    now = timezone.now()
    Person.objects.create_user("a@buurt.example", last_login=now - datetime.timedelta(days=500))
    Person.objects.create_user("b@buurt.example", last_login=now - datetime.timedelta(days=400))
    for days in (3, 9):
        end = now - datetime.timedelta(days=days)
        Session.objects.create(session_key=str(days), session_data="x", expire_date=end)
    parser = argparse.ArgumentParser()
    daily.arguments(parser)
    assert daily.run(parser.parse_args(["--dry-run"])) == 0
    told = capsys.readouterr().out
    oldest = now - datetime.timedelta(days=9)
    assert f"2 rows of sessions.Session, 0 days after expire_date, the oldest of {oldest:%Y-%m-%d}" in told
    assert "2 rows, emptied of last_login of people.Person, 365 days after last_login" in told
    assert Session.objects.count() == 2


def test_every_field_with_days_is_in_a_term() -> None:
    found = {(term.model, name) for term in terms() for name in term.fields}
    declared = {
        (model, entry.field)
        for model in apps.get_models()
        for entry in retention.entries(model)
        if entry.keep and entry.keep.days is not None
    }
    assert found == declared
