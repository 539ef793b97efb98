"""What the who-is-who writes in the log: one row for each person whose card, or whose face alone, was shown."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.privacy.choices import SEEING, Action
from buurtnet.privacy.log import record, record_each
from buurtnet.privacy.models import LogRow

GOES_WITH_ITS_CARD: Final = dt.timedelta(hours=1)


def record_seen(
    action: Action, people: Iterable[Person], *, network: Network, role_then: str, request: HttpRequest
) -> None:
    """In the transaction of the reading, in one go, however many they are. One's own card is not noted.

    The cards themselves are made after it: on SQLite whoever else writes waits as long as it lasts.
    """
    others = [str(person.pk) for person in people if person.pk != request.user.pk]
    shared = {
        "action": action, "actor": request.user.pk, "request": request, "network": network, "role_then": role_then,
        "object_kind": "people.Card", "fields_group": "card",
    }  # fmt: skip
    record_each(shared, [{"object_id": key, "subject": key} for key in others])


def record_face(person: Person, *, network: Network, role_then: str, request: HttpRequest) -> None:
    """A face belongs to the card that showed it and has no row of its own; one that was asked for apart has.

    So a page with fifty faces makes no more rows than its list, and nobody looks at a face past the log.
    """
    since = timezone.now() - GOES_WITH_ITS_CARD
    rows = LogRow.objects.filter(subject=str(person.pk), at__gte=since)
    if rows.filter(actor=str(request.user.pk), action__in=SEEING).exists():
        return
    record(
        Action.VIEW, actor=request.user.pk, subject=person, object_kind="people.Card", object_id=str(person.pk),
        network=network, role_then=role_then, fields_group="photo", request=request,
    )  # fmt: skip
