"""What questions add to the menu of who works for a network."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.people.choices import Role
from buurtnet.people.work import Entry, Work

GROUP = "asked"


def entries(work: Work) -> list[Entry]:
    """Questions for all who work here, the roster for the director; nothing while the room is off."""
    if work.network is None or not work.network.has(Room.QUESTION) or not work.is_partner():
        return []
    slug = work.network.slug
    found = [(reverse("questions:question_list", args=[slug]), _("Vragen"), "message-circle-question-mark", True)]
    if work.has((Role.DIRECTOR, Role.CONNECTOR)):
        found.append((reverse("questions:publish_list", args=[slug]), _("Anderen vroegen"), "file-text", False))
    if work.is_director():
        found.append((reverse("questions:roster", args=[slug]), _("Rooster"), "calendar-days", False))
    return found
