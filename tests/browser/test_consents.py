"""Being asked something, by a link from the demo's post or from one's own account; answering and stopping."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

HANAN, FATHER = "hanan@havendijk.example", "ouder.twee@havendijk.example"


def open_mail(page: Page, to: str, text: str) -> None:
    """Follow the link of a mail that is shown in the demo, at the address where the demo is served."""
    page.goto("/account/post/")
    mail = page.locator(".mail-shown", has_text=to).filter(has_text=text).first
    page.goto(urlsplit(mail.get_by_role("link").get_attribute("href") or "").path)


def come_in(page: Page, email: str) -> None:
    page.goto("/account/aanmelden/")
    page.get_by_label("Je mailadres").fill(email)
    page.get_by_role("button", name="Mail mij een link").click()
    open_mail(page, email, "Met deze link ga je naar Buurtnet")
    page.get_by_role("button", name="Meld mij aan").click()


def test_the_pages_of_who_is_asked_are_fit_for_everyone(page: Page, axe: Callable[[Page], None]) -> None:
    open_mail(page, FATHER, "vraagt je iets")
    page.get_by_text("Een deel mag wel").click()
    axe(page)
    come_in(page, HANAN)
    page.get_by_role("link", name="Mijn toestemmingen").click()
    axe(page)
    page.get_by_role("link", name="Lees en kies").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_javascript_a_father_says_yes_to_a_part_and_stops_it_later(plain_phone: Page) -> None:
    open_mail(plain_phone, FATHER, "vraagt je iets")
    link = plain_phone.url
    plain_phone.get_by_text("Een deel mag wel").click()
    plain_phone.get_by_role("button", name="Dit deel mag").click()
    expect(plain_phone.get_by_text("Kies wat wel mag.")).to_be_visible()
    plain_phone.get_by_label("Naam").check()
    plain_phone.get_by_label("De Loods").check()
    plain_phone.get_by_role("button", name="Dit deel mag").click()
    expect(plain_phone.get_by_text("Jij zei ja")).to_be_visible()
    shared = plain_phone.get_by_role("row", name="Telefoonnummer en mailadres")
    expect(shared).to_contain_text("Nee")
    plain_phone.get_by_role("button", name="Stop met delen").click()
    expect(plain_phone.get_by_role("heading", name="Gestopt")).to_be_visible()
    assert plain_phone.url == link


def test_with_the_keyboard_alone_hanan_says_no(desktop: Page) -> None:
    come_in(desktop, HANAN)
    desktop.goto("/account/toestemmingen/")
    desktop.get_by_role("link", name="Lees en kies").focus()
    desktop.keyboard.press("Enter")
    no = desktop.get_by_role("button", name="Nee, liever niet")
    for _stop in range(30):
        desktop.keyboard.press("Tab")
        if no.evaluate("it => it === document.activeElement"):
            break
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#inhoud").get_by_text("Dit wordt niet gedeeld")).to_be_visible()
