"""What search engines may find of groups: only those that everyone may know of, never a closed one.

The sitemap of the site names this part and knows no more of it; which pages are public, this room says itself.
"""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.groups.models import Group
from buurtnet.kit.sitemap import Address

MOST: Final = 10_000  # addresses; a map may hold 50,000


def pages_of(network: Network) -> Iterator[Address]:
    """Addresses without the site, with when they changed."""
    yield reverse("groups:group_list", args=[network.slug]), None
    for pk, at in Group.objects.shown_in(network).order_by("pk").values_list("pk", "changed_at")[:MOST]:
        yield reverse("groups:group", args=[network.slug, pk]), at
