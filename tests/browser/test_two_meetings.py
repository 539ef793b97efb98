"""A first meeting with twelve points, dotted on phones and taken up; by the second one half of them is done."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import run
from tests.browser.conftest import visit
from tests.browser.meeting_steps import INGRID, JORIS, NETWORK, SAMIRA, Axe, Known, call, fits, people_of
from tests.meetings.meeting_rows import TWELVE

TITLE, SECOND = "Startbijeenkomst aan de haven", "Tweede bijeenkomst aan de haven"
OWNER, OWNER_TOO = "Joris Bakker (Buurtteam Havendijk)", "Samira Haddad (Buurtteam Havendijk)"
# The second meeting is today, and what was to be done before it is as late as it will be then.
MONTHS_LATER = """
import datetime as dt
from django.db.models import F
from buurtnet.meetings.models import Action, Meeting
passed = dt.timedelta(days=90)
Action.objects.update(due=F("due") - passed)
Meeting.objects.filter(title=sys.argv[2]).update(
    starts_at=F("starts_at") - passed, ends_at=F("ends_at") - passed, version=F("version") + 1
)
"""


@pytest.fixture(scope="module")
def known(chromium: Browser, localhost: str, folder: Path) -> Iterator[Known]:
    with people_of(chromium, localhost, folder) as come_in:
        yield come_in


def test_twelve_points_are_named_dotted_and_taken_up_and_half_is_done_the_next_time(
    known: Known, chromium: Browser, localhost: str, folder: Path, axe: Axe
) -> None:
    director = known(INGRID)
    first = call(director, TITLE, "start", dt.date.today() + dt.timedelta(days=1), axe)
    expect(director.locator(".mt-agenda")).to_contain_text("Per punt: wie trekt het, met wie en wanneer?")
    director.get_by_role("button", name="We beginnen").click()
    expect(director.get_by_role("heading", level=1, name="Schrijf mee")).to_be_visible()

    director.goto(f"{first}punten/")
    director.get_by_label("Elk punt op een eigen regel").fill("\n".join((*TWELVE, TWELVE[0])))
    director.get_by_role("button", name="Zet ze erbij").click()
    expect(director.get_by_text("12 punten staan erbij.")).to_be_visible()
    axe(director)
    fits(director)
    director.goto(f"{first}punten/")
    director.get_by_label("Hoeveel mensen stippen?").fill("3")
    director.get_by_role("button", name="Open het stippen").click()
    director.get_by_role("link", name="Toon het bord in de zaal").click()
    for _phone in range(2):
        dot(chromium, localhost, link_to_dots(director))
    director.goto(f"{first}punten/")
    expect(director.get_by_text("2 telefoons doen mee.")).to_be_visible()
    director.get_by_role("button", name="Sluit het stippen").click()
    expect(director.locator("#p-1")).to_contain_text("4 stippen")

    for number, text in enumerate(TWELVE[:8], start=1):
        agree(director, first, f"Regel dit: {text}", OWNER if number < 7 else OWNER_TOO, f"{number}. {text}")
    axe(director)
    fits(director)
    director.get_by_role("button", name="Sluit af en stuur het verslag").click()
    expect(director.locator("main")).to_contain_text("Regel dit: Samen eten in de flat")
    axe(director)
    fits(director)

    joris = known(JORIS, 390)
    joris.goto(f"{NETWORK}beheer/acties/?lijst=mijn")
    axe(joris)
    for text in TWELVE[:6]:
        finish(joris, text)
    expect(joris.get_by_role("heading", level=1, name="Punten")).to_be_visible()

    second = call(director, SECOND, "regular", dt.date.today() + dt.timedelta(days=90), axe)
    expect(director.locator(".mt-agenda")).to_contain_text(f"Lukt het? Regel dit: {TWELVE[6]}")
    expect(director.locator(".mt-agenda")).not_to_contain_text(f"Regel dit: {TWELVE[0]}")
    expect(director.locator(".mt-agenda")).to_contain_text("De andere punten die niemand oppakte")
    expect(director.get_by_role("button", name="We beginnen")).to_have_count(0)
    run(folder, localhost, MONTHS_LATER, SECOND)
    director.reload()
    director.get_by_role("button", name="We beginnen").click()
    expect(director.get_by_role("heading", level=1, name="Schrijf mee")).to_be_visible()
    director.goto(f"{NETWORK}beheer/acties/?lijst=lopend")
    row = director.locator(".mt-rows li", has_text=TWELVE[6])
    expect(row).to_contain_text("1× meegenomen")
    director.goto(first)
    director.get_by_role("link", name="Wat er van de punten werd").click()
    expect(director.locator(".mt-points li")).to_have_count(12)
    expect(director.locator(".mt-points .badge-goed")).to_have_count(6)
    axe(director)
    fits(director)
    assert second != first

    samira = known(SAMIRA, 390)
    samira.goto(f"{NETWORK}beheer/acties/?lijst=mijn")
    samira.get_by_role("link", name=f"Regel dit: {TWELVE[6]}").click()
    expect(samira.locator(".mt-life")).to_contain_text(f"Ging mee naar ‘{SECOND}’.")


def link_to_dots(board: Page) -> str:
    """The address that stands on the board, for phones."""
    found = re.search(r"/havendijk/bijeenkomst/[0-9a-f]{48}/stippen/", board.content())
    assert found, board.url
    return found.group()


def dot(browser: Browser, site: str, address: str) -> None:
    """On a phone without an account and without JavaScript: two for the first point, one for the fifth."""
    with visit(browser, site, width=390, javascript=False) as phone:
        phone.goto(address)
        for text in (TWELVE[0], TWELVE[0], TWELVE[4]):
            phone.get_by_role("button", name=re.compile(f"Stip.*{re.escape(text)}")).click()
        expect(phone.get_by_role("status")).to_contain_text("Je stippen staan. Klaar!")
        fits(phone)


def agree(page: Page, meeting: str, text: str, owner: str, point: str) -> None:
    page.goto(f"{meeting}schrijf/")
    page.get_by_label("Actie", exact=True).fill(text)
    page.get_by_label("Wie trekt het?").select_option(label=owner)
    page.get_by_text("Bij welk punt hoort dit?").first.click()
    page.get_by_label("Bij welk punt hoort dit?").select_option(label=point)
    page.get_by_role("button", name="Spreek de actie af").click()
    expect(page.locator("main")).to_contain_text(text)


def finish(page: Page, text: str) -> None:
    """Its owner says on a phone that the action is done, and then the point."""
    page.goto(f"{NETWORK}beheer/acties/?lijst=mijn")
    page.get_by_role("link", name=f"Regel dit: {text}").click()
    page.get_by_label("Wat is het geworden?").fill("Het is gelukt")
    page.get_by_role("button", name="Het is klaar").click()
    expect(page.get_by_role("heading", name="Wat het werd")).to_be_visible()
    page.get_by_role("link", name="Bij welk punt dit hoort").click()
    expect(page.get_by_text("Alle acties bij dit punt zijn klaar.")).to_be_visible()
    page.get_by_text("Het is gedaan").click()
    page.get_by_label("Wat is het geworden?").fill("Het is geregeld")
    page.get_by_role("button", name="Bewaar").locator("visible=true").click()
    expect(page.locator(".badges")).to_contain_text("Gedaan")
    page.get_by_role("link", name="Punten", exact=True).click()
