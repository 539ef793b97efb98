"""A photo of a flip chart, as a browser gets it: kept by that browser only."""

from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control

from buurtnet.kit.headers import BARE_HEADERS
from buurtnet.kit.pictures import CONTENT_TYPE, read_picture
from buurtnet.meetings.models import FlipChart
from buurtnet.meetings.noting import WIDTHS


def flap_file(photo: FlipChart, size: int) -> HttpResponse:
    """404 for a size there is none of."""
    raw = read_picture(photo.photo, size) if size in WIDTHS else None
    if raw is None:
        raise Http404
    answer = HttpResponse(raw, content_type=CONTENT_TYPE)
    answer.headers["Content-Security-Policy"] = BARE_HEADERS["Content-Security-Policy"]
    answer.headers["Content-Disposition"] = 'inline; filename="flap.webp"'
    patch_cache_control(answer, private=True, no_store=True)
    return answer
