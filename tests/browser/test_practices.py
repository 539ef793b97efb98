"""A good example: read by a second person, shared, begun elsewhere with its own steps, and carried over in a file."""

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import come_in_with_a_key
from tests.browser.conftest import visit

NETWORK, ELSEWHERE = "/havendijk/", "/duinbeke/"
JORIS, SAMIRA, GRIET = "joris@buurtteam.example", "samira@buurtteam.example", "griet@gemeente-duinbeke.example"
EXAMPLE = "Samen eten op donderdag"
type Axe = Callable[[Page], None]


@pytest.fixture(scope="module")
def joris(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    """A partner, on his phone."""
    with visit(chromium, localhost, width=390) as page:
        come_in_with_a_key(page, folder, JORIS)
        yield page


@pytest.fixture(scope="module")
def samira(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    """A connector, who reads what others wrote."""
    with visit(chromium, localhost, width=1280) as page:
        come_in_with_a_key(page, folder, SAMIRA)
        yield page


@pytest.fixture(scope="module")
def griet(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    """The director of the other network."""
    with visit(chromium, localhost, width=1280) as page:
        come_in_with_a_key(page, folder, GRIET)
        yield page


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_example_is_shared_once_someone_else_read_it(joris: Page, samira: Page, visitor: Page, axe: Axe) -> None:
    title = f"Ruilkast in de hal {uuid.uuid4().hex[:4]}"
    joris.goto(f"{NETWORK}beheer/voorbeelden/nieuw/")
    axe(joris)
    fits(joris)
    joris.get_by_label("Hoe heet het?").fill(title)
    joris.get_by_label("Wat is het?").fill("Een kast in de hal waar je kleren en speelgoed ruilt.")
    joris.get_by_role("button", name="Bewaar").click()
    expect(joris.get_by_role("status")).to_contain_text("bewaard")
    axe(joris)
    expect(joris.get_by_role("main")).to_contain_text("Vraag iemand anders van het netwerk om het te lezen.")
    expect(joris.get_by_role("button", name="Ik las dit, het klopt")).to_have_count(0)
    address = joris.url.partition("?")[0]

    samira.goto(f"{NETWORK}beheer/voorbeelden/")
    samira.get_by_role("link", name=title).click()
    samira.get_by_role("button", name="Ik las dit, het klopt").click()
    samira.get_by_role("button", name="Deel met iedereen").click()
    axe(samira)
    visitor.goto(f"{NETWORK}voorbeelden/?q={title.replace(' ', '+')}")
    expect(visitor.get_by_role("link", name=title)).to_be_visible()
    visitor.goto(address)
    expect(visitor.get_by_role("button", name="Ik las dit, het klopt")).to_have_count(0)


def test_an_example_begun_here_is_a_playbook_that_another_network_takes_over(
    joris: Page, griet: Page, axe: Axe, tmp_path: Path
) -> None:
    book = begin(joris, axe)
    change(joris, book, axe)
    joris.goto(book)
    with joris.expect_download() as taken:
        joris.get_by_role("link", name=re.compile("Als bestand")).click()
    file = tmp_path / "draaiboek.json"
    taken.value.save_as(file)

    griet.goto(f"{ELSEWHERE}beheer/voorbeelden/inlezen/")
    axe(griet)
    griet.locator('input[type="file"]').set_input_files(file)
    griet.get_by_role("button", name="Lees in").click()
    expect(griet.get_by_role("status")).to_be_visible()
    griet.goto(f"{ELSEWHERE}beheer/draaiboeken/")
    griet.get_by_role("link", name=EXAMPLE).first.click()
    expect(griet.get_by_role("main")).to_contain_text("Vraag muziek")
    expect(griet.get_by_role("region", name="Let op")).to_be_visible()
    expect(griet.get_by_role("main")).not_to_contain_text("Joris")


def begin(joris: Page, axe: Axe) -> str:
    """Found on the site, and begun: the address of what was made."""
    joris.goto(f"{NETWORK}voorbeelden/")
    axe(joris)
    fits(joris)
    joris.get_by_role("link", name=EXAMPLE).click()
    fits(joris)
    joris.get_by_role("link", name=re.compile("Dit hier beginnen")).first.click()
    axe(joris)
    fits(joris)
    expect(joris.get_by_role("region", name="Let op")).to_be_visible()
    joris.get_by_role("button", name="Maak dit draaiboek").click()
    expect(joris.get_by_role("status")).to_contain_text("Je draaiboek staat klaar")
    expect(joris.get_by_role("region", name="Let op")).to_contain_text("Laat niet steeds dezelfde twee mensen")
    expect(joris.locator(".book-line")).not_to_contain_text("Laat niet steeds dezelfde")
    expect(joris.locator(".book-total")).to_contain_text("€ 3.200 in een jaar")
    axe(joris)
    fits(joris)
    return joris.url.partition("?")[0]


def change(joris: Page, book: str, axe: Axe) -> None:
    """One more step with what it costs, and one out."""
    joris.get_by_role("link", name="Zet er een stap bij").click()
    axe(joris)
    fits(joris)
    joris.get_by_label("Wat moet er gebeuren?").fill("Vraag muziek")
    joris.get_by_label("Wanneer?").select_option("ervoor")
    joris.get_by_label("Hoeveel?").fill("2")
    joris.get_by_label("Wat kost het?").fill("12,50")
    joris.get_by_role("button", name="Bewaar", exact=True).click()
    expect(joris.locator(".book-line")).to_contain_text("Vraag muziek")
    expect(joris.locator(".book-total")).to_contain_text("€ 12,50")
    joris.get_by_role("link", name=re.compile("Pas aan: Zoek mensen")).click()
    joris.get_by_role("button", name=re.compile("Haal")).click()
    joris.goto(book)
    expect(joris.locator(".book-line")).not_to_contain_text("Zoek mensen")
