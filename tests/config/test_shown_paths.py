"""No log holds a link that opens something: tokens planted in every address do not come out."""

import io
import logging
import logging.config
import secrets
from urllib.parse import quote

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.config.shown_paths import FREE_TEXT, PARAMETER, TELLING, PathFilter, route_of, shown_path, tells_nothing

TOKEN = "Zm9vYmFyYmF6LXF1eF9mb29iYXJiYXo"
UUID = "0b7f9e1c-52b6-4d0e-9d49-6b1f0a1f6a01"
VALUES = {"slug": "havendijk", "int": "3", "uuid": UUID, "function": "2-leren"}


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    found = []
    for one in patterns:
        here = before + str(one.pattern)
        found += routes(one.url_patterns, here) if isinstance(one, URLResolver) else [here]
    return found


ROUTES = routes(get_resolver().url_patterns)
SECRET_ROUTES = [
    route for route in ROUTES if any(kind in FREE_TEXT or name in TELLING for kind, name in PARAMETER.findall(route))
]


def filled(route: str, secret: str) -> str:
    """An address of a route, with the secret wherever free text may stand."""
    return "/" + PARAMETER.sub(lambda found: secret if found[1] in {None, *FREE_TEXT} else VALUES[found[1]], route)


def test_invitations_and_links_to_sign_in_are_among_the_routes() -> None:
    assert len(SECRET_ROUTES) >= 5
    assert {"account/link/<str:token>/", "account/uitnodiging/<str:token>/"} <= set(SECRET_ROUTES)


@pytest.mark.parametrize("route", SECRET_ROUTES)
@pytest.mark.parametrize("secret", [TOKEN, "kort", "met%20blank", quote(TOKEN.replace("-", ":"))])
def test_a_secret_in_any_address_is_not_told(route: str, secret: str) -> None:
    for path in (filled(route, secret), filled(route, secret).rstrip("/")):
        assert secret not in shown_path(path)
        assert "***" in shown_path(path)


@pytest.mark.parametrize("route", [route for route in ROUTES if route not in SECRET_ROUTES])
def test_an_address_that_opens_nothing_is_told_as_it_is(route: str) -> None:
    path = filled(route, "")
    assert shown_path(path) in {path, path.replace("2-leren", "***")}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (f"/agenda/{TOKEN}.ics", "/agenda/***"),
        (f"/nergens/{UUID}/", "/nergens/***/"),
        (f"/account/link/{TOKEN}/extra/", "/account/link/***/extra/"),
        (f"/account/link/{TOKEN[:10]}%2D{TOKEN[11:]}/x", "/account/link/***/x"),
        (f"/{TOKEN}/", "/***/"),
        (f"/havendijk/aanbod/{UUID}/", f"/havendijk/aanbod/{UUID}/"),
        ("/static/kit/fonts/atkinson-hyperlegible-next.woff2", "/static/kit/fonts/atkinson-hyperlegible-next.woff2"),
        ("/nergens/", "/nergens/"),
        ("", ""),
        ("*", "*"),
    ],
)
def test_what_is_told_of_an_address(path: str, told: str) -> None:
    assert shown_path(path) == told


@pytest.mark.parametrize(
    ("part", "said", "is_told"),
    [
        ("havendijk", "<slug:network>", True),
        (TOKEN, "<slug:network>", False),
        ("abc", "<slug:token>", False),
        (UUID, "<uuid:secret>", False),
        (UUID, "<uuid:pk>", True),
        (f"{UUID}.vcf", "<uuid:pk>.vcf", True),
        ("kalender-abc.ics", "kalender-<str:token>.ics", False),
    ],
)
def test_what_comes_later_is_told_by_its_kind_and_its_name(part: str, said: str, is_told: bool) -> None:
    assert tells_nothing(part, said) is is_told


@given(st.text(max_size=60), st.integers(20, 60))
def test_a_secret_of_twenty_signs_never_stands_in_the_log(around: str, length: int) -> None:
    secret = secrets.token_urlsafe(length)[:length]
    assert secret not in shown_path(f"/account/link/{secret}/")
    assert secret not in shown_path(f"/{quote(around)}/{secret}{quote(around)}")


def test_what_django_logs_of_a_request_is_masked_too_and_the_record_stays_as_it_was() -> None:
    assert list(settings.LOGGING["handlers"]["stderr"]["filters"]) == ["paths", "scrub"]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(PathFilter())
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 1, "%s: %s", ("Gone", f"/account/uitnodiging/{TOKEN}/?a={TOKEN}"), None
    )
    handler.handle(record)
    assert written.getvalue() == "Gone: /account/uitnodiging/***/\n"
    assert TOKEN in record.getMessage()


def test_a_page_that_is_not_there_has_no_route() -> None:
    assert route_of("/a/b/c/d/e/f/") is None
    assert route_of("/over") == "/over"
