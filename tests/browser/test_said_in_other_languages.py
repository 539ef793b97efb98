"""In your language: an editor puts a text in Arabic on the own page, and a visitor reads it; and the pages around."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import come_in_with_a_key
from tests.browser.conftest import visit

EDITOR, OWN = "joris@buurtteam.example", "Gezinscoach"
NAME, TEXT = "مدرب الأسرة", "نأتي إليك ونفكر معك."

type Axe = Callable[[Page], None]


@pytest.fixture(scope="module")
def editor(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    with visit(chromium, localhost, width=1280) as page:
        come_in_with_a_key(page, folder, EDITOR)
        yield page


def own_page(visitor: Page) -> str:
    """The address of the editor's own entry."""
    visitor.goto(f"/havendijk/zoeken/?q={OWN}")
    visitor.locator("#inhoud a[href*='/aanbod/']", has_text=re.compile(f"^{OWN}$")).first.click()
    expect(visitor.get_by_role("heading", level=1, name=OWN)).to_be_visible()
    return visitor.url


def test_an_editor_says_it_in_arabic_and_a_visitor_reads_it_from_right_to_left(
    editor: Page, visitor: Page, axe: Axe
) -> None:
    page = own_page(visitor)
    editor.goto(f"{page}talen/")
    axe(editor)
    editor.goto(f"{page}talen/ar/")
    axe(editor)
    editor.locator("[name=name]").fill(NAME)
    editor.locator("[name=text]").fill(TEXT)
    editor.locator("[name=origin][value=human]").check()
    editor.get_by_role("button", name="Bewaar", exact=True).press("Enter")
    expect(editor.get_by_role("status")).to_be_visible()
    axe(editor)

    visitor.goto(page)
    visitor.get_by_role("link", name="العربية").first.click()
    heading = visitor.get_by_role("heading", level=1)
    expect(heading).to_have_text(NAME)
    assert heading.evaluate("one => getComputedStyle(one).direction") == "rtl"
    expect(visitor.get_by_text(TEXT)).to_be_visible()
    expect(visitor.get_by_text("Deze tekst is door mensen vertaald.")).to_be_visible()
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_in_another_language_is_accessible(chromium: Browser, localhost: str, visitor: Page, axe: Axe) -> None:
    page = own_page(visitor)
    with visit(chromium, localhost, width=390) as phone:
        phone.goto(f"{page}in/ar/")
        axe(phone)


def test_whether_there_is_room_is_said_in_one_tap_with_the_keyboard(editor: Page, visitor: Page, axe: Axe) -> None:
    page = own_page(visitor)
    editor.goto(f"{page}plek-en-wensen/")
    axe(editor)
    editor.locator("button[name=plek][value=vol]").press("Enter")
    axe(editor)
    visitor.goto(page)
    expect(visitor.locator("#inhoud")).to_contain_text("Nu is het vol")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ["verbeteren/bedankt/", "/havendijk/aanbod/nieuw/bedankt/"])
def test_the_pages_that_thank_are_accessible(
    chromium: Browser, localhost: str, visitor: Page, axe: Axe, address: str, width: int
) -> None:
    page = own_page(visitor)
    with visit(chromium, localhost, width=width) as shown:
        shown.goto(address if address.startswith("/") else f"{page}{address}")
        axe(shown)
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("address", ["aanpassen/", "talen/", "plek-en-wensen/", "/havendijk/beheer/lijst/"])
def test_a_door_that_is_closed_is_a_page_someone_can_read(
    chromium: Browser, localhost: str, visitor: Page, axe: Axe, address: str
) -> None:
    page = own_page(visitor)
    with visit(chromium, localhost, width=390) as stranger:
        stranger.goto(address if address.startswith("/") else f"{page}{address}")
        expect(stranger.get_by_role("heading", level=1)).to_be_visible()
        axe(stranger)
        assert stranger.evaluate("document.documentElement.scrollWidth <= innerWidth")
