"""Fresh by itself: an organization is asked by mail and answers on a phone; who does not answer is phoned.

The journey begins where the demo stands. Days go by in it: what was mailed is set back, and then the work of a day is
done, as the background worker does it.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import served_demo, visit
from tests.browser.test_doors import add_authenticator

PARENTS, DIRECTOR = "ouderkring@havendijk.example", "ingrid@ankerplaats.example"
RIGHT, STOPPED = "Koffie-uur voor ouders", "Ouderplatform: jouw punt op tafel"
UNANSWERED = "Kinderkoor De Stormvogels"
COUNTED = re.compile(r"(\d+) % van het aanbod is in de laatste zes maanden nagekeken: (\d+) van (\d+)")
BEGIN = """
import sys, django
from buurtnet.config.cli import set_environment
set_environment(["daily", "--data-dir", sys.argv[1]])
django.setup()
"""
DAYS_PASS = """
import datetime as dt
from django.db.models import F
from buurtnet.upkeep.jobs import keep_fresh
from buurtnet.upkeep.models import Link
days = dt.timedelta(days=int(sys.argv[2]))
Link.objects.update(sent_at=F("sent_at") - days, expires_at=F("expires_at") - days)
keep_fresh()
"""
WAYS_IN = """
from buurtnet.config.demo.people import ways_in
print(*ways_in(int(sys.argv[2])), sep="\\n")
"""

type Axe = Callable[[Page], None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fresh")


@pytest.fixture(scope="module")
def localhost(folder: Path) -> Iterator[str]:
    # Mails are read on the screen of the demo; the usual backend would print them in the log of the server.
    with served_demo(folder, EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend") as address:
        yield address.replace("127.0.0.1", "localhost")


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


def run(folder: Path, site: str, code: str, word: object) -> str:
    """What a piece of code prints, that runs beside the server with the data of the demo."""
    surroundings = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    surroundings |= {"BUURTNET_DEMO": "1", "MEANING": "off", "SITE_URL": site}
    words = [sys.executable, "-c", BEGIN + code, str(folder), str(word)]
    return subprocess.run(words, env=surroundings, check=True, capture_output=True, text=True).stdout


def a_day_after(days: int, folder: Path, site: str) -> None:
    """So many days go by, and upkeep does the work of that day."""
    run(folder, site, DAYS_PASS, days)


def come_in_with_a_key(page: Page, folder: Path, email: str) -> None:
    """As someone of the cast, by the link that ``buurtnet demo`` prints."""
    page.goto("/")
    site = page.evaluate("location.origin")
    lines = run(folder, site, WAYS_IN, urlsplit(site).port).splitlines()
    place = next(number for number, line in enumerate(lines) if line.endswith(email))
    add_authenticator(page)
    page.goto(lines[place + 1].strip())
    page.get_by_role("button", name="Ja, ik doe mee").click()
    page.get_by_role("button", name="Maak een sleutel").click()
    expect(page.get_by_text("Je sleutel is klaar")).to_be_visible()


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
    page.get_by_role("link", name=RIGHT).first.click()
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
