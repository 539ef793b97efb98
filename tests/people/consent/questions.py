"""A question as its form sends it, and one that was sent."""

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import ConsentWay, Role
from buurtnet.people.consent import months_after
from buurtnet.people.consent_links import token_of
from buurtnet.people.consenting import By, answer
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
    page = client.post(ask_page(network), checked(client, network, words))
    assert page.status_code == 302, page.content.decode()
    return Consent.objects.exclude(pk__in=known).get()


def checked(client: Client, network: Network, words: dict[str, Any]) -> dict[str, Any]:
    """The same words, as step 2 carries them along: with its key."""
    page = client.post(ask_page(network), words | {"verstuur": ""})
    assert page.status_code == 200, page.content.decode()
    return words | {"sleutel": page.context["key"]}


def link_of(party: ConsentParty) -> str:
    return reverse("people:consent_link", args=[token_of(party)])


def ask_page(network: Network) -> str:
    return reverse("people:consent_ask", args=[network.slug])


def one_page(network: Network, consent: Consent) -> str:
    return reverse("people:consent", args=[network.slug, consent.pk])


def active_child(asker: Client, network: Network, readers: Organization, *, birthday_in: int) -> Consent:
    consent = sent(
        asker, network, about_a_child(readers, parents="1", born=born(11, birthday_in=birthday_in).isoformat())
    )
    return answer(consent.parties.get(), says_yes=True, way=ConsentWay.SPOKEN, by=By(role_then="parent"))
