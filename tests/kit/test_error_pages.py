"""Whatever is broken, a visitor gets words: in the frame of the house, or without it."""

import pytest
from django.template import TemplateSyntaxError
from django.test import Client, RequestFactory
from pytest_django import Settings

from buurtnet.home.errors import server_error
from buurtnet.kit import error_pages
from buurtnet.kit.error_pages import bare_page, error_page


@pytest.mark.django_db
def test_a_refusal_is_a_page_in_the_frame(client: Client) -> None:
    text = client.get("/", QUERY_STRING="q=%00").content.decode()
    assert "<h1>Dit adres kunnen we niet lezen</h1>" in text
    assert 'class="top"' in text


def test_when_the_frame_is_broken_the_words_still_come(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*args: object) -> str:
        raise TemplateSyntaxError

    monkeypatch.setattr(error_pages, "render_to_string", fall)
    request = RequestFactory().get("/")
    for answer, status, said in (
        (error_page(request, 400), 400, "Dit adres kunnen we niet lezen"),
        (server_error(request), 500, "Er ging iets mis"),
    ):
        assert answer.status_code == status
        assert f"<h1>{said}</h1>" in answer.content.decode()
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("status", [400, 429, 500])
def test_a_bare_page_is_whole_and_asks_for_nothing(status: int) -> None:
    page = bare_page(status)
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>")
    assert '<a href="/">' in page
    assert "src=" not in page
    assert "style" not in page


@pytest.mark.django_db
def test_a_host_that_is_not_ours_gets_a_page_when_the_frame_cannot_be_made(
    client: Client, settings: Settings
) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": False}]
    answer = client.get("/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()
