"""What this room adds to the menu of who is known in a network."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.budget.access import KNOWN
from buurtnet.people.work import Entry, Work

GROUP = "together"


def entries(work: Work) -> list[Entry]:
    """Ideas and money, for everyone known in a network that switched this room on."""
    if work.network is None or not work.network.has(Room.BUDGET) or not work.has(KNOWN):
        return []
    return [(reverse("budget:desk", args=[work.network.slug]), _("Buurtbudget"), "coins", False)]
