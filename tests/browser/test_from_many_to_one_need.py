"""What many say becomes one need: taken together, taken up, put to the municipality, and all of them hear more."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import come_in_with_a_key, run
from tests.browser.conftest import visit
from tests.browser.needs_town import NETWORK, SAMIRA, ask, begin, fits_a_phone, read_answer

AT_WORK = f"{NETWORK}beheer/"
SEEN = "Bij de school kunnen kinderen niet goed oversteken."
HEARD = "Ouders zeggen dat oversteken bij de school niet veilig gaat."
ASKED = "Waar kan mijn dochter goed oversteken naar de school?"
TITLE = "Veilig oversteken bij de school"
STORY = "Ouders en kinderen zeggen dat de auto's bij de school hard rijden. Oversteken durven ze niet."
WISH = "Wil de gemeente bij de school een zebrapad maken?"
PLAIN = "Er komt een zebrapad bij de school. Dat is klaar voor de zomer."
MAIL = "verkeer@havendijk.example"
TODAY = dt.date.today()
# As many more as it takes: alike in what they are about and where, from other people on other days.
MORE = """
import datetime as dt, uuid
from django.utils import timezone
from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.needs.choices import SignalKind
from buurtnet.needs.signalling import Given, give
from buurtnet.questions.asking import Asked, ask
from buurtnet.questions.choices import AgeBand, AskedFor, Channel
network = Network.objects.get(slug="havendijk")
area = next(one for one in neighbourhoods_of(network) if one.name == "Molenveld")
now = timezone.now()
for days in (3, 9, 20):
    given = Given(SignalKind.COLLECTIVE, "Kinderen steken bij de school over tussen de auto's.", area=area)
    give(given, network=network, form_key=uuid.uuid4(), now=now - dt.timedelta(days=days))
for days in (5, 12):
    asked = Asked("Hoe leert mijn kind oversteken bij de school?", AgeBand.CHILD, AskedFor.OWN_CHILD, area)
    moment = now - dt.timedelta(days=days)
    ask(asked, network=network, channel=Channel.DOOR, form_key=uuid.uuid4(), now=moment)
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


def test_eight_who_say_the_same_become_one_need_and_hear_what_the_municipality_answers(
    visitor: Page, samira: Page, director: Page, chromium: Browser, localhost: str, folder: Path, axe: Axe
) -> None:
    give_with_an_account(samira, axe)
    code_of_signal = give_without_an_account(visitor)
    code_of_question = ask(visitor, ASKED)
    run(folder, localhost, MORE, "")

    need = take_together(director, axe)
    write_down(director, need, axe)
    samira.goto(need)
    samira.get_by_role("button", name="Ik las dit na").click()
    expect(samira.get_by_role("status")).to_contain_text("Zodra dit herkend is, leest iedereen het.")
    move_on(director, need, "Herkend", axe)
    visitor.goto(f"{NETWORK}wat-speelt/")
    expect(visitor.get_by_role("article").filter(has_text=TITLE)).to_contain_text(STORY)
    in_action(director, need)

    agree(director, axe)
    put_forward(director, axe)
    with visit(chromium, localhost, width=1280) as clerk:
        answer_without_an_account(clerk, axe)

    everyone_reads_it(visitor, director, axe)
    expect_told(samira, axe)
    visitor.goto(f"{NETWORK}signaal/lezen/")
    visitor.get_by_label("Je code").fill(code_of_signal)
    visitor.get_by_role("button", name="Lees het").click()
    expect(visitor.locator("#inhoud")).to_contain_text(PLAIN)
    read_answer(visitor, code_of_question)
    expect(visitor.locator("#inhoud")).to_contain_text(PLAIN)
    expect(visitor.locator("#inhoud")).to_contain_text("nieuws")


@pytest.mark.parametrize(
    "address",
    [
        "signalen/", "wat-speelt/nieuw/", "rondes/", "rondes/nieuw/", "rondes/kaart/", "wat-de-buurt-vertelt/",
        "antwoordafspraken/nieuw/",
    ],
)  # fmt: skip
def test_the_other_pages_of_who_works_on_it_are_accessible_and_fit(director: Page, axe: Axe, address: str) -> None:
    director.goto(f"{AT_WORK}{address}")
    axe(director)
    fits_a_phone(director)


def give_with_an_account(page: Page, axe: Axe) -> None:
    page.goto(f"{NETWORK}signaal/")
    axe(page)
    fill_in(page, SEEN)
    axe(page)
    page.get_by_role("button", name="Verstuur", exact=True).click()
    expect(page.get_by_role("heading", name="Dank je wel. Je signaal is binnen.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Bekijk wat je doorgaf").click()
    expect(page.locator(".sig-cards")).to_contain_text(SEEN)


def give_without_an_account(page: Page) -> str:
    """Gives the code."""
    page.goto(f"{NETWORK}signaal/")
    fill_in(page, HEARD)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Verstuur", exact=True).click()
    return page.locator(".sig-code").inner_text()


def fill_in(page: Page, text: str) -> None:
    page.get_by_role("radio", name=re.compile("^Wat hier speelt")).check()
    page.get_by_label("Wat hoor of zie je?").fill(text)
    page.get_by_label("Waar?").select_option(label="Molenveld")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", name="Klopt het zo?")).to_be_visible()


def take_together(page: Page, axe: Axe) -> str:
    """The director sees that eight are alike, without a word of what was said. Gives the address of the need."""
    page.goto(f"{AT_WORK}wat-speelt/voorstellen/")
    axe(page)
    found = page.locator("#inhoud .rows > li")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("3 vragen")
    expect(found).to_contain_text("5 signalen")
    found.get_by_role("link").click()
    expect(page.get_by_text("3 vragen en 5 signalen sinds")).to_be_visible()
    for text in (SEEN, HEARD, ASKED):
        expect(page.locator("body")).not_to_contain_text(text)
    axe(page)
    page.get_by_label("Hoe noemen jullie dat nieuwe?").fill(TITLE)
    page.get_by_role("button", name="Dit hoort bij elkaar", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(page.locator(".work-head")).to_contain_text("8 keer gevraagd of gezegd")
    axe(page)
    return page.url.partition("?")[0]


def write_down(page: Page, need: str, axe: Axe) -> None:
    page.goto(f"{need}aanpassen/")
    axe(page)
    page.get_by_label("Het verhaal (mag leeg)").fill(STORY)
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.locator("#inhoud")).to_contain_text(STORY)


def move_on(page: Page, need: str, to: str, axe: Axe) -> None:
    page.goto(need)
    page.get_by_role("link", name="Zet een stap verder").click()
    axe(page)
    page.get_by_role("radio", name=re.compile(f"^{to}")).check()
    page.get_by_role("button", name="Bewaar en vertel het").click()
    expect(page.get_by_role("status")).to_contain_text("Wie dit vroeg of zei, hoort het nu ook.")


def in_action(page: Page, need: str) -> None:
    """Not without someone who pulls it, nor without a day to look back."""
    page.goto(f"{need}verder/")
    page.get_by_role("radio", name=re.compile("^In actie")).check()
    page.get_by_role("button", name="Bewaar en vertel het").click()
    expect(page.get_by_text("Kies eerst een trekker.")).to_be_visible()
    page.get_by_label("Wie trekt de kar? (nodig voor actie)").select_option(label="Samira Haddad")
    page.get_by_label("Wanneer kijken we terug? (nodig voor actie)").fill(f"{TODAY + dt.timedelta(days=60)}")
    page.get_by_role("button", name="Bewaar en vertel het").click()
    expect(page.locator(".need-facts")).to_contain_text("Samira Haddad")
    page.goto(f"{AT_WORK}wat-speelt/")
    expect(page.locator(".board")).to_contain_text(TITLE)


def agree(page: Page, axe: Axe) -> None:
    """The municipality signed that it answers."""
    page.goto(f"{AT_WORK}antwoordafspraken/")
    page.get_by_role("link", name="Noteer een afspraak").click()
    axe(page)
    page.get_by_label("Welke organisatie?").fill("Gemeente Havendijk")
    page.get_by_label("Welk onderdeel?").fill("afdeling verkeer")
    page.get_by_label("Wie ondertekende?").fill("wethouder verkeer")
    page.get_by_label("Op welke dag?").fill(f"{TODAY}")
    page.get_by_label("Mailadres voor signalen (mag leeg)").fill(MAIL)
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.locator("#inhoud .rows")).to_contain_text("antwoord binnen 42 dagen")
    axe(page)


def put_forward(page: Page, axe: Axe) -> None:
    """Written down, decided together, read once more, and sent."""
    page.goto(f"{AT_WORK}beleid/")
    axe(page)
    page.get_by_role("link", name="Maak een signaal").click()
    page.get_by_label(TITLE).check()
    page.get_by_label("Aan wie?").select_option(index=1)
    page.get_by_label("Onderwerp").fill(TITLE)
    page.get_by_label("Wat er speelt").fill(STORY)
    page.get_by_label("Wat we vragen").fill(WISH)
    page.get_by_label(re.compile("^Het gaat over een plek")).check()
    axe(page)
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.get_by_role("link", name="Lees en verstuur")).to_have_count(0)
    page.get_by_role("link", name="Noteer het besluit").click()
    page.get_by_label("Wat is er besloten?").fill("We leggen dit voor aan de gemeente.")
    page.get_by_label("Waar?").fill("netwerkoverleg in het buurthuis")
    page.get_by_label("Door wie?").fill("het netwerkoverleg")
    page.get_by_label("Op welke dag?").fill(f"{TODAY}")
    axe(page)
    page.get_by_role("button", name="Noteer het besluit").click()
    page.get_by_role("link", name="Lees en verstuur").click()
    expect(page.locator("#inhoud")).to_contain_text(WISH)
    axe(page)
    page.get_by_role("button", name="Verstuur het signaal").click()
    expect(page.locator(".policy-track [aria-current=step]")).to_have_text("Verzonden")
    axe(page)


def answer_without_an_account(page: Page, axe: Axe) -> None:
    """By the link in the mail; a decision without its reason is not sent."""
    page.goto("/account/post/")
    mail = page.locator(".mail-shown", has_text=MAIL).filter(has_text=TITLE)
    page.goto(mail.get_by_role("link").first.get_attribute("href") or "")
    axe(page)
    page.get_by_label("Doen we", exact=True).check()
    page.get_by_label("Jullie antwoord").fill("Wij leggen in het voorjaar een zebrapad aan.")
    page.get_by_label("Het antwoord in gewone taal (mag leeg)").fill(PLAIN)
    page.get_by_label("Wie antwoordt?").fill("wethouder verkeer")
    page.get_by_role("button", name="Stuur het antwoord").click()
    expect(page.get_by_text("Een antwoord zonder reden telt niet.")).to_be_visible()
    page.get_by_label("Waarom?").fill("Er rijdt meer verkeer dan we dachten.")
    page.get_by_role("button", name="Stuur het antwoord").click()
    expect(page.get_by_role("status")).to_contain_text("Je antwoord is verstuurd.")
    expect(page.get_by_role("button", name="Stuur het antwoord")).to_have_count(0)
    axe(page)


def everyone_reads_it(visitor: Page, page: Page, axe: Axe) -> None:
    visitor.goto(f"{NETWORK}beleid/")
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390
    visitor.get_by_role("link", name=TITLE).click()
    expect(visitor.locator(".policy-reply")).to_contain_text("Doen we")
    expect(visitor.locator(".policy-reply")).to_contain_text(PLAIN)
    expect(visitor.locator(".policy-reply")).to_contain_text("Nog dezelfde dag.")
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390
    page.goto(f"{AT_WORK}beleid/")
    expect(page.locator("#inhoud .rows")).to_contain_text("antwoord op dezelfde dag")
    for address in (f"{NETWORK}beleid/", visitor.url, f"{NETWORK}wat-speelt/", f"{AT_WORK}wat-speelt/"):
        page.goto(address)
        axe(page)


def expect_told(page: Page, axe: Axe) -> None:
    """Who gave the signal reads each step on the own page; the mail about it tells nothing."""
    page.goto(f"{NETWORK}mijn-signalen/")
    card = page.locator(".sig-cards > li", has_text=SEEN)
    expect(card).to_contain_text("Het netwerk pakt dit samen op.")
    expect(card).to_contain_text(PLAIN)
    axe(page)
    page.goto("/account/post/")
    mail = page.locator(".mail-shown", has_text=SAMIRA).filter(has_text="Er staat iets voor je klaar").first
    expect(mail).to_contain_text("mijn-signalen")
    expect(mail).not_to_contain_text(TITLE)
    expect(mail).not_to_contain_text("zebrapad")
