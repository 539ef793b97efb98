"""A question as its form sends it, and one that was sent."""

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.consent import months_after
from buurtnet.people.consent_links import token_of
from buurtnet.people.models import Consent, ConsentParty, Organization
from tests.factories import OrganizationFactory
from tests.people.cast import person

MOTHER, FATHER = "moeder@havendijk.example", "vader@havendijk.example"


def partner(network: Network, name: str = "De leesmaatjes") -> Organization:
    """An organization that takes part: someone of it has a role in the network."""
    organization: Organization = OrganizationFactory(name=name)
    person(f"Emre van {name}", Role.MEMBER, network, organization)
    return organization


def born(age: int, *, birthday_in: int = 100) -> dt.date:
    """The day of birth of someone who is so old, with a birthday in so many days."""
    return months_after(timezone.localdate() + dt.timedelta(days=birthday_in), -12 * (age + 1))


def about_a_child(*receivers: Organization, age: int = 8, **more: Any) -> dict[str, Any]:
    """What the form sends about a child with two parents."""
    return {
        "who": "minor",
        "born": born(age).isoformat(),
        "able": "",
        "parents": "2",
        "purpose": "introduce",
        "what": ["name", "contact"],
        "receivers": [str(one.pk) for one in receivers],
        "months": "3",
        "language": "nl",
        "verstuur": "1",
        "mail_0": MOTHER,
        "mail_1": FATHER,
        **more,
    }


def about_an_adult(*receivers: Organization, **more: Any) -> dict[str, Any]:
    return about_a_child(*receivers, who="adult", born="", parents="", mail_0=MOTHER, **more)


def sent(client: Client, network: Network, words: dict[str, Any]) -> Consent:
    """The question that was made by sending this."""
    known = set(Consent.objects.values_list("pk", flat=True))
    answer = client.post(reverse("people:consent_ask", args=[network.slug]), words)
    assert answer.status_code == 302, answer.content.decode()
    return Consent.objects.exclude(pk__in=known).get()


def link_of(party: ConsentParty) -> str:
    return reverse("people:consent_link", args=[token_of(party)])
