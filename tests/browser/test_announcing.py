"""An activity is announced on a phone, looked at, found, put on a poster; one time moves and one is off."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.agenda_steps import (
    AGENDA,
    HANAN,
    JORIS,
    WORK,
    Axe,
    announce,
    fits,
    in_days,
    join,
    soon_there,
)
from tests.browser.coming_in import come_in_with_a_key, run
from tests.browser.conftest import visit
from tests.browser.needs_town import NETWORK
from tests.browser.test_consents import come_in, open_mail

WEEKLY, ONCE, SERIES = "Zaadjes ruilen aan de kade", "Vliegers plakken met Hanan", "Schaken in de zon"
BEA = "bea@havendijk.example"
PAGES = re.compile(rb"/Type\s*/Page\b")
# Of the coming days only what this journey puts there: the home shows three.
QUIET = """
from datetime import timedelta
from django.utils import timezone
from buurtnet.agenda.models import ActivityDate
ActivityDate.objects.filter(starts_at__lt=timezone.now() + timedelta(days=3), ends_at__gt=timezone.now()).delete()
"""


@pytest.fixture(scope="module")
def joris(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    with visit(chromium, localhost, width=390) as page:
        come_in_with_a_key(page, folder, JORIS)
        yield page


@pytest.fixture
def neighbour(chromium: Browser, localhost: str) -> Iterator[Page]:
    """A phone without an account."""
    with visit(chromium, localhost, width=390) as page:
        yield page


def test_what_a_resident_announces_on_a_phone_is_looked_at_and_then_stands_wherever_one_looks(
    visitor: Page, joris: Page, neighbour: Page, localhost: str, folder: Path, axe: Axe
) -> None:
    run(folder, localhost, QUIET, "")
    day = in_days(1)
    come_in(visitor, HANAN)
    announce(visitor, WEEKLY, day, pace="weekly")
    expect(visitor.get_by_text("Iemand van het netwerk kijkt mee.")).to_be_visible()
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390
    neighbour.goto(f"{AGENDA}?week={day}")
    expect(neighbour.get_by_text(WEEKLY)).to_have_count(0)

    joris.goto(f"{WORK}wachten/")
    axe(joris)
    fits(joris)
    waits = joris.locator("article.panel", has_text=WEEKLY)
    waits.get_by_role("button", name="Plaats in de buurtagenda").click()
    expect(joris.get_by_text("Wie het meldde, krijgt een mail.")).to_be_visible()

    stands_everywhere(neighbour, day.isoformat(), axe)


def stands_everywhere(page: Page, day: str, axe: Axe) -> None:
    """In the week, on the map, near, in the month, on the home of the neighbourhood and among what is searched."""
    there = page.get_by_role("link", name=WEEKLY).first
    for address in (f"{AGENDA}?week={day}", f"{AGENDA}kaart/?week={day}", f"{NETWORK}buurt/vuurtorenkwartier/"):
        page.goto(address)
        expect(there).to_be_visible()
        axe(page)
        fits(page)
    page.goto(f"{AGENDA}maand/?maand={day}")
    expect(page.get_by_text(WEEKLY).first).to_be_attached()
    page.goto(f"{AGENDA}?week={day}")
    page.get_by_role("link", name="Bij mij in de buurt").click()
    expect(there).to_be_visible()
    expect(page.locator(".card", has_text=WEEKLY).first).to_contain_text(re.compile(r"\d (m|km)\b|min"))
    soon_there(page, f"{NETWORK}zoeken/?q=zaadjes+ruilen", there)
    there.click()
    expect(page.get_by_role("heading", level=1, name=WEEKLY)).to_be_visible()
    axe(page)
    fits(page)


def test_whom_the_director_trusts_announces_without_a_look_and_prints_a_poster(
    visitor: Page, director: Page, neighbour: Page, axe: Axe
) -> None:
    director.goto(f"{WORK}zelf-plaatsen/")
    axe(director)
    director.get_by_role("combobox").select_option(label="Hanan Aziz")
    director.locator("#inhoud form button[type=submit]").last.click()
    expect(director.locator("#inhoud .rows")).to_contain_text("Hanan Aziz")
    come_in(visitor, HANAN)
    key = announce(visitor, ONCE, in_days(9))
    expect(visitor.get_by_text("Het staat in de agenda.")).to_be_visible()
    neighbour.goto(f"{AGENDA}{key}/")
    expect(neighbour.get_by_role("heading", level=1, name=ONCE)).to_be_visible()

    visitor.get_by_role("link", name="Maak een poster").click()
    expect(visitor.locator(".o-code svg")).to_be_visible()
    expect(visitor.locator(".poster-activiteit h2")).to_have_text(ONCE)
    typed = visitor.locator(".o-ways b").first.inner_text()
    assert typed.endswith("/havendijk/agenda")
    assert len(PAGES.findall(visitor.pdf(prefer_css_page_size=True, print_background=True))) == 1


def test_who_joined_reads_in_the_post_that_one_time_moved_and_another_is_off(
    joris: Page, visitor: Page, axe: Axe
) -> None:
    key = announce(joris, SERIES, in_days(4), pace="weekly", names=True, look=axe)
    own = f"{WORK}{key}/"
    for number in (0, 1):
        visitor.goto(f"{AGENDA}{key}/")
        visitor.locator(".activity-dates li").nth(number).get_by_role("link", name="Ik kom").click()
        join(visitor, name="Bea", mail=BEA)

    joris.goto(own)
    axe(joris)
    fits(joris)
    joris.get_by_role("link", name="Andere tijd").first.click()
    axe(joris)
    fits(joris)
    joris.get_by_label("Alleen deze keer", exact=True).check()
    joris.get_by_label("Van", exact=True).fill("16:45")
    joris.get_by_label("Tot", exact=True).fill("18:15")
    joris.get_by_role("button", name="Bewaar").click()
    expect(joris.get_by_text("De nieuwe tijd staat erin.")).to_be_visible()
    joris.get_by_role("link", name="Afzeggen").nth(1).click()
    axe(joris)
    fits(joris)
    joris.get_by_label("Waarom gaat het niet door?").fill("De kade wordt die dag geveegd.")
    joris.get_by_role("button", name="Zeg deze keer af").click()
    expect(joris.get_by_text("Deze keer is afgezegd.")).to_be_visible()

    open_mail(visitor, BEA, "is iets veranderd")
    expect(visitor.locator("#inhoud")).to_contain_text("16.45")
    open_mail(visitor, BEA, "gaat niet door")
    expect(visitor.locator("#inhoud")).to_contain_text("De kade wordt die dag geveegd.")
    visitor.goto(f"{AGENDA}{key}/")
    expect(visitor.locator(".activity-dates").first).to_contain_text("De kade wordt die dag geveegd.")
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390
