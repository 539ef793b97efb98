"""Plak je lijst: a director pastes rows, says what the columns are, looks at every row and puts them on the map."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import visit

LIST = "\n".join([
    "Naam\tOmschrijving\tOrganisatie\tStraat\tPostcode\tTelefoon\tWanneer",
    "Repaircafé Molenveld\tSamen repareren we wat kapot is.\tRepairgroep\tMaalderijstr. 5\t8993 JE\t0999 - 31 22 11\t"
    "elke zaterdag van 10 tot 12 uur",
    "Vader zaterdag\tVaders en kinderen samen op pad.\t\t\t\t\t",
    "\tEen rij zonder naam\t\t\t\t\t",
])  # fmt: skip
NEW, DOUBLE = "Repaircafé Molenveld", "Vader zaterdag"
SECONDS_TO_FIND = 15

type Axe = Callable[[Page], None]


def test_a_list_is_pasted_matched_looked_at_and_put_on_the_map_and_taken_off_again(
    chromium: Browser, localhost: str, director: Page, axe: Axe
) -> None:
    director.goto("/havendijk/beheer/lijst/")
    axe(director)
    director.get_by_label("Je lijst", exact=True).fill(LIST)
    director.get_by_role("button", name="Verder").click()
    axe(director)
    fits(director)
    director.get_by_role("button", name="Bekijk wat er gebeurt").click()

    axe(director)
    fits(director)
    expect(director.get_by_role("region", name="Nieuw op de kaart")).to_contain_text(NEW)
    expect(director.get_by_role("region", name="Staat dit er al?")).to_contain_text(DOUBLE)
    expect(director.get_by_role("region", name="Kan niet mee")).to_contain_text("Er is geen naam.")
    place = director.get_by_role("region", name="Is dit dezelfde plek?")
    expect(place).to_contain_text("De Maalderij")
    expect(place.get_by_role("checkbox")).to_be_checked()
    director.get_by_role("button", name="Zet op de kaart").press("Enter")
    expect(director.get_by_role("heading", level=1)).to_contain_text("op de kaart")
    axe(director)

    with visit(chromium, localhost, width=390, javascript=False) as visitor:
        found = visitor.locator("#inhoud a[href*='/aanbod/']", has_text=NEW)
        until = time.monotonic() + SECONDS_TO_FIND
        while not found.count():
            assert time.monotonic() < until, "what is put on the map is found soon"
            visitor.goto(f"/havendijk/zoeken/?q={NEW}")
        found.first.click()
        expect(visitor.get_by_role("heading", level=1, name=NEW)).to_be_visible()
        expect(visitor.locator("#inhoud")).to_contain_text("De Maalderij")
        expect(visitor.locator("#inhoud")).to_contain_text(re.compile(r"10\.00\W+12\.00"))
        page = visitor.url
        director.get_by_role("button", name="Haal de nieuwe weer van de kaart").click()
        expect(director.get_by_text("Deze lijst is weer van de kaart")).to_be_visible()
        visitor.goto(page)
        expect(visitor.get_by_text("Dit is er nu niet.")).to_be_visible()


def test_what_is_no_list_gets_one_sentence(director: Page, axe: Axe) -> None:
    director.goto("/havendijk/beheer/lijst/")
    director.get_by_role("button", name="Verder").click()
    expect(director.get_by_text("Er staat niets in je lijst.")).to_be_visible()
    axe(director)


def fits(page: Page) -> None:
    """Nothing sticks out on a phone."""
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
