"""Headers of safety stand on every answer; a page that needs another value sets its own."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from buurtnet.kit.headers import HEADERS, HeadersMiddleware


def answer(**own: str) -> HttpResponse:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers=own)

    return HeadersMiddleware(page)(RequestFactory().get("/"))


def test_every_header_is_on_an_answer_that_has_none() -> None:
    assert HEADERS.items() <= dict(answer().items()).items()


def test_the_place_of_a_visitor_can_be_asked_by_our_pages_only_and_the_camera_by_none() -> None:
    policy = answer().headers["Permissions-Policy"]
    assert "geolocation=(self)" in policy
    assert "camera=()" in policy
    assert "microphone=()" in policy


def test_a_page_can_set_its_own_value() -> None:
    own = answer(**{"Cross-Origin-Resource-Policy": "cross-origin"})
    assert own.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
