"""Headers of safety, on every answer: pages, static files, redirects, refusals, and what no page was made for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "geolocation=(self), accelerometer=(), autoplay=(), camera=(), display-capture=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(self), usb=()"
    ),
    "X-Permitted-Cross-Domain-Policies": "none",
}
BARE_HEADERS = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", **HEADERS}


class HeadersMiddleware:
    """Outermost: sets what is missing, and leaves out the body nobody asked for (HEAD).

    A page that needs another value sets its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in BARE_HEADERS.items():
            response.headers.setdefault(name, value)
        if request.method == "HEAD" and not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response
