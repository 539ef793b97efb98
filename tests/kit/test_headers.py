"""Headers of safety stand on every answer; a page that needs another value sets its own."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

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


def test_who_asks_for_the_head_gets_no_body_but_is_told_its_length() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("twelve bytes", status=400)

    answer = HeadersMiddleware(page)(RequestFactory().head("/"))
    assert (answer.content, answer.headers["Content-Length"]) == (b"", "12")
    assert HeadersMiddleware(page)(RequestFactory().get("/")).content == b"twelve bytes"


@pytest.mark.django_db
def test_an_address_without_its_last_slash_is_led_on_with_the_headers(client: Client) -> None:
    answer = client.get("/over")
    assert answer.status_code == 301
    assert HEADERS.items() <= dict(answer.items()).items()
    assert "Content-Security-Policy" in answer.headers
