"""Several networks can show the same entry: a search engine is told which of its pages to keep."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Location, Service
from tests.directory.searchable import offered, reaching
from tests.factories import NetworkFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]

CANONICAL = re.compile(r'<link rel="canonical" href="https://buurt\.example([^"]*)">')


@pytest.fixture
def club(areas: list[Area], settings: Any) -> Service:
    """Of a house in a neighbourhood that is in two networks."""
    settings.SITE_URL = "https://buurt.example"
    service = offered("Huiswerkclub", at=100, organization="De Kade")
    reaching(service, areas[1])
    NetworkFactory(slug="dicht", areas=areas[1:2], is_listed=False)
    NetworkFactory(slug="zuid", areas=areas[1:2])
    forget_all()
    return service


def addresses(club: Service, network: str) -> list[str]:
    found = [("service", club.pk), ("organization", club.organization_id), ("place", Location.objects.get().pk)]
    return [reverse(f"directory:{name}", args=[network, pk]) for name, pk in found]


def canonical(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    [found] = CANONICAL.findall(answer.content.decode())
    return str(found)


@pytest.mark.parametrize("second", ["zuid", "dicht"])
def test_the_page_of_a_second_network_names_that_of_the_first(club: Service, second: str) -> None:
    assert [canonical(one) for one in addresses(club, second)] == addresses(club, "havendijk")
    assert [canonical(one) for one in addresses(club, "havendijk")] == addresses(club, "havendijk")


def test_the_first_is_the_first_that_everyone_may_find(club: Service) -> None:
    Network.objects.filter(slug="havendijk").update(is_listed=False)
    forget_all()
    for network in ("havendijk", "dicht", "zuid"):
        assert [canonical(one) for one in addresses(club, network)] == addresses(club, "zuid")


def test_what_no_listed_network_shows_keeps_its_own_address(club: Service) -> None:
    Network.objects.update(is_listed=False)
    forget_all()
    assert [canonical(one) for one in addresses(club, "zuid")] == addresses(club, "zuid")


def test_the_same_text_in_another_language_names_the_first_too(club: Service) -> None:
    Service.objects.filter(pk=club.pk).update(
        description_i18n={"en": {"text": "Homework club.", "origin": "human", "checked_on": "2026-01-01"}}
    )
    answer = Client().get(reverse("mending:read_in", args=["zuid", club.pk, "en"]))
    assert CANONICAL.findall(answer.content.decode()) == [
        reverse("mending:read_in", args=["havendijk", club.pk, "en"])
    ]


def test_a_page_about_a_network_is_its_own(club: Service) -> None:
    for name in ("home:network", "home:search", "home:themes"):
        address = reverse(name, args=["zuid"])
        assert canonical(address) == address
    assert canonical(addresses(club, "zuid")[0] + "?taal=en") == addresses(club, "havendijk")[0]
