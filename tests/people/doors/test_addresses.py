"""One form of a mail address: letters that only look like plain ones open nobody's account."""

import importlib
import logging

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.areas.models import Network
from buurtnet.people.addresses import clean_address
from buurtnet.people.choices import Role
from buurtnet.people.invite_lists import LineState, read_list
from buurtnet.people.inviting import invite, person_at
from buurtnet.people.models import Invitation, Mail, Person, SigninLink
from buurtnet.people.provider import verified_address
from tests.people.doors.clients import last_link, signed_in

pytestmark = pytest.mark.django_db
LOOK_ALIKES = [
    "\u0131ngrid@havendijk.example",  # a dotless i
    "ingrid@havendij\u212a.example",  # the sign of Kelvin
    "\u212aim@buurt.example",
    "je\u017f\u017fe@buurt.example",  # a long s
    "jesse@hui\u017f.example",
    "\uff49ngrid@havendijk.example",  # a wide i
    "ingrid@havendijk\u3002example",  # a full stop that is none
    "ingrid@stra\u00dfe.example",  # two domains, by the rules of two years
]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("  Ingrid@Havendijk.EXAMPLE\n", "ingrid@havendijk.example"),
        ("info@caf\u00e9.example", "info@xn--caf-dma.example"),
        ("info@CAF\u00c9.example", "info@xn--caf-dma.example"),
        ("info@xn--caf-dma.example", "info@xn--caf-dma.example"),
    ],
)
def test_an_address_has_one_form(said: str, expected: str) -> None:
    assert clean_address(said) == expected


@pytest.mark.parametrize("said", LOOK_ALIKES)
def test_a_letter_that_only_looks_plain_is_refused_with_a_sentence(said: str) -> None:
    with pytest.raises(ValidationError, match="letter die er niet in kan"):
        clean_address(said)


@pytest.mark.parametrize("said", ["", "x", "@", "a@", "@b.example", "a b@c.example", "a@b", "a" * 250 + "@b.example"])
def test_what_is_no_address_is_refused(said: str) -> None:
    with pytest.raises(ValidationError):
        clean_address(said)


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_taken_is_plain_and_stays_as_it_is(local: str, domain: str) -> None:
    try:
        clean = clean_address(f"{local}@{domain}")
    except ValidationError:
        return
    assert clean.isascii()
    assert clean == clean.lower() == clean_address(clean)


@pytest.mark.parametrize("said", LOOK_ALIKES)
def test_no_door_takes_it_for_another(said: str, samira: Person, network: Network) -> None:
    page = Client().post("/account/aanmelden/", {"email": said})
    assert "letter die er niet in kan" in page.content.decode()
    change = signed_in(samira).post("/account/gegevens/mailadres/", {"new_email": said})
    assert "letter die er niet in kan" in change.content.decode()
    assert [line.state for line in read_list(said, role=Role.MEMBER, network=network)] == [LineState.WRONG]
    assert verified_address({"userinfo": {"email": said, "email_verified": True}}) == ""
    for act in (lambda: invite(said, Role.MEMBER, by=None, network=network), lambda: person_at(said)):
        with pytest.raises(ValidationError):
            act()
    assert not SigninLink.objects.exclude(email=samira.email).exists()
    assert not Mail.objects.exclude(to=samira.email).exists()
    assert not Invitation.objects.exists()
    assert Person.objects.count() == 1


def test_another_domain_with_such_letters_is_another_address(samira: Person) -> None:
    said = samira.email.replace("havendijk", "havend\u0131jk")
    Client().post("/account/aanmelden/", {"email": said})
    assert Mail.objects.get().to == SigninLink.objects.get().email == "samira@xn--havendjk-ykb.example"
    client = Client()
    client.post(last_link())
    assert client.session["_auth_user_id"] != str(samira.pk)


def test_capitals_are_the_same_address_and_mail_goes_to_the_form_that_is_kept(samira: Person) -> None:
    Client().post("/account/aanmelden/", {"email": " Samira@Havendijk.example "})
    assert Mail.objects.get().to == SigninLink.objects.get().email == samira.email
    client = Client()
    client.post(last_link(samira.email))
    assert client.session["_auth_user_id"] == str(samira.pk)


def test_addresses_of_before_are_made_plain_and_what_cannot_be_is_kept_and_named(
    network: Network, caplog: pytest.LogCaptureFixture
) -> None:
    mixed, plain, strange, accent = (Person.objects.create_user(f"{name}@havendijk.example") for name in "abcd")
    Person.objects.filter(pk=accent.pk).update(email="Kim@Café.example")
    Person.objects.filter(pk=mixed.pk).update(email="Noor@Havendijk.example")
    Person.objects.filter(pk=strange.pk).update(email=LOOK_ALIKES[0])
    kept, gone = (invite(f"{name}@x.example", Role.MEMBER, by=None, network=network).invitation for name in "de")
    Invitation.objects.filter(pk=kept.pk).update(email="D@x.example")
    Invitation.objects.filter(pk=gone.pk).update(email=LOOK_ALIKES[1])
    SigninLink.objects.create(email=LOOK_ALIKES[0], token_hash="x" * 64, expires_at=gone.expires_at)
    with caplog.at_level(logging.WARNING):
        importlib.import_module("buurtnet.people.migrations.0008_plain_addresses").make_plain(apps, None)
    found = dict(Person.objects.values_list("pk", "email"))
    assert found == {
        mixed.pk: "noor@havendijk.example",
        plain.pk: plain.email,
        strange.pk: LOOK_ALIKES[0],
        accent.pk: clean_address("kim@café.example"),
    }
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.email, kept.withdrawn_at) == ("d@x.example", None)
    assert gone.withdrawn_at
    assert not SigninLink.objects.unused().filter(email=LOOK_ALIKES[0]).exists()
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert str(strange.pk) in told
    assert str(gone.pk) in told
    assert "@" not in told
    assert str(mixed.pk) not in told
