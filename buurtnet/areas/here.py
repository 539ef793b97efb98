"""Where someone is on the site, in which language the page speaks, and by which clock.

The language is the ``taal`` cookie or ``?taal=`` (which sets the cookie); Dutch is spoken as the network
speaks it: nl or nl-BE. The neighbourhood someone chose is remembered in a cookie on their own device.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Area, Network

YEAR = 365 * 24 * 3600  # seconds
LANGUAGES_TO_CHOOSE = ("nl", "en", "fr")
NEIGHBOURHOOD_COOKIE = "buurt"


class HereMiddleware:
    """Looks up the network of the address once, speaks the chosen language, and tells time as it is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        network = network_in(request.path_info)
        asked = request.GET.get("taal", "")
        chosen = asked if asked in LANGUAGES_TO_CHOOSE else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "nl")
        language = language_for(chosen, network)
        request.network = network  # type: ignore[attr-defined]  # the one place where it is set
        zone = ZoneInfo(network.time_zone) if network else timezone.get_default_timezone()
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        if asked in LANGUAGES_TO_CHOOSE:
            remember(response, settings.LANGUAGE_COOKIE_NAME, asked)
        return response


def network_in(path: str) -> Network | None:
    """The network a path starts with."""
    slug = path.removeprefix("/").split("/")[0]
    return Network.objects.filter(slug=slug).first() if slug and len(slug) <= 60 else None


def language_for(chosen: str, network: Network | None) -> str:
    """The language to speak: the one that was chosen; Dutch as the network speaks it."""
    if chosen in LANGUAGES_TO_CHOOSE and chosen != "nl":
        return chosen
    return network.locale if network else "nl"


def network_or_404(request: HttpRequest, slug: str) -> Network:
    """The network of the address, for a page that is one of a network's; 404 where there is none of that name."""
    network = network_of(request)
    if network is None or network.slug != slug:
        raise Http404
    return network


def network_of(request: HttpRequest) -> Network | None:
    """The network of this request, looked up once by the middleware."""
    network = getattr(request, "network", None)
    return network if isinstance(network, Network) else None


def neighbourhood_of(request: HttpRequest) -> Area | None:
    """The neighbourhood someone chose on this device, within the network of the page."""
    network = network_of(request)
    slug = request.COOKIES.get(NEIGHBOURHOOD_COOKIE, "")
    return neighbourhood_in(network, slug) if network and 0 < len(slug) <= 120 else None


def neighbourhood_in(network: Network, slug: str) -> Area | None:
    """A network's neighbourhood by the last part of its address."""
    return next((area for area in neighbourhoods_of(network) if area.slug == slug), None)


def neighbourhoods_of(network: Network) -> list[Area]:
    """The neighbourhoods to choose from, in order of name."""
    return network_areas(network).neighbourhoods


def remember(response: HttpResponse, name: str, value: str, *, for_scripts: bool = False) -> None:
    """Keep a choice on the device for a year, out of reach of scripts unless ``for_scripts``."""
    response.set_cookie(
        name, value, max_age=YEAR, secure=settings.LANGUAGE_COOKIE_SECURE, httponly=not for_scripts, samesite="Lax"
    )
