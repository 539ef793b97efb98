"""What this room adds to the menu of who works for a network."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.bulletin.access import MAKERS
from buurtnet.people.work import Entry, Work

GROUP = "together"


def entries(work: Work) -> list[Entry]:
    """The newsletter, for who makes it in a network that switched this room on."""
    if work.network is None or not work.network.has(Room.BULLETIN) or not work.has(MAKERS):
        return []
    return [(reverse("bulletin:edition_list", args=[work.network.slug]), _("Nieuwsbrief"), "mail", False)]
