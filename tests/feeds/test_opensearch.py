"""Our search in the bar of a browser."""

import json
import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.areas.models import Area, Network
from buurtnet.search.outbox import rebuild_all
from tests.factories import NetworkFactory
from tests.feeds.asking import get, public, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]

SPACE = "{http://a9.com/-/spec/opensearch/1.1/}"


def suggested(typed: str) -> list[object]:
    response = Client().get(reverse("feeds:search_suggestions", args=["havendijk"]), {"q": typed})
    assert response.status_code == 200
    found: list[object] = json.loads(response.content)
    return found


def test_a_browser_learns_where_to_search_and_to_suggest() -> None:
    found = ElementTree.fromstring(text("search_description", "havendijk"))
    urls = {one.get("type"): one.get("template") for one in found.iter(f"{SPACE}Url")}
    assert urls == {
        "text/html": "https://buurt.example/havendijk/zoeken/?q={searchTerms}",
        "application/x-suggestions+json": "https://buurt.example/havendijk/zoeken/voorstellen.json?q={searchTerms}",
        "application/opensearchdescription+xml": "https://buurt.example/havendijk/zoeken/opensearch.xml",
    }
    assert found.findtext(f"{SPACE}ShortName") == "Havendijk"
    assert found.findtext(f"{SPACE}LongName") == "Netwerk Havendijk"


@pytest.mark.parametrize(
    ("name", "town", "short"),
    [
        ("Havendijk", "Dijk", "Havendijk"),
        ("Opgroeien in Duinbeke", "Duinbeke", "Duinbeke"),
        ("Opgroeien in de Lange Dorpen", "Lange Dorpen aan Zee", "Lange Dorpen aan"),
    ],
)
def test_a_name_is_short_enough_for_the_bar(name: str, town: str, short: str) -> None:
    NetworkFactory(slug="zuid", name=f"{name}\x01", town=town)
    found = ElementTree.fromstring(text("search_description", "zuid"))
    assert found.findtext(f"{SPACE}ShortName") == short


def test_what_someone_types_is_suggested_with_its_page(areas: list[Area]) -> None:
    service = public("Zeilclub <De Golf>", areas[1])
    rebuild_all()
    address = f"https://buurt.example/havendijk/aanbod/{service.pk}/"
    assert suggested("zeil") == ["zeil", ["Zeilclub <De Golf>"], [], [address]]


def test_one_letter_or_nothing_suggests_nothing() -> None:
    assert suggested("z") == ["z", [], [], []]
    assert suggested("") == ["", [], [], []]
    assert suggested("x" * 200)[1:] == [[], [], []]


def test_a_network_that_is_not_listed_has_neither() -> None:
    Network.objects.update(is_listed=False)
    assert get("search_description", "havendijk").status_code == 404
    assert get("search_suggestions", "havendijk").status_code == 404
