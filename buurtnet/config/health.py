"""How the installation fares, part by part (``buurtnet check``)."""

import datetime
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.config.checks import unsafe_settings
from buurtnet.config.keys import KEY_NAMES, keys_dir, keys_in_use
from buurtnet.config.prepare import pending_migrations, unknown_migrations
from buurtnet.directory.models import Service
from buurtnet.kit.work import SILENT, failed_tasks, last_heartbeat
from buurtnet.search.index import is_readable
from buurtnet.search.models import Change
from buurtnet.themes.danger import all_lines

LEAST_FREE = 500 * 1024 * 1024  # bytes
MOST_WAITING = 10_000  # changes not yet in the index


class Verdict(StrEnum):
    OK = "ok"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line of ``buurtnet check``."""

    verdict: Verdict
    what: str
    sentence: str


def findings() -> Iterator[Finding]:
    """How the installation fares, part by part. ``wrong`` needs a hand; ``look`` may be as it should."""
    yield from check_settings()
    yield from check_keys()
    try:
        connection.ensure_connection()
    except OperationalError as error:
        yield Finding(Verdict.WRONG, "database", f"does not answer: {str(error).strip().splitlines()[0]}")
        return
    yield from check_database()
    yield from check_space()


def check_settings() -> Iterator[Finding]:
    complaints = list(unsafe_settings())
    for complaint in complaints:
        yield Finding(Verdict.LOOK if settings.DEMO else Verdict.WRONG, "settings", complaint)
    if not complaints:
        yield Finding(Verdict.OK, "settings", "safe to serve")


def check_keys() -> Iterator[Finding]:
    there = keys_in_use(Path(settings.DATA_DIR))
    for name in KEY_NAMES:
        if name in there:
            yield Finding(Verdict.OK, "keys", f"{name} is there")
        else:
            yield Finding(Verdict.WRONG, "keys", f"{name} is not in {keys_dir(Path(settings.DATA_DIR))}")


def check_database() -> Iterator[Finding]:
    pending, unknown = pending_migrations(), unknown_migrations()
    if unknown:
        yield Finding(Verdict.WRONG, "database", f"made by a newer Buurtnet: {unknown[0]} is not known here")
    if pending:
        yield Finding(Verdict.WRONG, "database", f"{len(pending)} migrations to do: any command but check does them")
    if pending or unknown:
        return
    services = Service.objects.count()
    yield Finding(Verdict.OK, "database", f"{connection.display_name}, {services} services, up to date")
    yield from check_index()
    yield from check_work()
    yield from check_help_lines()


def check_index() -> Iterator[Finding]:
    waiting = Change.objects.count()
    if not is_readable():
        yield Finding(Verdict.WRONG, "index", "is not there: a worker makes it, or 'buurtnet index rebuild'")
    elif waiting > MOST_WAITING:
        yield Finding(Verdict.WRONG, "index", f"is behind: {waiting} changes wait; does a worker run?")
    else:
        yield Finding(Verdict.OK, "index", f"is there, {waiting} changes wait")


def check_work() -> Iterator[Finding]:
    heard = last_heartbeat()
    if heard and timezone.now() - heard < datetime.timedelta(seconds=SILENT):
        yield Finding(Verdict.OK, "worker", "is at work")
    elif heard:
        yield Finding(Verdict.LOOK, "worker", f"last heard of {timezone.localtime(heard):%Y-%m-%d %H:%M}")
    else:
        yield Finding(Verdict.LOOK, "worker", "never heard of; 'buurtnet serve' runs one, or start 'buurtnet worker'")
    failed = failed_tasks()
    for task in failed:
        yield Finding(Verdict.WRONG, "task", f"failed: {task}")
    if not failed:
        yield Finding(Verdict.OK, "tasks", "none failed")


def check_space() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    sentence = f"{free / 1024**3:.1f} GB free for {settings.DATA_DIR}"
    yield Finding(Verdict.OK if free > LEAST_FREE else Verdict.WRONG, "disk", sentence)


def check_help_lines() -> Iterator[Finding]:
    """The numbers for people in danger whose source is old or undated: a person has to call them."""
    today = timezone.localdate()
    countries = sorted(set(Network.objects.values_list("country", flat=True)))
    lines = {line.slug: line.name for country in countries for line in all_lines(country) if line.needs_a_call(today)}
    if lines:
        sentence = f"call and see, then put the date in themes/data/danger.toml: {', '.join(lines.values())}"
        yield Finding(Verdict.LOOK, "help", sentence)
