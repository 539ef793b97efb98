"""Background work: the tasks of ``django.tasks`` kept in the database, and duties that come round.

The package that keeps the tasks neither retries nor reclaims. Here a worker says in the shared cache every few
seconds that it lives; a task whose worker fell silent, or that failed, is made ready again after a wait that
grows from a minute to a day, and is at last left as failed, for the operator to see. A task can so be done
twice: it takes ids only and may be repeated without harm.

SQLite has one writer at a time, so that during a long import nobody can say that it lives. Silence counts only for a
worker whose own signs of life all came through meanwhile.
"""

import datetime
import logging
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

from django.core.cache import caches
from django.db import DatabaseError, OperationalError, close_old_connections, connections
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import is_locked_database_exception

HEARTBEAT = 15  # seconds between two signs of life
SILENT = 120  # seconds without one: the worker is gone
PAUSE = 1.0  # seconds between two rounds
TASKS_PER_ROUND = 20
FIRST_WAIT = datetime.timedelta(minutes=1)
LONGEST_WAIT = datetime.timedelta(days=1)
MOST_ATTEMPTS = 8
KEPT_DONE = datetime.timedelta(days=7)
KEPT_FAILED = datetime.timedelta(days=30)

type AnyResult = DBTaskResult[Any, Any]

logger = logging.getLogger(__name__)


@dataclass
class Duty:
    """Something a worker does every so many seconds; after a failure it waits longer each time."""

    name: str
    every: float
    do: Callable[[], object]
    next_at: float = 0.0
    failures: int = 0

    def do_when_due(self, now: float) -> None:
        """``now`` in seconds of a clock that only goes forward."""
        if now < self.next_at:
            return
        try:
            self.do()
            self.failures = 0
        except Exception:
            self.failures += 1
            logger.exception("The duty %s failed %s times in a row.", self.name, self.failures)
        wait = wait_before(self.failures).total_seconds() if self.failures else self.every
        self.next_at = now + wait


class Rounds:
    """One worker: duties, then tasks, then a pause, until it is told to stop (SIGTERM, SIGINT)."""

    def __init__(self, duties: list[Duty]) -> None:
        self.worker_id = f"{os.uname().nodename[:24]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.duties = [*duties, Duty("tasks of silent workers", 30, self.reclaim)]
        self.heard_since: float | None = None  # on a clock that only goes forward
        self.stopping = threading.Event()
        self.tasks: PatientWorker | None = None
        self.parent = os.getppid()

    def run(self) -> None:
        """Returns when told to stop, after the task in hand; also when the process that started it is gone."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        heart = threading.Thread(target=self.live, name="heart", daemon=True)
        heart.start()
        while not self.stopping.is_set() and os.getppid() == self.parent:
            if not self.round():
                self.stopping.wait(PAUSE)
        self.stopping.set()
        heart.join()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()
        if self.tasks:
            self.tasks.running = False

    def round(self) -> bool:
        """Every duty that is due, then some of the tasks that are ready. Whether more of them may be."""
        close_old_connections()
        for duty in self.duties:
            if not self.stopping.is_set():
                duty.do_when_due(time.monotonic())
        if self.stopping.is_set() or not DBTaskResult.objects.ready().exists():  # a look costs no lock
            return False
        self.tasks = PatientWorker(self.worker_id)
        try:
            self.tasks.run()
        except OperationalError as error:
            if not is_locked_database_exception(error):
                raise
            logger.info("The database is busy; the tasks wait.")
            return False
        return self.tasks.is_full

    def live(self) -> None:
        """The heart: a thread of its own, since a task may take longer than a heartbeat."""
        try:
            while not self.stopping.is_set():
                self.heartbeat(time.monotonic())
                self.stopping.wait(HEARTBEAT)
        finally:
            connections.close_all()

    def heartbeat(self, now: float) -> None:
        if not beat(self.worker_id):
            self.heard_since = None
            logger.warning("The worker's sign of life could not be written; trying again.")
        elif self.heard_since is None:
            self.heard_since = now

    def reclaim(self) -> int:
        """Tasks of silent workers get another chance, once we know that they could have been heard."""
        if self.heard_since is None or time.monotonic() - self.heard_since < SILENT:
            return 0
        return reclaim()


class PatientWorker(Worker):
    """Runs what is ready and returns; what failed gets another chance."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=TASKS_PER_ROUND,
            worker_id=worker_id,
            excluded_queue_names=[],
        )
        self.ran = 0

    @property
    def is_full(self) -> bool:
        """Whether it stopped because it ran as many as it may."""
        return self.ran >= TASKS_PER_ROUND

    def run_task(self, db_task_result: AnyResult) -> None:
        self.ran += 1
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            again_or_failed(db_task_result, timezone.now())


def beat(worker_id: str) -> bool:
    """Say that a worker lives, under its own name and as the last one heard of. Returns whether that came through.

    The cache says nothing when the database is too busy to write, so it is read back.
    """
    shared, now = caches["shared"], timezone.now()
    said = {f"worker:{worker_id}": (now, SILENT), "worker:last": (now, None)}
    try:
        for key, (value, seconds) in said.items():
            shared.set(key, value, seconds)
        return bool(shared.get(f"worker:{worker_id}") == now)
    except DatabaseError:
        return False


def last_heartbeat() -> datetime.datetime | None:
    """When any worker was last heard of."""
    heard: datetime.datetime | None = caches["shared"].get("worker:last")
    return heard


def reclaim() -> int:
    """Tasks whose worker is silent get another chance. Returns how many."""
    now = timezone.now()
    count = 0
    started_before = now - datetime.timedelta(seconds=SILENT)
    for result in DBTaskResult.objects.running().filter(started_at__lt=started_before):
        if caches["shared"].get(f"worker:{result.worker_ids[-1]}") is None:
            logger.warning("The worker of task %s fell silent.", result.task_path)
            count += again_or_failed(result, now)
    return count


def again_or_failed(result: AnyResult, now: datetime.datetime) -> int:
    """Make a task ready again after its wait, or leave it failed when it had all its chances.

    Nothing happens (0) to a task that another worker took meanwhile.
    """
    attempts = len(result.worker_ids)
    same = DBTaskResult.objects.filter(pk=result.pk, status=result.status, started_at=result.started_at)
    if attempts < MOST_ATTEMPTS:
        return same.update(status=TaskResultStatus.READY, run_after=now + wait_before(attempts), finished_at=None)
    return same.update(
        status=TaskResultStatus.FAILED,
        finished_at=now,
        exception_class_path=result.exception_class_path or "its worker fell silent",
    )


def wait_before(attempts: int) -> datetime.timedelta:
    """The wait after so many attempts (1 or more): 1, 4, 16, 64 … minutes, a day at most."""
    return min(LONGEST_WAIT, FIRST_WAIT * int(4 ** min(attempts - 1, 10)))


def forget_finished() -> None:
    """Done tasks go after a week, failed ones after thirty days."""
    now = timezone.now()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - KEPT_DONE).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - KEPT_FAILED).delete()


def failed_tasks() -> list[str]:
    """One line for each failed task: what, when, which error."""
    return [
        f"{result.task_path}, {timezone.localtime(result.finished_at):%Y-%m-%d %H:%M}, {result.exception_class_path}"
        for result in DBTaskResult.objects.failed().order_by("finished_at")
    ]
