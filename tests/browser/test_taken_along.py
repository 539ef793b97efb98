"""Taken along: what stands on the map leaves it by a calendar, a feed, a sitemap, data in the page and the API."""

import datetime as dt
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.feeds.reading import events, times

ATOM, SITEMAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ENTRY = "Huiswerkclub De Loods"
ZONE = ZoneInfo("Europe/Amsterdam")
OPEN = {(1, "15:30", "17:00"), (3, "15:30", "17:00")}  # Tuesday and Thursday


@pytest.fixture
def entry(page: Page) -> str:
    """The path of the page of the homework club, which is open on the screen."""
    page.goto("/havendijk/zoeken/?q=huiswerkclub")
    page.get_by_role("link", name=ENTRY).first.click()
    expect(page.get_by_role("heading", level=1, name=ENTRY)).to_be_visible()
    return urlsplit(page.url).path


def test_the_calendar_of_an_entry_downloads_and_another_program_reads_its_times(
    page: Page, entry: str, tmp_path: Path
) -> None:
    with page.expect_download() as coming:
        page.get_by_role("link", name="Zet in je eigen agenda").click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    calendar = file.read_text("utf-8")
    assert file.suffix == ".ics"
    assert {event.summary for event in events(calendar)} == {ENTRY}
    now = dt.datetime.now(dt.UTC)
    read = times(calendar, now, now + dt.timedelta(days=70))
    local = {(one.begin.astimezone(ZONE), one.finish.astimezone(ZONE)) for one in read}
    assert {(begin.weekday(), f"{begin:%H:%M}", f"{finish:%H:%M}") for begin, finish in local} == OPEN


def test_the_feed_that_a_page_names_tells_what_is_new(page: Page) -> None:
    page.goto("/havendijk/")
    link = page.locator("link[rel=alternate][type='application/atom+xml']").first
    response = page.request.get(link.get_attribute("href") or "")
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.body())
    items = feed.findall(f"{ATOM}entry")
    assert len(items) == 50
    changed = [str(item.findtext(f"{ATOM}updated")) for item in items]
    assert changed == sorted(changed, reverse=True)
    first = items[0].find(f"{ATOM}link")
    assert first is not None
    page.goto(urlsplit(first.attrib["href"]).path)
    expect(page.get_by_role("heading", level=1)).to_have_text(str(items[0].findtext(f"{ATOM}title")))


def test_the_sitemap_leads_to_the_page(page: Page, entry: str) -> None:
    robots = page.request.get("/robots.txt").text()
    index = next(line.split(": ", 1)[1] for line in robots.splitlines() if line.startswith("Sitemap: "))
    parts = locations(page.request.get(urlsplit(index).path).body())
    found = [one for part in parts for one in locations(page.request.get(urlsplit(part).path).body())]
    assert entry in {urlsplit(one).path for one in found}


def locations(body: bytes) -> list[str]:
    return [str(one.text) for one in ElementTree.fromstring(body).iter(f"{SITEMAP}loc")]


def test_the_page_says_for_machines_what_it_says_for_people(page: Page, entry: str) -> None:
    """That the browser has nothing to complain of the page (its CSP), is looked at when the test ends."""
    said: Any = json.loads(page.locator("script[type='application/ld+json']").first.text_content() or "")
    assert said["@context"] == "https://schema.org"
    assert ENTRY in json.dumps(said, ensure_ascii=False)
    assert entry in json.dumps(said)


def test_the_api_gives_the_entry_that_the_page_shows(page: Page, entry: str) -> None:
    number = entry.rstrip("/").rpartition("/")[2]
    root = page.request.get("/api/hsds/").json()
    assert root["version"].startswith("3.1")
    response = page.request.get(f"/api/hsds/services/{number}")
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.json()["name"] == ENTRY
    again = page.request.get(f"/api/hsds/services/{number}", headers={"If-None-Match": response.headers["etag"]})
    assert again.status == 304
    listed = page.request.get("/api/hsds/services?search=huiswerkclub&per_page=5").json()
    assert number in {one["id"] for one in listed["contents"]}
