"""What went wrong, told to a program: problem details (RFC 9457), which any site may read."""

import json
from typing import Final

from django.http import HttpRequest, HttpResponse

FOR_PROGRAMS: Final = "/api/"  # how the addresses begin that people do not read
CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Warning, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
TITLES: Final = {
    400: "The request cannot be understood",
    404: "There is nothing here",
    405: "This can only be read",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "Not at this moment",
}
DETAILS: Final = {
    400: "The address or the body is too long, is not UTF-8, or holds a NUL.",
    429: "Wait a minute. Whoever wants everything takes pages of 100.",
    500: "It is our fault, not yours. Try again in a minute.",
}


def is_for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith(FOR_PROGRAMS)


def problem(status: int, detail: str = "", **more: str) -> HttpResponse:
    """An answer with this status that says what is wrong; ``more``: members beside those of the standard."""
    said = detail or DETAILS[status]
    body = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": said, **more}
    headers = {"Cache-Control": "no-store", **CORS}
    return HttpResponse(json.dumps(body), status=status, content_type="application/problem+json", headers=headers)
