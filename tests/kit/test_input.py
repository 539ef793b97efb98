"""What no browser of a visitor sends gets a clear 400, and never reaches a page or the database."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st

from buurtnet.kit.input import LONGEST_PATH, CleanInputMiddleware

requests = RequestFactory()
ANY_TEXT = st.text(max_size=80)


def page(request: HttpRequest) -> HttpResponse:
    """Stands for every page: reads all that was sent, as a database would store it."""
    sent = [request.path_info, *request.COOKIES.values()]
    for fields in (request.GET, request.POST):
        sent += [text for name, values in fields.lists() for text in (name, *values)]
    assert not any("\0" in text for text in sent), "a NUL came through"
    "".join(sent).encode()  # a lone surrogate would be no text
    return HttpResponse("ok")


def status_of(request: HttpRequest) -> int:
    return CleanInputMiddleware(page)(request).status_code


def asked(path: str = "/", query: str = "", cookies: str = "") -> HttpRequest:
    return requests.get(path, QUERY_STRING=query, HTTP_COOKIE=cookies)


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=a%00b", "%00=1", "q=%ff", "q=%c3%28", "q=%ed%a0%80", "q=a&x=%e2%82", "q=\xff", "a" * 10_000],
)  # fmt: skip
def test_a_query_that_is_no_text_or_too_long_is_refused(query: str) -> None:
    assert status_of(asked(query=query)) == 400


@pytest.mark.parametrize(
    "query", ["", "q=caf%C3%A9", "q=a+b%20c", "q=%", "q=%zz", "&&==&", "q=%F0%9F%98%80", "taal=en"]
)
def test_a_query_of_a_visitor_comes_through(query: str) -> None:
    assert status_of(asked(query=query)) == 200


@pytest.mark.parametrize("path", ["/a\0b/", "/a\nb/", "/\x7f/", "/" + "a" * LONGEST_PATH])
def test_a_path_with_signs_of_control_or_without_end_is_refused(path: str) -> None:
    request = asked()
    request.path_info = path
    assert status_of(request) == 400


@pytest.mark.parametrize("path", ["/", "/havendijk/zoeken/", "/een%20straat/", "/caf%C3%A9/", "/%FF/", "//", "/../"])
def test_any_other_path_is_left_to_the_pages(path: str) -> None:
    assert status_of(asked(path)) == 200


@given(st.binary(max_size=60))
@example(b"\xed\xa0\x80")
def test_whatever_bytes_stand_in_a_query_they_are_text_or_refused(raw: bytes) -> None:
    assert status_of(asked(query="q=" + raw.decode("latin-1"))) in {200, 400}


@given(ANY_TEXT, ANY_TEXT)
def test_a_form_without_nul_comes_through_and_with_one_is_refused(name: str, value: str) -> None:
    try:
        request = requests.post("/", {name: value, "x": "1"})
        encoded = requests.post("/", f"x=1&{name}={value}".encode(), "application/x-www-form-urlencoded")
    except UnicodeEncodeError:  # the test client cannot even send a lone surrogate
        return
    has_nul = "\0" in name + value
    assert status_of(encoded) == (400 if has_nul else 200)
    if '"' not in name and "\r" not in name and "\n" not in name and "\\" not in name:
        assert status_of(request) == (400 if has_nul else 200)


def test_a_form_with_bytes_that_are_no_text_is_refused() -> None:
    for body in (b"x=%ff", b"x=\xff", b"x=%00", b"%00=x"):
        assert status_of(requests.post("/", body, "application/x-www-form-urlencoded")) == 400


def test_a_body_that_is_no_form_is_the_page_s_own_business() -> None:
    assert status_of(requests.post("/", b'{"a": "\\u0000"}', "application/json")) == 200


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=40))
@example('sessionid="\\000abcdefgh"; taal=nl')
def test_a_cookie_with_a_nul_is_dropped_and_nobody_is_locked_out(cookies: str) -> None:
    assert status_of(asked(cookies=cookies)) == 200


@pytest.mark.django_db
def test_the_refusal_is_a_page_of_the_house_with_all_headers_of_safety(client: Client) -> None:
    answer = client.get("/", QUERY_STRING="q=%00")
    assert answer.status_code == 400
    assert "<h1" in answer.content.decode()
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Permissions-Policy"].startswith("geolocation=(self)")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_more_fields_than_any_form_has_get_a_page_that_says_so(client: Client, method: str) -> None:
    answer = getattr(client, method)("/", {str(number): "1" for number in range(300)})
    assert answer.status_code == 400
    assert "<h1" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "a b", "localhost:8000:9", "[::1", "\\"])
def test_a_host_that_is_not_ours_gets_a_page_and_the_headers(client: Client, host: str) -> None:
    answer = client.get("/", HTTP_HOST=host)
    assert answer.status_code == 400
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
