"""What this room adds to the menu of who works for a network."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.people.access import takes_part
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.work import Entry, Work, edited_by

GROUP = "together"


def entries(work: Work) -> list[Entry]:
    """Activities, for who may announce one in a network that switched this room on."""
    if work.network is None or not work.network.has(Room.AGENDA) or not is_known(work, work.network):
        return []
    slug = work.network.slug
    return [
        (reverse("agenda:activity_list", args=[slug]), _("Activiteiten"), "calendar-days", True),
    ]


def is_known(work: Work, network: Network) -> bool:
    """As ``access.may_announce``, from the roles that were read with the page."""
    is_here = work.has((*PARTNERS, Role.RESIDENT))
    return is_here or any(takes_part(one, network) for one in edited_by(work))
