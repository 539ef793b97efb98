"""Fresh by itself: an organization is asked by mail and answers on a phone; who does not answer is phoned.

The journey begins where the demo stands. Days go by in it: what was mailed is set back, and then the work of a day is
done, as the background worker does it.
"""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import DIRECTOR, come_in_with_a_key, run
from tests.browser.conftest import visit

PARENTS = "ouderkring@havendijk.example"
RIGHT, STOPPED = "Koffie-uur voor ouders", "Ouderplatform: jouw punt op tafel"
UNANSWERED = "Kinderkoor De Stormvogels"
COUNTED = re.compile(r"(\d+) % van het aanbod is in de laatste zes maanden nagekeken: (\d+) van (\d+)")
DAYS_PASS = """
import datetime as dt
from django.db.models import F
from buurtnet.upkeep.jobs import keep_fresh
from buurtnet.upkeep.models import Link
days = dt.timedelta(days=int(sys.argv[2]))
Link.objects.update(sent_at=F("sent_at") - days, expires_at=F("expires_at") - days)
keep_fresh()
"""
type Axe = Callable[[Page], None]


def test_who_answers_is_done_and_who_does_not_is_phoned(
    chromium: Browser, localhost: str, folder: Path, axe: Axe
) -> None:
    a_day_after(14, folder, localhost)
    with (
        visit(chromium, localhost, width=1280) as director,
        visit(chromium, localhost, width=390) as parents,
    ):
        come_in_with_a_key(director, folder, DIRECTOR)
        before = counted(director, axe)
        link = answer(parents, axe)
        shows_it_to_everyone(parents)
        a_day_after(28, folder, localhost)
        a_day_after(14, folder, localhost)
        parents.goto(link)
        expect(parents.get_by_role("heading", name="Alles is al beantwoord")).to_be_visible()
        axe(parents)
        phone(director, axe)
        a_day_after(0, folder, localhost)
        after = counted(director)
    # One entry was confirmed on the page and one by phone; one stopped, that nobody had looked at for half a year.
    assert after == (before[0] + 2, before[1] - 1)


def a_day_after(days: int, folder: Path, site: str) -> None:
    """So many days go by, and upkeep does the work of that day."""
    run(folder, site, DAYS_PASS, days)


def counted(page: Page, axe: Axe | None = None) -> tuple[int, int]:
    """How many entries were confirmed, of how many, as the dashboard says it."""
    page.goto("/havendijk/beheer/nagekeken/")
    said = COUNTED.search(page.locator("#inhoud").inner_text())
    assert said
    expect(page.get_by_role("region", name="Per maand").locator("tbody tr")).to_have_count(12)
    if axe:
        axe(page)
        page.get_by_role("region", name="Per buurt").get_by_role("link").first.click()
        expect(page.get_by_role("link", name="Toon weer alles")).to_be_visible()
    return int(said[2]), int(said[3])


def answer(page: Page, axe: Axe) -> str:
    """The reminder that came today is opened on a phone, without an account: one is right, one stopped."""
    page.goto("/account/post/")
    mail = page.locator(".mail-shown", has_text=PARENTS).filter(has_text="Een herinnering").first
    page.goto(mail.get_by_role("link").get_attribute("href") or "")
    link = page.url
    expect(page.get_by_role("heading", name="Klopt dit nog?")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    axe(page)
    page.get_by_role("button", name=re.compile(f"Klopt nog ?: {RIGHT}")).click()
    expect(page.get_by_role("status")).to_contain_text("Het is bewaard")
    page.get_by_role("link", name=re.compile(f"Gestopt ?: {STOPPED}")).click()
    expect(page.get_by_role("heading", name=f"Is {STOPPED} gestopt?")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Ja, dit is gestopt").click()
    expect(page.get_by_role("heading", name="Bedankt, dit was het")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Buurtnet vroeg je dit jaar \d minu"))).to_be_visible()
    axe(page)
    return link


def shows_it_to_everyone(page: Page) -> None:
    """The page says when it was looked at."""
    page.goto("/havendijk/zoeken/?q=koffie-uur")
    page.locator("#inhoud a[href*='/aanbod/']", has_text=RIGHT).first.click()
    expect(page.locator(".fresh").first).to_contain_text("Gecontroleerd op")


def phone(page: Page, axe: Axe) -> None:
    """Who did not answer three mails is on the call list; nobody there at first, then a yes."""
    page.goto("/havendijk/beheer/bellen/")
    line = page.locator(".calls > li").filter(has=page.get_by_role("link", name=UNANSWERED))
    expect(line).to_contain_text("We mailden drie keer. Er kwam geen antwoord.")
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    line.get_by_role("button", name=re.compile("Klopt ?:")).click()
    expect(page.get_by_role("status")).to_contain_text("Genoteerd")
    expect(page.get_by_role("link", name=UNANSWERED)).to_have_count(0)
    page.set_viewport_size({"width": 1280, "height": 900})
