"""Twenty who want the same turn at the same moment, in processes of their own on a file of SQLite: one has it."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from buurtnet.areas.models import Network
from tests.places.clinic_rows import a_clinic, first_free

PROCESSES, EACH = 4, 5
# What one process does: so many threads, each asking for the same turn.
ASK = r"""
import datetime as dt, sys, threading, uuid
import django
from django.conf import settings
settings.FIELD_KEYS = sys.argv[4]
django.setup()
from buurtnet.places.clinic_turns import TurnTakenError, book_turn
from buurtnet.places.models import Clinic
clinic = Clinic.objects.select_related("network").get(pk=sys.argv[1])
moment = dt.datetime.fromisoformat(sys.argv[2])
def ask():
    try:
        book_turn(clinic, moment, form_key=uuid.uuid4(), alias="Hanan")
        said = "had"
    except TurnTakenError:
        said = "taken"
    except Exception as error:
        said = f"{type(error).__name__} {error}"
    sys.stdout.write(said + "\n")
threads = [threading.Thread(target=ask) for _ in range(int(sys.argv[3]))]
sys.stdin.readline()
for one in threads: one.start()
for one in threads: one.join()
"""


@pytest.mark.django_db(transaction=True)
def test_one_of_twenty_has_the_turn_on_sqlite(network: Network, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("this is about SQLite; another test is about PostgreSQL")
    clinic = a_clinic(network)
    moment = first_free(clinic)
    file = tmp_path / "buurtnet.sqlite3"
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()
    env = {
        **os.environ, "DATABASE_URL": f"sqlite:///{file}", "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "BUURTNET_DATA_DIR": str(tmp_path),
    }  # fmt: skip
    said = [sys.executable, "-c", ASK, str(clinic.pk), moment.isoformat(), str(EACH), settings.FIELD_KEYS]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    runs = [subprocess.Popen(said, env=env, text=True, **pipes) for _number in range(PROCESSES)]
    for one in runs:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    answers = [one.communicate(timeout=120) for one in runs]
    words = [line for out, _errors in answers for line in out.splitlines()]
    assert sorted(words) == sorted(["had", *["taken"] * (PROCESSES * EACH - 1)]), [one for _out, one in answers]
