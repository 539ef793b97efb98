"""What search engines may find of ideas: those on the site, with when they last took a step.

The sitemap of the site names this part and knows no more of it; which pages are public, this room says itself.
"""

from collections.abc import Iterator
from typing import Final

from django.db.models import Max
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.budget.models import Idea
from buurtnet.kit.sitemap import Address

MOST: Final = 10_000  # addresses; a map may hold 50,000


def pages_of(network: Network) -> Iterator[Address]:
    """Addresses without the site, with the last step of each idea."""
    yield reverse("budget:home", args=[network.slug]), None
    yield reverse("budget:idea_list", args=[network.slug]), None
    rows = Idea.objects.shown_in(network).annotate(last=Max("steps__at")).order_by("-told_at_first", "pk")
    for pk, at in rows.values_list("pk", "last")[:MOST]:
        yield reverse("budget:idea", args=[network.slug, pk]), at
