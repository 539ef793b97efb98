"""How the installation fares, part by part (``buurtnet check``)."""

import datetime
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError, connection
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.budget.checking import wrong_pots
from buurtnet.config.checks import unsafe_settings
from buurtnet.config.duties import DONE
from buurtnet.config.index_files import damage
from buurtnet.config.keys import KEY_NAMES, WAY_BACK, keys_dir, keys_in_use
from buurtnet.config.media import set_aside
from buurtnet.config.prepare import pending_migrations, unknown_migrations
from buurtnet.directory.models import Service
from buurtnet.kit.plain_error import PlainError
from buurtnet.kit.work import SILENT, failed_tasks, last_heartbeat
from buurtnet.privacy.keyring import KeyRingError, ring
from buurtnet.privacy.rotation import uses
from buurtnet.privacy.sealing import unsealed
from buurtnet.privacy.triggers import missing, tables_elsewhere
from buurtnet.privacy.verifying import LATEST
from buurtnet.search.index import is_readable
from buurtnet.search.models import Change
from buurtnet.themes.danger import all_lines

LONGEST_SILENCE = datetime.timedelta(days=1)  # of a worker; a day of work is then missed
LONGEST_WITHOUT_DAILY = datetime.timedelta(days=2)
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
    yield from check_media()
    yield from check_space()


def check_settings() -> Iterator[Finding]:
    complaints = list(unsafe_settings())
    for complaint in complaints:
        yield Finding(Verdict.LOOK if settings.DEMO else Verdict.WRONG, "settings", complaint)
    if not complaints:
        yield Finding(Verdict.OK, "settings", "safe to serve")


def check_keys() -> Iterator[Finding]:
    try:
        there = keys_in_use(Path(settings.DATA_DIR))
    except PlainError as error:
        yield Finding(Verdict.WRONG, "keys", str(error))
        return
    for name in KEY_NAMES:
        if name in there:
            yield Finding(Verdict.OK, "keys", f"{name} is there")
        else:
            yield Finding(Verdict.WRONG, "keys", f"{name} is not in {keys_dir(Path(settings.DATA_DIR))}. {WAY_BACK}")


def check_log() -> Iterator[Finding]:
    """Whether nobody could change the log, every row has its seal, and all that is encrypted can be opened."""
    if lacking := missing():
        sentence = f"could be changed ({', '.join(lacking)} is gone): see 'buurtnet log verify'"
        yield Finding(Verdict.WRONG, "log", sentence)
    late = unsealed().filter(at__lt=timezone.now() - LATEST).count()
    if late:
        yield Finding(Verdict.LOOK, "log", f"{late} rows have no seal; does a worker run?")
    if not lacking and not late:
        yield Finding(Verdict.OK, "log", "nobody can change it, every row has its seal")
    with suppress(KeyRingError):  # said already
        for key in sorted(set(uses()) - set(ring().secrets)):
            yield Finding(Verdict.WRONG, "keys", f"{key} is not in field_keys, and some of what is kept needs it")


def check_money() -> Iterator[Finding]:
    """Whether nobody could change the ledgers of the pots, and each pot holds what its ledger says."""
    if lacking := missing(tables=tables_elsewhere()):
        sentence = f"could be changed ({', '.join(lacking)} is gone): 'buurtnet log verify --mend' makes it anew"
        yield Finding(Verdict.WRONG, "money", sentence)
    wrong = wrong_pots()
    for pot in wrong:
        sentence = f"the ledger of pot {pot.pk} says something else than the pot; restore a backup, or ask for help"
        yield Finding(Verdict.WRONG, "money", sentence)
    if not lacking and not wrong:
        yield Finding(Verdict.OK, "money", "nobody can change a ledger, every pot holds what its ledger says")


def check_database() -> Iterator[Finding]:
    pending, unknown = pending_migrations(), unknown_migrations()
    if unknown:
        yield Finding(Verdict.WRONG, "database", f"made by a newer Buurtnet: {unknown[0]} is not known here")
    if pending:
        yield Finding(
            Verdict.WRONG, "database", f"{len(pending)} migrations to do: 'buurtnet serve' does them when it starts"
        )
    if pending or unknown:
        return
    services = Service.objects.count()
    yield Finding(Verdict.OK, "database", f"{connection.display_name}, {services} services, up to date")
    yield from check_index()
    yield from check_work()
    yield from check_daily()
    yield from check_log()
    yield from check_money()
    yield from check_help_lines()


def check_index() -> Iterator[Finding]:
    waiting = Change.objects.count()
    if said := damage():
        yield Finding(Verdict.WRONG, "index", f"is damaged ({said}): 'buurtnet index rebuild' makes it anew")
    elif not is_readable():
        yield Finding(Verdict.WRONG, "index", "is not there: a worker makes it, or 'buurtnet index rebuild'")
    elif waiting > MOST_WAITING:
        yield Finding(Verdict.WRONG, "index", f"is behind: {waiting} changes wait; does a worker run?")
    else:
        yield Finding(Verdict.OK, "index", f"is there, {waiting} changes wait")


def check_work() -> Iterator[Finding]:
    heard = last_heartbeat()
    silence = timezone.now() - heard if heard else None
    if silence and silence < datetime.timedelta(seconds=SILENT):
        yield Finding(Verdict.OK, "worker", "is at work")
    elif heard and silence:
        verdict = Verdict.WRONG if silence > LONGEST_SILENCE else Verdict.LOOK
        yield Finding(verdict, "worker", f"last heard of {timezone.localtime(heard):%Y-%m-%d %H:%M}")
    else:
        yield Finding(Verdict.LOOK, "worker", "never heard of; 'buurtnet serve' runs one, or start 'buurtnet worker'")
    failed = failed_tasks()
    for task in failed:
        yield Finding(Verdict.WRONG, "task", f"failed: {task}")
    if not failed:
        yield Finding(Verdict.OK, "tasks", "none failed")


def check_daily() -> Iterator[Finding]:
    done: datetime.datetime | None = caches["shared"].get(DONE)
    if done is None:
        yield Finding(Verdict.LOOK, "daily", "the jobs of the day were never done; a worker does them, each night")
    elif timezone.now() - done > LONGEST_WITHOUT_DAILY:
        sentence = f"the jobs of the day were last done {timezone.localtime(done):%Y-%m-%d %H:%M}: does a worker run?"
        yield Finding(Verdict.LOOK, "daily", sentence)
    else:
        yield Finding(Verdict.OK, "daily", f"the jobs of the day were done {timezone.localtime(done):%Y-%m-%d %H:%M}")


def check_media() -> Iterator[Finding]:
    for folder in set_aside():
        sentence = (
            f"a restore was stopped half-way; what was there before it is in {folder}: restore again, or put back"
        )
        yield Finding(Verdict.LOOK, "media", sentence)


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
