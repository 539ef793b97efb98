"""A neighbour without an account says yes from a phone, a trekker after her; and a panel is drawn and decides."""

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import run
from tests.browser.conftest import visit

NETWORK = "/havendijk/"
DIRECT, PANEL = "Verf voor de hinkelbaan", "Een tafel om buiten te schaken"
INGRID, JORIS, HANAN = "ingrid@ankerplaats.example", "joris@buurtteam.example", "hanan@havendijk.example"
A_MOMENT = 3_500  # milliseconds that a person needs to fill in a form
type Axe = Callable[[Page], None]

BEGIN = """
import datetime as dt, uuid
from django.test import Client
from django.utils import timezone
from buurtnet.areas.models import Network
from buurtnet.budget.choices import Answer
from buurtnet.budget.ideas import From, What, confirm, have_idea, let_in
from buurtnet.budget.models import Idea, Panel, Seat, Willing
from buurtnet.budget.panels import answer_seat, become_willing, draw_due
from buurtnet.budget.deciding import say_in_panel
from buurtnet.budget.second import key_of
from buurtnet.budget.whose import hash_of_contact, token_of
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Membership, Person
here, word = Network.objects.get(slug="havendijk"), sys.argv[2]
def of(email): return Person.objects.get(email=email)
"""
COOKIE = """
client = Client()
client.force_login(of(word), backend="buurtnet.people.doors.DoorsBackend")
print(client.cookies["sessionid"].value)
"""
IDEA = """
title, cents, mail = word.split("|")
made = have_idea(here, What(title=title, asked=int(cents)), From(contact=mail), form_key=uuid.uuid4())
confirm(made, hash_of_contact(mail))
let_in(made, by=of("joris@buurtteam.example"))
print(made.pk, token_of(made))
"""
MAIL = """
body = Mail.objects.filter(to=word).latest("queued_at").body
print(next(line for line in body.splitlines() if "/buur/" in line).split("//", 1)[1].split("/", 1)[1])
"""
WILLING = """
for name in ("Els", "Fatma", "Rania", "Piet", "Ans", "Greet"):
    one, _new = Person.objects.get_or_create(email=f"{name.lower()}@bewoners.example", defaults={"name": name})
    Membership.objects.get_or_create(person=one, role=Role.RESIDENT, network=here)
    become_willing(here, one)
Willing.objects.update(since=timezone.now() - dt.timedelta(days=9))
"""
DRAWN = """
today = timezone.localdate()
rows = Panel.objects.filter(network=here, drawn_at=None)
rows.update(announced_at=timezone.now() - dt.timedelta(days=2), starts_on=today - dt.timedelta(days=1))
draw_due()
"""
OTHERS_SAY = """
idea, panel = Idea.objects.get(title=word), Panel.objects.filter(network=here).first()
for number, seat in enumerate(panel.seats.exclude(person__email="hanan@havendijk.example").select_related("person")):
    answer_seat(seat, yes=True, by=seat.person)
    no = number == 0
    say_in_panel(idea, Answer.NO if no else Answer.YES, reason="Wie ruimt het op?" if no else "", by=seat.person)
"""


@pytest.fixture
def beside(folder: Path, localhost: str) -> Callable[[str, object], str]:
    """Runs code beside the server and gives what it prints."""
    return lambda code, word: run(folder, localhost, BEGIN + code, word).strip()


@pytest.fixture
def neighbour(chromium: Browser, localhost: str) -> Iterator[Page]:
    """Her phone, without an account and without JavaScript."""
    with visit(chromium, localhost, width=390, javascript=False) as page:
        yield page


@pytest.fixture
def known(chromium: Browser, localhost: str, beside: Callable[[str, object], str]) -> Iterator[Callable[..., Page]]:
    """Opens a page for someone of the cast, on a phone or a desk."""
    opened = []

    def come_in(email: str, width: int = 390) -> Page:
        visiting = visit(chromium, localhost, width=width)
        page = visiting.__enter__()
        opened.append(visiting)
        page.context.add_cookies([{"name": "sessionid", "value": beside(COOKIE, email), "url": localhost}])
        return page

    yield come_in
    for one in opened:
        one.__exit__(None, None, None)


@pytest.fixture
def look_over(chromium: Browser, localhost: str, axe: Axe) -> Iterator[Callable[[Page], None]]:
    """Looks a public page over for accessibility, on a phone that runs JavaScript: axe needs it."""
    with visit(chromium, localhost, width=390) as page:

        def look(at: Page) -> None:
            page.goto(at.url)
            axe(page)
            fits(at)

        yield look


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_neighbour_and_a_trekker_say_yes_and_the_keeper_lets_it_go(
    neighbour: Page, known: Callable[..., Page], director: Page, beside: Callable[[str, object], str], axe: Axe,
    look_over: Callable[[Page], None],
) -> None:  # fmt: skip
    mail = f"buur{uuid.uuid4().hex[:4]}@voorbeeld.example"
    pk, token = beside(IDEA, f"{DIRECT}|12000|vraagt@voorbeeld.example").split()
    neighbour.goto(f"{NETWORK}buurtbudget/mijn/{token}/buur/")
    look_over(neighbour)
    neighbour.locator(f"a[href*='/buur/{pk}/']").click()
    look_over(neighbour)
    neighbour.get_by_label("Je mailadres").fill(mail)
    neighbour.wait_for_timeout(A_MOMENT)
    neighbour.get_by_role("button", name="Stuur mij de link").click()
    expect(neighbour.get_by_role("heading", name="Kijk in je mail")).to_be_visible()
    neighbour.goto(f"/{beside(MAIL, mail)}")
    look_over(neighbour)
    neighbour.get_by_role("button", name="Ja, doen").click()
    expect(neighbour.locator(".wrong")).to_contain_text("Zet hier een vinkje")
    neighbour.get_by_label("Ik ben geen familie en het is niet mijn eigen bedrijf").check()
    neighbour.get_by_role("button", name="Ja, doen").click()
    expect(neighbour.get_by_role("heading", name="Dank je wel!")).to_be_visible()
    look_over(neighbour)

    joris = known(JORIS, 1280)
    joris.goto(f"{NETWORK}beheer/buurtbudget/beslis/")
    axe(joris)
    joris.get_by_role("link", name=re.compile(DIRECT)).click()
    axe(joris)
    joris.get_by_label("Ik ben geen familie").check()
    joris.get_by_role("button", name="Ja, doen").click()
    expect(joris.locator("#inhoud")).to_contain_text("Jij zei: ja")
    axe(joris)

    weak = known(INGRID)
    weak.goto(f"{NETWORK}beheer/buurtbudget/beslis/")
    weak.get_by_role("link", name=re.compile(DIRECT)).click()
    axe(weak)
    fits(weak)
    weak.get_by_role("button", name="Geen bezwaar: geef het nu").click()
    expect(weak.get_by_role("button", name="Geen bezwaar: geef het nu")).to_have_count(0)
    axe(weak)
    director.goto(f"{NETWORK}beheer/buurtbudget/beslis/")
    director.get_by_role("link", name=re.compile(DIRECT)).click()
    director.get_by_role("button", name="Geen bezwaar: geef het nu").click()
    expect(director.get_by_role("button", name="Geen bezwaar: geef het nu")).to_have_count(0)
    neighbour.goto(f"{NETWORK}buurtbudget/idee/{pk}/")
    expect(neighbour.locator("#inhoud")).to_contain_text("kreeg dit idee")


def test_a_panel_is_announced_drawn_and_decides(
    neighbour: Page, known: Callable[..., Page], beside: Callable[[str, object], str], axe: Axe,
    look_over: Callable[[Page], None],
) -> None:  # fmt: skip
    hanan = known(HANAN)
    hanan.goto(f"{NETWORK}beheer/buurtbudget/panel/")
    axe(hanan)
    willing = hanan.get_by_role("button", name="Ik wil wel in het panel")
    if willing.count():
        willing.click()
    expect(hanan.get_by_role("heading", name="Je lot doet mee")).to_be_visible()
    beside(WILLING, "")

    director = known(INGRID, 1280)
    director.goto(f"{NETWORK}beheer/buurtbudget/panel/")
    axe(director)
    director.get_by_role("link", name="Kondig een loting aan").click()
    axe(director)
    director.get_by_label("Met welke tekst wordt er geloot?").fill("Duizend bomen erbij, kopt de krant")
    director.get_by_role("button", name="Zet op de site").click()
    expect(director.locator("#inhoud")).to_contain_text("Morgen wordt er geloot")
    neighbour.goto(f"{NETWORK}buurtbudget/panel/")
    expect(neighbour.locator("#inhoud")).to_contain_text("moet nog geloot worden")
    beside(DRAWN, "")
    neighbour.reload()
    expect(neighbour.locator("#inhoud")).to_contain_text("Geloot op")
    look_over(neighbour)

    hanan.reload()
    hanan.get_by_role("button", name="Ja, ik doe mee").click()
    expect(hanan.get_by_role("heading", name="Je zit in het buurtpanel")).to_be_visible()
    axe(hanan)
    fits(hanan)
    pk, _token = beside(IDEA, f"{PANEL}|60000|schaak@voorbeeld.example").split()
    beside(OTHERS_SAY, PANEL)
    hanan.goto(f"{NETWORK}beheer/buurtbudget/beslis/")
    axe(hanan)
    hanan.get_by_role("link", name=re.compile(PANEL)).click()
    expect(hanan.locator("#inhoud")).not_to_contain_text("Wie ruimt het op?")
    axe(hanan)
    fits(hanan)
    hanan.get_by_label("Ik ben geen familie").check()
    hanan.get_by_role("button", name="Ja, doen").click()
    expect(hanan.locator("#inhoud")).to_contain_text("6 keer ja en 1 keer nee")
    expect(hanan.locator("#inhoud")).to_contain_text("Wie ruimt het op?")
    axe(hanan)
    neighbour.goto(f"{NETWORK}buurtbudget/idee/{pk}/")
    expect(neighbour.locator("#inhoud")).to_contain_text("Het buurtpanel besliste: 6 keer ja en 1 keer nee.")
