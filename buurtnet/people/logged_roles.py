"""What the pages of who keeps a network or an organization write in the log: one row for each person who was read."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from buurtnet.areas.models import Network
from buurtnet.people.models import Organization
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import row_of
from buurtnet.privacy.models import LogRow

type Seen = tuple[Any, Any]  # the key of what was read, and of the person it is about


def record_read(
    action: Action,
    seen: Iterable[Seen],
    *,
    kind: type[Model],
    request: HttpRequest,
    role_then: str,
    network: Network | None = None,
    organization: Organization | None = None,
    fields_group: str = "roles",
) -> None:
    """In the transaction of the reading, in one go, however many they are. What is one's own is not noted."""
    others = [(str(key), str(person)) for key, person in seen if person != request.user.pk]
    if not others:
        return
    first = row_of(
        {
            "action": action, "actor": request.user.pk, "obj": None, "request": request, "network": network,
            "organization": organization, "role_then": role_then, "object_kind": kind._meta.label,
            "object_id": others[0][0], "subject": others[0][1], "fields_group": fields_group,
        }
    )  # fmt: skip
    rows = [copy(first) for _ in others]
    for row, (key, person) in zip(rows, others, strict=True):
        row.object_id, row.subject = key, person
    LogRow.objects.bulk_create(rows)
