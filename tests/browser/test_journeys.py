"""Journeys through the demo town, one a promise."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

EVERY_PAGE = [
    "/", "/?zoek=8991", "/havendijk/", "/havendijk/buurt/vuurtorenkwartier/", "/havendijk/zoeken/",
    "/havendijk/zoeken/?q=huiswerk&gratis=1", "/havendijk/zoeken/?q=huiswerk&kaart=1", "/havendijk/zoeken/?q=qqqxx",
    "/havendijk/zoeken/?q=ik+wil+dood", "/havendijk/themas/", "/havendijk/themas/2/", "/havendijk/nu/",
    "/havendijk/mijn-lijst/", "/havendijk/contact/", "/havendijk/over/", "/over/", "/privacy/", "/toegankelijkheid/",
    "/havendijk/bestaat-niet/", "/duinbeke/", "/duinbeke/zoeken/?q=kind",
]  # fmt: skip


def test_a_parent_finds_something_free_near_home_for_a_child_of_three(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_role("link", name="Vuurtorenkwartier").first.click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    phone.get_by_role("link", name="Zoeken").last.click()
    phone.goto(phone.url.split("?")[0] + "?leeftijd=3&gratis=1")
    first = phone.locator("article").first
    expect(first).to_contain_text("Gratis")
    expect(first).to_contain_text("lopen")
    first.get_by_role("link").first.click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.locator("main")).to_contain_text("Goed om te weten")
    expect(phone.locator("main")).to_contain_text(re.compile("Gecontroleerd op|nagekeken"))


def test_it_all_works_without_javascript(plain_phone: Page) -> None:
    plain_phone.goto("/")
    plain_phone.get_by_role("link", name="Westerkade").first.click()
    plain_phone.get_by_role("searchbox").or_(plain_phone.locator("input[name=q]")).first.fill("huiswerk")
    plain_phone.keyboard.press("Enter")
    expect(plain_phone.locator("article").first).to_contain_text("uiswerk")
    plain_phone.locator("article a").first.click()
    plain_phone.get_by_role("button", name=re.compile("Bewaar")).first.click()
    plain_phone.goto("/havendijk/mijn-lijst/")
    expect(plain_phone.locator("article")).to_have_count(1)


def test_a_typing_mistake_and_an_unfinished_word_are_understood(phone: Page) -> None:
    for text in ("huiswrek", "huisw", "huiswerkbegeleiding"):
        phone.goto(f"/havendijk/zoeken/?q={text}")
        expect(phone.locator("article").first).to_be_visible()


def test_filters_chosen_one_after_another_add_up_and_can_be_shared(desktop: Page) -> None:
    desktop.goto("/havendijk/zoeken/")
    desktop.get_by_label(re.compile("^Peuter")).check()
    expect(desktop).to_have_url(re.compile(r"/havendijk/zoeken/\?leeftijd=3"))
    desktop.get_by_label(re.compile("^Gratis")).first.check()
    expect(desktop).to_have_url(re.compile(r"leeftijd=3&gratis=1"))
    heading = desktop.get_by_role("heading", level=1).inner_text()
    desktop.goto(desktop.url)
    assert desktop.get_by_role("heading", level=1).inner_text() == heading


def test_suggestions_come_while_typing_and_go_with_the_keyboard(desktop: Page) -> None:
    desktop.goto("/havendijk/")
    box = desktop.locator("input[name=q]").first
    box.press_sequentially("huisw", delay=40)
    expect(desktop.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", re.compile(".+"))
    box.press("Escape")
    expect(desktop.get_by_role("option").first).to_be_hidden()


def test_everything_on_the_map_is_in_the_list_and_one_roof_is_one_pin(desktop: Page) -> None:
    desktop.goto("/havendijk/zoeken/?q=ankerplaats&kaart=1")
    expect(desktop.locator(".leaflet-container")).to_be_visible()
    points = desktop.evaluate("JSON.parse(document.getElementById('kaartpunten').textContent)")
    roof = [point for point in points if point["count"] > 3]
    assert roof, "one pin for all that is in the community house"
    listed = set(desktop.eval_on_selector_all("article a", "links => links.map(link => link.pathname)"))
    assert {item["url"] for point in points for item in point["items"]} <= listed


def test_words_of_danger_put_the_line_to_call_first(page: Page) -> None:
    page.goto("/havendijk/zoeken/?q=mijn+man+slaat+mij")
    advice = page.locator(".danger-advice")
    expect(advice).to_contain_text("Veilig Thuis")
    assert advice.bounding_box()["y"] < page.locator("article").first.bounding_box()["y"]  # type: ignore[index]


def test_rather_where_nobody_knows_me_turns_distance_around(desktop: Page) -> None:
    def found(address: str) -> list[str]:
        desktop.goto(address)
        return desktop.locator("article h3").all_inner_texts()

    desktop.goto("/havendijk/buurt/vuurtorenkwartier/")
    assert found("/havendijk/zoeken/")[0] != found("/havendijk/zoeken/?onbekend=1")[0]
    assert found("/havendijk/zoeken/?q=ouders") != found("/havendijk/zoeken/?q=ouders&onbekend=1")


def test_a_list_is_kept_shared_and_printed(desktop: Page) -> None:
    desktop.goto("/havendijk/zoeken/?q=huiswerkclub")
    desktop.locator("article a").first.click()
    desktop.get_by_role("button", name=re.compile("Bewaar")).first.click()
    desktop.goto("/havendijk/mijn-lijst/")
    expect(desktop.locator("article")).to_have_count(1)
    desktop.emulate_media(media="print")
    expect(desktop.locator("header nav").first).to_be_hidden()


def test_dark_is_one_choice_and_stays(phone: Page) -> None:
    phone.goto("/kleur/?kleur=donker&terug=/havendijk/")
    assert phone.locator("html").get_attribute("data-kleur") == "donker"
    background = phone.evaluate("getComputedStyle(document.body).backgroundColor")
    phone.goto("/kleur/?kleur=licht&terug=/havendijk/")
    assert phone.evaluate("getComputedStyle(document.body).backgroundColor") != background


def test_english_from_the_header(desktop: Page) -> None:
    desktop.goto("/havendijk/?taal=en")
    assert desktop.locator("html").get_attribute("lang") == "en"
    expect(desktop.get_by_role("navigation").first).to_contain_text("Search")


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.goto("/havendijk/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#inhoud"


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_axe_finds_nothing(page: Page, axe: Callable[[Page], None], address: str) -> None:
    page.goto(address)
    axe(page)


@pytest.mark.parametrize("address", ["/havendijk/", "/havendijk/zoeken/?q=kind", "/"])
def test_axe_finds_nothing_in_the_dark_and_in_english(page: Page, axe: Callable[[Page], None], address: str) -> None:
    page.goto(f"/kleur/?kleur=donker&terug={address.split('?')[0]}")
    page.goto(address + ("&" if "?" in address else "?") + "taal=en")
    axe(page)


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_nothing_slides_sideways_on_the_smallest_phone(phone: Page, address: str) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(address)
    wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, phone.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".slice(0, 5).map(e => e.outerHTML.slice(0, 120))"
    )


def test_the_service_page_has_no_errors_of_its_own(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto("/havendijk/zoeken/?q=huiswerkclub")
    page.locator("article a").first.click()
    axe(page)
    page.get_by_role("link", name="De Ankerplaats").first.click()
    axe(page)
