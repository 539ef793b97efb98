"""An activity is announced; neighbours join it on a phone without an account, wait, cancel and move up."""

import datetime as dt
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import visit
from tests.browser.needs_town import NETWORK

TITLE = "Pompoensoep koken met de straat"
SOON = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=10)
A_MOMENT = 3_200  # milliseconds that a person needs for the form
type Axe = Callable[[Page], None]


def test_two_come_a_third_waits_and_moves_up_when_someone_cancels(
    director: Page, visitor: Page, chromium: Browser, localhost: str, axe: Axe
) -> None:
    address = announce(director)

    join(visitor, address, people="2", name="Amira")
    expect(visitor.get_by_role("heading", name="Je komt", exact=True)).to_be_visible()
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390
    assert "sessionid" not in {one.get("name") for one in visitor.context.cookies()}
    own = str(visitor.locator(".join-link a").get_attribute("href"))

    with visit(chromium, localhost, width=390) as page:
        page.goto(address)
        page.locator(".actions").get_by_role("link", name="Zet me op de wachtlijst").click()
        axe(page)
        fill(page, people="1", name="Bea")
        expect(page.get_by_role("heading", name="Je staat op de wachtlijst")).to_be_visible()
        expect(page.get_by_text("Dit is je plek in de rij: 1.")).to_be_visible()
        axe(page)

        visitor.goto(own)
        visitor.get_by_role("button", name="Meld je af").click()
        visitor.get_by_role("button", name="Ja, meld me af").click()
        expect(visitor.get_by_role("heading", name="Je bent afgemeld")).to_be_visible()

        page.reload()
        expect(page.get_by_text("Er kwam een plek vrij: je kunt komen.")).to_be_visible()
        page.get_by_role("button", name="Meld je af").click()
        axe(page)
        page.get_by_role("button", name="Nee, ik kom wel").click()
        expect(page.get_by_role("heading", name="Je komt", exact=True)).to_be_visible()

    who_comes(director, axe)


def announce(page: Page) -> str:
    """The address of the page of an activity for two people."""
    page.goto(f"{NETWORK}beheer/activiteiten/nieuw/")
    page.get_by_label("Wat ga je doen?").fill(TITLE)
    page.get_by_label("Welke dag?", exact=True).fill(SOON.isoformat())
    page.get_by_label("Van", exact=True).fill("15:30")
    page.get_by_label("Tot", exact=True).fill("17:00")
    page.get_by_label("Waar is het?", exact=True).fill("Schippersplein")
    page.get_by_text("Moeten mensen zich opgeven?").click()
    page.get_by_label("Opgeven", exact=True).select_option("names")
    page.get_by_label("Voor hoeveel mensen is er plek? (mag leeg)").fill("2")
    page.get_by_label("Met een wachtlijst als het vol is").check()
    page.get_by_role("button", name="Bekijk hoe het eruitziet").click()
    page.get_by_role("button", name="Plaats in de buurtagenda").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    key = page.url.partition("?")[0].rstrip("/").rpartition("/")[2]
    return f"{NETWORK}agenda/{key}/"


def join(page: Page, address: str, *, people: str, name: str) -> None:
    page.goto(address)
    page.locator(".actions").get_by_role("link", name="Ik kom").click()
    fill(page, people=people, name=name)


def fill(page: Page, *, people: str, name: str) -> None:
    page.get_by_label("Met hoeveel mensen kom je?").fill(people)
    page.get_by_label("Hoe mogen we je noemen?").fill(name)
    page.wait_for_timeout(A_MOMENT)
    page.locator("form.join-form button[type=submit]").click()


def who_comes(page: Page, axe: Axe) -> None:
    """The owner sees who comes; every page of theirs is looked over."""
    page.reload()
    page.locator("a[href*='/activiteiten/keer/']", has_text="1 van 2 plekken").click()
    expect(page.locator("#inhoud .rows")).to_contain_text("Bea")
    expect(page.locator("#inhoud .rows")).not_to_contain_text("Amira")
    axe(page)
    date = page.url
    page.locator(".row-side button", has_text="Haal van de lijst").click()
    axe(page)
    for more in ("erbij/", "lijst/", "antwoorden/"):
        page.goto(f"{date}{more}")
        axe(page)
    page.goto(date)
    page.get_by_role("link", name="Vragen bij het opgeven").click()
    axe(page)
