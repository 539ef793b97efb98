"""What search engines may find of votes: rounds, and results that are public."""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.kit.sitemap import Address
from buurtnet.voting.models import VoteRound

MOST: Final = 10_000  # addresses; a map may hold 50,000


def pages_of(network: Network) -> Iterator[Address]:
    """Addresses without the site; when one changed is not told, since that could tell of votes."""
    yield reverse("voting:home", args=[network.slug]), None
    for around in VoteRound.objects.shown_in(network)[:MOST]:
        yield reverse("voting:round", args=[network.slug, around.pk]), None
        if not around.hides_counts():
            yield reverse("voting:result", args=[network.slug, around.pk]), None
