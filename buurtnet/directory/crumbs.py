"""The way back: neighbourhood, function, this page."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from buurtnet.areas.here import neighbourhood_of
from buurtnet.areas.models import Network
from buurtnet.themes.choices import EssentialFunction


@dataclass(frozen=True)
class Crumb:
    label: str
    url: str = ""


def crumbs_to(request: HttpRequest, network: Network, name: str, *, function: int | None = None) -> list[Crumb]:
    """From the home someone chose down to this page (which has no address)."""
    neighbourhood = neighbourhood_of(request)
    if neighbourhood:
        start = Crumb(neighbourhood.name, reverse("home:neighbourhood", args=[network.slug, neighbourhood.slug]))
    else:
        start = Crumb(network.name, reverse("home:network", args=[network.slug]))
    between = (
        [Crumb(str(EssentialFunction(function).label), reverse("home:theme", args=[network.slug, function]))]
        if function
        else []
    )
    return [start, *between, Crumb(name)]
