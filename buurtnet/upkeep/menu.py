"""What upkeep adds to the menu of who works for a network."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.people.work import Entry, Work
from buurtnet.upkeep.access import may_call

GROUP = "map"


def entries(work: Work) -> list[Entry]:
    """The call list for who calls, and how the map stands for who directs."""
    if work.network is None or not may_call(work):
        return []
    found = [(reverse("upkeep:call_list", args=[work.network.slug]), _("Bellen"), "phone", True)]
    if work.is_director():
        found.append((reverse("upkeep:standing", args=[work.network.slug]), _("Nagekeken"), "list", False))
    return found
