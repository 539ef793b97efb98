"""What search engines are told of places and clinics: what everyone reads, and nothing else."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from tests.factories import NetworkFactory
from tests.places.clinic_rows import a_clinic
from tests.places.rows import a_booking, a_venue, in_days

pytestmark = pytest.mark.django_db
ADDRESS = "/havendijk/plekken/sitemap.xml"
SITE = "https://buurt.example"


def named(client: Client, settings: Settings) -> list[str]:
    settings.SITE_URL = SITE
    answer = client.get(ADDRESS)
    assert answer["Content-Type"].startswith("application/xml")
    found = [str(one.text) for one in ElementTree.fromstring(answer.content).iter() if one.tag.endswith("}loc")]
    assert all(one.startswith(SITE) for one in found)
    return [one.removeprefix(SITE) for one in found]


def test_it_names_each_public_page_once_and_each_answers(
    client: Client, network: Network, settings: Settings
) -> None:
    venue, clinic = a_venue(network), a_clinic(network)
    found = named(client, settings)
    assert len(found) == len(set(found)) == 5
    assert {reverse("places:venue", args=["havendijk", venue.pk]), "/havendijk/plekken/nu/"} <= set(found)
    assert reverse("places:clinic", args=["havendijk", clinic.pk]) in found
    for address in found:
        page = client.get(address)
        assert page.status_code == 200, address
        assert b'content="noindex"' not in page.content, address


def test_it_names_nothing_that_is_not_for_everyone(client: Client, network: Network, settings: Settings) -> None:
    there = NetworkFactory(slug="elders", rooms=[Room.PLACES])
    hidden = [
        a_venue(network, name="Nog niet", is_shown=False), a_clinic(network, is_shown=False), a_venue(there),
        a_clinic(network, for_professionals=True), a_booking(a_venue(network), in_days(2)),
    ]  # fmt: skip
    addresses = " ".join(named(client, settings))
    assert not [one for one in hidden if str(one.pk) in addresses]


def test_a_network_without_the_room_or_in_no_list_has_none(client: Client, network: Network) -> None:
    Network.objects.filter(pk=network.pk).update(rooms=[Room.MAP])
    assert client.get(ADDRESS).status_code == 404
    Network.objects.filter(pk=network.pk).update(rooms=[Room.PLACES], is_listed=False)
    assert client.get(ADDRESS).status_code == 404
