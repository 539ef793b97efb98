"""As someone of the cast, with a key of their own; and code that runs beside the server."""

import atexit
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

DIRECTOR = "ingrid@ankerplaats.example"
VIRTUAL = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
           "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
# Ready beside a server: for each piece of code a fork, which has read nothing of the database yet.
BESIDE = """
import contextlib, io, json, os, sys, traceback, django
from buurtnet.config.cli import set_environment
set_environment(["daily", "--data-dir", sys.argv[1]])
django.setup()
for line in sys.stdin:
    code, word = json.loads(line)
    if not os.fork():
        sys.argv, said, wrong = [*sys.argv[:2], word], io.StringIO(), ""
        try:
            with contextlib.redirect_stdout(said):
                exec(code, {"__name__": "beside", "sys": sys})
        except BaseException:
            wrong = traceback.format_exc()
        print(json.dumps([said.getvalue(), wrong]), flush=True)
        os._exit(0)
    os.wait()
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
    helper = beside(folder, site)
    assert helper.stdin
    assert helper.stdout
    helper.stdin.write(json.dumps([code, str(word)]) + "\n")
    helper.stdin.flush()
    said, wrong = json.loads(helper.stdout.readline())
    assert not wrong, wrong
    return str(said)


def beside(folder: Path, site: str) -> "subprocess.Popen[str]":
    """The process that runs code there; of the server before this one it ends."""
    if (folder, site) not in HELPERS:
        end_helpers()
        surroundings = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        surroundings |= {"BUURTNET_DEMO": "1", "MEANING": "off", "SITE_URL": site}
        HELPERS[folder, site] = subprocess.Popen(
            [sys.executable, "-c", BESIDE, str(folder)], env=surroundings, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )  # fmt: skip
    return HELPERS[folder, site]


HELPERS: "dict[tuple[Path, str], subprocess.Popen[str]]" = {}


@atexit.register
def end_helpers() -> None:
    while HELPERS:
        _key, helper = HELPERS.popitem()
        helper.communicate()  # nothing more to do for it: it ends


def add_authenticator(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL})
