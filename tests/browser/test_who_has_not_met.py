"""Two organizations that never met come to one meeting: the net shows so before it, and a line after it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.coming_in import run
from tests.browser.conftest import visit
from tests.browser.meeting_steps import COOKIE, INGRID, JORIS, NETWORK, Axe, Known, call, fits, people_of

NET = f"{NETWORK}beheer/net/"
ALONE, OTHER = "De Loods", "Kledingbank De Kapstok"


@pytest.fixture(scope="module")
def known(chromium: Browser, localhost: str, folder: Path) -> Iterator[Known]:
    with people_of(chromium, localhost, folder) as come_in:
        yield come_in


def test_who_has_not_met_is_introduced_and_after_a_meeting_a_line_stands_there(known: Known, axe: Axe) -> None:
    director = known(INGRID)
    director.goto(NET)
    axe(director)
    fits(director)
    finding = director.locator(".ti-finding", has_text=ALONE).filter(has_text="Nog zonder lijn")
    lines = director.get_by_role("row", name=ALONE).locator("[data-label=Lijnen]")
    expect(lines).to_have_text("0")
    finding.get_by_role("link", name="Nodig ze uit").click()
    axe(director)
    expect(director.get_by_role("heading", level=1, name="Stel ze aan elkaar voor")).to_be_visible()
    assert "mailto:" in str(director.get_by_role("link", name="Open in je mail").get_attribute("href"))

    call(director, "Kennismaken op de kade", "regular", dt.date.today() + dt.timedelta(days=1), axe)
    director.get_by_role("button", name="We beginnen").click()
    expect(director.get_by_role("heading", level=1, name="Schrijf mee")).to_be_visible()
    came = director.url.split("schrijf")[0] + "aanwezig/"
    for name, organization in (("Ada", ALONE), ("Bep", OTHER)):
        director.goto(came)
        director.get_by_label("Naam").fill(name)
        director.get_by_label("Namens").select_option(label=organization)
        director.get_by_role("button", name="Zet erbij").click()
        expect(director.locator("#bewaard")).to_contain_text(name)
    axe(director)

    director.goto(NET)
    director.get_by_role("button", name="Kijk opnieuw").click()
    expect(lines).to_have_text("1")
    director.locator("svg.ti-net").get_by_role("link", name=f"{ALONE}, Bewoners en vrijwilligers").focus()
    director.keyboard.press("Enter")
    expect(director.locator("#eerste + ul")).to_contain_text(OTHER)
    axe(director)
    fits(director)
    expect(director.get_by_role("link", name="Wat als ze wegvallen?")).to_be_visible()


def test_without_a_script_a_partner_endorses_and_reads_the_net(
    chromium: Browser, localhost: str, folder: Path
) -> None:
    cookie = run(folder, localhost, COOKIE, JORIS).strip()
    with visit(chromium, localhost, width=390, javascript=False) as page:
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": localhost}])
        page.goto(f"{NETWORK}beheer/onderschrijven/")
        page.get_by_label("Wat zoeken jullie?").fill("Een zaal op dinsdagavond.")
        page.get_by_role("button", name="Bewaar").click()
        expect(page.locator("main")).to_contain_text("Een zaal op dinsdagavond.")
        page.goto(NET)
        expect(page.locator("svg.ti-net a")).not_to_have_count(0)
        expect(page.get_by_role("table")).to_be_visible()
