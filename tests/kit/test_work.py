"""Tasks are tried again after longer and longer waits; those of a worker that fell silent are not lost."""

import datetime
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import OperationalError
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.kit.work import (
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    SILENT,
    TASKS_PER_ROUND,
    Duty,
    PatientWorker,
    Rounds,
    beat,
    failed_tasks,
    forget_finished,
    last_heartbeat,
    reclaim,
    wait_before,
)

pytestmark = pytest.mark.django_db

done: list[int] = []


@task()
def note(number: int) -> None:
    done.append(number)


@task()
def fail() -> None:
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def nothing_done(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A worker drops old connections between tasks; here that would drop the transaction of the test."""
    for module in ("buurtnet.kit.work", "django_tasks_db.management.commands.db_worker"):
        monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)
    done.clear()
    yield
    done.clear()


def work() -> None:
    PatientWorker("worker-1").run()


def only_result() -> DBTaskResult:  # type: ignore[type-arg]  # of whatever arguments
    return DBTaskResult.objects.get()


def make_due() -> None:
    DBTaskResult.objects.update(run_after=timezone.now())


def was_left_running(minutes_ago: float, by: str = "worker-gone") -> None:
    """A task that a worker took and never finished."""
    note.enqueue(1)
    started = timezone.now() - datetime.timedelta(minutes=minutes_ago)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=started, worker_ids=[by])


def test_a_task_is_done_once() -> None:
    note.enqueue(5)
    work()
    work()
    assert done == [5]
    assert only_result().status == TaskResultStatus.SUCCESSFUL


def test_a_task_that_failed_waits_a_minute_and_is_tried_again() -> None:
    fail.enqueue()
    before = timezone.now()
    work()
    result = only_result()
    assert result.status == TaskResultStatus.READY
    assert datetime.timedelta(seconds=59) < result.run_after - before < datetime.timedelta(seconds=70)
    work()
    assert len(only_result().worker_ids) == 1, "it was not due yet"
    make_due()
    work()
    assert len(only_result().worker_ids) == 2


def test_a_task_that_goes_on_failing_is_at_last_shown_to_the_operator() -> None:
    fail.enqueue()
    for _ in range(MOST_ATTEMPTS + 3):
        make_due()
        work()
    result = only_result()
    assert result.status == TaskResultStatus.FAILED
    assert len(result.worker_ids) == MOST_ATTEMPTS
    [line] = failed_tasks()
    assert "test_work.fail" in line
    assert "ZeroDivisionError" in line


def test_a_task_of_a_worker_that_fell_silent_is_tried_again() -> None:
    was_left_running(minutes_ago=10)
    assert reclaim() == 1
    make_due()
    work()
    assert done == [1]
    assert only_result().worker_ids == ["worker-gone", "worker-1"]


def test_a_task_of_a_worker_that_lives_is_left_to_it_however_long_it_takes() -> None:
    was_left_running(minutes_ago=600, by="worker-slow")
    beat("worker-slow")
    assert reclaim() == 0
    assert only_result().status == TaskResultStatus.RUNNING


def test_a_task_that_has_just_begun_is_left_alone() -> None:
    was_left_running(minutes_ago=(SILENT - 20) / 60)
    assert reclaim() == 0


def test_a_task_that_kills_every_worker_is_at_last_failed_too() -> None:
    was_left_running(minutes_ago=10)
    DBTaskResult.objects.update(worker_ids=[f"worker-{number}" for number in range(MOST_ATTEMPTS)])
    assert reclaim() == 1
    assert only_result().status == TaskResultStatus.FAILED
    assert "fell silent" in failed_tasks()[0]


@given(st.integers(1, 1000))
def test_waits_begin_at_a_minute_grow_and_end_at_a_day(attempts: int) -> None:
    assert datetime.timedelta(minutes=1) <= wait_before(attempts) <= wait_before(attempts + 1) <= LONGEST_WAIT


def test_the_last_wait_is_a_whole_day() -> None:
    assert wait_before(1) == datetime.timedelta(minutes=1)
    assert wait_before(MOST_ATTEMPTS - 1) == LONGEST_WAIT


def test_any_heartbeat_is_the_last_one_heard_of() -> None:
    assert last_heartbeat() is None
    beat("worker-1")
    heard = last_heartbeat()
    assert heard is not None
    assert timezone.now() - heard < datetime.timedelta(seconds=10)
    assert caches["shared"].get("worker:worker-1") == heard


def test_a_sign_of_life_that_did_not_come_through_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache swallows that the database is busy."""
    assert beat("worker-1") is True
    monkeypatch.setattr(caches["shared"], "set", lambda *args: None)
    assert beat("worker-1") is False


def test_after_a_time_in_which_nobody_could_be_heard_no_task_is_taken_from_its_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    was_left_running(minutes_ago=600, by="worker-slow")
    rounds, clock = Rounds([]), [1_000.0]
    monkeypatch.setattr("buurtnet.kit.work.time.monotonic", lambda: clock[0])
    rounds.heartbeat(clock[0])
    clock[0] += SILENT
    with monkeypatch.context() as busy:
        busy.setattr("buurtnet.kit.work.beat", lambda worker_id: False)
        rounds.heartbeat(clock[0])
    assert rounds.reclaim() == 0
    rounds.heartbeat(clock[0])
    assert rounds.reclaim() == 0
    clock[0] += SILENT
    assert rounds.reclaim() == 1


def test_old_tasks_are_forgotten_the_done_sooner_than_the_failed() -> None:
    for status, days in [("SUCCESSFUL", 6), ("SUCCESSFUL", 8), ("FAILED", 8), ("FAILED", 31), ("READY", 99)]:
        result = DBTaskResult.objects.get(pk=note.enqueue(days).id)
        result.status, result.finished_at = status, timezone.now() - datetime.timedelta(days=days)
        result.save()
    forget_finished()
    kept = {(result.status, result.args_kwargs["args"][0]) for result in DBTaskResult.objects.all()}
    assert kept == {("SUCCESSFUL", 6), ("FAILED", 8), ("READY", 99)}


def test_a_duty_is_done_when_it_is_due_and_a_failing_one_less_and_less_often() -> None:
    calls: list[float] = []
    duty = Duty("count", every=10, do=lambda: calls.append(1))
    for now in (0, 5, 9.9, 10, 15, 20):
        duty.do_when_due(now)
    assert len(calls) == 3

    def break_down() -> None:
        calls.append(1)
        raise ZeroDivisionError

    calls.clear()
    broken = Duty("broken", every=1, do=break_down)
    for now in range(600):
        broken.do_when_due(now)
    assert len(calls) == 3, "at 0, after a minute, and four minutes later"


def test_a_worker_does_its_duties_and_then_the_tasks() -> None:
    rounds = Rounds([Duty("first", 60, lambda: done.append(0))])
    note.enqueue(1)
    rounds.round()
    rounds.round()
    assert done == [0, 1]


def test_a_worker_goes_on_without_a_pause_as_long_as_there_is_more() -> None:
    for number in range(TASKS_PER_ROUND + 1):
        note.enqueue(number)
    rounds = Rounds([])
    assert [rounds.round(), rounds.round(), rounds.round()] == [True, False, False]
    assert len(done) == TASKS_PER_ROUND + 1


def test_a_worker_that_was_told_to_stop_begins_nothing_new() -> None:
    rounds = Rounds([Duty("first", 60, lambda: done.append(0))])
    note.enqueue(1)
    rounds.stop(15, None)
    rounds.round()
    assert done == []


def test_a_busy_database_makes_a_worker_wait_and_not_die(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(worker: PatientWorker) -> None:
        raise OperationalError("database is locked")

    note.enqueue(1)
    monkeypatch.setattr(PatientWorker, "run", locked)
    Rounds([]).round()
    assert done == []
