"""After a date: one sentence and one photo, who is on it is asked, and it stands on the home of the neighbourhood."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.agenda_steps import HANAN, JORIS, Axe, fits
from tests.browser.coming_in import come_in_with_a_key, run
from tests.browser.conftest import visit
from tests.browser.needs_town import NETWORK
from tests.browser.test_consents import come_in

SENTENCE, SEEN = "Vier buren die elkaar niet kenden, deelden één lepel.", "Een lange tafel met soep"
LAST_DATE = """
from django.utils import timezone
from buurtnet.agenda.models import ActivityDate
over = ActivityDate.objects.filter(activity__title="Samen koken op het plein", ends_at__lt=timezone.now())
print(over.order_by("-starts_at").values_list("pk", flat=True)[0])
"""


@pytest.fixture(scope="module")
def joris(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    with visit(chromium, localhost, width=390) as page:
        come_in_with_a_key(page, folder, JORIS)
        yield page


def photo() -> FilePayload:
    raw = io.BytesIO()
    Image.effect_noise((800, 600), 60).convert("RGB").save(raw, "JPEG")
    return {"name": "tafel.jpg", "mimeType": "image/jpeg", "buffer": raw.getvalue()}


def test_a_photo_waits_for_an_answer_about_faces_and_for_a_look_before_the_neighbourhood_sees_it(
    visitor: Page, joris: Page, chromium: Browser, localhost: str, folder: Path, axe: Axe
) -> None:
    date = run(folder, localhost, LAST_DATE, "").strip()
    come_in(visitor, HANAN)
    visitor.goto(f"{NETWORK}beheer/activiteiten/keer/{date}/na-afloop/")
    visitor.get_by_role("button", name="Klaar").click()
    visitor.get_by_role("link", name="Vertel ook wat er mooi was").click()
    visitor.get_by_label("In één zin").fill(SENTENCE)
    visitor.get_by_label("Kies een foto").set_input_files(photo())
    visitor.get_by_label("Wat zie je op de foto?").fill(SEEN)
    visitor.get_by_role("button", name="Verstuur").click()
    expect(visitor.get_by_text("Zeg wie er op de foto staat.")).to_be_visible()
    visitor.get_by_label("Kies een foto").set_input_files(photo())
    visitor.get_by_label("Wie te herkennen is, zei ja").check()
    visitor.get_by_role("button", name="Verstuur").click()
    expect(visitor.get_by_text("Iemand van het netwerk kijkt mee, dan staat het op de site.")).to_be_visible()
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390

    with visit(chromium, localhost, width=390) as page:
        page.goto(NETWORK)
        expect(page.get_by_text(SENTENCE)).to_have_count(0)
        put_on_the_site(joris, axe)
        page.goto(f"{NETWORK}buurt/vuurtorenkwartier/")
        story = page.locator(".story", has_text=SENTENCE)
        expect(story).to_be_visible()
        story.scroll_into_view_if_needed()
        shown = story.get_by_role("img", name=SEEN)
        expect(shown).to_have_js_property("complete", value=True)
        assert shown.evaluate("one => one.naturalWidth") > 0
        fits(page)


def put_on_the_site(page: Page, axe: Axe) -> None:
    """Another looks at the sentence, the photo and the answer about faces."""
    page.goto(f"{NETWORK}beheer/kleine-successen/")
    waits = page.locator("section[aria-labelledby=wacht] li", has_text=SENTENCE)
    expect(waits).to_contain_text("wie te herkennen is, zei ja")
    expect(waits.get_by_role("img", name=SEEN)).to_be_visible()
    axe(page)
    fits(page)
    waits.get_by_role("button", name="Zet op de site").click()
    expect(page.locator("section[aria-labelledby=op-de-site]")).to_contain_text(SENTENCE)
