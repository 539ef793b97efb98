"""A link with a secret in its address tells it to nobody: not to the next page, and not to a log."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.inviting import invite
from buurtnet.people.models import Person
from buurtnet.people.my_data import ask_both_addresses
from buurtnet.people.signin import send_signin_link
from buurtnet.privacy.scrubbing import ScrubbingFilter
from tests.people.doors.clients import last_link, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(samira: Person, joris: Person, network: Network) -> dict[str, str]:
    """Every kind of link that opens something, by the name of its page."""
    found = {}
    send_signin_link("nieuw@havendijk.example")
    found["signin_link"] = last_link("nieuw@havendijk.example")
    invite("vers@havendijk.example", Role.MEMBER, by=joris, network=network)
    found["invitation"] = last_link("vers@havendijk.example")
    ask_both_addresses(samira, "ander@havendijk.example")
    found["address"] = last_link("ander@havendijk.example")
    return found


def test_the_next_page_is_not_told_where_one_came_from(addresses: dict[str, str]) -> None:
    for name, path in addresses.items():
        for client in (Client(), Client(enforce_csrf_checks=True)):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Referrer-Policy"]) == (200, "strict-origin"), name
        assert Client().post(path).headers["Referrer-Policy"] == "strict-origin", name


def test_a_code_to_set_up_together_neither_also_while_one_signs_in_first(samira: Person) -> None:
    path = "/account/samen/een-code-van-iemand-die-0999-is/"
    asked_first = Client().get(path).headers["Location"]
    assert "0999" in asked_first
    assert Client().get(asked_first).headers["Referrer-Policy"] == "strict-origin"
    assert signed_in(samira).get(path).headers["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("name", ["signin_link", "invitation", "address", "together_use", "consent_link"])
def test_a_secret_that_opens_nothing_any_more_is_told_no_further_either(samira: Person, name: str) -> None:
    answer = signed_in(samira).get(reverse(f"people:{name}", args=["x" * 43]))
    assert answer.headers["Referrer-Policy"] == "strict-origin"


def test_a_refusal_in_the_log_of_the_site_tells_no_secret(
    addresses: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(ScrubbingFilter())
    with caplog.at_level(logging.WARNING, logger="django"):
        for path in addresses.values():
            Client(enforce_csrf_checks=True).post(path)
    assert len(caplog.records) >= len(addresses)
    for path in addresses.values():
        assert path.split("/")[-2] not in caplog.text
    assert "/account/uitnodiging/[secret]/" in caplog.text
