"""What search engines may find of the newsletter: those that went out.

The sitemap of the site names this part and knows no more of it; which pages are public, this room says itself.
"""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.bulletin.models import Edition
from buurtnet.kit.sitemap import Address

MOST: Final = 10_000  # addresses; a map may hold 50,000


def pages_of(network: Network) -> Iterator[Address]:
    """Addresses without the site, with when each went out."""
    yield reverse("bulletin:archive", args=[network.slug]), None
    sent = Edition.objects.sent().filter(network=network)
    for number, at in sent.values_list("number", "sent_at")[:MOST]:
        yield reverse("bulletin:edition", args=[network.slug, number]), at
