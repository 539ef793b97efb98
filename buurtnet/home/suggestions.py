"""What someone may be typing in the search box."""

from dataclasses import dataclass

from django.urls import reverse

from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Network
from buurtnet.directory.suggestions import suggest

MOST = 8
PAGES = {"service": "directory:service", "organization": "directory:organization", "place": "directory:place"}


@dataclass(frozen=True)
class Suggestion:
    label: str
    url: str


def suggestions_for(text: str, network: Network) -> list[Suggestion]:
    """Services, organizations, places and themes that begin so; none for one letter."""
    areas = network_areas(network)
    found = suggest(text, inside=areas.inside, over=areas.over, limit=MOST) if len(text) > 1 else []
    search_url = reverse("home:search", args=[network.slug])
    return [
        Suggestion(
            one.label,
            reverse(PAGES[one.kind], args=[network.slug, one.key])
            if one.kind in PAGES
            else f"{search_url}?thema={one.key}",
        )
        for one in found
    ]
