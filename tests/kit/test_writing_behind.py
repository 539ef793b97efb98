"""Counts that wait in the memory of a process are written behind its answers."""

import os
import threading
from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import DatabaseError

from buurtnet.kit import writing_behind
from buurtnet.kit.writing_behind import WritingBehind


@pytest.fixture
def at_end() -> Iterator[mock.Mock]:
    with mock.patch.object(writing_behind.atexit, "register") as told:
        yield told


@pytest.fixture
def thread(at_end: mock.Mock) -> Iterator[mock.Mock]:
    """A thread that does nothing."""
    with mock.patch.object(writing_behind.threading, "Thread") as made:
        yield made


def test_a_process_that_serves_no_pages_begins_no_thread(thread: mock.Mock) -> None:
    WritingBehind("counts", mock.Mock()).something_waits()
    thread.assert_not_called()


def test_one_thread_begins_in_each_process_and_what_waits_is_written_at_its_end(
    thread: mock.Mock, at_end: mock.Mock
) -> None:
    behind = WritingBehind("counts", mock.Mock())
    behind.want()
    thread.assert_not_called()
    for _number in range(3):
        behind.something_waits()
    thread.return_value.start.assert_called_once_with()
    at_end.assert_called_once_with(behind.write)
    with mock.patch.object(os, "getpid", return_value=-1):  # as after a fork
        behind.something_waits()
    assert thread.return_value.start.call_count == 2


def test_much_that_waits_is_written_without_waiting_for_the_minute(at_end: mock.Mock) -> None:
    written = threading.Event()
    behind = WritingBehind("counts", written.set)
    behind.want()
    behind.something_waits()
    assert not written.wait(0.05)
    behind.something_waits(is_much=True)
    assert written.wait(10)


def test_a_database_that_is_away_is_told_to_the_log_and_it_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    flush = mock.Mock(side_effect=[DatabaseError, None])
    behind = WritingBehind("counts", flush)
    behind.write()
    assert "The counts could not be written" in caplog.text
    behind.write()
    assert flush.call_count == 2
