"""A round from plan to what came of it, on a phone that loses its network in the middle of a street."""

import re
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import DIRECTOR, come_in_with_a_key, run
from tests.browser.conftest import visit

type Axe = Callable[[Page], None]
ROUNDS = "/havendijk/beheer/rondes/"
SWITCH_ON = """
from buurtnet.areas.models import Network
network = Network.objects.get(slug=sys.argv[2])
network.rooms = [*dict.fromkeys([*network.rooms, "needs", "question"])]
network.save()
"""
DONE = """
from buurtnet.needs.models import RoundStreet
newest = RoundStreet.objects.filter(round__closed_at=None).order_by("-round__created_at").values("round")[:1]
done = RoundStreet.objects.filter(round__in=newest, done_at__isnull=False)
print(*sorted(done.values_list("name", flat=True)), sep=",")
"""


class Cord:
    """What a phone reaches the site by. Cut, every connection breaks, as in a street without network.

    The browser's own "offline" does not hold for what a page sends past its service worker.
    """

    def __init__(self, port: int) -> None:
        self.is_cut = False
        self.open: list[socket.socket] = []
        cord = self

        class Passes(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                if cord.is_cut:
                    return
                with socket.create_connection(("127.0.0.1", port)) as site:
                    cord.open += [self.request, site]
                    back = threading.Thread(target=pour, args=(site, self.request), daemon=True)
                    back.start()
                    pour(self.request, site)
                    back.join(timeout=5)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Passes)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server.server_address[1]}"

    def cut(self) -> None:
        self.is_cut = True
        for one in self.open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.open.clear()

    def mend(self) -> None:
        self.is_cut = False


def pour(source: socket.socket, target: socket.socket) -> None:
    """All that comes from one, to the other, until either ends."""
    with suppress(OSError):
        while piece := source.recv(65_536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


@pytest.fixture(scope="module")
def cookies(chromium: Browser, localhost: str, folder: Path) -> list[Any]:
    """Those of the director, who came in with a key; the room is switched on."""
    run(folder, localhost, SWITCH_ON, "havendijk")
    with visit(chromium, localhost, width=390) as page:
        come_in_with_a_key(page, folder, DIRECTOR)
        return page.context.cookies()


@pytest.fixture
def cord(localhost: str) -> Iterator[Cord]:
    made = Cord(urlsplit(localhost).port or 0)
    yield made
    made.cut()
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def phone(chromium: Browser, cord: Cord, cookies: list[Any]) -> Iterator[Page]:
    """The director's phone. That it cannot reach the site is what is tested, so of that it may complain."""
    context = chromium.new_context(
        base_url=cord.address, viewport={"width": 390, "height": 844}, locale="nl-NL",
        timezone_id="Europe/Amsterdam", has_touch=True, is_mobile=True, reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(10_000)
    context.add_cookies(cookies)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()
    assert not broken


def test_a_round_is_walked_without_network_and_everything_arrives_once(
    phone: Page, cord: Cord, axe: Axe, folder: Path, localhost: str
) -> None:
    plan(phone, axe)
    streets = phone.locator("[data-straat]")
    expect(streets).to_have_count(3)
    axe(phone)
    phone.wait_for_selector("[data-ronde][data-bewaard]", state="attached")
    tap(phone, 0)
    expect(phone.get_by_text("Alles is verstuurd.")).to_be_visible()
    address = phone.url

    cord.cut()
    tap(phone, 1)
    tap(phone, 2)
    expect(phone.get_by_text("Geen internet.")).to_be_visible()
    phone.reload()  # the phone dropped the page: the streets come from what it kept, with what was tapped
    expect(phone.locator(".round-did:visible")).to_have_count(3)
    phone.locator(".round-did:visible").nth(2).get_by_role("button", name="Toch niet").click()
    expect(phone.locator("[data-ronde-gedaan]")).to_have_text("2")
    assert len(done(folder, localhost)) == 1

    cord.mend()
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.get_by_text("Alles is verstuurd.")).to_be_visible()
    assert phone.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('buurtnet-ronde')).length") == 0
    assert len(done(folder, localhost)) == 2
    phone.goto(address)
    expect(phone.locator("[data-ronde-gedaan]")).to_have_text("2")

    close(phone, axe)


def test_a_round_works_without_a_script(chromium: Browser, localhost: str, cookies: list[Any]) -> None:
    with visit(chromium, localhost, width=390, javascript=False) as plain:
        plain.context.add_cookies(cookies)
        plan(plain, None)
        plain.locator(".round-do").first.click()
        expect(plain.locator("[data-ronde-gedaan]")).to_have_text("1")
        plain.get_by_role("button", name="Toch niet").click()
        expect(plain.locator("[data-ronde-gedaan]")).to_have_text("0")


def test_streets_stand_on_the_map_and_in_the_table(phone: Page, axe: Axe) -> None:
    phone.goto(f"{ROUNDS}kaart/")
    expect(phone.get_by_role("table")).to_be_visible()
    phone.wait_for_selector(".kaart[data-klaar]", state="attached")
    axe(phone)


def plan(page: Page, axe: Axe | None) -> None:
    """Three streets in the first neighbourhood."""
    page.goto(ROUNDS)
    if axe:
        axe(page)
    page.get_by_role("link", name="Plan een ronde").click()
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Waarom gaan jullie?").fill("Kennismaken")
    for summary in page.locator(".round-more:not([open]):has(input[name=streets]) summary").all():
        summary.click()
    for number in range(3):
        page.locator('input[name="streets"]').nth(number).check()
    if axe:
        axe(page)
    page.get_by_role("button", name="Plan deze ronde").click()
    expect(page.get_by_role("heading", name="Straten")).to_be_visible()


def tap(page: Page, number: int) -> None:
    """Twice, as a cold finger does."""
    row = page.locator("[data-straat]").nth(number)
    row.locator(".round-do").dblclick()
    expect(row.locator(".round-did")).to_be_visible()


def close(page: Page, axe: Axe) -> None:
    """One number, and one thing that was heard; what looks like a name is pointed out first."""
    page.get_by_role("link", name="Rond de ronde af").click()
    page.get_by_label("Eén getal voor de hele ronde").fill("12")
    page.get_by_role("button", name="Rond de ronde af").click()
    page.get_by_label("In een paar zinnen").fill("Mevrouw Yilmaz zegt dat het speelplein donker is.")
    page.get_by_label("Wat hier speelt").check()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Er lijkt een naam in te staan.")).to_be_visible()
    axe(page)
    page.get_by_label("In een paar zinnen").fill("Het speelplein is ’s avonds donker.")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Bewaard. Nog iets gehoord?")).to_be_visible()
    outcome = page.get_by_role("region", name="Wat eruit kwam")
    expect(outcome).to_contain_text(re.compile(r"gesprekken\s*12"))
    expect(outcome).to_contain_text(re.compile(r"signalen\s*1"))


def done(folder: Path, site: str) -> list[str]:
    """The streets of the newest round that the server knows as done."""
    return [name for name in run(folder, site, DONE, "").strip().split(",") if name]
