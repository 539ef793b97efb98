"""The map on screen: pins, groups, cards, keyboard, and what slow or scriptless phones get."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import visit

SEARCH = "/havendijk/zoeken/?q=huiswerk"
PIN = ".leaflet-marker-icon.kaart-speld"
GROUP = ".kaart-groep-plek"


def open_map(page: Page, address: str = SEARCH) -> None:
    page.goto(address)
    page.locator("[data-kaart]").first.scroll_into_view_if_needed()
    page.wait_for_selector("[data-kaart][data-klaar]")


def points_of(page: Page) -> list[dict[str, object]]:
    found: list[dict[str, object]] = page.evaluate("JSON.parse(document.getElementById('kaartpunten').textContent)")
    return found


def test_pins_and_groups_together_are_all_places_of_the_list(page: Page) -> None:
    open_map(page)
    counts = page.locator(f"{GROUP} .kaart-groep").all_inner_texts()
    assert page.locator(PIN).count() + sum(map(int, counts)) == len(points_of(page)) > 3


def test_base_is_drawn_and_not_left_empty(page: Page) -> None:
    open_map(page)
    colours = page.evaluate(
        """[...document.querySelectorAll('.leaflet-tile-container canvas')].map(tile => {
            const {data} = tile.getContext('2d').getImageData(0, 0, tile.width, tile.height);
            const seen = new Set();
            for (let n = 0; n < data.length; n += 4000) seen.add(`${data[n]},${data[n + 1]},${data[n + 2]}`);
            return seen.size;
        })"""
    )
    assert max(colours) > 4


def test_pointing_at_a_card_marks_its_pin_and_pointing_at_a_pin_marks_its_card(desktop: Page) -> None:
    open_map(desktop)
    pin = desktop.locator(PIN).first
    number = pin.locator("text").text_content()
    card = desktop.locator(
        f"[data-pin='{next(p['id'] for p in points_of(desktop) if str(p['number']) == number)}']"
    ).first
    card.hover()
    expect(pin).to_have_class(re.compile("is-gekozen"))
    desktop.mouse.move(5, 5)
    expect(pin).not_to_have_class(re.compile("is-gekozen"))
    pin.locator(".kaart-huis-vorm").hover()
    expect(card).to_have_attribute("data-gekozen", "")


def test_keyboard_opens_a_pin_reads_its_list_and_comes_back(desktop: Page) -> None:
    open_map(desktop)
    pin = desktop.locator(PIN).first
    pin.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".leaflet-popup a").first).to_be_focused()
    desktop.keyboard.press("Escape")
    expect(desktop.locator(".leaflet-popup")).to_have_count(0)
    expect(pin).to_be_focused()


def test_tab_meets_the_pins_in_the_order_of_the_list(desktop: Page) -> None:
    open_map(desktop)
    numbers = [int(text) for text in desktop.locator(f"{PIN} text").all_text_contents()]
    assert numbers == sorted(numbers)
    assert len(numbers) > 1


def test_place_with_many_offers_is_one_pin_with_a_list(desktop: Page) -> None:
    open_map(desktop, "/havendijk/zoeken/?q=ankerplaats")
    roof = max(points_of(desktop), key=lambda point: int(str(point["count"])))
    items = roof["items"]
    assert isinstance(items, list)
    assert len(items) > 1
    desktop.evaluate("document.querySelectorAll('.kaart-knop-in')[0].click()")
    pin = desktop.locator(PIN).filter(has_text=str(roof["label"])).first
    pin.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".leaflet-popup li")).to_have_count(len(items))


def test_group_opens_with_the_keyboard(desktop: Page) -> None:
    open_map(desktop)
    group = desktop.locator(GROUP).first
    before = desktop.locator(PIN).count()
    group.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.locator(PIN)).not_to_have_count(before)


def test_zoom_buttons_are_large_enough_and_work(desktop: Page) -> None:
    open_map(desktop)
    button = desktop.get_by_role("button", name="Dichterbij")
    box = button.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    before = desktop.locator(".leaflet-tile-container").count()
    pixels = desktop.locator(PIN).first.bounding_box()
    button.click()
    expect(desktop.locator(".leaflet-tile-container").first).to_be_attached()
    desktop.wait_for_timeout(300)
    assert before >= 1
    assert desktop.locator(PIN).first.bounding_box() != pixels


def test_map_in_the_list_of_a_phone_lets_the_page_scroll_and_can_be_made_big(phone: Page) -> None:
    open_map(phone)
    picture = phone.locator(".kaart-beeld")
    expect(picture).not_to_have_class(re.compile("leaflet-touch-drag"))
    phone.get_by_role("button", name="Maak de kaart groot").tap()
    expect(picture).to_have_class(re.compile("leaflet-touch-drag"))
    expect(phone.get_by_role("button", name="Dichterbij")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.locator(".kaart.is-groot")).to_have_count(0)


def test_who_saves_data_is_asked_first(chromium: Browser, site: str) -> None:
    with visit(chromium, site, width=390) as page:
        page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
        page.goto(SEARCH)
        button = page.get_by_role("button", name="Laat de kaart zien")
        button.scroll_into_view_if_needed()
        assert page.evaluate("typeof window.L") == "undefined"
        button.tap()
        page.wait_for_selector("[data-kaart][data-klaar]")
        assert page.locator(PIN).count() + page.locator(GROUP).count() > 0


def test_without_javascript_there_is_no_empty_box(plain_phone: Page) -> None:
    plain_phone.goto(SEARCH)
    expect(plain_phone.locator(".kaart")).to_be_hidden()
    expect(plain_phone.locator(".kaart-legenda")).to_be_hidden()


def test_filter_changes_the_pins_with_the_list(desktop: Page) -> None:
    open_map(desktop)
    before = {str(point["id"]) for point in points_of(desktop)}
    desktop.locator("form[data-filters] input[name=plek]").check()
    expect(desktop).to_have_url(re.compile("plek=1"))
    after = {str(point["id"]) for point in points_of(desktop)}
    assert after < before
    on_map = (
        f"() => document.querySelectorAll('{PIN}').length + [...document.querySelectorAll('{GROUP} .kaart-groep')]"
    )
    desktop.wait_for_function(f"{on_map}.reduce((sum, group) => sum + Number(group.textContent), 0) === {len(after)}")


def test_page_of_a_place_has_a_still_map_without_leaflet(page: Page) -> None:
    page.goto(SEARCH)
    page.locator("article.card h3 a").first.click()
    still = page.locator("[data-kaart][data-mini]")
    still.scroll_into_view_if_needed()
    page.wait_for_selector("[data-mini][data-klaar]")
    expect(still.locator(".kaart-speld.is-gekozen")).to_have_count(1)
    assert page.evaluate("typeof window.L") == "undefined"
