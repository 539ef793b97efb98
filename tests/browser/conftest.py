"""Journeys: the demo town served as ``make demo`` serves it, and Debian's Chromium on a phone and a desktop.

``site`` is the address of the served demo; ``phone``, ``desktop`` and ``plain_phone`` (no JavaScript) are pages at
390 and 1280 pixels, and ``page`` runs a test at both widths. When a test ends, its page must have asked nothing of
another site, and the browser must have had nothing to complain of. ``axe`` looks a page over for accessibility.
"""

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

from tests.browser.coming_in import DIRECTOR, come_in_with_a_key

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A browser that keeps to itself: it looks up nothing, updates nothing and asks no one but the demo.
QUIET = (
    "--disable-background-networking", "--disable-component-update", "--disable-gpu", "--disable-quic",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
BUURTNET = [sys.executable, "-c", "import sys; from buurtnet.config.cli import main; sys.exit(main())"]
READY = [sys.executable, "-m", "tests.ready"]  # the same, with the tables that another run made
# What a server does before its first answer: pictures and styles, compressed. Done once, its copies have them.
GATHER = [
    sys.executable, "-c",
    "import sys, django; from buurtnet.config import cli; cli.set_environment(sys.argv[1:]); django.setup(); "
    "from buurtnet.config.serving import collect_static; collect_static()",
]  # fmt: skip
SECONDS_TO_START = 60
# A server of a journey finds by words alone: which vectors there are already would depend on the clock.
WORDS_ALONE = {"MEANING": "off"}
PAGES = re.compile(rb"/Type\s*/Page\b")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo town, made and served for this run (by the real server, with its headers)."""
    with served_demo(tmp_path_factory.mktemp("demo")) as address:
        yield address


@contextmanager
def served_demo(folder: Path, **settings: str) -> Iterator[str]:
    """The address of a demo town with data in a folder of its own, and settings of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    surroundings = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    surroundings |= {"BUURTNET_DEMO": "1", "BUURTNET_DATA_DIR": str(folder), "SITE_URL": f"http://localhost:{port}"}
    surroundings |= {"SEARCHES_PER_MINUTE": "0", **WORDS_ALONE, **settings}
    shutil.copytree(made_demo(folder, surroundings), folder, symlinks=True, dirs_exist_ok=True)
    log = folder / "serve.log"
    with log.open("w") as written:
        serving = [*BUURTNET, "serve", "--port", str(port), "--data-dir", str(folder)]
        server = subprocess.Popen(serving, env=surroundings, stdout=written, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def made_demo(folder: Path, surroundings: dict[str, str]) -> Path:
    """The demo as it is made, once for all journeys of a run, whichever process comes first. ``folder``: of one."""
    own = folder.parent  # of this process, within that of the run
    made = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demo-as-made"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half = made.with_suffix(".half")
            words = [*READY, "demo", "--no-serve", "--data-dir", str(half)]
            there = surroundings | {"BUURTNET_DATA_DIR": str(half)}
            # The jobs of the day too: in each of the copies they would keep the worker from what a journey waits for.
            for each in (words, [*BUURTNET, "daily", "--data-dir", str(half)], [*GATHER, "--data-dir", str(half)]):
                subprocess.run(each, cwd=PROJECT, env=there, check=True, stdout=subprocess.DEVNULL)
            half.rename(made)
    return made


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys; closed after them, since its loop would stand in the way of other tests."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        pytest.skip(f"no browser in PATH under {', '.join(NAMES)}")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses to be root within its sandbox
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser, site: str) -> Iterator[Page]:
    with visit(chromium, site, width=390) as page:
        yield page


@pytest.fixture
def desktop(chromium: Browser, site: str) -> Iterator[Page]:
    with visit(chromium, site, width=1280) as page:
        yield page


@pytest.fixture(params=[390, 1280], ids=["phone", "desktop"])
def page(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    with visit(chromium, site, width=request.param) as page:
        yield page


@pytest.fixture
def plain_phone(chromium: Browser, site: str) -> Iterator[Page]:
    """A phone that runs no JavaScript: every journey works on it."""
    with visit(chromium, site, width=390, javascript=False) as page:
        yield page


# A demo of its own for a file of journeys: what is changed there, no other file sees.


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of that demo."""
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def localhost(folder: Path) -> Iterator[str]:
    """Its address, by the name that passkeys need; mails stay on its own screen, and nobody is held up."""
    quiet = {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend", "FORMS_PER_MINUTE": "0"}
    with served_demo(folder, **quiet) as address:
        yield address.replace("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def director(chromium: Browser, localhost: str, folder: Path) -> Iterator[Page]:
    with visit(chromium, localhost, width=1280) as page:
        come_in_with_a_key(page, folder, DIRECTOR)
        yield page


@pytest.fixture
def visitor(chromium: Browser, localhost: str) -> Iterator[Page]:
    """A phone that runs no JavaScript."""
    with visit(chromium, localhost, width=390, javascript=False) as page:
        yield page


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fails with what axe finds on a page, rule by rule, and where."""

    def look_over(page: Page) -> None:
        options = {"runOnly": {"type": "tag", "values": WCAG}}
        try:
            result = Axe().run(page, options=options)
        except Error:  # the page that a click leads to came while the one before it was looked over
            page.wait_for_load_state()
            result = Axe().run(page, options=options)
        found = [
            f"{rule['id']} ({rule['impact']}): {rule['help']}\n    "
            + "\n    ".join(node["html"][:160] for node in rule["nodes"][:5])
            for rule in result.response["violations"]
        ]
        assert not found, f"{page.url}\n" + "\n".join(found)

    return look_over


def pages_of(page: Page) -> int:
    """How many pages come out of the printer."""
    return len(PAGES.findall(page.pdf(prefer_css_page_size=True, print_background=True)))


@contextmanager
def visit(browser: Browser, site: str, *, width: int, javascript: bool = True) -> Iterator[Page]:
    """A page of its own in a fresh profile; complains afterwards of errors and of requests to other sites."""
    is_phone = width < 600
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 844 if is_phone else 900}, locale="nl-NL",
        timezone_id="Europe/Amsterdam", reduced_motion="reduce", has_touch=is_phone, is_mobile=is_phone,
        java_script_enabled=javascript,
    )  # fmt: skip
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []

    def outside(request: Request) -> None:
        if not request.url.startswith((site, "data:", "blob:")):
            complaints.append(f"asked another site: {request.url}")

    def said(message: ConsoleMessage) -> None:
        # A page that is meant to be 404 is no error of the page, nor is a network that a journey takes away.
        meant = message.location.get("url") == page.url or "ERR_INTERNET_DISCONNECTED" in message.text
        if message.type == "error" and not meant:
            complaints.append(f"console: {message.text}")

    context.on("request", outside)
    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    try:
        yield page
    finally:
        context.close()
    assert not complaints, "\n".join(complaints)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers; fails with its own words when it stops or takes too long."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    pytest.fail(f"The demo does not answer on {address}:\n{log.read_text()}")
