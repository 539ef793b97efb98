"""A photo of what an idea became, as a browser gets it."""

from typing import Final

from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control

from buurtnet.budget.telling import LYING
from buurtnet.kit.headers import BARE_HEADERS
from buurtnet.kit.pictures import CONTENT_TYPE, read_picture

PICTURE_SECONDS: Final = 3_600  # that a browser keeps one: who takes it away does not wait for long


def picture(name: str, size: int) -> HttpResponse:
    """404 for a size there is none of, and for a photo that is gone."""
    raw = read_picture(name, size) if name and size in LYING.widths else None
    if raw is None:
        raise Http404
    answer = HttpResponse(raw, content_type=CONTENT_TYPE)
    answer.headers["Content-Security-Policy"] = BARE_HEADERS["Content-Security-Policy"]
    answer.headers["Content-Disposition"] = 'inline; filename="foto.webp"'
    patch_cache_control(answer, public=True, max_age=PICTURE_SECONDS)
    return answer
