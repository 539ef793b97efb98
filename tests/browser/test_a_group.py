"""A mother asks to join a group on her phone, is welcome, and what a member hangs on the board is looked at first."""

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import come_in_with_a_key
from tests.browser.conftest import visit

NETWORK = "/havendijk/"
GROUP, OPEN, CLOSED = "Vadergroep Havendijk", "Oudercafé Ankerplein", "Na de storm"
JORIS, SAMIRA = "joris@buurtteam.example", "samira@buurtteam.example"
A_MOMENT = 3_500  # milliseconds that a person needs to fill in a form
NOTICE = "Wie gaat er zaterdag mee naar de speeltuin?"
type Axe = Callable[[Page], None]


@pytest.fixture
def mother(chromium: Browser, localhost: str) -> Iterator[Page]:
    """Her phone, without an account."""
    with visit(chromium, localhost, width=390) as page:
        yield page


@pytest.fixture(scope="module")
def joris(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    with visit(chromium, localhost, width=1280) as page:
        come_in_with_a_key(page, folder, JORIS)
        yield page


@pytest.fixture(scope="module")
def samira(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    with visit(chromium, localhost, width=390) as page:
        come_in_with_a_key(page, folder, SAMIRA)
        yield page


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_mother_asks_on_her_phone_and_reads_that_she_is_welcome(mother: Page, joris: Page, axe: Axe) -> None:
    mother.goto(f"{NETWORK}groepen/")
    axe(mother)
    fits(mother)
    expect(mother.locator("#inhoud")).not_to_contain_text(CLOSED)
    mother.get_by_role("link", name=GROUP).click()
    axe(mother)
    fits(mother)
    mother.get_by_role("link", name="Vraag of je mee mag doen").click()
    name = f"Lina {uuid.uuid4().hex[:4]}"
    mother.get_by_label("Hoe mogen we je noemen?").fill(name)
    mother.get_by_label("Je mailadres of telefoonnummer").fill("0999 12 34 56")
    axe(mother)
    mother.wait_for_timeout(A_MOMENT)
    mother.get_by_role("button", name="Stuur je vraag").click()
    expect(mother.get_by_role("heading", name="Je vraag is verstuurd")).to_be_visible()
    axe(mother)
    fits(mother)
    assert "sessionid" not in {one.get("name") for one in mother.context.cookies()}

    joris.goto(f"{NETWORK}beheer/groepen/")
    axe(joris)
    joris.get_by_role("link", name=GROUP).click()
    axe(joris)
    joris.get_by_role("link", name=name).click()
    axe(joris)
    expect(joris.locator("#inhoud")).to_contain_text("0999 12 34 56")
    joris.get_by_role("button", name="Ja, welkom").click()
    expect(joris.locator("#inhoud")).to_contain_text("Bel even om te zeggen dat het kan")

    mother.goto(re.sub(r"\?.*", "", mother.url))
    expect(mother.get_by_role("heading", name="Welkom!")).to_be_visible()
    axe(mother)


def test_a_notice_hangs_after_a_look(joris: Page, samira: Page, axe: Axe) -> None:
    joris.goto(f"{NETWORK}beheer/groepen/")
    joris.get_by_role("link", name=OPEN).click()
    joris.get_by_role("link", name="Hang iets op").click()
    axe(joris)
    joris.get_by_label("Wat wil je ophangen?").fill(NOTICE)
    joris.get_by_role("button", name="Hang op").click()
    waiting = joris.locator(".gr-waits").filter(has_text=NOTICE)
    expect(waiting).to_contain_text("Een trekker kijkt er nog naar.")

    samira.goto(f"{NETWORK}beheer/groepen/")
    samira.get_by_role("link", name=OPEN).click()
    samira.locator(".gr-waits").filter(has_text=NOTICE).get_by_role("link", name="Kijk en beslis").click()
    axe(samira)
    fits(samira)
    samira.get_by_role("button", name="Goed, hang op").click()
    expect(samira.locator(".gr-notice:not(.gr-waits)").filter(has_text=NOTICE)).to_be_visible()

    joris.reload()
    expect(joris.locator(".gr-notice:not(.gr-waits)").filter(has_text=NOTICE)).to_be_visible()


def test_a_turn_at_a_clinic_on_a_phone(mother: Page, axe: Axe) -> None:
    mother.goto(f"{NETWORK}spreekuren/")
    axe(mother)
    fits(mother)
    mother.get_by_role("link", name="Koffie met de opvoeddeskundige").click()
    axe(mother)
    fits(mother)
    mother.locator(".cl-turns a").first.click()
    mother.get_by_label("Hoe mogen we je noemen?").fill("Lina")
    axe(mother)
    mother.wait_for_timeout(A_MOMENT)
    mother.get_by_role("button", name="Maak de afspraak").click()
    expect(mother.get_by_role("heading", name="Je afspraak staat")).to_be_visible()
    axe(mother)
    fits(mother)
    mother.get_by_role("button", name="Zeg af").click()
    axe(mother)
    mother.get_by_role("button", name="Ja, zeg af").click()
    expect(mother.get_by_role("heading", name="Deze afspraak gaat niet door")).to_be_visible()
