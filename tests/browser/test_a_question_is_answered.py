"""A question without an account, in any language: someone who is on duty answers, and the code opens the answer.

And the guide for who worries about a child, in which nothing can be typed and of which nothing is kept.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import come_in_with_a_key, run
from tests.browser.conftest import visit
from tests.browser.needs_town import NETWORK, SAMIRA, ask, begin, fits_a_phone, nothing, onward, read_answer, send

QUESTION = "Oğlum okulda çok yalnız. Nereden yardım alabilirim?"
ANSWER = "Sormanız çok iyi. Aşağıda iki yer var, ikisi de ücretsiz. Birlikte de gidebiliriz."
FIRST, SECOND = "Babycafé", "Vaderzaterdag"
WRONG = "AAAA-AAAA"
# Of every table but what the server itself fills and empties meanwhile: caches, tasks, what the index has still to
# read, and seals of rows that were in the log before. A session has who has an account; a visitor gets no cookie.
ROWS = """
import json
from django.db import connection
with connection.cursor() as cursor:
    own = {
        "shared_cache", "limits_cache", "django_tasks_database_dbtaskresult", "search_change", "privacy_logseal",
        "django_session",
    }
    tables = set(connection.introspection.table_names(cursor)) - own
    found = {}
    for table in tables:
        cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
        found[table] = cursor.fetchone()[0]
print(json.dumps(found))
"""
type Axe = Callable[[Page], None]


@pytest.fixture(scope="module", autouse=True)
def begun(director: Page, folder: Path, localhost: str) -> None:
    begin(director, folder, localhost)


@pytest.fixture(scope="module")
def samira(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    with visit(chromium, localhost, width=1280) as page:
        come_in_with_a_key(page, folder, SAMIRA)
        yield page


def test_a_parent_asks_in_turkish_and_reads_the_answer_with_a_code_on_a_phone(
    visitor: Page, samira: Page, director: Page, chromium: Browser, localhost: str, axe: Axe
) -> None:
    code = ask(visitor, QUESTION, language="Turks")
    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}", code)
    assert "sessionid" not in {one.get("name") for one in visitor.context.cookies()}

    director.goto(f"{NETWORK}beheer/vragen/?lijst=alles")
    axe(director)
    expect(director.locator("#inhoud .rows").last).to_contain_text("Molenveld")
    expect(director.locator("body")).not_to_contain_text("Oğlum")

    answer(samira, axe)

    read_answer(visitor, WRONG)
    expect(visitor.get_by_role("alert")).to_contain_text("Deze code kennen we niet.")
    expect(visitor.locator("body")).not_to_contain_text("Oğlum")

    read_answer(visitor, code.replace("-", " ").lower())
    expect(visitor.get_by_role("heading", name="Je antwoord is er")).to_be_visible()
    expect(visitor.locator("#inhoud")).to_contain_text(QUESTION)
    expect(visitor.locator("#inhoud")).to_contain_text(ANSWER)
    for name in (FIRST, SECOND):
        expect(visitor.locator(".asked-turn .cards").get_by_role("link", name=name)).to_be_visible()
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390
    visitor.get_by_role("button", name="Ja", exact=True).click()
    expect(visitor.locator("#inhoud").get_by_role("status")).to_contain_text("Fijn dat je er wat aan had.")
    expect(visitor.get_by_text("Deze vraag is klaar.")).to_be_visible()
    visitor.locator(".asked-turn").get_by_role("link", name="Waar heb je recht op?").click()
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()

    with visit(chromium, localhost, width=390) as page:
        read_answer(page, code)
        expect(page.get_by_role("heading", name="Is er toch nog iets?")).to_be_visible()
        axe(page)

    samira.goto(f"{NETWORK}beheer/vragen/?lijst=gedaan")
    expect(samira.locator("#inhoud .rows > li").first).to_contain_text("Afgerond")


def test_back_in_the_browser_shows_what_was_filled_in_and_sending_twice_is_one(
    chromium: Browser, localhost: str
) -> None:
    with visit(chromium, localhost, width=390) as page:
        goes_back_and_on(page)


def goes_back_and_on(page: Page) -> None:
    page.goto(f"{NETWORK}vraag/")
    page.wait_for_function("history.state?.step")  # from here on the steps stand in one page
    page.get_by_label("Wat is je vraag?").fill(QUESTION)
    onward(page, "Over wie gaat je vraag?", nothing)
    page.get_by_label("Voor mijn kind").check()
    page.go_back()
    expect(page.get_by_label("Wat is je vraag?")).to_have_value(QUESTION)
    page.go_forward()
    expect(page.get_by_label("Voor mijn kind")).to_be_checked()
    page.get_by_label("Een kind van 4 tot en met 11 jaar").check()
    onward(page, "In welke buurt woon je?", nothing)
    page.go_back()
    expect(page.get_by_label("Een kind van 4 tot en met 11 jaar")).to_be_checked()
    onward(page, "In welke buurt woon je?", nothing)
    page.get_by_label("Molenveld").check()
    onward(page, "Hoe mogen we antwoorden?", nothing)
    page.get_by_label("Ik laat niets achter").check()
    onward(page, "Klopt dit?", nothing)
    send(page)
    expect(page.get_by_role("heading", name="Je vraag is binnen")).to_be_visible()
    code = page.locator(".ask-code .vh").inner_text()
    page.go_back()
    expect(page.locator(".ask-code .vh")).to_have_text(code)
    page.reload()
    expect(page.get_by_label("Wat is je vraag?")).to_have_value("")  # nothing is left in this browser


def answer(page: Page, axe: Axe) -> None:
    """Who is on duty takes it, picks two entries of the map and answers in the language that was asked for."""
    page.goto(f"{NETWORK}beheer/vragen/")
    axe(page)
    page.get_by_role("link", name=re.compile("Oğlum")).click()
    expect(page.get_by_text("Wil graag antwoord in het Turks.")).to_be_visible()
    page.get_by_role("button", name="Ik pak deze vraag op").click()
    expect(page.get_by_text("Jij antwoordt")).to_be_visible()
    page.get_by_label("Schrijf kort en gewoon").fill(ANSWER)
    for name in (FIRST, SECOND):
        page.get_by_label("Zoek op de kaart").fill(name)
        page.get_by_role("button", name="Zoek", exact=True).click()
        page.get_by_role("checkbox", name=re.compile(f"^{name}\\s[A-Z]")).check()
    page.get_by_label("Zet erbij: Waar heb je recht op?").check()
    axe(page)
    page.get_by_role("button", name="Stuur dit antwoord").click()
    expect(page.get_by_text("Beantwoord").first).to_be_visible()
    expect(page.get_by_role("link", name=SECOND)).to_be_visible()


def test_the_pages_of_who_asks_are_accessible(chromium: Browser, localhost: str, axe: Axe) -> None:
    with visit(chromium, localhost, width=390) as page:
        code = ask(page, QUESTION, look=axe)
        axe(page)
        read_answer(page, WRONG)
        axe(page)
        read_answer(page, code)
        expect(page.get_by_text("Nog niemand heeft hem gelezen.")).to_be_visible()
        axe(page)
        page.get_by_role("button", name="Neem mijn vraag terug").click()
        axe(page)
        page.get_by_role("button", name="Ja, wis alles").click()
        axe(page)
        read_answer(page, code)
        expect(page.locator("body")).not_to_contain_text(QUESTION)
        for address in ("vraag/op-papier/", "anderen-vroegen/"):
            page.goto(f"{NETWORK}{address}")
            axe(page)


def test_what_someone_has_a_right_to_is_found_in_a_few_taps_and_leaves_nothing(visitor: Page, axe: Axe) -> None:
    visitor.goto(f"{NETWORK}recht/")
    address = visitor.url
    onward = visitor.get_by_role("button", name="Verder")
    for _question in range(5):
        onward.click()
        expect(visitor.get_by_role("alert")).to_contain_text("Kies een antwoord.")
        visitor.locator(".ask-choices input").first.check()
        onward.click()
    expect(onward).to_have_count(0)
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390
    assert visitor.url == address  # what was chosen stands in no address


@pytest.mark.parametrize(
    "address",
    [
        "havendijk/beheer/rooster/", "havendijk/beheer/rooster/nieuw/", "havendijk/beheer/vragen/nieuw/",
        "havendijk/beheer/anderen-vroegen/", "havendijk/beheer/anderen-vroegen/nieuw/", "account/afwezig/",
    ],
)  # fmt: skip
def test_the_other_pages_of_who_answers_are_accessible_and_fit(director: Page, axe: Axe, address: str) -> None:
    director.goto(f"/{address}")
    axe(director)
    fits_a_phone(director)


def test_of_a_worry_about_a_child_nothing_is_typed_and_nothing_is_kept(
    visitor: Page, samira: Page, folder: Path, localhost: str, axe: Axe
) -> None:
    visitor.goto(NETWORK)
    samira.goto(NETWORK)
    before = json.loads(run(folder, localhost, ROWS, ""))
    for page in (visitor, samira):
        page.locator("footer").get_by_role("link", name="Ik maak me zorgen om een kind").click()
        expect(page.get_by_role("heading", level=1, name="Ik maak me zorgen om een kind")).to_be_visible()
        guide = page.locator("#inhoud")
        expect(guide.locator("input, textarea, select, form, button, [contenteditable]")).to_have_count(0)
        for number in ("112", "0800-2000"):
            expect(guide.get_by_role("link", name=number).first).to_have_attribute("href", re.compile("^tel:"))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(samira)
    expect(samira.locator("#wie")).to_have_text("Praat met de aandachtsfunctionaris van jouw organisatie")
    officer = samira.locator(".sig-people li", has_text="Joris Bakker")
    expect(officer.get_by_role("link", name="0999")).to_have_attribute("href", "tel:0999214022")
    expect(visitor.locator("#wie")).to_have_count(0)
    assert visitor.context.cookies() == []
    assert json.loads(run(folder, localhost, ROWS, "")) == before
