"""What search engines may find of places and clinics: only pages that everyone reads.

The sitemap of the site names this part and knows no more of it; which pages are public, this room says itself.
"""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.kit.sitemap import Address
from buurtnet.places.clinics import shown_clinics
from buurtnet.places.models import Venue

MOST: Final = 10_000  # addresses of a kind; a map may hold 50,000


def pages_of(network: Network) -> Iterator[Address]:
    """Addresses without the site, with when they changed as far as that is known."""
    slug = network.slug
    yield from (
        (reverse(f"places:{name}", args=[slug]), None) for name in ("venue_list", "venues_now", "clinic_list")
    )
    venues = Venue.objects.shown_in(network).order_by("pk")
    for pk, at in venues.values_list("pk", "changed_at")[:MOST]:
        yield reverse("places:venue", args=[slug, pk]), at
    for pk in shown_clinics(network).order_by("pk").values_list("pk", flat=True)[:MOST]:
        yield reverse("places:clinic", args=[slug, pk]), None
