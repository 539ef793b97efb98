"""What search engines may find of questions and of what plays here: only pages that everyone reads already.

The sitemap of the site names this part and knows no more of it; which pages are public, the rooms themselves say.
"""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.sitemap import Address
from buurtnet.needs.policy_shown import public_signals
from buurtnet.needs.tellings import published_in as told_in
from buurtnet.questions.access import published_in as asked_in

MOST: Final = 10_000  # addresses; a map may hold 50,000


def pages_of(network: Network) -> Iterator[Address]:
    """Addresses without the site, with when they changed as far as that is known."""
    if network.has(Room.QUESTION):
        yield from _asked(network)
    if network.has(Room.NEEDS):
        yield from _plays(network)


def _asked(network: Network) -> Iterator[Address]:
    slug = network.slug
    yield from ((reverse(f"questions:{name}", args=[slug]), None) for name in ("rights", "others_asked_list"))
    for pk, at in asked_in(network).values_list("pk", "approved_at")[:MOST]:
        yield reverse("questions:others_asked", args=[slug, pk]), at


def _plays(network: Network) -> Iterator[Address]:
    slug = network.slug
    yield from (
        (reverse(f"needs:{name}", args=[slug]), None) for name in ("public_list", "policy_public", "tellings")
    )
    for one in public_signals(network)[:MOST]:
        yield reverse("needs:policy_shown", args=[slug, one.signal.pk]), None
    for telling in told_in(network)[:MOST]:
        yield reverse("needs:telling", args=[slug, telling.release.number]), telling.published_at
