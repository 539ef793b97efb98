"""Passkeys: made, shown, and refused in every way that is not right."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from buurtnet.people.models import Mail, Person
from tests.people.doors.authenticator import USER_PRESENT, Phone
from tests.people.doors.clients import signed_in

pytestmark = pytest.mark.django_db
KEYS, ASK = "/account/sleutels/", "/account/sleutels/vraag/"
COME, COME_ASK = "/account/aanmelden/sleutel/", "/account/aanmelden/sleutel/vraag/"
STRONG, STRONG_ASK = "/account/sterk/", "/account/sterk/sleutel/vraag/"


def make_key(client: Client, phone: Phone) -> int:
    return client.post(KEYS, {"credential": phone.make(client.post(ASK).json())}).status_code


def come_in(client: Client, phone: Phone) -> int:
    return client.post(COME, {"credential": phone.show(client.post(COME_ASK).json())}).status_code


@pytest.fixture
def phone(samira: Person) -> Phone:
    """Samira's phone with her passkey."""
    phone = Phone()
    assert make_key(signed_in(samira), phone) == 302
    return phone


def test_a_passkey_is_made_and_opens_both_rings_on_another_device(samira: Person, phone: Phone) -> None:
    client = Client()
    assert come_in(client, phone) == 302
    assert client.session["_auth_user_id"] == str(samira.pk)
    assert client.get("/account/sleutels/codes/").status_code == 200, "which asks for the second ring"
    assert Authenticator.objects.get().last_used_at


def test_making_a_passkey_opens_the_second_ring_and_is_told_by_mail(samira: Person) -> None:
    client = signed_in(samira)
    assert make_key(client, Phone()) == 302
    assert client.get("/account/sleutels/codes/").status_code == 200
    assert Mail.objects.filter(to=samira.email, subject="Er is iets veranderd aan je account").exists()


def test_a_passkey_opens_the_second_ring_of_its_owner(samira: Person, phone: Phone) -> None:
    client = signed_in(samira)
    assert client.get("/account/sleutels/codes/").status_code == 302
    answer = phone.show(client.post(STRONG_ASK).json())
    assert client.post(STRONG, {"credential": answer, "volgende": "/account/sleutels/codes/"}).status_code == 302
    assert client.get("/account/sleutels/codes/").status_code == 200


def test_the_session_key_changes_when_the_second_ring_opens(samira: Person, phone: Phone) -> None:
    client = signed_in(samira)
    before = client.cookies["sessionid"].value
    client.post(STRONG, {"credential": phone.show(client.post(STRONG_ASK).json())})
    assert client.cookies["sessionid"].value != before
    assert client.get("/account/apparaten/").status_code == 200


def test_the_passkey_of_another_opens_nothing(phone: Phone) -> None:
    other = Person.objects.create_user("emre@havendijk.example")
    client = signed_in(other)
    assert make_key(client, Phone()) == 302
    client = signed_in(other)
    answer = phone.show(client.post(STRONG_ASK).json())
    assert client.post(STRONG, {"credential": answer}).status_code == 403
    assert client.get("/account/sleutels/codes/").status_code == 302


def test_an_answer_works_once(phone: Phone) -> None:
    client = Client()
    answer = phone.show(client.post(COME_ASK).json())
    assert client.post(COME, {"credential": answer}).status_code == 302
    client.post("/account/afmelden/")
    assert client.post(COME, {"credential": answer}).status_code == 403
    other = Client()
    other.post(COME_ASK)
    assert other.post(COME, {"credential": answer}).status_code == 403


def test_another_site_another_host_and_a_phone_that_asked_nobody_are_refused(samira: Person, phone: Phone) -> None:
    for spoil in ({"origin": "https://elders.example"}, {"host": "elders.example"}, {"flags": USER_PRESENT}):
        liar = Phone()
        vars(liar).update(vars(phone) | spoil)
        assert come_in(Client(), liar) == 403, spoil
    weak = Phone()
    weak.flags = USER_PRESENT
    assert make_key(signed_in(Person.objects.create_user("a@b.example")), weak) == 400


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "x", "[" * 9_000, '{"id":1,"response":[]}', '{"response":{"userHandle":null}}',
     '{"id":"a","rawId":"YQ","type":"public-key","response":{"userHandle":"YQ"}}', "x" * 30_000],
)  # fmt: skip
def test_nonsense_is_refused_with_a_sentence(samira: Person, phone: Phone, answer: str) -> None:
    client = Client()
    client.post(COME_ASK)
    page = client.post(COME, {"credential": answer})
    assert page.status_code == 403
    assert "Deze sleutel kennen we niet" in page.content.decode()
    inside = signed_in(samira)
    inside.post(STRONG_ASK)
    assert inside.post(STRONG, {"credential": answer}).status_code == 403
    fresh = signed_in(Person.objects.create_user("vers@b.example"))
    fresh.post(ASK)
    assert fresh.post(KEYS, {"credential": answer}).status_code == 400


def test_a_closed_account_is_not_opened_by_its_passkey(samira: Person, phone: Phone) -> None:
    Person.objects.filter(pk=samira.pk).update(is_active=False)
    assert come_in(Client(), phone) == 403


def test_a_key_that_was_taken_away_opens_nothing(samira: Person, phone: Phone) -> None:
    client = Client()
    come_in(client, phone)
    key = Authenticator.objects.get()
    assert client.post(f"/account/sleutels/{key.pk}/weg/").status_code == 302
    assert come_in(Client(), phone) == 403


def test_one_cannot_take_away_the_key_of_another(samira: Person, phone: Phone) -> None:
    other = signed_in(Person.objects.create_user("emre@havendijk.example"))
    make_key(other, Phone())
    key = Authenticator.objects.get(user=samira)
    assert other.post(f"/account/sleutels/{key.pk}/weg/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_asking_tells_nothing_of_who_has_a_passkey(phone: Phone) -> None:
    asked = json.dumps(Client().post(COME_ASK).json())
    assert "allowCredentials" not in asked or '"allowCredentials": []' in asked
