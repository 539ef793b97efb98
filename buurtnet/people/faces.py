"""A face as an answer: with its own type, nothing that can run, and kept by nobody unless everyone may see it."""

from django.http import HttpResponse
from django.utils.cache import patch_cache_control

from buurtnet.kit.headers import BARE_HEADERS
from buurtnet.kit.pictures import CONTENT_TYPE
from buurtnet.people.doors import keep_to_oneself

PUBLIC_FOR = 300  # seconds


def face(raw: bytes, *, is_public: bool) -> HttpResponse:
    answer = HttpResponse(raw, content_type=CONTENT_TYPE)
    answer.headers["Content-Security-Policy"] = BARE_HEADERS["Content-Security-Policy"]
    answer.headers["Content-Disposition"] = 'inline; filename="foto.webp"'
    if not is_public:
        return keep_to_oneself(answer)
    patch_cache_control(answer, public=True, max_age=PUBLIC_FOR)
    return answer
