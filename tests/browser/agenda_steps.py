"""Steps that journeys in the calendar share: what day it is, announcing, letting know that one comes, and fitting."""

import datetime as dt
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.browser.needs_town import NETWORK, nothing

AGENDA, WORK = f"{NETWORK}agenda/", f"{NETWORK}beheer/activiteiten/"
HANAN, JORIS, OMAR = "hanan@havendijk.example", "joris@buurtteam.example", "omar@kaai9.example"
A_MOMENT = 3_200  # milliseconds that a person needs for a form
WIDTHS = (390, 1280)
PATIENCE = 15  # seconds in which what is done in the background is there
type Axe = Callable[[Page], None]


def in_days(days: int) -> dt.date:
    """A day by the clock of the town."""
    return dt.datetime.now(tz=ZoneInfo("Europe/Amsterdam")).date() + dt.timedelta(days=days)


def fits(page: Page) -> None:
    """On a phone and on a desk nothing stands beside the page."""
    before = page.viewport_size
    assert before
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
    page.set_viewport_size(before)


def announce(
    page: Page, title: str, day: dt.date, *, hours: tuple[str, str] = ("15:30", "17:00"), pace: str = "",
    where: str = "Schippersplein", names: bool = False,
    look: Callable[[Page], None] = nothing,
) -> str:  # fmt: skip
    """Fill in the one page and go on past how it looks; ends on the page of who pulls it. Gives its id.

    ``look``: what to do on both pages of the way.
    """
    page.goto(f"{WORK}nieuw/")
    look(page)
    page.get_by_label("Wat ga je doen?").fill(title)
    page.get_by_label("Welke dag?", exact=True).fill(day.isoformat())
    for label, hour in zip(("Van", "Tot"), hours, strict=True):
        page.get_by_label(label, exact=True).fill(hour)
    page.get_by_label("Waar is het?", exact=True).fill(where)
    if pace:
        page.get_by_label("Hoe vaak?").select_option(pace)
    if names:
        page.get_by_text("Moeten mensen zich opgeven?").click()
        page.get_by_label("Opgeven", exact=True).select_option("names")
    page.get_by_role("button", name="Bekijk hoe het eruitziet").click()
    expect(page.get_by_role("heading", name="Zo komt het eruit te zien")).to_be_visible()
    look(page)
    page.locator("button[name=doe][value=plaats]").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    return page.url.partition("?")[0].rstrip("/").rpartition("/")[2]


def join(page: Page, *, name: str, mail: str) -> None:
    """From the form to what says that there is room; the rest is in the mail."""
    page.get_by_label("Hoe mogen we je noemen?").fill(name)
    page.get_by_label("Je mailadres").fill(mail)
    page.wait_for_timeout(A_MOMENT)
    page.locator("form.join-form button[type=submit]").click()
    expect(page.get_by_role("heading", name="Gelukt: er is plek")).to_be_visible()


def soon_there(page: Page, address: str, found: Locator) -> None:
    """Look again until it is there."""
    end = time.monotonic() + PATIENCE
    page.goto(address)
    while not found.is_visible() and time.monotonic() < end:
        page.wait_for_timeout(500)
        page.goto(address)
    expect(found).to_be_visible()
