"""The calendar: the next week, filtered by age and by what is free, up to one date; and in one's own calendar."""

import datetime as dt
import urllib.request
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.agenda_steps import AGENDA, Axe, fits, in_days
from tests.feeds.reading import times

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FOR_CHILDREN, FOR_ADULTS, COSTS_SOMETHING = "Sport op het plein", "Fietsles", "Vrouwenzwemmen"
CHILD = "6-11"
WEEK = dt.timedelta(days=7)


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "plain"])
def test_from_this_week_to_a_date_next_week_that_is_free_and_for_a_child(
    phone: Page, plain_phone: Page, axe: Axe, *, with_script: bool
) -> None:
    page = phone if with_script else plain_phone
    page.goto(AGENDA)
    page.get_by_role("link", name="Week erna").click()
    shown = page.locator(".agenda-list h3 a")
    expect(shown.filter(has_text=COSTS_SOMETHING).first).to_be_attached()
    page.locator(".agenda-chips").get_by_role("link", name="Gratis", exact=True).click()
    expect(shown.filter(has_text=COSTS_SOMETHING)).to_have_count(0)
    expect(shown.filter(has_text=FOR_ADULTS).first).to_be_attached()
    page.locator(".agenda-to-filters a").click()
    page.get_by_label("Leeftijd").select_option(CHILD)
    page.get_by_role("button", name="Laat zien").click()
    expect(page.locator(".chip-on", has_text="Kind (6 tot 12 jaar)")).to_be_visible()
    expect(page.locator(".chip-on", has_text="Gratis")).to_be_visible()
    expect(shown.filter(has_text=FOR_ADULTS)).to_have_count(0)
    expect(page.locator(".agenda-nav")).to_contain_text("Deze week")
    if with_script:
        axe(page)
        fits(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    shown.filter(has_text=FOR_CHILDREN).first.click()
    expect(page.get_by_role("heading", level=1, name=FOR_CHILDREN)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_another_program_reads_the_same_days_from_the_address_on_the_page(page: Page, site: str) -> None:
    monday = in_days(7) - dt.timedelta(days=in_days(7).weekday())
    page.goto(f"{AGENDA}?week={monday}")
    link = page.get_by_role("link", name="Zet alles in je eigen agenda").get_attribute("href") or ""
    with urllib.request.urlopen(urljoin(site, link), timeout=20) as answer:
        assert answer.headers.get_content_type() == "text/calendar"
        calendar = answer.read().decode()
    start = dt.datetime.combine(monday, dt.time(), AMSTERDAM)
    end = dt.datetime.combine(monday + WEEK, dt.time(), AMSTERDAM)
    on = [one for one in times(calendar, start, end) if one.event.status != "CANCELLED"]
    read = sorted(
        (str(one.begin.astimezone(AMSTERDAM).date()), str(one.event.summary)) for one in on if one.begin >= start
    )
    assert sorted(seen(page)) == read


def seen(page: Page) -> list[tuple[str, str]]:
    """The days and names of what goes on, as the pages of the week show them."""
    found: list[tuple[str, str]] = []
    while True:
        for day in page.locator(".agenda-day[id]").all():
            cards = day.locator(".card:not(.is-off) h3 a").all_inner_texts()
            found += [((day.get_attribute("id") or "")[-10:], name) for name in cards]
        following = page.locator("#lijst").get_by_role("link", name="Volgende")
        if not following.count():
            return found
        following.click()
