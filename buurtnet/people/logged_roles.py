"""What the pages of who keeps a network or an organization write in the log: one row for each person who was read."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from buurtnet.areas.models import Network
from buurtnet.people.models import Organization
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record_each

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
    """Before anything of it is shown, in one go, however many they are. What is one's own is not noted."""
    others = [(str(key), str(person)) for key, person in seen if person != request.user.pk]
    shared = {
        "action": action, "actor": request.user.pk, "request": request, "network": network,
        "organization": organization, "role_then": role_then, "object_kind": kind._meta.label,
        "fields_group": fields_group,
    }  # fmt: skip
    record_each(shared, [{"object_id": key, "subject": person} for key, person in others])
