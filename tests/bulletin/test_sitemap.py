"""What search engines are told of the newsletter: those that went out, and nothing else."""

import pytest
from django.test import Client

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from tests.bulletin.rows import draft, sent

pytestmark = pytest.mark.django_db
ADDRESS = "/havendijk/nieuwsbrief/sitemap.xml"


def test_it_names_what_went_out_and_no_draft(client: Client, network: Network, samira: Person) -> None:
    sent(network, samira)
    draft(network, "Nog niet weg")
    answer = client.get(ADDRESS)
    assert answer["Content-Type"].startswith("application/xml")
    text = answer.content.decode()
    assert text.count("<loc>") == 2
    assert "/havendijk/nieuwsbrief/</loc>" in text
    assert "/havendijk/nieuwsbrief/1/</loc><lastmod>" in text
    for address in ("/havendijk/nieuwsbrief/", "/havendijk/nieuwsbrief/1/"):
        page = client.get(address)
        assert page.status_code == 200
        assert b"noindex" not in page.content


def test_a_network_that_stands_in_no_list_or_has_no_newsletter_has_none(client: Client, network: Network) -> None:
    Network.objects.filter(pk=network.pk).update(is_listed=False)
    assert client.get(ADDRESS).status_code == 404
    Network.objects.filter(pk=network.pk).update(is_listed=True, rooms=["map"])
    assert client.get(ADDRESS).status_code == 404
