"""The same questions on a sheet of paper."""

import pytest
from django.test import Client
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.questions.choices import AgeBand, AskedFor
from buurtnet.questions.models import Duty
from tests.questions.public import BASE, fresh_limits, open_network, words

pytestmark = pytest.mark.django_db
URL = f"{BASE}vraag/op-papier/"


@pytest.fixture
def network(settings: Settings) -> Network:
    fresh_limits(settings)
    return open_network()


def test_the_sheet_asks_what_the_pages_ask(client: Client, network: Network) -> None:
    said = words(client.get(URL)).lower()
    for label in (*AgeBand.labels, *AskedFor.labels):
        assert label.lower() in said
    for asked in ("wat is je vraag?", "in welke buurt woon je?", "hoe mogen we antwoorden?", "in welke taal"):
        assert asked in said


def test_it_has_a_scan_code_the_phone_and_no_form(client: Client, network: Network) -> None:
    body = client.get(URL).content.decode()
    assert '<article class="paper-form"' in body
    sheet = body.split('<article class="paper-form"')[1].split("</article>")[0]
    assert "<svg" in sheet
    assert "0999 12 34 56" in sheet
    assert "<input" not in sheet


def test_it_is_there_while_the_door_is_closed_too(client: Client, network: Network) -> None:
    Duty.objects.all().delete()
    assert client.get(URL).status_code == 200
