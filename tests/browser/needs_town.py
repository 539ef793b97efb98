"""A town whose network just began with questions and with what plays here: two people on duty, and nothing asked yet.

What the demo shows in these rooms goes first, so that what a journey counts is what came in during that journey.
"""

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.coming_in import run

NETWORK = "/havendijk/"
SAMIRA, JORIS = "samira@buurtteam.example", "joris@buurtteam.example"
LEAST_SECONDS = 3  # that a person needs for the four questions: what is sent sooner is asked for once more
EMPTY = """
from django.apps import apps
from django.core.cache import caches
from django.db import connection, transaction
with transaction.atomic(), connection.cursor() as cursor:
    for room in ("questions", "needs"):
        for model in apps.get_app_config(room).get_models(include_auto_created=True):
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
caches["shared"].clear()
"""


def begin(director: Page, folder: Path, site: str) -> None:
    """The director switches both rooms on and puts Samira and Joris on the roster, which opens the question door."""
    run(folder, site, EMPTY, "")
    director.goto(f"{NETWORK}beheer/instellingen/")
    director.get_by_role("checkbox", name="Vragen stellen").check()
    director.get_by_role("checkbox", name="Wat hier speelt").check()
    director.get_by_role("button", name="Bewaar de instellingen").click()
    expect(director.get_by_text("De instellingen zijn bewaard.")).to_be_visible()
    put_on_duty(director, "Samira Haddad")
    director.goto(f"{NETWORK}vraag/")
    expect(director.get_by_label("Wat is je vraag?")).to_have_count(0)
    put_on_duty(director, "Joris Bakker")
    director.goto(f"{NETWORK}vraag/")
    expect(director.get_by_label("Wat is je vraag?")).to_be_visible()


def put_on_duty(director: Page, name: str) -> None:
    """On working days, for all themes and all neighbourhoods."""
    director.goto(f"{NETWORK}beheer/rooster/nieuw/")
    director.get_by_label("Wie antwoordt?").select_option(label=name)
    director.get_by_role("button", name="Bewaar", exact=True).click()
    expect(director.locator("#inhoud .rows").first).to_contain_text(name)


def nothing(page: Page) -> None:
    """Look at nothing."""


def ask(page: Page, text: str, *, language: str = "Nederlands", look: Callable[[Page], None] = nothing) -> str:
    """Ask without an account, for a child of one's own in Molenveld. Gives the code as it is shown.

    ``look``: what to do on each page of the way.
    """
    page.goto(f"{NETWORK}vraag/")
    look(page)
    page.get_by_label("Wat is je vraag?").fill(text)
    onward(page, "Over wie gaat je vraag?", look)
    page.get_by_label("Voor mijn kind").check()
    page.get_by_label("Een kind van 4 tot en met 11 jaar").check()
    onward(page, "In welke buurt woon je?", look)
    page.get_by_label("Molenveld").check()
    onward(page, "Hoe mogen we antwoorden?", look)
    page.get_by_label("Ik laat niets achter").check()
    page.get_by_label("In welke taal wil je antwoord?").select_option(label=language)
    onward(page, "Klopt dit?", look)
    send(page)
    expect(page.get_by_role("heading", name="Je vraag is binnen")).to_be_visible()
    return page.locator(".ask-code .vh").inner_text().strip()


def onward(page: Page, heading: str, look: Callable[[Page], None]) -> None:
    """The next page, which fits."""
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look(page)


def send(page: Page) -> None:
    """Press until as much time went by as a person needs: who is faster is asked to look once more."""
    end = time.monotonic() + 4 * LEAST_SECONDS
    is_soon = True
    while is_soon:
        assert time.monotonic() < end
        with page.expect_response(lambda answer: answer.url.endswith("/vraag/verstuurd/")) as sent:
            page.get_by_role("button", name="Verstuur mijn vraag").click()
        is_soon = "Dat ging heel snel." in sent.value.text()


def fits_a_phone(page: Page) -> None:
    """A page of who works here, opened at a desk, is as wide as a small phone when it is held in one."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert before
    page.set_viewport_size(before)


def read_answer(page: Page, code: str) -> None:
    page.goto(f"{NETWORK}antwoord/")
    page.get_by_label("Typ je code").fill(code)
    page.get_by_role("button", name="Lees mijn antwoord").click()
