"""A parent types a whole sentence, sees what was made of it, and always finds a door."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

SENTENCE = "woensdagmiddag iets gratis voor mijn peuter"
SEARCH = "/havendijk/zoeken/"


def asked(page: Page, text: str) -> None:
    page.locator("#zoekveld").fill(text)
    page.locator("#zoekveld").press("Enter")
    expect(page).to_have_url(re.compile(r"zoeken/\?q="))


def read(page: Page) -> Locator:
    """The filters that were read from the words."""
    return page.locator(".chip-read")


def test_a_sentence_is_read_as_filters_and_each_can_be_taken_off(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto("/havendijk/")
    asked(page, SENTENCE)
    expect(read(page)).to_have_count(4)
    for label in ("Leeftijd: 2 tot 3 jaar", "Woensdag", "’s Middags", "Gratis"):
        expect(read(page).filter(has_text=label)).to_have_count(1)
    expect(page.locator("article").first).to_be_visible()
    axe(page)
    read(page).filter(has_text="Gratis").click()
    expect(page).to_have_url(re.compile("letterlijk=gratis"))
    expect(read(page)).to_have_count(3)
    expect(page.locator("#zoekveld")).to_have_value(SENTENCE)
    heading = page.get_by_role("heading", level=1).inner_text()
    page.goto(page.url)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.get_by_role("link", name="Denk weer met me mee").click()
    expect(read(page)).to_have_count(4)


def test_a_filter_someone_sets_takes_the_place_of_what_was_read(desktop: Page) -> None:
    desktop.goto(f"{SEARCH}?q={SENTENCE}")
    desktop.get_by_label(re.compile("^Kleuter")).check()
    expect(read(desktop)).to_have_count(3)
    expect(desktop.locator(".chip-on").filter(has_text="Kleuter")).to_be_visible()
    desktop.get_by_text("Kies Op welke dag").click()
    desktop.get_by_label(re.compile("^Zaterdag")).check()
    expect(read(desktop)).to_have_count(2)
    expect(desktop).to_have_url(re.compile("leeftijd=5&.*dag=sa"))


def test_it_all_works_without_javascript(plain_phone: Page) -> None:
    plain_phone.goto("/havendijk/")
    asked(plain_phone, SENTENCE)
    read(plain_phone).filter(has_text="Woensdag").click()
    expect(read(plain_phone).filter(has_text="Woensdag")).to_have_count(0)
    plain_phone.get_by_role("button", name="Nee", exact=True).click()
    expect(plain_phone.get_by_role("heading", name="Jammer. Dank dat je het zegt")).to_be_visible()
    plain_phone.get_by_role("button", name="Het is te ver weg").click()
    expect(plain_phone.get_by_role("heading", name="Dank je wel")).to_be_visible()
    asked(plain_phone, "qqqxx")
    plain_phone.locator(".empty").get_by_role("link", name="Stel je vraag").click()
    expect(plain_phone).to_have_url(re.compile("/havendijk/vraag/"))


def test_what_was_also_looked_for_can_be_switched_off(desktop: Page) -> None:
    desktop.goto(f"{SEARCH}?q=mijn+kind+luistert+niet")
    understood = desktop.locator(".understood")
    expect(understood).to_contain_text("We zochten ook op")
    understood.get_by_role("link", name=re.compile("^Zoek alleen op")).click()
    expect(desktop).to_have_url(re.compile("letterlijk=woorden"))
    expect(desktop.locator(".understood")).not_to_contain_text("We zochten ook op")


def test_suggestions_come_in_groups_and_go_with_the_keyboard(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto("/havendijk/")
    box = page.get_by_role("combobox", name="Waar zoek je hulp bij?")
    box.press_sequentially("huis", delay=40)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    for group in ("Onderwerpen", "Aanbod", "Organisaties en plekken"):
        expect(page.get_by_role("group", name=group).get_by_role("option").first).to_be_attached()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".search-field [role=status]")).to_have_text(re.compile(r"^\d+ suggesties$"))
    axe(page)

    def active() -> Locator:
        chosen = box.get_attribute("aria-activedescendant")
        assert chosen
        return page.locator(f"#{chosen}")

    box.press("ArrowDown")
    expect(active()).to_have_attribute("aria-selected", "true")
    first, count = active().get_attribute("id"), options.count()
    box.press("End")
    assert active().get_attribute("id") == options.nth(count - 1).get_attribute("id")
    expect(active()).to_be_in_viewport()
    box.press("Home")
    assert active().get_attribute("id") == first
    box.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    expect(box).to_have_value("huis")
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("Escape")
    box.fill("")
    box.press_sequentially("huiswerkc", delay=40)
    club = page.get_by_role("option", name="Huiswerkclub De Loods")
    expect(club).to_be_visible()
    for _step in range(options.count()):
        box.press("ArrowDown")
        if club.get_attribute("aria-selected") == "true":
            break
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Huiswerkclub De Loods")


def test_a_suggestion_is_tapped_on_a_phone(phone: Page) -> None:
    phone.goto(SEARCH)
    phone.locator("#zoekveld").press_sequentially("molenv", delay=40)
    phone.get_by_role("option", name=re.compile("^Molenveld")).tap()
    expect(phone).to_have_url(re.compile("buurt=molenveld"))
    expect(phone.locator(".chip-on").filter(has_text="Molenveld")).to_be_visible()


def test_enter_without_a_choice_searches_for_what_was_typed(desktop: Page) -> None:
    desktop.goto("/havendijk/")
    box = desktop.locator("#zoekveld")
    box.press_sequentially("huis", delay=40)
    expect(desktop.get_by_role("option").first).to_be_visible()
    box.press("Enter")
    expect(desktop).to_have_url(re.compile(r"zoeken/\?q=huis$"))


def test_where_nothing_is_found_there_is_a_door(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto(SEARCH)
    asked(page, "qqqxx")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nog niets gevonden voor ‘qqqxx’")
    expect(page.get_by_role("heading", name="Dit kun je proberen")).to_be_visible()
    axe(page)
    page.locator(".empty").get_by_role("link", name="Stel je vraag").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat is je vraag?")


def test_what_comes_near_says_why_it_is_no_answer(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto(f"{SEARCH}?q=huiswerkclub&spreekt=zh&buurt=molenveld")
    near = page.locator(".near").filter(has=page.get_by_role("heading", name="Past niet bij al je filters"))
    expect(near.locator("article").first).to_be_visible()
    expect(page.locator(".results-section:not(.near) article")).to_have_count(0)
    axe(page)


def test_whether_it_was_found_is_one_tap_with_the_keyboard_too(desktop: Page, axe: Callable[[Page], None]) -> None:
    desktop.goto(f"{SEARCH}?q=huiswerkclub")
    desktop.get_by_role("button", name="Ja", exact=True).focus()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", name="Fijn dat je het vond")).to_be_in_viewport()
    expect(desktop).to_have_url(re.compile("#antwoord$"))
    expect(desktop.locator("article").first).to_contain_text("Huiswerkclub De Loods")
    axe(desktop)


def test_how_the_order_is_chosen_is_one_link_away(phone: Page) -> None:
    phone.goto(f"{SEARCH}?q=huiswerk")
    phone.get_by_role("link", name="Zo kiezen we de volgorde").click()
    expect(phone.get_by_role("heading", name="Wat staat er als eerste?")).to_be_in_viewport()
    expect(phone.locator("main")).to_contain_text("Niemand kan betalen om hoger te staan.")


@pytest.mark.parametrize(
    "query", [f"q={SENTENCE}", "q=qqqxx", "q=huiswerkclub&spreekt=zh", "q=huiswerkclub&antwoord=nee"]
)
@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_nothing_slides_sideways_on_the_smallest_phone(phone: Page, query: str, language: str) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(f"{SEARCH}?{query}&taal={language}")
    wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
