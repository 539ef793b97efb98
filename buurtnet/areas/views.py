"""What this room answers itself: the base of a network's map, as data for the screen."""

import hashlib
import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from buurtnet.areas.basemap import base_map as drawn
from buurtnet.areas.models import Network

SECONDS_FRESH = 3600


@login_not_required
@require_safe
def base_map(request: HttpRequest, network: str) -> HttpResponse:
    """The drawn base of the network's map as GeoJSON, with a fingerprint so that it is sent once."""
    body = json.dumps(drawn(get_object_or_404(Network, slug=network)), ensure_ascii=False, separators=(",", ":"))
    fingerprint = f'W/"{hashlib.blake2b(body.encode(), digest_size=12).hexdigest()}"'
    fresh = request.headers.get("If-None-Match") == fingerprint
    answer = HttpResponseNotModified() if fresh else HttpResponse(body, content_type="application/geo+json")
    answer["ETag"] = fingerprint
    answer["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
    return answer
