"""The site's front page: which networks there are, and which is yours."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.finding import FoundNetwork, networks_at, networks_for
from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Area, Network
from buurtnet.directory.viewpoint import point_in

MOST_MATCHES = 8


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class SiteNetwork:
    name: str
    town: str
    url: str
    neighbourhoods: list[Link]


@dataclass(frozen=True)
class Match:
    """A neighbourhood or network someone may mean."""

    label: str
    sub: str
    url: str


def networks_listed() -> list[SiteNetwork]:
    """The networks of the site, each with its neighbourhoods."""
    return [
        SiteNetwork(network.name, network.town, reverse("home:network", args=[network.slug]), links_of(network))
        for network in Network.objects.filter(is_listed=True).order_by("town", "name")
    ]


def links_of(network: Network, without: Area | None = None) -> list[Link]:
    return [
        Link(area.name, reverse("home:neighbourhood", args=[network.slug, area.slug]))
        for area in neighbourhoods_of(network)
        if area != without
    ]


def position_in(text: str) -> tuple[float, float] | None:
    """A position from the address; the page rounds it to about 100 metres before it is sent."""
    return point_in(text) if "," in text else None


def matches_for(query: str, position: tuple[float, float] | None) -> list[Match]:
    """Networks and neighbourhoods for a name, a street, a postcode or a position, best match first."""
    if not query and position is None:
        return []
    found = networks_at(*position) if position else networks_for(query)
    return [match for one in found for match in matches_in(one)][:MOST_MATCHES]


def matches_in(found: FoundNetwork) -> list[Match]:
    """The neighbourhoods of a network that are meant; the network itself where that is none or all of them."""
    network, own = found.network, found.neighbourhoods
    if not own or len(own) == len(neighbourhoods_of(network)) > 1:
        own_url = reverse("home:network", args=[network.slug])
        return [Match(network.name, _("in %(town)s") % {"town": network.town}, own_url)]
    return [
        Match(area.name, network.town, reverse("home:neighbourhood", args=[network.slug, area.slug])) for area in own
    ]
