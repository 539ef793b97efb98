"""Signing in at a provider, against a real one in a process of its own."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.inviting import accept, invite
from buurtnet.people.models import Invitation, Person
from buurtnet.people.provider import is_second_factor

pytestmark = pytest.mark.django_db
START, INNER = "/account/oidc/oidc/", "/account/sleutels/codes/"
TWO_STEPS = {"acr": "urn:two", "amr": ["pwd", "otp"]}
PEOPLE: dict[str, dict[str, Any]] = {
    "nurse": {"email": "Zuster@gemeente.example", "email_verified": True},
    "nurse-again": {"email": "zuster@gemeente.example", "email_verified": True},
    "unverified": {"email": "zuster@gemeente.example", "email_verified": False},
    "silent": {"email": "zuster@gemeente.example"},
    "no-address": {},
    "two-steps": {"email": "zuster@gemeente.example", "email_verified": True, **TWO_STEPS},
    "other-steps": {"email": "zuster@gemeente.example", "email_verified": True, "acr": "1", "amr": ["pwd"]},
}


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """The address of a provider that knows these people."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = str(Path(sys.executable).with_name("oidc-provider-mock"))
    claims = [word for sub, told in PEOPLE.items() for word in ("--user-claims", json.dumps({"sub": sub, **told}))]
    server = subprocess.Popen(
        [program, "--port", str(port), *claims], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=2)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture(autouse=True)
def provider(settings: Settings, issuer: str) -> None:
    app = {"provider_id": "oidc", "name": "Gemeente", "client_id": "buurtnet", "secret": "geheim",
           "settings": {"server_url": issuer}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    settings.OIDC_ISSUER, settings.OIDC_NAME = issuer, "Gemeente"
    settings.OIDC_STRONG_ACR, settings.OIDC_STRONG_AMR = ["urn:two"], ["mfa"]


def come_back(client: Client, sub: str, query: str = "") -> Any:
    """To the provider, sign in there as this person, and back: the last answer of ours."""
    away = client.post(START + query)
    assert away.status_code == 302
    back = requests.post(away.headers["Location"], data={"sub": sub}, allow_redirects=False, timeout=5)
    return client.get(back.headers["Location"].removeprefix("http://testserver"))


def ask_in(network: Network) -> None:
    invite("zuster@gemeente.example", Role.MEMBER, by=None, network=network)


def test_who_was_invited_comes_in_and_is_known_from_then_on(network: Network) -> None:
    ask_in(network)
    client = Client()
    answer = come_back(client, "nurse", "?next=/account/apparaten/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/apparaten/")
    person = Person.objects.get()
    assert (person.email, person.memberships.get().role) == ("zuster@gemeente.example", Role.MEMBER)
    Person.objects.update(email="anders@gemeente.example")
    again = Client()
    assert come_back(again, "nurse").status_code == 302
    assert again.session["_auth_user_id"] == str(person.pk)
    assert Person.objects.count() == 1


def test_what_the_provider_tells_is_not_kept_nor_its_token(network: Network) -> None:
    ask_in(network)
    for _ in range(2):
        come_back(Client(), "nurse")
    assert SocialAccount.objects.get().extra_data == {}
    assert not SocialToken.objects.exists()


def test_who_has_an_account_and_was_not_invited_is_not_taken_over() -> None:
    person = Person.objects.create_user("zuster@gemeente.example")
    client = Client()
    answer = come_back(client, "nurse")
    assert answer.status_code == 403
    assert "We kennen dit account nog niet" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.filter(user=person).exists()


def test_who_was_invited_and_came_by_mail_is_linked(network: Network) -> None:
    ask_in(network)
    person = accept(Invitation.objects.get())
    client = Client()
    assert come_back(client, "nurse").status_code == 302
    assert person
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("sub", ["unverified", "silent", "no-address"])
def test_an_address_that_the_provider_did_not_verify_opens_nothing(network: Network, sub: str) -> None:
    ask_in(network)
    client = Client()
    assert come_back(client, sub).status_code == 403
    assert "_auth_user_id" not in client.session
    assert not Person.objects.exists()


@pytest.mark.parametrize(("sub", "inner"), [("two-steps", 200), ("other-steps", 302), ("nurse", 302)])
def test_it_opens_the_second_ring_only_when_the_provider_says_so(network: Network, sub: str, inner: int) -> None:
    ask_in(network)
    client = Client()
    assert come_back(client, sub).status_code == 302
    assert client.get("/account/sterk/").status_code == (302 if inner == 200 else 200)


def test_a_closed_account_stays_closed(network: Network) -> None:
    ask_in(network)
    come_back(Client(), "nurse")
    Person.objects.update(is_active=False)
    assert "gesloten" in come_back(Client(), "nurse").content.decode()


def test_looking_starts_nothing_and_an_unknown_provider_is_not_there(settings: Settings) -> None:
    assert Client().get(START).status_code == 405
    assert Client().post("/account/oidc/ander/").status_code == 404
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    settings.OIDC_ISSUER = ""
    assert Client().post(START).status_code == 404
    assert "Meld je aan via" not in Client().get("/account/aanmelden/").content.decode()


@pytest.mark.parametrize(
    "query", ["", "?state=x&code=y", "?error=access_denied", "?code=%00", "?state=" + "x" * 3_000]
)
def test_a_callback_nobody_asked_for_says_so(query: str) -> None:
    answer = Client().get(f"{START}terug/{query}")
    assert answer.status_code in {400, 403}
    assert "_auth_user_id" not in Client().session


def test_an_answer_meant_for_another_browser_opens_nothing(network: Network) -> None:
    ask_in(network)
    away = Client().post(START)
    back = requests.post(away.headers["Location"], data={"sub": "nurse"}, allow_redirects=False, timeout=5)
    victim = Client()
    assert victim.get(back.headers["Location"].removeprefix("http://testserver")).status_code == 403
    assert "_auth_user_id" not in victim.session


def test_a_provider_that_is_down_says_so(settings: Settings) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app = {**app, "settings": {"server_url": "http://127.0.0.1:9"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    answer = Client().post(START)
    assert answer.status_code == 403
    assert "geen goed antwoord" in answer.content.decode()


def test_nobody_is_sent_to_another_site(network: Network) -> None:
    ask_in(network)
    assert come_back(Client(), "nurse", "?next=https://elders.example/").headers["Location"] == "/account/"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"acr": "urn:two"}, True),
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": "mfa"}, False),
        ({"acr": ["urn:two"]}, False),
        ({"acr": "urn:two", "auth_time": 1}, False),
        ({"acr": "urn:two", "auth_time": "x"}, False),
        ({}, False),
    ],
)
def test_only_the_words_of_the_settings_count_and_only_lately(said: dict[str, Any], expected: bool) -> None:
    assert is_second_factor({"id_token": said, "userinfo": {"acr": "urn:two", "amr": ["mfa"]}}) is expected
