"""A parent takes a room every week, someone of fourteen finds where to go now, a parent sits with a specialist."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import run
from tests.browser.conftest import visit
from tests.browser.needs_town import NETWORK
from tests.browser.test_consents import come_in

HANAN, HALL = "hanan@havendijk.example", "Grote zaal De Ankerplaats"
A_MOMENT = 3_200  # milliseconds that a person needs for a form
TAKEN = """
from django.utils import timezone
from buurtnet.places.models import Booking
one = Booking.objects.filter(venue__name=sys.argv[2], booker=None).order_by("starts_at").first()
print(timezone.localtime(one.starts_at).date())
"""
HOUSE = """
from django.urls import reverse
from buurtnet.places.models import Clinic
one = Clinic.objects.get(title=sys.argv[2])
print(reverse("directory:place", args=[one.network.slug, one.location_id]))
"""
CLINIC = "Koffie met de opvoeddeskundige"
type Axe = Callable[[Page], None]


def test_a_parent_takes_a_room_in_series_hears_which_day_cannot_be_and_says_it_off_by_link(
    visitor: Page, director: Page, chromium: Browser, localhost: str, folder: Path
) -> None:
    taken = dt.date.fromisoformat(run(folder, localhost, TAKEN, HALL).strip())
    come_in(visitor, HANAN)
    visitor.goto(f"{NETWORK}plekken/")
    visitor.get_by_role("link", name=HALL, exact=True).click()
    visitor.get_by_role("link", name="Reserveer deze plek").click()
    expect(visitor.get_by_role("heading", name="Welke dag wil je?")).to_be_visible()
    visitor.goto(f"{visitor.url.partition('?')[0]}?dag={taken - dt.timedelta(weeks=1)}")
    visitor.get_by_label("Vanaf hoe laat?").select_option("14:00")
    visitor.get_by_label("Hoe lang?").select_option("120")
    visitor.get_by_role("button", name="Verder").click()
    visitor.get_by_label("Met hoeveel mensen kom je?").fill("12")
    visitor.get_by_text("Vaker dezelfde tijd?").click()
    visitor.get_by_label("Hoe vaak?").select_option("weekly")
    visitor.get_by_label("Tot en met welke dag?").fill(f"{taken + dt.timedelta(weeks=1)}")
    visitor.wait_for_timeout(A_MOMENT)
    visitor.get_by_role("button", name="Vraag deze tijd aan").click()

    expect(visitor.get_by_role("heading", name="Je vraag is verstuurd")).to_be_visible()
    expect(visitor.locator(".pl-times li")).to_have_count(2)
    expect(visitor.locator(".pl-refused")).to_contain_text("Dan is de plek al van iemand anders.")
    expect(visitor.locator(".pl-refused").get_by_role("link").first).to_be_visible()
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390
    own = visitor.url.partition("?")[0]

    says_yes_to_all(director)

    with visit(chromium, localhost, width=390) as page:
        page.goto(own)
        expect(page.get_by_role("heading", name="Je plek is geregeld")).to_be_visible()
        page.get_by_role("button", name="Zeg af").click()
        page.get_by_role("button", name="Zeg alle keren af").click()
        expect(page.get_by_role("heading", name="Afgezegd")).to_be_visible()
        expect(page.locator(".pl-times .badge", has_text="Afgezegd")).to_have_count(2)


def says_yes_to_all(page: Page) -> None:
    """Who keeps the room finds the question among what waits."""
    page.goto(f"{NETWORK}beheer/plekken/reserveringen/")
    page.locator(".rows li", has_text="Deel van een reeks").get_by_role("link").first.click()
    page.get_by_role("button", name="Ja, voor alle 2 keren").click()
    expect(page.get_by_text("Gedaan. Wie reserveerde, krijgt bericht als dat nodig is.")).to_be_visible()
    expect(page.locator(".rows li", has_text="Deel van een reeks")).to_have_count(0)


def test_someone_of_fourteen_finds_where_to_go_now_and_how_to_get_there(
    director: Page, visitor: Page, axe: Axe, chromium: Browser, localhost: str
) -> None:
    always_open(director, "Nachtkamer")
    visitor.goto(f"{NETWORK}plekken/")
    visitor.get_by_role("link", name="Waar kan ik nu terecht?").click()
    here = visitor.locator(".pl-now .card", has_text="Nachtkamer")
    expect(here).to_contain_text("Er is nu een jongerenwerker")
    here.get_by_role("link", name="Nachtkamer").click()
    expect(visitor.get_by_role("heading", name="Nachtkamer")).to_be_visible()
    expect(visitor.get_by_role("link", name="Laat de route zien")).to_be_visible()
    with visit(chromium, localhost, width=390) as page:
        for address in (f"{NETWORK}plekken/nu/", visitor.url):
            page.goto(address)
            axe(page)


def always_open(page: Page, name: str) -> None:
    """A place for the young that never closes, so that there is one at any hour."""
    page.goto(f"{NETWORK}beheer/plekken/nieuw/")
    page.get_by_label("Hoe heet de plek?").fill(name)
    page.get_by_label("Wat voor plek is het?").select_option("youth")
    page.get_by_label("Waar is het?").fill("Buurthuis De Ankerplaats")
    page.get_by_role("button", name="Verder naar de openingstijden").click()
    for box in page.get_by_role("group").get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Van hoe laat?").fill("0.00")
    page.get_by_label("Tot hoe laat?").fill("24.00")
    page.get_by_label("Wie? (een rol, geen naam)").fill("Bel 0999 12 34 56")
    page.get_by_role("button", name="Zet erbij").click()
    expect(page.get_by_text("Haal “0999 12 34 56” weg")).to_be_visible()
    page.get_by_label("Wie? (een rol, geen naam)").fill("jongerenwerker")
    page.get_by_role("button", name="Zet erbij").click()
    expect(page.get_by_text("jongerenwerker").first).to_be_visible()


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
def test_a_parent_finds_a_specialist_at_school_takes_a_turn_and_says_it_off(
    chromium: Browser, localhost: str, folder: Path, axe: Axe, with_script: bool
) -> None:
    with visit(chromium, localhost, width=390, javascript=with_script) as page:
        page.goto(run(folder, localhost, HOUSE, CLINIC).strip())
        if with_script:
            expect(page.get_by_role("heading", name="Even met iemand praten")).to_be_visible()
            axe(page)
        else:
            page.get_by_role("link", name="Is hier een spreekuur?").click()
        page.get_by_role("link", name=CLINIC, exact=True).click()
        page.locator(".cl-turns a").first.click()
        page.get_by_label("Hoe mogen we je noemen?").fill("Amira")
        page.wait_for_timeout(A_MOMENT)
        page.get_by_role("button", name="Maak de afspraak").click()
        expect(page.get_by_role("heading", name="Je afspraak staat")).to_be_visible()
        expect(page.get_by_text("We roepen: Amira")).to_be_visible()
        if with_script:
            axe(page)
        page.get_by_role("button", name="Zeg af").click()
        page.get_by_role("button", name="Ja, zeg af").click()
        expect(page.get_by_role("heading", name="Deze afspraak gaat niet door")).to_be_visible()
