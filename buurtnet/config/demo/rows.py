"""Rows of the demo's files, and what they name in the database."""

import datetime as dt
import tomllib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils import timezone

from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import email_of, people_rows
from buurtnet.directory.models import Service
from buurtnet.people.models import Mail, Person

DATA = Path(__file__).parent / "data"
type Row = dict[str, Any]


def rows_of(name: str) -> dict[str, list[Row]]:
    """Every table of a file, by its name."""
    read: dict[str, list[Row]] = tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))
    return read


def here(rows: list[Row], town: Town) -> list[Row]:
    """Those of one town."""
    return [row for row in rows if row["network"] == town.slug]


def service_of(town: Town, key: str) -> Service:
    return Service.objects.get(pk=uuid.UUID(town.id("service", key)))


def person_of(key: str) -> Person:
    row = next(row for row in people_rows() if row["key"] == key)
    return Person.objects.get(email=email_of(row))


def days_ago(days: int) -> dt.datetime:
    """So many whole days before now."""
    return timezone.now() - dt.timedelta(days=days)


@contextmanager
def mailed_on(day: dt.datetime) -> Iterator[None]:
    """The mails that are written within went out on that day."""
    began = timezone.now()
    yield
    Mail.objects.filter(queued_at__gte=began).update(queued_at=day, sent_at=day)
