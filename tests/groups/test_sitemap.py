"""What search engines are told of groups: what everyone reads, and never that a closed group is there."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.groups.choices import GroupKind, GroupState
from buurtnet.groups.models import Group
from tests.factories import NetworkFactory
from tests.groups.rows import a_group

pytestmark = pytest.mark.django_db
ADDRESS = "/havendijk/groepen/sitemap.xml"
SITE = "https://buurt.example"


def named(client: Client, settings: Settings) -> list[str]:
    settings.SITE_URL = SITE
    answer = client.get(ADDRESS)
    assert answer["Content-Type"].startswith("application/xml")
    found = [str(one.text) for one in ElementTree.fromstring(answer.content).iter() if one.tag.endswith("}loc")]
    assert all(one.startswith(SITE) for one in found)
    return [one.removeprefix(SITE) for one in found]


def test_it_names_each_public_group_once_and_each_answers(client: Client, group: Group, settings: Settings) -> None:
    found = named(client, settings)
    assert found == ["/havendijk/groepen/", reverse("groups:group", args=["havendijk", group.pk])]
    for address in found:
        page = client.get(address)
        assert page.status_code == 200, address
        assert b'content="noindex"' not in page.content, address


def test_it_names_no_closed_waiting_or_stopped_group_and_none_of_elsewhere(
    client: Client, network: Network, settings: Settings
) -> None:
    hidden = [
        a_group(network, name="Na de storm", kind=GroupKind.CLOSED),
        a_group(network, name="Op proef", state=GroupState.WAITING),
        a_group(network, name="Gestopt", state=GroupState.STOPPED),
        a_group(NetworkFactory(slug="elders", rooms=[Room.GROUPS])),
    ]
    addresses = " ".join(named(client, settings))
    assert not [one for one in hidden if str(one.pk) in addresses]


def test_a_network_without_the_room_or_in_no_list_has_none(client: Client, network: Network) -> None:
    Network.objects.filter(pk=network.pk).update(rooms=[Room.MAP])
    assert client.get(ADDRESS).status_code == 404
    Network.objects.filter(pk=network.pk).update(rooms=[Room.GROUPS], is_listed=False)
    assert client.get(ADDRESS).status_code == 404


def test_the_sitemap_of_the_site_names_it(client: Client, network: Network) -> None:
    assert ADDRESS in client.get("/sitemap.xml").content.decode()
    Network.objects.filter(pk=network.pk).update(rooms=[Room.MAP])
    assert ADDRESS not in client.get("/sitemap.xml").content.decode()
