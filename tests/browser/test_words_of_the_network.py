"""The words of a network: what was searched in vain gets a word after a look at the results; and agreed meanings."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

IN_VAIN, MEANS = "huiskamerrestaurant", "samen eten"
MISSING = "crossfit"
WORD, MEANING = "maatje", "Iemand uit de buurt die een tijdje met je optrekt. Een maatje is geen hulpverlener."

type Axe = Callable[[Page], None]


def test_what_was_searched_in_vain_gets_a_word_after_a_look_at_the_results_and_is_put_back(
    director: Page, visitor: Page, axe: Axe
) -> None:
    director.goto("/havendijk/beheer/woorden/")
    axe(director)
    row = director.get_by_role("listitem").filter(has_text=IN_VAIN)
    expect(row).to_contain_text("nooit iets gevonden")
    row.get_by_role("link", name=re.compile("Woord erbij")).click()
    axe(director)
    director.get_by_label("Een woord dat hetzelfde betekent").fill(MEANS)
    director.get_by_role("button", name="Zoek", exact=True).click()
    director.get_by_role("link", name=re.compile(f"Kies ?: {MEANS}", re.IGNORECASE)).first.click()
    axe(director)
    now, then = director.locator(".word-sides .panel").all()
    expect(now).to_contain_text("Niets gevonden")
    first = then.get_by_role("listitem").first
    expect(first).to_contain_text("nieuw")
    name = first.locator("bdi").inner_text()
    director.get_by_role("button", name="Ja, zet dit woord erbij").click()
    expect(director.get_by_role("status").filter(has_text="Gedaan")).to_be_visible()
    axe(director)
    visitor.goto(f"/havendijk/zoeken/?q={IN_VAIN}")
    expect(visitor.get_by_role("main")).to_contain_text(name)

    director.get_by_role("link", name="Wat mensen zoeken").first.click()
    director.get_by_role("link", name="Versies").click()
    axe(director)
    newest = director.get_by_role("listitem").filter(has_text=IN_VAIN).first
    newest.get_by_role("button", name=re.compile("Zet terug")).click()
    expect(director.get_by_role("status").filter(has_text="Teruggezet")).to_be_visible()
    visitor.goto(f"/havendijk/zoeken/?q={IN_VAIN}")
    expect(visitor.get_by_role("main")).not_to_contain_text(name)


def test_one_tap_says_that_it_is_missing_and_it_ends_with_a_reason(director: Page, axe: Axe) -> None:
    director.goto("/havendijk/beheer/woorden/")
    director.get_by_role("button", name=re.compile(f"Ontbreekt hier ?: {MISSING}")).click()
    expect(director.get_by_role("heading", name=MISSING.capitalize())).to_be_visible()
    axe(director)
    director.get_by_label("Iemand van het netwerk").select_option(label="Ingrid de Wit")
    director.get_by_role("button", name="Spreek dit af").click()
    director.get_by_label("Het lukt nu niet").check()
    director.get_by_role("button", name="Sluit af").click()
    expect(director.get_by_text(re.compile("Afgesloten op .*: Het lukt nu niet"))).to_be_visible()
    director.goto("/havendijk/beheer/woorden/")
    director.get_by_role("button", name=re.compile(f"Laat maar ?: {MISSING}")).click()
    expect(director.get_by_role("status")).to_contain_text("Laten liggen")
    expect(director.get_by_role("listitem").filter(has_text=MISSING)).to_have_count(0)


def test_a_word_is_drafted_agreed_on_and_read_by_everyone(director: Page, visitor: Page, axe: Axe) -> None:
    director.goto("/havendijk/beheer/zo-noemen-wij-dat/")
    axe(director)
    director.get_by_role("link", name="Schrijf een woord op").click()
    director.get_by_label("Het woord", exact=True).fill(WORD)
    director.get_by_label("Wat jullie ermee bedoelen").fill(MEANING)
    director.get_by_role("button", name="Dit is afgesproken").click()
    expect(director.get_by_text("Schrijf welke organisaties of rollen dit afspraken")).to_be_visible()
    axe(director)
    director.get_by_label("Wie spraken dit af?").fill("Buurtteam en De Ankerplaats")
    director.get_by_label("Op welke dag?").fill("2026-03-02")
    director.get_by_role("button", name="Dit is afgesproken").click()
    expect(director.get_by_role("status")).to_contain_text("Iedereen ziet het nu")
    visitor.goto("/havendijk/zo-noemen-wij-dat/")
    expect(visitor.get_by_role("article", name=WORD.capitalize())).to_contain_text(MEANING)
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize(
    "address",
    [
        "/havendijk/beheer/woorden/?toon=nee", "/havendijk/beheer/woorden/lijst/?zoek=huur",
        "/havendijk/beheer/woorden/lijst/geldzorgen/", "/havendijk/beheer/woorden/ontbreekt/",
        "/havendijk/beheer/woorden/ontbreekt/?klaar=1", "/havendijk/beheer/zo-noemen-wij-dat/nieuw/",
    ],
)  # fmt: skip
def test_the_other_pages_of_the_director_are_accessible_and_fit_a_phone(
    director: Page, axe: Axe, address: str
) -> None:
    director.goto(address)
    axe(director)
    director.set_viewport_size({"width": 320, "height": 700})
    assert director.evaluate("document.documentElement.scrollWidth") == 320
    director.set_viewport_size({"width": 1280, "height": 900})


def test_the_public_page_is_accessible_on_a_phone_and_a_desktop(page: Page, axe: Axe) -> None:
    page.goto("/havendijk/zo-noemen-wij-dat/")
    axe(page)
    page.get_by_text("Wat het eerder betekende").first.click()
    expect(page.get_by_text("De hulpverlener houdt het overzicht")).to_be_visible()
    axe(page)
