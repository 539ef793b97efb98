"""A father tells his idea on his phone without an account; it gets money at once, and a photo tells the end."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.coming_in import come_in_with_a_key
from tests.browser.conftest import visit

NETWORK = "/havendijk/"
JORIS, INGRID, SAMIRA = "joris@buurtteam.example", "ingrid@ankerplaats.example", "samira@buurtteam.example"
A_MOMENT = 3_500  # milliseconds that a person needs for so many questions
type Axe = Callable[[Page], None]


@pytest.fixture(scope="module")
def father(chromium: Browser, localhost: str) -> Iterator[Page]:
    """His phone, without an account."""
    with visit(chromium, localhost, width=390) as page:
        yield page


@pytest.fixture(scope="module")
def joris(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    with visit(chromium, localhost, width=1280) as page:
        come_in_with_a_key(page, folder, JORIS)
        yield page


@pytest.fixture(scope="module")
def ingrid(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    """She directs the network, and keeps its pot."""
    with visit(chromium, localhost, width=1280) as page:
        come_in_with_a_key(page, folder, INGRID)
        yield page


@pytest.fixture(scope="module")
def samira(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    with visit(chromium, localhost, width=390) as page:
        come_in_with_a_key(page, folder, SAMIRA)
        yield page


@pytest.fixture
def neighbour(chromium: Browser, localhost: str) -> Iterator[Page]:
    """A phone that runs no JavaScript."""
    with visit(chromium, localhost, width=390, javascript=False) as page:
        yield page


@pytest.fixture(scope="module")
def title() -> str:
    return "Een tafeltennistafel voor iedereen"


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    """What a test leaves for the next: the address of his own page."""
    return {}


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def onward(page: Page, axe: Axe) -> None:
    axe(page)
    fits(page)
    page.get_by_role("button", name="Verder").click()


def test_an_idea_in_a_few_questions_on_a_phone(father: Page, title: str, axe: Axe) -> None:
    father.goto(f"{NETWORK}buurtbudget/")
    axe(father)
    fits(father)
    father.get_by_role("link", name="Ik heb een idee").first.click()
    father.get_by_label("Wat wil je doen?").fill(title)
    onward(father, axe)
    father.get_by_label("Voor wie is het?").fill("Jongeren en hun opa's")
    onward(father, axe)
    father.get_by_label("In welke buurt?").select_option(label="Molenveld")
    father.get_by_label("Welke plek?").fill("Molenplein")
    onward(father, axe)
    father.get_by_text("Ja, ongeveer zoveel").click()
    father.get_by_label("Hoeveel ongeveer, in euro’s?").fill("180")
    onward(father, axe)
    expect(father.get_by_role("heading", name="Wat doe je zelf?")).to_be_visible()
    father.go_back()
    expect(father.get_by_label("Hoeveel ongeveer, in euro’s?")).to_have_value("180")
    onward(father, axe)
    father.get_by_label("Hier help ik zelf mee").fill("Ik zet hem in elkaar.")
    onward(father, axe)
    father.get_by_label("Hoe wil je genoemd worden?").fill("Een vader")
    father.get_by_label("Je mailadres").fill("tafel@voorbeeld.example")
    onward(father, axe)
    expect(father.locator("#inhoud")).to_contain_text("€ 180")
    axe(father)
    father.wait_for_timeout(A_MOMENT)
    father.get_by_role("button", name="Verstuur mijn idee").click()
    expect(father.get_by_role("heading", name="Kijk nu in je mail")).to_be_visible()
    axe(father)
    fits(father)
    assert "sessionid" not in {one.get("name") for one in father.context.cookies()}


def test_it_is_confirmed_from_the_mail_and_looked_at(
    father: Page, joris: Page, title: str, kept: dict[str, str], axe: Axe
) -> None:
    father.goto("/account/post/")
    mail = father.locator(".mail-shown", has_text="tafel@voorbeeld.example").first
    assert title not in mail.inner_text(), "a mail tells nothing of what it is about"
    father.goto(urlsplit(mail.get_by_role("link").first.get_attribute("href") or "").path)
    axe(father)
    father.get_by_role("button", name="Ja, dit is mijn idee").click()
    expect(father.get_by_role("status")).to_contain_text("Nu weten we dat jij het bent")
    kept["own"] = father.url.split("?")[0]
    axe(father)
    fits(father)

    joris.goto(f"{NETWORK}beheer/buurtbudget/")
    axe(joris)
    joris.get_by_role("link", name=title).click()
    axe(joris)
    joris.get_by_role("button", name="Zet op de site").click()
    expect(joris.get_by_role("status")).to_contain_text("Gedaan")

    father.reload()
    expect(father.locator(".bb-now")).to_contain_text("Geld gevraagd")
    father.get_by_role("link", name="Bekijk je idee op de site").click()
    expect(father.get_by_role("heading", name=title)).to_be_visible()
    expect(father.locator("#inhoud")).to_contain_text("Een tweede bewoner en een trekker")
    axe(father)
    fits(father)


def test_a_neighbour_without_javascript_finds_it_good(neighbour: Page, title: str) -> None:
    neighbour.goto(f"{NETWORK}buurtbudget/ideeen/")
    neighbour.get_by_role("link", name=title).click()
    neighbour.get_by_role("button", name="Goed idee!").click()
    expect(neighbour.locator("#goed-idee")).to_contain_text("Jij vindt dit een goed idee.")
    neighbour.get_by_role("button", name="Toch niet").click()
    expect(neighbour.get_by_role("button", name="Goed idee!")).to_be_visible()


def test_the_ideas_on_a_map(father: Page, axe: Axe) -> None:
    father.goto(f"{NETWORK}buurtbudget/ideeen/")
    father.get_by_role("link", name="Kaart").click()
    expect(father.locator(".kaart")).to_be_visible()
    axe(father)
    fits(father)


def test_a_neighbour_and_a_trekker_say_yes_and_the_money_is_promised(
    father: Page, neighbour: Page, joris: Page, ingrid: Page, title: str, kept: dict[str, str], axe: Axe
) -> None:
    father.goto(kept["own"])
    father.get_by_role("link", name="Vraag een buur om ja te zeggen").click()
    axe(father)
    fits(father)
    neighbour.goto(urlsplit(father.locator(".bb-share a").first.get_attribute("href") or "").path)
    neighbour.wait_for_timeout(A_MOMENT)
    neighbour.get_by_label("Je mailadres").fill("buur@voorbeeld.example")
    neighbour.get_by_role("button", name="Stuur mij de link").click()
    neighbour.goto("/account/post/")
    mail = neighbour.locator(".mail-shown", has_text="buur@voorbeeld.example").first
    neighbour.goto(urlsplit(mail.get_by_role("link").first.get_attribute("href") or "").path)
    agree(neighbour)
    expect(neighbour.get_by_text("Dank je wel!")).to_be_visible()

    joris.goto(f"{NETWORK}beheer/buurtbudget/beslis/")
    joris.get_by_role("link", name=title).click()
    axe(joris)
    agree(joris)
    expect(joris.locator("main")).to_contain_text("Heeft niemand bezwaar")

    ingrid.goto(f"{NETWORK}beheer/buurtbudget/beslis/")
    ingrid.get_by_role("link", name=title).click()
    ingrid.get_by_role("button", name="Geen bezwaar: geef het nu").click()
    axe(ingrid)
    father.goto(kept["own"])
    expect(father.locator(".bb-now")).to_contain_text("Toegezegd")


def test_the_kassier_hands_out_a_card_and_a_photo_tells_what_became_of_it(
    father: Page, joris: Page, ingrid: Page, samira: Page, title: str, axe: Axe
) -> None:
    ingrid.goto(f"{NETWORK}beheer/buurtbudget/geld/")
    axe(ingrid)
    ingrid.get_by_role("link", name=title).click()
    axe(ingrid)
    ingrid.get_by_label("Hoeveel").fill("180")
    ingrid.get_by_text("De kassier geeft een pas of contant geld mee").click()
    ingrid.get_by_label("Op naam van").fill("Een vader")
    ingrid.get_by_role("button", name="Zet klaar").click()
    ingrid.get_by_role("link", name=title).click()
    ingrid.get_by_role("button", name="Geef vrij").click()
    samira.goto(ingrid.url)
    axe(samira)
    samira.get_by_role("button", name="Geef vrij").click()
    ingrid.reload()
    ingrid.get_by_role("button", name="Dit is betaald").click()
    axe(ingrid)

    father.reload()
    expect(father.locator(".bb-now")).to_contain_text("Betaald")
    father.get_by_role("link", name="Vertel hoe het ging").click()
    axe(father)
    fits(father)
    father.get_by_label("Wat is het geworden?").fill("Elke middag slaat er iemand een balletje.")
    father.get_by_label("Kies een foto").set_input_files(photo())
    father.get_by_label("Wat zie je op de foto?").fill("Een groene tafel op een plein")
    father.get_by_text("Niemand is te herkennen").click()
    father.get_by_role("button", name="Vertel het").click()
    axe(father)
    fits(father)
    joris.goto(f"{NETWORK}beheer/buurtbudget/")
    joris.get_by_role("link", name=title).click()
    joris.get_by_role("button", name="Zet op de site").click()
    father.get_by_role("link", name="Bekijk je idee op de site").click()
    expect(father.locator("#inhoud")).to_contain_text("Elke middag slaat er iemand een balletje.")
    expect(father.get_by_role("img", name="Een groene tafel op een plein")).to_be_visible()
    axe(father)
    fits(father)


def agree(page: Page) -> None:
    page.get_by_label("Ik ben geen familie en het is niet mijn eigen bedrijf").check()
    page.get_by_role("button", name="Ja, doen").click()


def photo() -> FilePayload:
    raw = io.BytesIO()
    Image.effect_noise((800, 600), 60).convert("RGB").save(raw, "JPEG")
    return {"name": "tafel.jpg", "mimeType": "image/jpeg", "buffer": raw.getvalue()}
