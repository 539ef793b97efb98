"""What the who-is-who writes in the log: one row for each person whose card was shown."""

from collections.abc import Iterable
from copy import copy

from django.http import HttpRequest

from buurtnet.areas.models import Network
from buurtnet.people.cards import Shown
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import row_of
from buurtnet.privacy.models import LogRow


def record_seen(
    action: Action, cards: Iterable[Shown], *, network: Network, role_then: str, request: HttpRequest
) -> None:
    """In the transaction of the reading, in one go, however many they are. One's own card is not noted."""
    others = [str(card.pk) for card in cards if card.pk != request.user.pk]
    if not others:
        return
    first = row_of(
        {
            "action": action, "actor": request.user.pk, "obj": None, "request": request, "network": network,
            "role_then": role_then, "object_kind": "people.Card", "object_id": others[0], "subject": others[0],
            "fields_group": "card",
        }
    )  # fmt: skip
    rows = [copy(first) for _ in others]
    for row, key in zip(rows, others, strict=True):
        row.object_id = row.subject = key
    LogRow.objects.bulk_create(rows)
