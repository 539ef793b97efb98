"""What words add to the menu of the director, and of a connector who sees to what is missing."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.people.work import Entry, Work
from buurtnet.wording.access import KEEPERS

GROUP = "map"


def entries(work: Work) -> list[Entry]:
    """The director keeps the words; a connector sees only which offers are missing."""
    if work.network is None or not work.has(KEEPERS):
        return []
    slug = work.network.slug
    if not work.is_director():
        url = reverse("wording:missing_list", args=[slug])
        return [(url, _("Wat er ontbreekt"), "search", False)]
    return [
        (reverse("wording:search_list", args=[slug]), _("Wat mensen zoeken"), "search", False),
        (reverse("wording:agreed_list", args=[slug]), _("Zo noemen wij dat"), "languages", False),
    ]
