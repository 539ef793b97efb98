"""The web addresses of entries: looked at gently, and dead after three days of nothing there within two weeks."""

import datetime as dt
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.people.models import Organization
from buurtnet.upkeep import web_links
from buurtnet.upkeep.models import Doubt, WebLink
from buurtnet.upkeep.web_links import Looking, look_at_links
from tests.kit.elsewhere import say, served
from tests.upkeep.scene import NOON, area_of, service

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class Site:
    """A site that answers with ``status``, and remembers what was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.robots = ""
        self.asked: list[str] = []
        self.place = ""
        self.body = b"Welkom"
        self.headers: dict[str, str] = {}

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/robots.txt":
            say(handler, self.robots.encode(), 200 if self.robots else 404)
            return
        self.asked.append(handler.path)
        say(handler, self.body, self.status, **self.headers)


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    settings.DEMO = False
    found = Site()
    with served(found) as place:
        found.place = place
        settings.FETCH_HOSTS = frozenset({place})
        yield found


@pytest.fixture
def club(site: Site, network: Network, loods: Organization) -> Service:
    return service(loods, area_of(network), name="Club", url=f"http://{site.place}/club", source="")


def look(days: int = 0) -> tuple[int, list[float]]:
    """Look, so many days after the first time. Returns how many links, and the pauses."""
    pauses: list[float] = []
    return look_at_links(NOON + days * DAY, Looking(wait=pauses.append)), pauses


def test_a_link_that_works_is_left_alone_for_two_weeks(site: Site, club: Service) -> None:
    assert look()[0] == 1
    assert (look(1)[0], look(13)[0], look(14)[0]) == (0, 0, 1)
    assert site.asked == ["/club", "/club"]
    assert not WebLink.objects.get().is_dead


@pytest.mark.parametrize("status", [404, 410, 500, 503])
def test_three_days_of_nothing_there_make_a_link_dead_and_the_entry_doubted(
    site: Site, club: Service, status: int
) -> None:
    site.status = status
    look()
    assert look()[0] == 0  # the same day counts once
    look(1)
    assert not Doubt.objects.exists()
    look(5)
    assert WebLink.objects.get().is_dead
    assert Doubt.objects.get().service == club
    look(6)
    assert Doubt.objects.count() == 1


def test_three_failures_over_a_longer_time_are_no_dead_link(site: Site, club: Service) -> None:
    site.status = 404
    for days in (0, 7, 14, 21):
        look(days)
    assert not WebLink.objects.get().is_dead


def test_a_good_answer_forgets_what_went_before(site: Site, club: Service) -> None:
    site.status = 404
    for days in range(3):
        look(days)
    site.status = 200
    look(3)
    link = WebLink.objects.get()
    assert (link.is_dead, link.failed_on) == (False, [])


@pytest.mark.parametrize("status", [401, 403, 405, 429])
def test_a_site_that_only_refuses_machines_is_not_dead(site: Site, club: Service, status: int) -> None:
    site.status = status
    for days in range(4):
        look(days)
    assert WebLink.objects.get().failed_on == []


def test_nobody_there_is_a_failure(settings: Settings, club: Service) -> None:
    settings.FETCH_HOSTS = frozenset({"127.0.0.1:1"})
    Service.objects.update(url="http://127.0.0.1:1/")
    look()
    assert WebLink.objects.get().failed_on == ["2026-11-02"]


def test_what_we_may_not_fetch_says_nothing(settings: Settings, club: Service) -> None:
    settings.FETCH_HOSTS = frozenset()
    look()
    link = WebLink.objects.get()
    assert (link.failed_on, link.looked_on) == ([], dt.date(2026, 11, 2))


def test_of_an_endless_page_only_the_first_piece_is_taken(site: Site, club: Service) -> None:
    site.body, site.headers = b"x" * 100_000, {"Content_Length": "1000000000000"}
    began = time.monotonic()
    look()
    assert time.monotonic() - began < 5
    assert WebLink.objects.get().failed_on == []


def test_robots_txt_is_kept_to(site: Site, club: Service) -> None:
    site.robots = "User-agent: *\nDisallow: /club\n"
    assert look()[0] == 1
    assert site.asked == []
    assert WebLink.objects.get().failed_on == []


def test_one_site_is_asked_little_and_slowly(site: Site, network: Network, loods: Organization) -> None:
    for number in range(12):
        service(loods, area_of(network), name=f"Club {number}", url=f"http://{site.place}/{number}", source="")
    count, pauses = look()
    assert (count, len(site.asked), pauses) == (10, 10, [web_links.PAUSE] * 9)
    assert look(1)[0] == 2


def test_a_run_ends_in_time(site: Site, network: Network, loods: Organization) -> None:
    for number in range(3):
        service(loods, area_of(network), name=f"Club {number}", url=f"http://{site.place}/{number}", source="")
    ticks = iter([0.0, 1.0, web_links.MOST_SECONDS])
    assert look_at_links(NOON, Looking(wait=lambda _seconds: None, clock=lambda: next(ticks))) == 1


def test_what_an_import_brought_is_its_sources_to_keep(site: Site, club: Service) -> None:
    Service.objects.update(source="elders")
    assert look()[0] == 0
    Service.objects.update(is_kept_by_editor=True)
    assert look()[0] == 1


def test_a_changed_address_begins_anew_and_no_address_is_no_link(site: Site, club: Service) -> None:
    site.status = 404
    for days in range(3):
        look(days)
    Service.objects.update(url=f"http://{site.place}/nieuw")
    look(3)
    link = WebLink.objects.get()
    assert (link.address, link.is_dead, link.failed_on) == (f"http://{site.place}/nieuw", False, ["2026-11-05"])
    Service.objects.update(url="")
    look(4)
    assert not WebLink.objects.exists()


def test_the_demo_looks_at_nothing(settings: Settings, site: Site, club: Service) -> None:
    settings.DEMO = True
    assert look()[0] == 0
    assert not WebLink.objects.exists()
