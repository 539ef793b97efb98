"""What this room adds to the menu of who works for a network."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.people.work import Entry, Work
from buurtnet.practices.access import MAKERS

GROUP = "together"


def entries(work: Work) -> list[Entry]:
    """Examples and playbooks, for who takes part or lives here; nothing while the room is off."""
    if work.network is None or not work.network.has(Room.PRACTICES) or not work.has(MAKERS):
        return []
    slug = work.network.slug
    return [
        (reverse("practices:playbook_list", args=[slug]), _("Draaiboeken"), "list", False),
        (reverse("practices:practice_list", args=[slug]), _("Goede voorbeelden"), "sun", False),
    ]
