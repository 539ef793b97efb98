"""The newsletter: asked for by a reader, made, looked over and sent by the director, and ended from the mail."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

READER = "nieuwe.lezer@havendijk.example"

type Axe = Callable[[Page], None]


def open_mail(page: Page, text: str) -> None:
    """Follow the reader's own link in a mail that is shown in the demo, once the worker wrote it down."""
    mail = page.locator(".mail-shown", has_text=READER).filter(has_text=text)
    for _second in range(30):
        page.goto("/account/post/")
        if mail.count():
            break
        page.wait_for_timeout(1_000)
    link = mail.first.locator('a[href*="/nieuwsbrief/lezer/"]')
    page.goto(urlsplit(link.get_attribute("href") or "").path)


def test_a_newsletter_is_asked_for_looked_over_sent_read_and_ended(director: Page, visitor: Page, axe: Axe) -> None:
    visitor.goto("/havendijk/nieuwsbrief/")
    visitor.get_by_role("link", name=re.compile("Krijg hem per mail")).click()
    visitor.get_by_label("Je mailadres").fill(READER)
    visitor.wait_for_timeout(3_200)  # a person needs a moment, and the page waits for that
    visitor.get_by_role("button", name="Meld me aan").click()
    expect(visitor.get_by_role("heading", name="Kijk in je mail")).to_be_visible()
    open_mail(visitor, "Was jij dat?")
    visitor.get_by_role("button", name="Ja, stuur mij de nieuwsbrief").click()
    expect(visitor.get_by_role("heading", name="Je krijgt de nieuwsbrief")).to_be_visible()

    out = look_over(director, axe)
    director.get_by_role("button", name="Dit is nagekeken").last.click()  # where one is after reading it all
    expect(director.get_by_role("heading", name=re.compile(r"Versturen naar \d+ lezers"))).to_be_visible()
    axe(director)
    director.get_by_role("button", name="Ja, verstuur hem").click()
    expect(director.get_by_role("status")).to_contain_text("Hij staat op de site")

    visitor.goto("/havendijk/nieuwsbrief/3/")
    expect(visitor.get_by_role("main")).to_contain_text("Soep op het plein")
    expect(visitor.get_by_role("link", name=out, exact=True)).to_have_count(0)
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390
    open_mail(visitor, "Soep op het plein")
    visitor.get_by_role("button", name="Stop de nieuwsbrief").click()
    expect(visitor.get_by_role("heading", name="Je mailadres is weg")).to_be_visible()


def look_over(director: Page, axe: Axe) -> str:
    """A word up front, the first item out, one of one's own in. Returns what was taken out."""
    director.goto("/havendijk/beheer/nieuwsbrief/")
    axe(director)
    director.get_by_role("link", name=re.compile("Kijk nummer 3 na")).click()
    axe(director)
    director.get_by_role("textbox", name="Woord vooraf").fill("Dag buren, fijn dat je meeleest.")
    director.get_by_role("button", name="Bewaar").click()
    expect(director.get_by_role("status")).to_contain_text("bewaard")
    first = director.locator(".news-rows > li").first
    title = first.get_by_role("heading").inner_text()
    first.get_by_role("button", name=re.compile("Haal eruit")).click()
    expect(director.locator(".news-rows > li").first).to_contain_text("Staat er niet in")
    director.get_by_text("Zet er zelf een stukje bij").click()
    director.get_by_label("Kop van het stukje").fill("Soep op het plein")
    director.get_by_role("button", name="Zet erbij").click()
    expect(director.get_by_role("heading", name="Soep op het plein")).to_be_visible()
    return title


@pytest.mark.parametrize("address", ["", "1/", "1/blad/", "aanmelden/"])
def test_the_pages_are_accessible_on_a_phone_and_a_desktop(page: Page, axe: Axe, address: str) -> None:
    page.goto(f"/havendijk/nieuwsbrief/{address}")
    axe(page)
