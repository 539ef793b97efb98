"""From where and when a visitor looks, read from the request."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from buurtnet.areas.here import neighbourhood_of
from buurtnet.areas.models import Area, Network, Place
from buurtnet.directory.cards import Viewpoint
from buurtnet.directory.my_list import kept_ids


def viewpoint_of(request: HttpRequest, network: Network) -> Viewpoint:
    """The viewpoint of a visitor: their point if they gave one, else the middle of their neighbourhood."""
    near = point_in(request.GET.get("bij", "")) or centre_of(neighbourhood_of(request))
    return Viewpoint(
        network=network,
        now=timezone.now(),
        near=near,
        kept=frozenset(str(key) for key in kept_ids(request)),
        language=get_language() or settings.LANGUAGE_CODE,
    )


def point_in(text: str) -> tuple[float, float] | None:
    """``bij``: "52.051,4.149", or the id of a street or neighbourhood. None when it is neither."""
    place = place_in(text)
    if place:
        return place.latitude, place.longitude
    latitude, _comma, longitude = text.partition(",")
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        return None
    return point if -90 <= point[0] <= 90 and -180 <= point[1] <= 180 else None


def place_in(text: str) -> Place | None:
    """The street or neighbourhood with this id."""
    return (
        Place.objects.filter(pk=int(text)).first() if text.isascii() and text.isdigit() and len(text) < 12 else None
    )


def centre_of(area: Area | None) -> tuple[float, float] | None:
    if area is None or area.latitude is None or area.longitude is None:
        return None
    return area.latitude, area.longitude
