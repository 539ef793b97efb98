"""Coming in: from an invitation to a passkey, out and in again, through the second ring; and by a provider.

Passkeys need a secure address, and http://localhost counts as one. The phone has a virtual authenticator.
"""

import json
import os
import re
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
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import add_authenticator
from tests.browser.conftest import BUURTNET, served_demo, visit

ADMINISTRATOR, NURSE = "beheer@havendijk.example", "zuster@gemeente.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider in a process of its own, that asked the nurse for a second factor."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    claims = {"sub": "nurse", "email": NURSE, "email_verified": True, "amr": ["pwd", "otp"]}
    program = str(Path(sys.executable).with_name("oidc-provider-mock"))
    words = [program, "--port", str(port), "--user-claims", json.dumps(claims)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=2).close()
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("doors")


@pytest.fixture(scope="module")
def localhost(folder: Path, issuer: str) -> Iterator[str]:
    told = {"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": "buurtnet", "OIDC_CLIENT_SECRET": "geheim",
            "OIDC_NAME": "Gemeente Havendijk", "OIDC_STRONG_AMR": "otp"}  # fmt: skip
    with served_demo(folder, **told) as address:
        yield address.replace("127.0.0.1", "localhost")


def invited(folder: Path, site: str, *words: str) -> str:
    """The link that the command prints."""
    surroundings = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    surroundings |= {"BUURTNET_DEMO": "1", "MEANING": "off", "SITE_URL": site}
    done = subprocess.run(
        [*BUURTNET, "invite-admin", *words, "--data-dir", str(folder)],
        env=surroundings, check=True, capture_output=True, text=True,
    )  # fmt: skip
    found = re.search(r"http://localhost\S+", done.stdout)
    assert found
    return found.group()


@pytest.mark.parametrize("width", [390, 1280])
def test_from_an_invitation_to_a_passkey_and_back(
    chromium: Browser, localhost: str, folder: Path, axe: Callable[[Page], None], width: int
) -> None:
    link = invited(folder, localhost, f"{width}.{ADMINISTRATOR}")
    with visit(chromium, localhost, width=width) as page:
        add_authenticator(page)
        page.goto(link)
        axe(page)
        page.get_by_role("button", name="Ja, ik doe mee").click()
        axe(page)
        page.get_by_role("button", name="Maak een sleutel").click()
        page.get_by_role("link", name="Maak herstelcodes").click()
        page.get_by_role("button", name="Maak herstelcodes").click()
        expect(page.locator(".recovery li")).to_have_count(10)
        axe(page)
        page.get_by_role("link", name="Ik heb ze bewaard").click()
        axe(page)
        page.get_by_role("button", name="Afmelden").click()
        axe(page)
        page.get_by_role("button", name="Meld je aan met je sleutel").click()
        page.wait_for_url("**/account/")
        page.get_by_role("button", name="Afmelden").click()
        come_in_by_mail(page, f"{width}.{ADMINISTRATOR}")
        page.goto("/account/sleutels/codes/")
        assert "/account/sterk/" in page.url, "a mail alone does not open the second ring"
        axe(page)
        page.get_by_role("button", name="Gebruik je sleutel").click()
        page.wait_for_url("**/account/sleutels/codes/")
        for path in ("/account/apparaten/", "/account/gegevens/", "/account/gegevens/alles/", "/account/sleutels/",
                     "/account/gegevens/wissen/", "/account/gegevens/gezien/", "/account/sleutels/app/"):  # fmt: skip
            page.goto(path)
            axe(page)


def come_in_by_mail(page: Page, email: str) -> None:
    page.get_by_label("Je mailadres").fill(email)
    page.get_by_role("button", name="Mail mij een link").click()
    page.get_by_role("link", name="Bekijk de post van de demo").click()
    mail = page.locator(".mail-shown", has_text=email).first
    page.goto(mail.get_by_role("link").get_attribute("href") or "")
    page.get_by_role("button", name=re.compile("Meld mij aan|Maak mijn account")).click()
    page.wait_for_url("**/account/")


def test_without_javascript_a_resident_makes_an_account_and_leaves(chromium: Browser, localhost: str) -> None:
    with visit(chromium, localhost, width=390, javascript=False) as page:
        page.goto("/account/aanmelden/")
        assert page.get_by_role("button", name="Meld je aan met je sleutel").count() == 0
        come_in_by_mail(page, "bewoner@havendijk.example")
        page.get_by_role("link", name="Mijn gegevens").click()
        page.get_by_role("link", name="Wis mijn account").click()
        page.get_by_role("button", name="Wis mijn account").click()
        expect(page.get_by_role("heading", name="Je account is gewist")).to_be_visible()


@contextmanager
def provider_visit(browser: Browser, site: str, issuer: str) -> Iterator[Page]:
    """A phone that reaches our site and the provider; what the provider's own pages ask of others is stopped."""
    context = browser.new_context(base_url=site, viewport={"width": 390, "height": 844}, locale="nl-NL")
    context.route(lambda url: not url.startswith((site, issuer)), lambda route: route.abort())
    try:
        yield context.new_page()
    finally:
        context.close()


def test_a_nurse_comes_in_by_her_own_organization_through_both_rings(
    chromium: Browser, localhost: str, issuer: str, folder: Path
) -> None:
    invited(folder, localhost, NURSE, "--network", "havendijk")
    with provider_visit(chromium, localhost, issuer) as page:
        page.goto("/account/aanmelden/")
        page.get_by_role("button", name="Meld je aan via Gemeente Havendijk").click()
        page.locator("button", has_text="nurse").or_(page.get_by_role("button", name="Authorize")).first.click()
        page.wait_for_url("**/account/")
        expect(page.get_by_text("Netwerkregisseur").first).to_be_visible()
        page.goto("/account/samen/")
        assert page.url.endswith("/account/samen/"), "the provider asked for a second factor, so both rings are open"
