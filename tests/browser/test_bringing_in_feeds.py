"""A director reads the calendar of others along by its address: what comes in, what does not, and why."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.agenda_steps import AGENDA, Axe, fits, in_days, soon_there
from tests.browser.conftest import served_demo, visit
from tests.browser.needs_town import NETWORK
from tests.kit.elsewhere import say, served

SOURCES = f"{NETWORK}beheer/agendas/"
WEEKLY, ODD_ZONE = "Zingen in de sluis", "Sterren kijken op de dijk"
OWNER = "Bibliotheek Westerkade"


def event(uid: int, days: int, *lines: str, zone: str = "Europe/Amsterdam") -> str:
    at = f"{in_days(days):%Y%m%d}T153000"
    return "\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTART;TZID={zone}:{at}", "DURATION:PT1H", *lines, "END:VEVENT"]
    )


def calendar() -> bytes:
    """Two that come, of which one in a time zone that is nowhere; one over, one nameless, one private."""
    events = (
        event(1, 8, f"SUMMARY:{WEEKLY}", "LOCATION:Schippersplein", "RRULE:FREQ=WEEKLY;COUNT=6"),
        event(2, 9, f"SUMMARY:{ODD_ZONE}", zone="Mars/Olympus Mons"),
        event(3, -30, "SUMMARY:Dit was al"),
        event(4, 10),
        event(5, 11, "SUMMARY:Overleg van het team", "CLASS:PRIVATE"),
    )
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]).replace("\n", "\r\n").encode()


def answer(handler: BaseHTTPRequestHandler) -> None:
    say(handler, calendar(), Content_Type="text/calendar")


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """Host and port of who keeps that calendar."""
    with served(answer) as place:
        yield place


@pytest.fixture(scope="module")
def localhost(folder: Path, elsewhere: str) -> Iterator[str]:
    """The demo, which may read from that one machine."""
    quiet = {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend", "FORMS_PER_MINUTE": "0"}
    with served_demo(folder, FETCH_HOSTS=elsewhere, **quiet) as address:
        yield address.replace("127.0.0.1", "localhost")


def test_the_director_sees_what_comes_in_and_what_not_and_why_before_it_stands_in_the_calendar(
    director: Page, elsewhere: str, chromium: Browser, localhost: str, axe: Axe
) -> None:
    director.goto(SOURCES)
    axe(director)
    fits(director)
    director.goto(f"{SOURCES}nieuw/")
    look_at(director, "http://127.0.0.1:9/agenda.ics")
    expect(director.locator("#address_fout")).to_be_visible()
    axe(director)
    fits(director)
    look_at(director, f"http://{elsewhere}/agenda.ics")
    expect(director.get_by_role("heading", name="2 activiteiten komen in de agenda")).to_be_visible()
    page = director.locator("#inhoud")
    for line in ("1 al geweest", "1 zonder naam", "1 is privé", "Bij 1 staat een tijdzone die we niet kennen."):
        expect(page).to_contain_text(line)
    expect(page.locator(".rows li", has_text=ODD_ZONE)).to_contain_text("15.30")
    axe(director)
    fits(director)
    director.get_by_role("button", name="Lees deze agenda mee").click()
    expect(director.get_by_role("heading", name=f"Agenda van {OWNER}")).to_be_visible()
    soon_there(director, director.url, page.get_by_role("link", name=WEEKLY))
    expect(page).to_contain_text("1 zonder naam")
    axe(director)
    fits(director)

    with visit(chromium, localhost, width=390) as phone:
        phone.goto(f"{AGENDA}?week={in_days(8)}")
        card = phone.locator(".card", has_text=WEEKLY)
        expect(card).to_contain_text("15.30 – 16.30 uur")
        card.get_by_role("link", name=WEEKLY).click()
        expect(phone.get_by_role("heading", level=1, name=WEEKLY)).to_be_visible()
        expect(phone.locator(".activity-dates li")).to_have_count(6)
        fits(phone)


def look_at(page: Page, address: str) -> None:
    page.get_by_label("Adres van de agenda").fill(address)
    page.get_by_label("Van welke organisatie").select_option(label=OWNER)
    page.get_by_role("button", name="Kijk wat erin staat").click()
