"""A playbook once more: its steps become tasks with a date, one is done, and another takes it all over."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.formats import date_format
from playwright.sync_api import Browser, Page, expect

from tests.browser.agenda_steps import HANAN, JORIS, WORK, Axe, fits, in_days
from tests.browser.coming_in import come_in_with_a_key
from tests.browser.conftest import visit
from tests.browser.needs_town import NETWORK
from tests.browser.test_consents import come_in

BOOK, THIS_TIME = "Soep op het plein", "Soep in het voorjaar"
FIRST, STEPS, DAYS_BEFORE = "Vraag wie een grote pan heeft en wie kookt", 8, 35
AHEAD = 60  # days


@pytest.fixture(scope="module")
def joris(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    with visit(chromium, localhost, width=390) as page:
        come_in_with_a_key(page, folder, JORIS)
        yield page


def test_once_more_gives_tasks_with_a_date_and_another_takes_over_with_everything(
    visitor: Page, joris: Page, axe: Axe
) -> None:
    come_in(visitor, HANAN)
    day = in_days(AHEAD)
    begin_again(visitor, day)
    first = visitor.locator(".task-row", has_text=FIRST)
    due = date_format(day - dt.timedelta(days=DAYS_BEFORE), "j F")
    expect(first).to_contain_text(due)
    expect(visitor.get_by_role("heading", name=f"Nog te doen ({STEPS})")).to_be_visible()
    first.get_by_role("button", name="Klaar").click()
    expect(visitor.get_by_role("heading", name=f"Nog te doen ({STEPS - 1})")).to_be_visible()
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390

    visitor.get_by_role("link", name="Even geen tijd? Draag het over").click()
    visitor.get_by_label("Of schrijf een mailadres").fill(JORIS)
    visitor.get_by_label("Een woord erbij").fill("De pannen staan bij mij in de schuur.")
    visitor.get_by_role("button", name="Vraag het").click()
    expect(visitor.locator("#inhoud [role=status]")).to_be_visible()
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390

    takes_over(joris, axe)
    visitor.goto(WORK)
    expect(visitor.locator("#inhoud .rows")).not_to_contain_text(THIS_TIME)


def begin_again(page: Page, day: dt.date) -> None:
    """From the list of playbooks to the tasks that stand ready."""
    page.goto(f"{NETWORK}beheer/draaiboeken/")
    page.get_by_role("link", name=BOOK).click()
    page.get_by_role("link", name="Kies een dag en begin").click()
    page.get_by_label("Hoe heet het deze keer?").fill(THIS_TIME)
    page.get_by_label("Op welke dag?").fill(day.isoformat())
    page.get_by_label("Van (mag leeg)").fill("14:00")
    page.get_by_role("button", name="Zet de taken klaar").click()
    expect(page.get_by_text("De taken staan klaar.")).to_be_visible()


def takes_over(page: Page, axe: Axe) -> None:
    """Joris finds the question in his day, says yes, and has the tasks and the playbook."""
    page.goto("/account/vandaag/")
    page.get_by_role("link", name="Iemand vraagt je om een activiteit over te nemen").first.click()
    axe(page)
    fits(page)
    expect(page.locator("blockquote")).to_have_text("De pannen staan bij mij in de schuur.")
    expect(page.locator("#inhoud")).to_contain_text(f"Je krijgt er {STEPS - 1} open taken bij.")
    expect(page.locator("#inhoud")).to_contain_text("Het draaiboek gaat mee.")
    page.get_by_role("button", name="Ja, ik regel dit").click()
    expect(page.get_by_role("heading", level=1, name=THIS_TIME)).to_be_visible()
    axe(page)
    fits(page)
    expect(page.get_by_role("heading", name=f"Nog te doen ({STEPS - 1})")).to_be_visible()
    expect(page.get_by_role("region", name="Wie regelt dit?")).to_contain_text("Joris Bakker")
    tasks = page.url
    for link in ("Even geen tijd? Draag het over", "Volgend jaar weer"):
        page.get_by_role("link", name=link).click()
        axe(page)
        fits(page)
        page.goto(tasks)
    page.get_by_role("link", name="Bekijk het draaiboek").click()
    expect(page.get_by_role("heading", level=1, name=BOOK)).to_be_visible()
    expect(page.locator("#stappen")).to_contain_text(FIRST)
