"""A volunteer tells in a minute what stands in the way; someone with a mandate lifts it, and the volunteer hears."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import run
from tests.browser.meeting_steps import NETWORK, Known, fits, people_of

EMRE, MIRJAM = "emre@leesmaatjes.example", "mirjam@gemeente.example"
OBSTACLE = "wie boeken leent voor een ander, moet zelf lid zijn van de bibliotheek"
MANDATE = """
from buurtnet.people.choices import MandateKind
from buurtnet.people.models import Mandate, Membership
held = Membership.objects.get(person__email=sys.argv[2], network__slug="havendijk")
Mandate.objects.get_or_create(membership=held, kind=MandateKind.PROMISE, text="mag een regel loslaten")
"""
type Axe = Callable[[Page], None]


@pytest.fixture(scope="module")
def known(chromium: Browser, localhost: str, folder: Path) -> Iterator[Known]:
    run(folder, localhost, MANDATE, MIRJAM)
    with people_of(chromium, localhost, folder) as come_in:
        yield come_in


def test_an_obstacle_is_told_taken_and_lifted_and_who_told_it_hears(known: Known, axe: Axe) -> None:
    emre = known(EMRE, 390)
    emre.goto(f"{NETWORK}beheer/belemmeringen/")
    axe(emre)
    emre.get_by_role("link", name="Vertel het in een minuut").click()
    axe(emre)
    emre.get_by_label("Wat zit in de weg?").fill(f"Bel 0999-214014: {OBSTACLE}")
    emre.get_by_role("button", name="Vertel het").click()
    expect(emre.locator(".field-wrong")).to_contain_text("Haal het weg")
    emre.get_by_label("Wat zit in de weg?").fill(OBSTACLE)
    emre.get_by_text("Weet je meer?").click()
    emre.get_by_label("Door hoeveel handen gaat een aanvraag nu?").fill("4")
    emre.get_by_role("button", name="Vertel het").click()
    expect(emre.get_by_role("heading", level=1, name=OBSTACLE)).to_be_visible()
    expect(emre.get_by_text("Nog niemand kijkt ernaar")).to_be_visible()
    axe(emre)
    fits(emre)

    mirjam = known(MIRJAM)
    mirjam.goto("/account/vandaag/")
    mirjam.get_by_role("link", name="Iemand vertelde wat in de weg zit").click()
    mirjam.get_by_role("link", name=OBSTACLE).click()
    axe(mirjam)
    mirjam.get_by_role("button", name="Ik kijk ernaar").click()
    mirjam.get_by_text("De regel gaat weg of wordt anders").click()
    form = mirjam.locator("details[open]")
    form.get_by_label("Wat is het antwoord?").fill("Eén pas voor het hele gezin, en voor wie voorleest")
    form.get_by_label("Door hoeveel handen gaat het nu nog?").fill("1")
    form.get_by_role("button", name="Bewaar").click()
    expect(mirjam.locator(".badges")).to_contain_text("Weggenomen")
    axe(mirjam)
    fits(mirjam)
    mirjam.goto(f"{NETWORK}beheer/belemmeringen/?lijst=weg")
    expect(mirjam.locator(".mt-rows li", has_text=OBSTACLE)).to_contain_text("schijven: 4 werd 1")
    axe(mirjam)
    fits(mirjam)

    emre.goto(f"{NETWORK}beheer/belemmeringen/?lijst=weg")
    emre.get_by_role("link", name=OBSTACLE).click()
    expect(emre.get_by_role("heading", name="Het antwoord")).to_be_visible()
