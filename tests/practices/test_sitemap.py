"""What search engines are told of good practices: the library and what this network shares, and nothing else."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.practices.moving import share_with_all
from tests.practices.rows import a_practice, a_shared

pytestmark = pytest.mark.django_db
SITE = "https://buurt.example"


def named(client: Client, settings: Settings, slug: str = "havendijk") -> list[str]:
    settings.SITE_URL = SITE
    answer = client.get(f"/{slug}/voorbeelden/sitemap.xml")
    assert answer["Content-Type"].startswith("application/xml")
    found = [str(one.text) for one in ElementTree.fromstring(answer.content).iter() if one.tag.endswith("}loc")]
    return [one.removeprefix(SITE) for one in found]


def test_it_names_what_is_shared_and_each_page_answers(
    client: Client, network: Network, other: Network, joris: Person, ingrid: Person, settings: Settings
) -> None:
    made = a_shared(network, joris, ingrid)
    a_practice(network, joris, title="Nog niet gelezen")
    share_with_all(made, with_all=True, by=By(ingrid))
    found = named(client, settings)
    public = reverse("practices:practice_public", args=["havendijk", made.pk])
    assert found == ["/havendijk/voorbeelden/", public]
    for address in found:
        page = client.get(address)
        assert page.status_code == 200, address
        assert b"noindex" not in page.content
    assert named(client, settings, "duinbeke") == ["/duinbeke/voorbeelden/"]


def test_a_network_that_stands_in_no_list_or_has_no_such_room_has_none(client: Client, network: Network) -> None:
    Network.objects.filter(pk=network.pk).update(is_listed=False)
    assert client.get("/havendijk/voorbeelden/sitemap.xml").status_code == 404
    Network.objects.filter(pk=network.pk).update(is_listed=True, rooms=["map"])
    assert client.get("/havendijk/voorbeelden/sitemap.xml").status_code == 404
