"""Files for other programs: from any site, kept for a while, and sent again only when they changed."""

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Concatenate

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from buurtnet.feeds.access import GoneError
from buurtnet.kit.limits import limited

OPEN_HEADERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
GONE = "This was here, and it stopped. Nothing comes in its place.\n"


@dataclass(frozen=True)
class File:
    """What is sent: the body, of which type, under which name, changed when, and for how many seconds it is good."""

    body: bytes
    content_type: str
    name: str = ""
    changed: dt.datetime | None = None
    seconds: int = 3600


type View[**P, Answer] = Callable[Concatenate[HttpRequest, P], Answer]


def sent_to_anyone[**P](view: View[P, File]) -> View[P, HttpResponse]:
    """Decorator of a view that gives a file: public, for reading only, and not too often from one address."""

    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return _answer(request, view(request, *args, **kwargs))
        except GoneError:
            return HttpResponse(GONE, status=410, content_type="text/plain; charset=utf-8", headers=OPEN_HEADERS)

    counted = limited("feeds", setting="SEARCHES_PER_MINUTE")(answer)
    return login_not_required(require_safe(functools.update_wrapper(counted, view)))


def _answer(request: HttpRequest, file: File) -> HttpResponse:
    """The file, or 304 when the asker has it."""
    response = HttpResponse(file.body, content_type=file.content_type, headers=OPEN_HEADERS)
    response.headers["ETag"] = tag = quote_etag(blake2b(file.body, digest_size=16).hexdigest())
    # An address with ?taal= also remembers a choice on the device, and such an answer is nobody else's.
    shared = "private" if "taal" in request.GET else "public"
    response.headers["Cache-Control"] = f"{shared}, max-age={file.seconds}"
    response.headers["Content-Language"] = get_language() or "nl"
    if file.name:
        response.headers["Content-Disposition"] = f'inline; filename="{file.name}"'
    if file.changed:
        response.headers["Last-Modified"] = http_date(file.changed.timestamp())
    # By its tag only: a row that went leaves no moment behind, so the newest moment does not say all is the same.
    found = get_conditional_response(request, etag=tag, response=response)
    if not isinstance(found, HttpResponse):
        return response
    for name, value in OPEN_HEADERS.items():
        found.headers[name] = value
    return found
