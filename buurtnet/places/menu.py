"""What this room adds to the menu of who works for a network."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.people.choices import Role
from buurtnet.people.work import Entry, Work
from buurtnet.places.access import hosts_of

GROUP = "together"


def entries(work: Work) -> list[Entry]:
    """Places, for partners and for editors of an organization, in a network that switched this room on."""
    if work.network is None or not work.network.has(Room.PLACES):
        return []
    is_editor = any(one.role == Role.EDITOR for one in work.roles)
    if not (work.is_partner() or (is_editor and hosts_of(work.person, work.network).exists())):
        return []
    slug = work.network.slug
    return [
        (reverse("places:place_list", args=[slug]), _("Plekken"), "door-open", False),
        (reverse("places:clinic_desk", args=[slug]), _("Spreekuren"), "calendar-days", False),
    ]
