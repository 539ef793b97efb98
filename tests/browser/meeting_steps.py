"""What journeys of meetings share: someone of the cast on a phone or a desk, and the pages of the room."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import run
from tests.browser.conftest import visit

NETWORK = "/havendijk/"
MEETINGS = f"{NETWORK}beheer/bijeenkomsten/"
INGRID, SAMIRA, JORIS = "ingrid@ankerplaats.example", "samira@buurtteam.example", "joris@buurtteam.example"
COOKIE = """
from django.test import Client
from buurtnet.people.models import Person
client = Client()
client.force_login(Person.objects.get(email=sys.argv[2]), backend="buurtnet.people.doors.DoorsBackend")
print(client.cookies["sessionid"].value)
"""
type Axe = Callable[[Page], None]
type Known = Callable[..., Page]


@contextmanager
def people_of(browser: Browser, site: str, folder: Path) -> Iterator[Known]:
    """Opens a page for someone of the cast, by their mail address."""
    with ExitStack() as opened:

        def come_in(email: str, width: int = 1280) -> Page:
            page = opened.enter_context(visit(browser, site, width=width))
            cookie = run(folder, site, COOKIE, email).strip()
            page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
            return page

        yield come_in


def fits(page: Page) -> None:
    """Also on a phone."""
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
    page.set_viewport_size(size)


def call(page: Page, title: str, form: str, day: dt.date, axe: Axe) -> str:
    """Call a meeting on one page; the address of its desk."""
    page.goto(MEETINGS)
    page.get_by_role("link", name="Nieuwe bijeenkomst").click()
    axe(page)
    fits(page)
    page.get_by_label("Wat voor bijeenkomst?").select_option(form)
    page.get_by_label("Hoe heet het?").fill(title)
    page.get_by_label("Welke dag?").fill(day.isoformat())
    page.get_by_label("Van", exact=True).fill("13:30")
    page.get_by_label("Tot", exact=True).fill("15:30")
    page.get_by_label("Waar?").fill("Grote zaal")
    page.get_by_role("button", name="Maak de bijeenkomst").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    axe(page)
    fits(page)
    return page.url
