"""What search engines may find of good practices: the library, and what this network itself shares.

The sitemap of the site names this part and knows no more of it; which pages are public, this room says itself.
"""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.kit.sitemap import Address
from buurtnet.practices.models import GoodPractice

MOST: Final = 10_000  # addresses; a map may hold 50,000


def pages_of(network: Network) -> Iterator[Address]:
    """Addresses without the site, with when they changed. What another network shares stands in its own."""
    yield reverse("practices:library", args=[network.slug]), None
    rows = GoodPractice.objects.shared().filter(network=network).order_by("pk")
    for pk, at in rows.values_list("pk", "changed_at")[:MOST]:
        yield reverse("practices:practice_public", args=[network.slug, pk]), at
