"""What stands on other people's pages knows nobody: cookies are neither read nor set there.

The middleware stands before that of sessions, so that a visitor who is signed in here is a stranger to the embedded
list too, whichever site frames it. Which answers may be framed, their views say themselves.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

FOLDER = "inbedden"
ADDRESS = re.compile(rf"/[-\w]+/{FOLDER}/")


class StrangerMiddleware:
    """Takes the cookies from a request for an embedded list, and from its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not ADDRESS.match(request.path_info):
            return self.get_response(request)
        request.COOKIES.clear()
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        return response
