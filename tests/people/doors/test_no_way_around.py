"""There is one way in, and none around it."""

import ast

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from buurtnet.config.checks import unsafe_settings
from buurtnet.people.models import Person
from tests.architecture.house import PACKAGE, modules, tree
from tests.people.doors.clients import signed_in

pytestmark = pytest.mark.django_db


def test_a_password_opens_nothing() -> None:
    Person.objects.create_user("samira@havendijk.example", "een heel goed wachtwoord")
    assert authenticate(username="samira@havendijk.example", password="een heel goed wachtwoord") is None
    assert settings.AUTHENTICATION_BACKENDS == ["buurtnet.people.doors.DoorsBackend"]


def test_one_function_signs_people_in() -> None:
    callers = {
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and node.module in {"django.contrib.auth", "allauth.account.utils", "allauth.account.internal.flows.login"}
        and {"login", "perform_login"} & {name.name for name in node.names}
    }
    assert callers == {"people/signin.py"}


def test_of_allauth_two_addresses_are_open_and_its_own_pages_are_not_there() -> None:
    theirs = [
        pattern.name
        for pattern in get_resolver().url_patterns
        if "oidc" in str(pattern.pattern) or "allauth" in str(getattr(pattern, "callback", ""))
    ]
    assert theirs == ["openid_connect_login", "openid_connect_callback"]
    for path in ("/accounts/login/", "/account/login/", "/account/2fa/", "/account/password/reset/"):
        assert Client().get(path).status_code == 404


def test_pages_hold_no_script_of_their_own_and_only_a_provider_is_named_beside_us(samira: Person) -> None:
    for client, path in ((Client(), "/account/aanmelden/"), (signed_in(samira), "/account/sleutels/")):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "form-action 'self';" in policy


def test_a_provider_without_https_is_refused_outside_the_demo(settings: Settings) -> None:
    settings.OIDC_ISSUER = "http://inloggen.example"
    assert any("OIDC_ISSUER" in complaint for complaint in unsafe_settings())


def test_a_session_cannot_be_read_by_a_script_nor_sent_by_another_site(samira: Person) -> None:
    cookie = signed_in(samira).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
