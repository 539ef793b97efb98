"""Doing things at the same moment, each with a connection to the database of its own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections


def at_once(*jobs: Callable[[], Any], met: tuple[type[Exception], ...] = ()) -> list[Any]:
    """What each gave, in their order; or the error it met, of the kinds that may be met. Others fail the test.

    For a test with ``transaction=True``; skipped on SQLite, where in memory no two are at once.
    """
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection, and one writer at a time: no two are at once")
    start, gave = threading.Barrier(len(jobs)), list[Any]([None] * len(jobs))

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            start.wait()
            gave[place] = job()
        except Exception as error:
            gave[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in gave:
        if isinstance(one, Exception) and not isinstance(one, met):
            raise one
    return gave
