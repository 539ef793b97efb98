"""What the who-is-who writes in the log: one row for each person whose card was shown."""

from collections.abc import Iterable

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
    told = [
        row_of(
            {
                "action": action, "actor": request.user.pk, "obj": None, "request": request, "network": network,
                "role_then": role_then, "object_kind": "people.Card", "object_id": str(card.pk),
                "subject": card.pk, "fields_group": "card",
            }
        )
        for card in cards
        if card.pk != request.user.pk
    ]  # fmt: skip
    LogRow.objects.bulk_create(told)
