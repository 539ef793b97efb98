"""As someone of the cast, with a key of their own; and code that runs beside the server."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

DIRECTOR = "ingrid@ankerplaats.example"
VIRTUAL = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
           "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
BEGIN = """
import sys, django
from buurtnet.config.cli import set_environment
set_environment(["daily", "--data-dir", sys.argv[1]])
django.setup()
"""
WAYS_IN = """
from buurtnet.config.demo.people import ways_in
print(*ways_in(int(sys.argv[2])), sep="\\n")
"""


def come_in_with_a_key(page: Page, folder: Path, email: str) -> None:
    """As someone of the cast, by the link that ``buurtnet demo`` prints."""
    page.goto("/")
    site = page.evaluate("location.origin")
    lines = run(folder, site, WAYS_IN, urlsplit(site).port).splitlines()
    place = next(number for number, line in enumerate(lines) if line.endswith(email))
    add_authenticator(page)
    page.goto(lines[place + 1].strip())
    page.get_by_role("button", name="Ja, ik doe mee").click()
    page.get_by_role("button", name="Maak een sleutel").click()
    expect(page.get_by_text("Je sleutel is klaar")).to_be_visible()


def run(folder: Path, site: str, code: str, word: object) -> str:
    """What a piece of code prints, that runs beside the server with the data of the demo."""
    surroundings = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    surroundings |= {"BUURTNET_DEMO": "1", "MEANING": "off", "SITE_URL": site}
    words = [sys.executable, "-c", BEGIN + code, str(folder), str(word)]
    return subprocess.run(words, env=surroundings, check=True, capture_output=True, text=True).stdout


def add_authenticator(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL})
