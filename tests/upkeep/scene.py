"""A network with a neighbourhood, an organization with an editor, and services that come due."""

import datetime as dt
import re
from email.message import EmailMessage

from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Service, ServiceReach
from buurtnet.people.models import Mail, Organization
from tests.factories import ServiceFactory

TODAY = dt.date(2026, 11, 2)
NOON = dt.datetime(2026, 11, 2, 11, tzinfo=dt.UTC)
LINK = re.compile(r"https?://\S+?(/account/nakijken/\S+)")
REPLY_TO = re.compile(r"antwoord\+([a-z2-7]+)@buurt\.example")


def service(organization: Organization, area: Area, *, days_ago: int | None = 360, **fields: object) -> Service:
    """A service in an area, confirmed so many days before today (None: never)."""
    assured = None if days_ago is None else timezone.localdate() - dt.timedelta(days=days_ago)
    made = ServiceFactory(organization=organization, assured_date=assured, **fields)
    ServiceReach.objects.create(service=made, area=area)
    return made


def area_of(network: Network) -> Area:
    return network.areas.get()


def link_in(mail: Mail) -> str:
    """The path of the link in a mail."""
    found = LINK.search(mail.body)
    assert found
    return found.group(1)


def reply_address_in(mail: Mail) -> str:
    found = REPLY_TO.search(mail.reply_to)
    assert found
    return found.group()


def reply(mail: Mail, text: str, *, html: str = "", **headers: str) -> bytes:
    """A mail back to the reply address of a mail of ours."""
    message = EmailMessage()
    message["From"] = "buurthuis@havendijk.example"
    message["To"] = reply_address_in(mail)
    message["Subject"] = "Re: Klopt het nog?"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()
