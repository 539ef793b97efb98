"""What this room answers itself: the base of a network's map, as data for the screen."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from buurtnet.areas.basemap import sent_map
from buurtnet.areas.here import network_or_404

SECONDS_FRESH = 3600


@login_not_required
@require_safe
def base_map(request: HttpRequest, network: str) -> HttpResponse:
    """The drawn base of the network's map as GeoJSON, with a fingerprint so that it is sent once."""
    drawn = sent_map(network_or_404(request, network))
    fresh = request.headers.get("If-None-Match") == drawn.fingerprint
    answer = HttpResponseNotModified() if fresh else HttpResponse(drawn.body, content_type="application/geo+json")
    answer["ETag"] = drawn.fingerprint
    answer["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
    return answer
