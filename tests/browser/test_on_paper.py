"""On paper and elsewhere: a sheet is one page, a booklet has its parts, a list stands on the site of a school."""

import http.server
import re
import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from buurtnet.paper.embedding import HEIGHTS
from tests.browser.conftest import pages_of

# Long texts and short ones, at one place, at home, and at a secret address.
SEARCHES = ("huiswerk", "verslaving", "aan huis", "veilig")


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_a_sheet_is_one_page_whatever_it_says(desktop: Page, size: str) -> None:
    for words in SEARCHES:
        desktop.goto(f"/havendijk/zoeken/?q={words}")
        address = desktop.locator(".card h3 a").first.get_attribute("href")
        desktop.goto(f"{address}papier/?formaat={size}")
        foot = desktop.locator(".p-foot").bounding_box()
        paper = desktop.locator(".sheet-page").bounding_box()
        assert foot
        assert paper
        assert foot["y"] + foot["height"] <= paper["y"] + paper["height"], "the numbers at the bottom are on the page"
        assert pages_of(desktop) == 1


def test_the_short_address_on_the_sheet_leads_back_to_the_page(plain_phone: Page) -> None:
    plain_phone.goto("/havendijk/zoeken/?q=huiswerk")
    plain_phone.locator(".card h3 a").first.click()
    plain_phone.wait_for_url(re.compile("/aanbod/"))
    page = plain_phone.url
    plain_phone.goto(f"{page}papier/")
    typed = plain_phone.locator(".p-address").inner_text()
    plain_phone.goto("/" + typed.partition("/")[2].upper().replace("HAVENDIJK/P/", "havendijk/p/"))
    assert plain_phone.url == page


def test_a_booklet_is_chosen_and_read_without_a_script(plain_phone: Page) -> None:
    plain_phone.goto("/havendijk/boekje/")
    plain_phone.get_by_label("Waar het over gaat").select_option("7")
    plain_phone.get_by_role("button", name="Laat het boekje zien").first.click()
    expect(plain_phone.get_by_role("heading", name="Wat staat waar?")).to_be_visible()
    plain_phone.get_by_role("link", name="Nummers voor als het niet veilig is").click()
    expect(plain_phone.locator("#gevaar")).to_be_in_viewport()
    assert plain_phone.evaluate("document.documentElement.scrollWidth") == 390


def test_a_booklet_prints_its_cover_contents_map_parts_numbers_and_colophon(desktop: Page) -> None:
    desktop.goto("/havendijk/boekje/lezen/?functie=7&formaat=a5")
    assert pages_of(desktop) >= desktop.locator(".b-part, .b-cover").count() >= 6


@pytest.mark.parametrize("query", ["vraag/?ook=en&ook=tr&ook=ar&ook=pl", "buurt/?buurt=vuurtorenkwartier&formaat=a3"])
def test_a_poster_is_one_page_and_shows_who_it_is_from(desktop: Page, query: str) -> None:
    desktop.goto(f"/havendijk/poster/{query}")
    expect(desktop.locator(".o-brand")).to_be_visible()
    brand, paper = desktop.locator(".o-brand").bounding_box(), desktop.locator(".poster").bounding_box()
    assert brand
    assert paper
    assert brand["y"] + brand["height"] <= paper["y"] + paper["height"]
    assert pages_of(desktop) == 1


@pytest.mark.parametrize(
    "address",
    [
        "boekje/", "boekje/lezen/?functie=7", "boekje/pdf/?functie=7", "poster/", "poster/vraag/?ook=en",
        "op-je-site/?functie=3&kaart=1", "inbedden/lijst/?functie=3&kaart=1",
    ],
)  # fmt: skip
def test_the_pages_are_accessible_and_fit_the_screen(page: Page, address: str, axe: Callable[[Page], None]) -> None:
    page.goto(f"/havendijk/{address}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [200, 320, 1280])
def test_the_list_fits_in_a_narrow_and_a_wide_frame(desktop: Page, width: int) -> None:
    desktop.set_viewport_size({"width": width, "height": HEIGHTS[0]})
    desktop.goto("/havendijk/inbedden/lijst/?functie=3&kaart=1")
    assert desktop.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def school(site: str) -> Iterator[str]:
    """The site of a school on an address of its own, with our list and our home page in frames."""
    body = (
        f'<!doctype html><title>School</title><iframe id="home" src="{site}/havendijk/"></iframe>'
        f'<iframe id="list" width="700" height="600" src="{site}/havendijk/inbedden/lijst/?functie=3&kaart=1">'
        "</iframe>"
    ).encode()

    class Host(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_school_frames_the_list_and_nothing_else_and_gets_no_cookie(chromium: Browser, school: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    page = context.new_page()
    page.goto(school)
    shown = page.frame_locator("#list")
    expect(shown.get_by_role("heading", level=1)).to_contain_text("Spelen, sport en cultuur")
    expect(page.frame_locator("#home").locator("h1", has_text="Waar kunnen we je mee helpen?")).to_have_count(0)
    assert context.cookies() == []
    assert shown.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(17, 33, 29)"
    shown.locator(".e-map a").first.press("Enter")
    expect(shown.locator(".e-item:target")).to_be_visible()
    with context.expect_page() as opened:
        shown.locator(".e-item h3 a").first.press("Enter")
    expect(opened.value.get_by_role("article").get_by_role("heading", level=1)).to_be_visible()
    context.close()
