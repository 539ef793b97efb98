"""What this room does each day: what came due at a body, what nobody took up, what looks alike since yesterday."""

from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.needs.feedback import tell_untaken
from buurtnet.needs.forgetting import clear_forgotten
from buurtnet.needs.policy_late import settle_policy
from buurtnet.needs.proposing import proposals
from buurtnet.needs.sharing import free_from_who_left


def settle_needs() -> None:
    """A job of each day."""
    now = timezone.now()
    settle_policy(now)
    clear_forgotten(now)
    free_from_who_left()
    for network in Network.objects.order_by("pk"):
        if network.has(Room.NEEDS):
            tell_untaken(network, now)
            proposals(network, now)  # keeps how many there are, for the board and the day page
