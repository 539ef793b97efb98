"""Who knocks: clients that came in by our own doors, as far as a test needs them to."""

import re
import time
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

from buurtnet.people import doors
from buurtnet.people.models import Mail, Person
from buurtnet.people.signin import send_signin_link

LINK = re.compile(r"https?://[^/\s]+(/account/\S+)")


def last_link(to: str = "") -> str:
    """The path of the link in the newest mail (to an address)."""
    mails = Mail.objects.filter(to=to) if to else Mail.objects.all()
    found = LINK.search(mails.latest("queued_at").body)
    assert found
    return found.group(1)


def signed_in(
    person: Person, *, remembered: bool = True, agent: str = "Mozilla/5.0 (X11; Linux) Firefox/130"
) -> Client:
    """In ring one, by a link from a mail."""
    client = Client(HTTP_USER_AGENT=agent)
    send_signin_link(person.email)
    answer = client.post(last_link(person.email), {"onthoud": "1"} if remembered else {})
    assert answer.status_code == 302
    return client


def strong(person: Person) -> Client:
    """In ring two as well."""
    client = signed_in(person)
    change_session(client, {doors.STRONG_AT: time.time(), doors.STRONG_SEEN_AT: time.time()})
    return client


def change_session(client: Client, values: dict[str, Any]) -> SessionBase:
    session = client.session
    session.update(values)
    session.save()
    return session
