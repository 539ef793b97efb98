"""What mending adds to the menu of who keeps the map, or edits entries of an organization."""

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.mending.access import KEEPERS
from buurtnet.people.work import Entry, Work, edited_by

GROUP = "map"


def entries(work: Work) -> list[Entry]:
    """Suggestions, what groups need, doubles and lists for who keeps the map; for editors their own entries."""
    organizations = {one.pk: one for one in edited_by(work)}.values()
    keeps = work.network is not None and work.has(KEEPERS)
    if work.network is None or not (keeps or organizations):
        return []
    slug = work.network.slug
    found = [(reverse("mending:suggestion_list", args=[slug]), _("Verbeteringen"), "pencil", True)]
    if keeps:
        found += [
            (reverse("mending:need_list", args=[slug]), _("Wat groepen nodig hebben"), "heart-handshake", False),
            (reverse("mending:double_list", args=[slug]), _("Staat er iets dubbel op?"), "info", False),
            (reverse("mending:paste", args=[slug]), _("Plak je lijst"), "file-text", False),
        ]
    for one in organizations:
        url = reverse("mending:entry_list", args=[slug, one.pk])
        found.append((url, _("Aanbod van {name}").format(name=one.name), "list", False))
    return found
