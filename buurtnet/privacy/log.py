"""The log: who did what with whose data. ``record`` in the transaction of the deed, ``record_refusal`` apart from it.

A row holds ids as text and fixed words. A name, an address or a sentence is refused: the log must be safe to keep for
years and to show to the person it is about.
"""

import re
import uuid
from collections.abc import Sequence
from copy import copy
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from buurtnet.kit.limits import address_of
from buurtnet.privacy.choices import SEEING, Action
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import set_aside

type Who = models.Model | uuid.UUID | str | int | None

ID = re.compile(r"[0-9A-Fa-f-]{0,36}")  # a UUID, a number, or nobody
WORD = re.compile(r"[A-Za-z0-9_.:/+-]*")  # no blank, no @: neither a sentence nor a mail address
IDS = ("actor", "on_behalf_of", "organization", "network", "subject", "consent", "request_id")


@dataclass(frozen=True)
class Circumstances:
    """From where: keyed hashes that tell two apart without telling who, and the request's own number."""

    ip_hash: str = ""
    signin_hash: str = ""
    request_id: str = ""


def record(
    action: Action,
    *,
    actor: Who,
    obj: models.Model | None = None,
    object_kind: str = "",
    object_id: str = "",
    subject: Who = None,
    on_behalf_of: Who = None,
    organization: Who = None,
    network: Who = None,
    role_then: str = "",
    fields_group: str = "",
    purpose: str = "",
    rule: str = "",
    consent: Who = None,
    emergency: bool = False,
    result: str = "",
    request: HttpRequest | None = None,
) -> LogRow:
    """Write a row in the transaction of the deed: both happen, or neither. Raises when it cannot be written.

    ``actor`` None is a visitor or a job, named by ``role_then``. ``obj`` stands for its kind and id. Raises
    ``ValueError`` for anything that is no id and no fixed word.
    """
    row = row_of(locals())
    row.save(force_insert=True)
    return row


def record_refusal(
    *,
    actor: Who,
    obj: models.Model | None = None,
    object_kind: str = "",
    object_id: str = "",
    subject: Who = None,
    on_behalf_of: Who = None,
    organization: Who = None,
    network: Who = None,
    role_then: str = "",
    fields_group: str = "",
    purpose: str = "",
    rule: str = "",
    result: str = "",
    request: HttpRequest | None = None,
) -> None:
    """Write that someone was refused; it stays when the transaction around it is rolled back.

    Inside a transaction it waits in a file beside the database, on the disk at once, for the sealer to take it up.
    """
    row = row_of({"action": Action.DENY, **locals()})
    if connection.in_atomic_block:
        set_aside(row)
    else:
        row.save(force_insert=True)


def record_each(said: dict[str, Any], each: Sequence[dict[str, str]]) -> None:
    """One row for each, in one go: ``said`` is what they share, ``each`` the ids that differ."""
    if not each:
        return
    first = row_of({"obj": None, "request": None} | said | each[0])
    rows = [copy(first) for _ in each]
    for row, ids in zip(rows, each, strict=True):
        for name, value in ids.items():
            setattr(row, name, value)
    LogRow.objects.bulk_create(rows)


def row_of(said: dict[str, Any]) -> LogRow:
    """A row that is not saved. Raises ``ValueError`` when a word is none."""
    obj, request = said.pop("obj"), said.pop("request")
    if obj is not None:
        said |= {"object_kind": obj._meta.label, "object_id": str(obj.pk)}
    if request is not None:
        said |= asdict(circumstances(request))
    said |= {name: id_text(value) for name, value in said.items() if name in IDS}
    row = LogRow(at=timezone.now(), **{**said, "action": Action(said["action"])})
    for field in LogRow._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, models.CharField) and isinstance(value, str):
            require_plain(field.name, value, field.max_length or 0)
    return row


def require_plain(name: str, value: str, longest: int) -> None:
    pattern = ID if name in IDS else WORD
    if len(value) > longest or not pattern.fullmatch(value):
        raise ValueError(f"The log takes an id or a fixed word as {name}, of {longest} signs at most.")


def id_text(who: Who) -> str:
    """Anonymous visitors and nobody at all are empty."""
    key = who.pk if isinstance(who, models.Model) else getattr(who, "pk", who) if who is not None else None
    return "" if key is None else str(key)


def circumstances(request: HttpRequest) -> Circumstances:
    """What the log keeps of a request: no address, no session, no path."""
    session = getattr(request, "session", None)
    return Circumstances(
        ip_hash=keyed_hash("address", address_of(request)),
        signin_hash=keyed_hash("session", getattr(session, "session_key", None) or ""),
        request_id=request_id(request),
    )


def request_id(request: HttpRequest) -> str:
    """The same for all rows of one request."""
    found: str = request.META.setdefault("buurtnet.request_id", str(uuid.uuid4()))
    return found


def keyed_hash(kind: str, value: str) -> str:
    """128 bits, by the site's secret key; empty for nothing."""
    salt = f"buurtnet.privacy.log {kind}"
    return salted_hmac(salt, value, settings.SECRET_KEY, algorithm="sha256").hexdigest()[:32] if value else ""


def seen_by(subject: Who) -> "models.QuerySet[LogRow]":
    """Who looked at a person's data, newest first; what the person did with their own is left out."""
    whose = id_text(subject)
    seen = LogRow.objects.filter(subject=whose, action__in=SEEING) if whose else LogRow.objects.none()
    return seen.exclude(actor=whose).order_by("-at", "-id")
