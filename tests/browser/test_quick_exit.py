"""The button "Snel weg": one click or three times Escape, and Back does not return. Nobody else is asked before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from buurtnet.kit.quick_exit import harmless_page

AWAY = harmless_page("NL").url
BEFORE, SEARCH = "/havendijk/", "/havendijk/zoeken/?q=mijn+man+slaat+mij"
WEATHER = "<!doctype html><title>Weer</title><h1>Het wordt droog</h1>"


@contextmanager
def visitor(
    browser: Browser, site: str, *, width: int = 390, javascript: bool = True
) -> Iterator[tuple[Page, list[str]]]:
    """A page on which the search with its lines of danger is open, and what was asked of other sites since."""
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 640}, locale="nl-NL", java_script_enabled=javascript
    )
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.headers.get("referer", ""))
        route.fulfill(body=WEATHER, content_type="text/html; charset=utf-8")

    context.route(lambda url: not url.startswith(site), answer)
    page = context.new_page()
    page.goto(BEFORE)
    page.goto(SEARCH)
    try:
        yield page, asked
    finally:
        context.close()


def test_one_click_leaves_and_back_does_not_return(chromium: Browser, site: str) -> None:
    with visitor(chromium, site) as (page, asked):
        page.evaluate("sessionStorage.setItem('vraag', 'mijn man slaat mij')")
        assert asked == [], "our page asks nothing of another site"
        page.get_by_role("link", name="Snel weg").click()
        page.wait_for_url(AWAY)
        assert page.title() == "Weer"
        assert asked == [""], "and tells it not where someone came from"
        page.go_back()
        page.wait_for_url(f"**{BEFORE}")  # the search is no more in this tab
        assert page.evaluate("sessionStorage.length") == 0
        page.go_forward()
        page.wait_for_url(AWAY)


def test_escape_three_times_in_a_row_leaves(chromium: Browser, site: str) -> None:
    with visitor(chromium, site, width=1280) as (page, _asked):
        page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.focus()
        for told in ("Nog twee keer Esc", "Nog één keer Esc"):
            page.keyboard.press("Escape")
            expect(page.locator("[data-snel-weg-telt]")).to_have_text(told)
        page.keyboard.press("Escape")
        page.wait_for_url(AWAY)


def test_escape_now_and_then_does_not_leave(chromium: Browser, site: str) -> None:
    with visitor(chromium, site) as (page, asked):
        page.clock.install()
        page.reload()
        told = page.locator("[data-snel-weg-telt]")
        for key in ("Escape", "Escape", "Tab", "Escape", "Escape"):
            page.keyboard.press(key)
        expect(told, "another key in between: it begins again").to_have_text("Nog één keer Esc")
        page.clock.fast_forward(3_000)
        page.keyboard.press("Escape")
        expect(told, "too long ago: it begins again").to_have_text("Nog twee keer Esc")
        assert asked == []


def test_what_was_on_the_screen_is_gone_at_once(chromium: Browser, site: str) -> None:
    with visitor(chromium, site) as (page, _asked):
        emptied: list[str] = []
        page.expose_function("emptied", lambda title: emptied.append(title))
        page.evaluate(
            """() => new MutationObserver(() => document.body.childElementCount || emptied(document.title))
                .observe(document.body, { childList: true })"""
        )
        page.get_by_role("link", name="Snel weg").click()
        page.wait_for_url(AWAY)
        assert emptied == ["Weer"], "the old page was empty, and its tab neutral, before the other one came"


def test_without_javascript_it_is_a_plain_link(chromium: Browser, site: str) -> None:
    with visitor(chromium, site, javascript=False) as (page, asked):
        assert not page.get_by_text("Of druk drie keer op Esc").is_visible()
        page.get_by_role("link", name="Snel weg").click()
        page.wait_for_url(AWAY)
        assert asked == [""]


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_is_always_in_reach_and_covers_nothing(
    chromium: Browser, site: str, axe: Callable[[Page], None], width: int
) -> None:
    with visitor(chromium, site, width=width) as (page, _asked):
        axe(page)
        bar, button = page.locator(".quick-exit"), page.get_by_role("link", name="Snel weg")
        below = page.locator("header.top").bounding_box()
        above = bar.bounding_box()
        assert above
        assert below
        assert above["y"] + above["height"] <= below["y"], "it has room of its own"
        page.locator(".danger-bar a[href^=tel]").scroll_into_view_if_needed()
        for part in (button, page.locator(".danger-bar a[href^=tel]")):
            box = part.bounding_box()
            assert box
            middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
            reached = page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.closest('a')?.href", middle)
            assert reached == part.evaluate("it => it.href"), "in reach, also at the end of the page"
            assert box["height"] >= 44
        assert page.evaluate("document.documentElement.scrollWidth") <= width
