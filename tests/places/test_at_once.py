"""Fifty who want the same hour at the same moment: one has it, the others hear so, on both databases."""

import os
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from buurtnet.places.booking import NotFreeError, book
from buurtnet.places.choices import NotFree
from buurtnet.places.models import BookedQuarter, Booking
from tests.at_once import at_once
from tests.places.rows import a_venue, a_wish, in_days

MANY = 50
PROCESSES = 5
# What one process does: so many threads, each asking for the same hour.
ASK = r"""
import sys, threading, uuid
import django
from django.conf import settings
settings.FIELD_KEYS = sys.argv[4]
django.setup()
from buurtnet.places.access import venues_with_hours
from buurtnet.places.booking import NotFreeError, Wish, book
from buurtnet.places.models import Venue
import datetime as dt
venue = venues_with_hours(Venue.objects.all()).get(pk=sys.argv[1])
start = dt.datetime.fromisoformat(sys.argv[2])
def ask():
    try:
        book(venue, Wish(start, start + dt.timedelta(hours=1)), form_key=uuid.uuid4(), by=None)
        said = "had"
    except NotFreeError as error:
        said = error.reason.value
    except Exception as error:
        said = f"{type(error).__name__} {error}"
    sys.stdout.write(said + "\n")  # in one go: print writes the end of its line apart
threads = [threading.Thread(target=ask) for _ in range(int(sys.argv[3]))]
sys.stdin.readline()
for one in threads: one.start()
for one in threads: one.join()
"""


@pytest.mark.django_db(transaction=True)
def test_one_of_fifty_has_it_on_postgres(network: Any) -> None:
    venue, start = a_venue(network), in_days(2)

    def ask() -> str:
        try:
            book(venue, a_wish(start), form_key=uuid.uuid4(), by=None)
        except NotFreeError as error:
            return error.reason
        return "had"

    gave = at_once(*[ask] * MANY)
    assert sorted(gave) == sorted(["had", *[NotFree.TAKEN] * (MANY - 1)])
    assert (Booking.objects.count(), BookedQuarter.objects.count()) == (1, 4)


@pytest.mark.django_db(transaction=True)
def test_overlapping_wishes_in_every_order_meet_without_a_deadlock(network: Any) -> None:
    venue, start = a_venue(network), in_days(2)
    starts = [start.replace(hour=hour, minute=minute) for hour in (10, 11, 12) for minute in (0, 15, 30, 45)]

    def ask(moment: Any) -> Any:
        def once() -> str:
            try:
                book(venue, a_wish(moment), form_key=uuid.uuid4(), by=None)
            except NotFreeError as error:
                return error.reason
            return "had"

        return once

    gave = at_once(*[ask(one) for one in [*starts, *reversed(starts)]])
    assert set(gave) == {"had", NotFree.TAKEN}
    assert BookedQuarter.objects.count() == 4 * gave.count("had")


@pytest.mark.django_db(transaction=True)
def test_one_of_fifty_has_it_on_sqlite(network: Any, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("this is about SQLite; the test beside it is about PostgreSQL")
    venue, start = a_venue(network), in_days(2)
    file = tmp_path / "buurtnet.sqlite3"
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()
    env = {
        **os.environ, "DATABASE_URL": f"sqlite:///{file}", "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "BUURTNET_DATA_DIR": str(tmp_path),
    }  # fmt: skip
    said = [sys.executable, "-c", ASK, str(venue.pk), start.isoformat(), str(MANY // PROCESSES),
            settings.FIELD_KEYS]  # fmt: skip
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    runs = [subprocess.Popen(said, env=env, text=True, **pipes) for _number in range(PROCESSES)]
    for one in runs:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    answers = [one.communicate(timeout=120) for one in runs]
    words = [line for out, _errors in answers for line in out.splitlines()]
    assert sorted(words) == sorted(["had", *["taken"] * (MANY - 1)]), [errors for _out, errors in answers]
    with sqlite3.connect(file) as copy:
        assert copy.execute("SELECT COUNT(*) FROM places_bookedquarter").fetchone() == (4,)
    copy.close()
