"""The network of a page of the calendar, and the way back to the calendar."""

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.directory.crumbs import Crumb, crumbs_to


def calendar_or_404(request: HttpRequest, slug: str) -> Network:
    """The network of the address; 404 where there is none of that name, or it has no calendar."""
    network = network_or_404(request, slug)
    if not network.has(Room.AGENDA):
        raise Http404
    return network


def crumbs_in(request: HttpRequest, network: Network, name: str) -> list[Crumb]:
    """From the home someone chose by the calendar down to this page."""
    start, *_rest, last = crumbs_to(request, network, name)
    return [start, Crumb(_("Activiteiten"), reverse("agenda:calendar", args=[network.slug])), last]
