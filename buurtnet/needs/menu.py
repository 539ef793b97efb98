"""What this room adds to the menu of who works for a network."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.needs.access import KEEPERS
from buurtnet.needs.policy_desk import READERS
from buurtnet.people.work import Entry, Work

GROUP = "asked"


def entries(work: Work) -> list[Entry]:
    """What plays here, for who works in a network that switched this room on."""
    if work.network is None or not work.network.has(Room.NEEDS):
        return []
    slug = work.network.slug
    policy: list[Entry] = [(reverse("needs:policy_list", args=[slug]), _("Naar beleid"), "megaphone", False)]
    if not work.is_partner():
        return [*signals(work, slug), *(policy if work.has(READERS) else [])]
    return [
        (reverse("needs:board", args=[slug]), _("Wat hier speelt"), "waypoints", True),
        *signals(work, slug),
        (reverse("needs:round_list", args=[slug]), _("Buurtrondes"), "footprints", False),
        *tells(work, slug),
        *policy,
    ]


def signals(work: Work, slug: str) -> list[Entry]:
    """What others gave, for who keeps them; and what one gave oneself, for who has a role here."""
    kept: Entry = (reverse("needs:signal_list", args=[slug]), _("Signalen"), "eye", False)
    mine: Entry = (reverse("needs:my_signals", args=[slug]), _("Wat ik doorgaf"), "bookmark-check", False)
    has_role = any(one.network_id == work.network.pk for one in work.roles) if work.network else False
    return [*([kept] if work.has(KEEPERS) else []), *([mine] if has_role else [])]


def tells(work: Work, slug: str) -> list[Entry]:
    """Figures and stories of a quarter, for who decides here."""
    if not work.has(KEEPERS):
        return []
    return [(reverse("needs:telling_list", args=[slug]), _("Wat de buurt vertelt"), "list", False)]
