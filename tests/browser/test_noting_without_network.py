"""Writing a meeting down: the network goes and comes back, and two write at the same line. Nothing is lost."""

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import pages_of
from tests.browser.meeting_steps import INGRID, SAMIRA, Axe, Known, call, fits, people_of

SECONDS = 10  # for a slow machine to keep a text
IS_KEPT = """async (text) => {
  const name = `bijeenkomst-${document.querySelector("[data-note]").dataset.note}`;
  return (await DeviceQueue.all(name)).some((row) => row.fields.notes === text);
}"""
FIRST, LATER = "De gymzaal is te koud.", "De gymzaal is te koud. De gemeente kijkt ernaar."
POINT, ACTION = "Licht op het voetpad", "Vraag de gemeente om een lamp"
OWNER = "Joris Bakker (Buurtteam Havendijk)"


@pytest.fixture(scope="module")
def known(chromium: Browser, localhost: str, folder: Path) -> Iterator[Known]:
    with people_of(chromium, localhost, folder) as come_in:
        yield come_in


@pytest.fixture(scope="module")
def meeting(known: Known) -> str:
    """The address of one that has begun."""
    director = known(INGRID)
    address = call(director, "Overleg zonder netwerk", "regular", dt.date.today(), lambda _page: None)
    director.get_by_role("button", name="We beginnen").click()
    expect(director.get_by_role("heading", level=1, name="Schrijf mee")).to_be_visible()
    return address


def test_what_is_written_without_network_is_kept_and_goes_along_once(known: Known, meeting: str, axe: Axe) -> None:
    phone = known(INGRID, 390)
    phone.goto(f"{meeting}schrijf/")
    box = phone.locator("textarea.nt-notes").first
    phone.context.set_offline(True)
    box.fill(FIRST)
    expect(phone.get_by_text("Geen internet.")).to_be_visible()
    phone.get_by_label("Punt", exact=True).fill(POINT)
    phone.get_by_role("button", name="Zet het punt erbij").click()
    phone.get_by_label("Actie", exact=True).fill(ACTION)
    phone.get_by_label("Wie trekt het?").select_option(label=OWNER)
    phone.get_by_role("button", name="Spreek de actie af").click()
    waits = phone.locator("[data-waits-list] li")
    expect(waits).to_have_count(2)
    expect(waits.first).to_contain_text(POINT)
    axe(phone)
    fits(phone)
    box.fill(LATER)
    until_kept(phone, LATER)

    # The phone is put away, and there is network when the page is opened again.
    phone.goto("about:blank")
    phone.context.set_offline(False)
    phone.goto(f"{meeting}schrijf/")
    expect(phone.locator("textarea.nt-notes").first).to_have_value(LATER)
    expect(phone.get_by_text("Alles is bewaard.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("Alles is bewaard.")).to_be_visible()
    expect(waits).to_have_count(0)
    expect(phone.locator("textarea.nt-notes").first).to_have_value(LATER)
    phone.goto(f"{meeting}verslag/")
    for text in (LATER, POINT):
        expect(phone.get_by_text(text)).to_have_count(1)
    expect(phone.locator(".mn-actions tbody tr")).to_have_count(1)
    assert pages_of(phone) == 1
    phone.goto(f"{meeting}naamkaartjes/")
    expect(phone.locator(".tg-tag")).to_have_count(8)
    assert pages_of(phone) == 1


def until_kept(page: Page, text: str) -> None:
    end = time.monotonic() + SECONDS
    while not page.evaluate(IS_KEPT, text):
        assert time.monotonic() < end, "what is written is kept as it is written"


def keep(page: Page) -> None:
    line = page.locator("details", has_text="Nieuwe punten")
    line.get_by_role("button", name="Bewaar notities").click()


def test_of_two_who_write_at_the_same_line_neither_is_lost(known: Known, meeting: str, axe: Axe) -> None:
    one, other = known(INGRID), known(SAMIRA, 390)
    for page in (one, other):
        page.goto(f"{meeting}schrijf/")
        page.locator("summary", has_text="Nieuwe punten").click()
    mine, theirs = (page.get_by_label("Notities bij Nieuwe punten") for page in (one, other))
    mine.fill("Er zijn te weinig fietsen.")
    keep(one)
    expect(one.get_by_text("Alles is bewaard.")).to_be_visible()
    theirs.fill("Zwemles is te duur.")
    keep(other)
    expect(other.get_by_text("Kijk hieronder: iets kon niet bewaard worden.")).to_be_visible()
    expect(other.locator("[data-theirs]").filter(has_text="Er zijn te weinig fietsen.")).to_be_visible()
    expect(theirs).to_have_value("Zwemles is te duur.")
    axe(other)
    fits(other)
    theirs.fill("Er zijn te weinig fietsen. Zwemles is te duur.")
    until_kept(other, "Er zijn te weinig fietsen. Zwemles is te duur.")
    other.reload()
    expect(theirs).to_have_value("Er zijn te weinig fietsen. Zwemles is te duur.")
    expect(other.locator("[data-theirs]").filter(has_text="Er zijn te weinig fietsen.")).to_be_visible()
    keep(other)
    expect(other.get_by_text("Alles is bewaard.")).to_be_visible()
    one.reload()
    expect(one.get_by_label("Notities bij Nieuwe punten")).to_have_value(
        "Er zijn te weinig fietsen. Zwemles is te duur."
    )
