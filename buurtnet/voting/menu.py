"""What this room adds to the menu of who directs a network."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.people.work import Entry, Work

GROUP = "together"


def entries(work: Work) -> list[Entry]:
    """Votes, for the director of a network that switched this room on."""
    if work.network is None or not work.network.has(Room.VOTING) or not work.is_director():
        return []
    return [(reverse("voting:round_list", args=[work.network.slug]), _("Stemmen over geld"), "circle-check", False)]
