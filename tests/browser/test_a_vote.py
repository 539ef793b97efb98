"""A vote: with a letter on a phone, without JavaScript, on paper; changed, counted, explained, and money promised."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import come_in_with_a_key, run
from tests.browser.conftest import visit

DESK = "/havendijk/beheer/stemmen/"
ROUND = "Samen kiezen: ruimte om te spelen"
PLAYED, TABLE = "Een klimboom in het Meeuwenpark", "Een lange tafel op het Schippersplein"
SAMIRA = "samira@buurtteam.example"
MONEY = "/havendijk/beheer/buurtbudget/geld/"
PAYEE, WRONG = "BE68 5390 0754 7034", "BE68 5390 0754 7035"  # the example of the standard, and one sign off
# The last moment to vote is now; by a clock that nobody waits for.
ENDS = """
import datetime as dt
from django.utils import timezone
from buurtnet.voting.models import VoteRound
VoteRound.objects.filter(name=sys.argv[2]).update(votes_until=timezone.now() - dt.timedelta(minutes=1))
"""
type Axe = Callable[[Page], None]


@pytest.fixture(scope="module")
def samira(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    """A connector, who enters paper as well."""
    with visit(chromium, localhost, width=390) as page:
        come_in_with_a_key(page, folder, SAMIRA)
        yield page


@pytest.fixture
def mother(chromium: Browser, localhost: str) -> Iterator[Page]:
    """On a phone, without an account."""
    with visit(chromium, localhost, width=390) as page:
        yield page


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_letters_phones_and_paper_to_a_result_that_promises_money(
    director: Page, samira: Page, mother: Page, visitor: Page, folder: Path, axe: Axe
) -> None:
    letters = letters_of(director, "Brieven voor de Netstraat", "letters", 2, axe)
    papers = letters_of(director, "Biljetten voor de balie", "paper", 1, axe)
    director.goto(DESK)
    director.get_by_role("link", name=ROUND).click()
    desk = director.url
    ballot = desk.replace("/beheer", "") + "stem/"

    on_a_phone(mother, ballot, letters[0], axe)
    key = without_javascript(visitor, letters[1])
    changed(visitor, ballot.replace("/stem/", "/verander/"), key)
    on_paper(director, samira, f"{desk}papier/", papers[0], axe)

    mother.goto(ballot.replace("stem/", "uitslag/"))
    expect(mother.get_by_role("main")).not_to_contain_text("Een klimboom")
    run(folder, "http://localhost", ENDS, ROUND)
    visitor.goto(ballot)
    expect(visitor.get_by_role("main")).to_contain_text("Stemmen kan niet meer")
    result_of(director, desk, axe)
    told(mother, ballot.replace("stem/", ""), axe)
    paid(director, samira, axe)
    mother.goto(mother.url)
    expect(mother.get_by_role("row", name=re.compile(f"Betaald: {PLAYED}"))).to_be_visible()


def letters_of(page: Page, name: str, kind: str, count: int, axe: Axe) -> list[str]:
    """The codes that are printed."""
    page.goto(DESK)
    axe(page)
    page.get_by_role("link", name=ROUND).click()
    axe(page)
    page.get_by_role("link", name="Maak brieven").click()
    axe(page)
    page.get_by_label("Voor welke straten of plek?").fill(name)
    page.get_by_label("Hoeveel brieven?").fill(str(count))
    page.get_by_label("Wat maken jullie?").select_option(kind)
    page.get_by_role("button", name="Maak brieven om te printen").click()
    expect(page.locator(".letter")).to_have_count(count)
    axe(page)
    return page.locator(".letter-key").all_inner_texts()


def on_a_phone(page: Page, ballot: str, code: str, axe: Axe) -> None:
    """The scan code of a letter holds the code behind the #; the page takes it, and the address shows it no more."""
    asked: list[str] = []
    page.on("request", lambda one: asked.append(f"{one.url} {one.headers.get('referer', '')}"))
    page.goto(f"{ballot}#{code.replace('-', '')}")
    expect(page.get_by_label("De code uit je brief")).to_have_value(code.replace("-", ""))
    assert "#" not in page.url
    axe(page)
    fits(page)
    for plan in (PLAYED, TABLE):
        page.get_by_role("checkbox", name=plan).check()
    page.get_by_role("button", name="Kijk het na").click()
    expect(page.get_by_role("heading", name="Dit wordt je stem")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Ik wil nog iets veranderen").click()
    expect(page.get_by_role("checkbox", name=TABLE)).to_be_checked()
    page.get_by_role("button", name="Kijk het na").click()
    page.get_by_role("button", name="Stem", exact=True).click()
    expect(page.get_by_role("heading", name="Je stem is binnen")).to_be_visible()
    axe(page)
    fits(page)
    assert not [one for one in asked if code.replace("-", "") in one]
    assert "sessionid" not in {one.get("name") for one in page.context.cookies()}


def without_javascript(page: Page, code: str) -> str:
    """From the first page, by typing; the key of the receipt."""
    page.goto("/havendijk/stemmen/")
    page.get_by_role("link", name="Stem nu").click()
    page.get_by_label("De code uit je brief").fill(code.lower())
    page.get_by_role("button", name="Kijk het na").click()
    expect(page.get_by_role("main")).to_contain_text("Je koos nog geen plan")
    page.get_by_role("checkbox", name=TABLE).check()
    page.get_by_role("button", name="Kijk het na").click()
    page.get_by_role("button", name="Stem", exact=True).click()
    expect(page.get_by_role("heading", name="Je stem is binnen")).to_be_visible()
    return page.locator(".vo-key").inner_text()


def changed(page: Page, url: str, key: str) -> None:
    page.goto(url)
    page.get_by_label("De sleutel die je kreeg").fill(key)
    page.get_by_role("button", name="Laat mijn stem zien").click()
    expect(page.get_by_role("checkbox", name=TABLE)).to_be_checked()
    page.get_by_role("checkbox", name=PLAYED).check()
    page.get_by_role("button", name="Dit is nu mijn stem").click()
    expect(page.get_by_role("heading", name="Je stem is veranderd")).to_be_visible()


def on_paper(first: Page, second: Page, url: str, code: str, axe: Axe) -> None:
    """Two enter the same envelope; the second sees nothing of what the first ticked."""
    for page, answer in ((first, "Nu een ander"), (second, "De stem telt")):
        page.goto(url)
        axe(page)
        expect(page.locator("input[name=plans]:checked")).to_have_count(0)
        page.get_by_label("Nummer van de envelop").fill("1")
        page.get_by_label("Code op het biljet").fill(code)
        page.get_by_role("checkbox", name=re.compile(PLAYED)).check()
        page.get_by_role("button", name="Voer in").click()
        expect(page.get_by_role("status")).to_contain_text(answer)
        axe(page)


def result_of(page: Page, desk: str, axe: Axe) -> None:
    page.goto(desk)
    for step in ("Tel de stemmen", "Maak de uitslag bekend"):
        page.get_by_role("link", name=step).click()
        axe(page)
        page.get_by_role("button", name=step).click()
        expect(page.get_by_role("heading", name=ROUND)).to_be_visible()
        axe(page)


def told(page: Page, url: str, axe: Axe) -> None:
    """What won and why; the same money is promised in the pot."""
    page.goto(url)
    page.get_by_role("link", name="Bekijk de uitslag").click()
    expect(page.get_by_role("heading", name="2 plannen gaan door")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("3 mensen stemden")
    expect(page.get_by_role("main")).to_contain_text("Ieder betaalde")
    axe(page)
    fits(page)
    for name in ("Verslag van de telling", "Stemmen zonder namen", "Plannen (CSV)"):
        with page.expect_download() as taken:
            page.get_by_role("link", name=re.compile(re.escape(name))).click()
        assert taken.value.path().read_bytes()
    page.get_by_role("link", name="Buurtpot Havendijk").click()
    expect(page.get_by_role("heading", name="Buurtpot Havendijk")).to_be_visible()
    for plan in (PLAYED, TABLE):
        expect(page.get_by_role("main")).to_contain_text(plan)
    axe(page)


def paid(first: Page, second: Page, axe: Axe) -> None:
    """What won is paid by a file for the bank, once two people let it go."""
    second.goto(MONEY)
    second.get_by_role("link", name=PLAYED).click()
    axe(second)
    fits(second)
    second.get_by_label("Op naam van").fill("Speeltoestellen Jansen & Co")
    second.get_by_label("Rekeningnummer (IBAN)").fill(WRONG)
    second.get_by_role("button", name="Zet klaar").click()
    expect(second.get_by_text("Dit rekeningnummer klopt niet")).to_be_visible()
    axe(second)
    second.get_by_label("Rekeningnummer (IBAN)").fill(PAYEE)
    second.get_by_role("button", name="Zet klaar").click()
    expect(second.get_by_role("heading", name="Geld", exact=True)).to_be_visible()
    for page in (second, first):
        page.goto(MONEY)
        page.get_by_role("region", name="Geef jij dit vrij?").get_by_role("link", name=PLAYED).click()
        axe(page)
        page.get_by_role("button", name="Geef vrij").click()
        expect(page.get_by_role("button", name="Geef vrij")).to_have_count(0)
    first.goto(MONEY)
    axe(first)
    first.get_by_role("button", name="Maak het betaalbestand").click()
    axe(first)
    with first.expect_download() as taken:
        first.get_by_role("link", name="Voor de bank (SEPA)").click()
    said = taken.value.path().read_text()
    assert "pain.001.001.09" in said
    assert PAYEE.replace(" ", "") in said
    assert "Speeltoestellen Jansen + Co" in said
    first.get_by_role("button", name="Alles is betaald").click()
    expect(first.get_by_role("heading", name="Geld", exact=True)).to_be_visible()
    expect(first.get_by_role("button", name="Maak het betaalbestand")).to_have_count(0)
