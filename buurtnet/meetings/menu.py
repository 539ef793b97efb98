"""What this room adds to the menu of who takes part in a network."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.people.work import Entry, Work

GROUP = "together"


def entries(work: Work) -> list[Entry]:
    """Meetings, for the partners of a network that switched this room on."""
    if work.network is None or not work.network.has(Room.MEETINGS) or not work.is_partner():
        return []
    return [(reverse("meetings:meeting_list", args=[work.network.slug]), _("Bijeenkomsten"), "handshake", False)]
