"""Answers: JSON that any site may read and keep, and ask again by its tag; and errors that say what is wrong.

Errors are problem details (RFC 9457). Parameters nobody knows are ignored, and named in a ``Warning`` header.
"""

import functools
import json
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any, Concatenate, Final, cast
from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt

from buurtnet.api.listings import NoIndexYetError
from buurtnet.api.parameters import BadParameterError
from buurtnet.kit.limits import limited
from buurtnet.kit.problems import CORS, problem

KEPT_SECONDS: Final = 60  # as long as a cache on the way may give the same answer
MOST_NAMED: Final = 10  # unknown parameters
LONGEST_NAMED: Final = 40

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def open_to_all[**P](*methods: str) -> Callable[[View[P]], View[P]]:
    """Decorator of a view: public, from any site, without a key; only these methods, and not too often."""

    def decorate(view: View[P]) -> View[P]:
        counted = limited("api", setting="SEARCHES_PER_MINUTE")(view)

        @csrf_exempt  # nothing is written, and nobody is known here
        @login_not_required
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            allowed = ", ".join((*methods, "OPTIONS"))
            if request.method == "OPTIONS":
                response = HttpResponse(status=204, headers={"Allow": allowed})
                response.headers["Access-Control-Allow-Methods"] = allowed
                response.headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
            elif request.method not in methods:
                response = problem(405, f"Use {allowed}.")
                response.headers["Allow"] = allowed
            else:
                response = _told(counted, request, *args, **kwargs)
            for name, value in CORS.items():
                response.headers[name] = value
            return response

        return cast("View[P]", answer)

    return decorate


def _told[**P](view: View[P], request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
    """The answer, or what is wrong with the question."""
    try:
        response = view(request, *args, **kwargs)
    except BadParameterError as refusal:
        return problem(400, str(refusal), parameter=refusal.name)
    except Http404 as missing:
        return problem(404, str(missing) or "There is nothing public with this id.")
    except NoIndexYetError:
        response = problem(503, "The search index is being made. Try again in a minute.")
        response.headers["Retry-After"] = "60"
        return response
    if response.status_code == 429:
        wait = response.headers["Retry-After"]
        response = problem(429, f"Wait {wait} seconds. Whoever wants everything takes pages of 100.")
        response.headers["Retry-After"] = wait
    return response


def answer(request: HttpRequest, document: Any, unknown: Iterable[str] = ()) -> HttpResponse:
    """A document as JSON; 304 when the asker has it already."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    response = HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = tag = quote_etag(blake2b(body, digest_size=16).hexdigest())
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    if named := [quote(name[:LONGEST_NAMED], safe="") for name in unknown][:MOST_NAMED]:
        response.headers["Warning"] = f'299 - "Unknown parameters were ignored: {", ".join(named)}"'
    if request.method == "POST":  # an answer to a form is nobody else's
        response.headers["Cache-Control"] = "no-store"
        return response
    found = get_conditional_response(request, etag=tag, response=response)
    return found if isinstance(found, HttpResponse) else response
