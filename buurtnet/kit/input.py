"""Input that no browser of a visitor sends is answered with a clear 400, before any page or database sees it."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError

from buurtnet.kit.error_pages import error_page

LONGEST_PATH = 2_048  # bytes
LONGEST_QUERY = 8_192  # bytes, as sent


class CleanInputMiddleware:
    """Refuses an address or a form that is too long, not UTF-8, or holds a NUL; drops such cookies.

    PostgreSQL takes no NUL in a text, and a page that has to think of that everywhere forgets it somewhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\0" in name + value]:
            del request.COOKIES[name]  # refusing would lock a visitor out until the cookie is gone
        if not (has_clean_path(request) and has_clean_query(request) and has_clean_form(request)):
            request.GET = QueryDict()  # the page that says so is made without what was refused
            return error_page(request, 400)
        return self.get_response(request)


def has_clean_path(request: HttpRequest) -> bool:
    """Django has written bytes that are no UTF-8 as %FF: such a path is text that leads nowhere (404)."""
    path = request.path_info
    return len(path.encode()) <= LONGEST_PATH and not any(sign < " " or sign == "\x7f" for sign in path)


def has_clean_query(request: HttpRequest) -> bool:
    raw = str(request.META.get("QUERY_STRING", "")).encode("latin-1", "replace")
    if len(raw) > LONGEST_QUERY or not is_text(unquote_to_bytes(raw)):
        return False
    try:
        return request.GET is not None
    except TooManyFieldsSent:
        return False


def has_clean_form(request: HttpRequest) -> bool:
    """Whether a sent form can be read as text. Other bodies (JSON) are the page's own business."""
    try:
        if request.content_type == "application/x-www-form-urlencoded":
            return is_text(unquote_to_bytes(request.body))
        if request.content_type == "multipart/form-data":
            return not any("\0" in name or "\0" in "".join(values) for name, values in request.POST.lists())
    except UnreadablePostError:  # the visitor went away halfway
        return False
    return True


def is_text(raw: bytes) -> bool:
    """UTF-8 without a NUL."""
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False
