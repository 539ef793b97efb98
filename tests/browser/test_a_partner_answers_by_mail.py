"""A director asks a partner without an account to a meeting, by a real mail server; the partner's calendar answers.

The mail is read back from the file in which the mail server put it, answered as Outlook does, and the answer is piped
to ``buurtnet mail receive`` as an alias of a mail server does.
"""

import email
import email.policy
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_in import run
from tests.browser.conftest import BUURTNET, served_demo, visit
from tests.meetings.guests import calendar_reply, mail_with

SERVER = Path(__file__).parents[1] / "people" / "doors" / "mail_server.py"
SECONDS = 60  # for a mail to arrive
FLEUR = "fleur@partner.example"
MEETING = """
import datetime as dt, uuid
from django.test import Client
from django.utils import timezone
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.meetings.choices import Format
from buurtnet.meetings.planning import Plan, call_meeting
from buurtnet.people.models import Person
here, by = Network.objects.get(slug="havendijk"), Person.objects.get(email=sys.argv[2])
here.rooms = sorted({*here.rooms, Room.MEETINGS})
here.save(update_fields=["rooms"])
starts = (timezone.now() + dt.timedelta(days=8)).replace(hour=9, minute=30, second=0, microsecond=0)
plan = Plan(title="Thema: samen eten", format=Format.THEME, starts_at=starts, ends_at=starts + dt.timedelta(hours=2))
made = call_meeting(here, plan, form_key=uuid.uuid4(), by=by)
client = Client()
client.force_login(by, backend="buurtnet.people.doors.DoorsBackend")
print(made.pk, client.cookies["sessionid"].value)
"""
type Axe = Callable[[Page], None]


class Mailbox:
    """What the mail server put in its folder for one address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mails(self, address: str) -> list[EmailMessage]:
        found = [email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in self.files()]
        return [one for one in found if one["To"] == address]

    def files(self) -> list[Path]:
        return sorted(self.folder.iterdir(), key=lambda one: one.stat().st_mtime_ns)

    def wait_for(self, address: str, count: int) -> list[EmailMessage]:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and len(self.mails(address)) < count:
            time.sleep(0.2)
        found = self.mails(address)
        assert len(found) == count
        return found


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mailbox, int]]:
    """A mail server in a process of its own, and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("mails")
    server = subprocess.Popen(
        [sys.executable, str(SERVER), str(port), str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    assert server.stdout.readline() == "ready\n"
    yield Mailbox(folder), port
    server.terminate()
    server.communicate(timeout=10)


@pytest.fixture(scope="module")
def localhost(folder: Path, mailbox: tuple[Mailbox, int]) -> Iterator[str]:
    """The demo, that mails by that server and takes answers at an address."""
    mails = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mailbox[1]), "REPLY_ADDRESS": "antwoord@buurt.example", "FORMS_PER_MINUTE": "0",
    }  # fmt: skip
    with served_demo(folder, **mails) as address:
        yield address.replace("127.0.0.1", "localhost")


def receive(folder: Path, mail: bytes) -> str:
    """As an alias of the mail server pipes it."""
    surroundings = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    surroundings |= {"BUURTNET_DEMO": "1", "MEANING": "off", "REPLY_ADDRESS": "antwoord@buurt.example"}
    words = [*BUURTNET, "mail", "receive", "--data-dir", str(folder)]
    done = subprocess.run(words, env=surroundings, input=mail, check=True, capture_output=True)
    return done.stdout.decode()


def test_a_partner_without_an_account_answers_from_outlook_and_by_a_word(
    chromium: Browser, localhost: str, folder: Path, mailbox: tuple[Mailbox, int], axe: Axe
) -> None:
    pk, session = run(folder, localhost, MEETING, "ingrid@ankerplaats.example").split()
    box = mailbox[0]
    with visit(chromium, localhost, width=1280) as director, visit(chromium, localhost, width=390) as phone:
        director.context.add_cookies([{"name": "sessionid", "value": session, "url": localhost}])
        director.goto(f"/havendijk/beheer/bijeenkomsten/{pk}/mensen/")
        director.locator("#plak > summary").click()
        director.get_by_label("Eén mens op een regel").fill(f"Fleur Smit; {FLEUR}\nOma Bep")
        director.locator("#plak").get_by_role("button", name="Zet ze op de lijst").click()
        expect(director.get_by_text("2 mensen staan erbij.")).to_be_visible()
        director.get_by_role("button", name="Mail 1 uitnodiging").click()
        expect(director.get_by_text("gevraagd op")).to_be_visible()
        axe(director)

        [mail] = box.wait_for(FLEUR, 1)
        invitation = in_the_mail(mail)
        assert invitation["method"] == "REQUEST"
        [event] = invitation.walk("VEVENT")
        answer = calendar_reply(str(event["uid"]), "ACCEPTED", comment="Ik neem brood mee")
        assert "an answer from a calendar" in receive(folder, mail_with(answer))
        assert "says nothing new" in receive(folder, mail_with(answer)), "sent twice"
        director.reload()
        row = director.locator(".iv-rows > li", has_text="Fleur Smit")
        expect(row).to_contain_text("uit de agenda")
        expect(row).to_contain_text("Ik neem brood mee")

        phone.goto(link_in(mail))
        expect(phone.get_by_role("heading", name="Fijn, je komt!")).to_be_visible()
        axe(phone)
        phone.get_by_text("Er komt iemand anders").click()
        phone.get_by_label("Wie komt er dan?").fill("Noor Aslan")
        phone.get_by_label("Mailadres").fill("noor@partner.example")
        phone.get_by_role("button", name="Geef het door").click()
        expect(phone.get_by_role("heading", name="Noor Aslan komt in jouw plaats")).to_be_visible()

        [to_noor] = box.wait_for("noor@partner.example", 1)
        assert "an answer to an invitation" in receive(folder, word_back(to_noor, "Misschien\n\nGroetjes Noor"))
        director.reload()
        expect(director.locator(".iv-rows > li", has_text="Noor Aslan")).to_contain_text("per mail")
        assert len(box.mails(FLEUR)) == 1


def in_the_mail(mail: EmailMessage) -> Calendar:
    """The invitation: in the mail with its method, as Outlook wants it, and the same as a file."""
    parts = {part.get_content_type(): part for part in mail.walk()}
    shown, file = parts["text/calendar"], parts["application/ics"]
    assert shown.get_param("method") == "REQUEST"
    assert "text/calendar" in [part.get_content_type() for part in parts["multipart/alternative"].iter_parts()]
    assert file.get_filename() == "bijeenkomst.ics"
    as_file = file.get_content()
    assert Calendar.from_ical(as_file) == Calendar.from_ical(shown.get_content())
    found = Calendar.from_ical(as_file)
    assert isinstance(found, Calendar)
    return found


def link_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    found = re.search(r"https?://\S+?(/havendijk/bijeenkomst/[0-9a-f]{48}/)", body.get_content())
    assert found
    return found.group(1)


def word_back(mail: EmailMessage, text: str) -> bytes:
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = mail["To"], mail["Reply-To"], f"Re: {mail['Subject']}"
    answer.set_content(text + "\n\nOp ma 23 nov schreef Buurtnet:\n> Kom je ook?\n")
    return answer.as_bytes()
