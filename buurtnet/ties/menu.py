"""What this room adds to the menu of who takes part in a network."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.people.work import Entry, Work
from buurtnet.ties.access import SWITCH, speaks_here

GROUP = "together"


def entries(work: Work) -> list[Entry]:
    """The net, for the partners of a network that switched this room on; its principles for who speaks for one."""
    if work.network is None or not work.network.has(SWITCH) or not work.is_partner():
        return []
    at = [work.network.slug]
    own = (reverse("ties:endorse", args=at), _("Waar we voor staan"), "heart-handshake", False)
    return [(reverse("ties:net", args=at), _("Ons net"), "share-2", False), *([own] if speaks_here(work) else [])]
