"""Following a site that does its worst: a ring of redirects, slow without end; and two that follow it at once."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from pytest_django import Settings

from buurtnet.directory.models import ImportRun, Service
from buurtnet.exchange import following
from buurtnet.exchange.following import followed
from buurtnet.kit.fetch import Limits
from buurtnet.kit.plain_error import PlainError
from tests.at_once import at_once
from tests.exchange.imports import Done, Silent, bring, club
from tests.exchange.test_following import Site
from tests.kit.elsewhere import say, served


@pytest.fixture
def site(settings: Settings, tmp_path: Path) -> Iterator[Site]:
    settings.DATA_DIR = tmp_path / "data"
    found = Site([club(number) for number in range(1, 6)])
    with served(found) as place:
        found.place = place
        settings.FETCH_HOSTS = frozenset({place})
        yield found


def follow(site: Site, source: str = "buren") -> Done:
    with followed(site.address, source, Silent(), wait=lambda _seconds: None) as reading:
        return bring(reading, source)


def refused(site: Site) -> str:
    with pytest.raises(PlainError) as told:
        follow(site)
    assert not Service.objects.exists()
    assert not ImportRun.objects.exists()
    return str(told.value)


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["itself", "the other"])
def test_a_ring_of_redirects_is_left_after_a_few(site: Site, to: str) -> None:
    def answer(handler: BaseHTTPRequestHandler, number: int) -> bool:
        path = handler.path if to == "itself" else f"/ring/{number % 2}"
        say(handler, b"", 302, Location=f"http://{site.place}{path}")
        return True

    site.answer = answer
    assert "sends us on more than 5 times" in refused(site)
    assert len(site.asked) == 6


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_site_that_drips_is_cut_off_in_time_and_asked_no_more_than_it_should(
    site: Site, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte now and then: never silent, and never done."""
    monkeypatch.setattr(following, "PAGE", Limits(seconds=0.3, silent_seconds=5))
    over = threading.Event()

    def answer(handler: BaseHTTPRequestHandler, _number: int) -> bool:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"" if where == "headers" else b"Content-Length: 9000\r\n\r\n"))
        while not over.wait(0.02):
            handler.wfile.write(b"X-A: b\r\n" if where == "headers" else b" ")
        return True

    site.answer = answer
    began = time.monotonic()
    try:
        assert "took longer than 0.3 seconds" in refused(site)
    finally:
        over.set()
    assert len(site.asked) == 1 + len(following.WAITS)
    assert time.monotonic() - began < 20


@pytest.mark.django_db
def test_a_site_that_hangs_up_each_time_is_asked_again_and_left(site: Site) -> None:
    site.answer = lambda _handler, _number: True  # says nothing, and closes
    assert site.place in refused(site)
    assert len(site.asked) == 1 + len(following.WAITS)


@pytest.mark.django_db
def test_totals_that_grow_with_each_page_end(site: Site) -> None:
    site.twist = lambda page, number: {
        **page, "total_items": 5 + 200 * number, "total_pages": number + 2, "page_number": number,
        "contents": [club(10 * number + one) for one in range(2)],
    }  # fmt: skip
    assert "goes on and on" in refused(site)


# Two at the same moment


@pytest.mark.django_db(transaction=True)
def test_two_that_follow_one_site_as_one_source_bring_it_in_once(site: Site) -> None:
    said = at_once(lambda: follow(site), lambda: follow(site), met=(PlainError,))
    assert any(isinstance(one, Done) for one in said)
    for one in said:
        assert isinstance(one, Done) or "Another import of the source buren is at work" in str(one)
    assert Service.objects.count() == 5
    assert set(Service.objects.values_list("source", flat=True)) == {"buren"}


@pytest.mark.django_db(transaction=True)
def test_two_that_follow_one_site_as_two_sources_bring_each_entry_in_once(site: Site) -> None:
    at_once(lambda: follow(site, "buren"), lambda: follow(site, "overburen"), met=(PlainError,))
    assert Service.objects.count() == 5
    assert {str(pk) for pk in Service.objects.values_list("pk", flat=True)} == {one["id"] for one in site.services}
    for source in ("buren", "overburen"):  # and the next time nothing goes over to the other
        before = set(Service.objects.filter(source=source).values_list("pk", flat=True))
        with suppress(PlainError):  # one that came too late for all of them is told so
            follow(site, source)
        assert set(Service.objects.filter(source=source).values_list("pk", flat=True)) == before
