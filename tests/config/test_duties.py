"""The jobs of each day are done once a day, by whichever worker comes first, and one that fails stops no other."""

import datetime
from argparse import Namespace

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from buurtnet.config import duties
from buurtnet.config.commands import daily
from buurtnet.config.duties import DAILY, do_daily, once_a_day
from buurtnet.kit.plain_error import PlainError
from buurtnet.search.index import BusyError

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()


def at(day: int, hour: int, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.datetime(2026, 11, day, hour, 30, tzinfo=ZONE)
    monkeypatch.setattr("django.utils.timezone.localtime", lambda: moment)


def test_a_day_of_jobs_is_put_on_the_list_once_and_begins_at_three(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    for day, hour in [(20, 4), (20, 5), (20, 23), (21, 2), (21, 3), (21, 9), (22, 3)]:
        at(day, hour, monkeypatch)
        asked.append(once_a_day())
    assert asked == [True, False, False, False, True, False, True]
    assert [result.task_path for result in DBTaskResult.objects.all()] == ["buurtnet.config.duties.do_daily"] * 3


def test_the_day_and_its_task_are_kept_together_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    at(20, 4, monkeypatch)

    def fall() -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(duties, "do_daily", type("Task", (), {"enqueue": staticmethod(fall)}))
        with pytest.raises(ZeroDivisionError):
            once_a_day()
    assert once_a_day() is True


def test_one_job_that_fails_stops_no_other_and_the_whole_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def fall() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(duties, "DAILY", (fall, lambda: done.append("after")))
    with pytest.raises(PlainError, match=r"test_duties\..*fall"):
        do_daily.call()
    assert done == ["after"]


def test_the_index_waits_for_whoever_writes_it_and_is_left_to_who_never_ends(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    left = [BusyError, BusyError, None]
    waits: list[float] = []

    def rebuild() -> None:
        if error := left.pop(0):
            raise error

    monkeypatch.setattr(duties, "rebuild_all", rebuild)
    monkeypatch.setattr(duties.time, "sleep", waits.append)
    duties.make_index_anew()
    assert (left, waits) == ([], [duties.INDEX_PAUSE] * 2)
    left += [BusyError] * duties.INDEX_WAITS
    duties.make_index_anew()
    assert left == []
    assert "left to that" in caplog.text


def test_all_jobs_of_a_day_can_be_done_on_an_empty_site() -> None:
    assert len(DAILY) >= 3
    do_daily.call()


def test_what_was_done_by_hand_today_the_worker_leaves() -> None:
    assert daily.run(Namespace(dry_run=False)) == 0
    assert once_a_day() is False
    assert not DBTaskResult.objects.exists()
