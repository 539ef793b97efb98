"""A network with two neighbourhoods, and nothing kept from another test."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.kit import limits
from buurtnet.wording import counting
from tests.directory.searchable import town
from tests.factories import NetworkFactory


@pytest.fixture(autouse=True)
def fresh(settings: Settings) -> Iterator[None]:
    """What a process keeps for a while, each test begins without."""
    limits._windows.clear()
    forget_network_areas()
    counting.forget()
    settings.FORMS_PER_MINUTE = settings.SEARCHES_PER_MINUTE = 0
    yield
    counting.forget()


@pytest.fixture
def areas(db: None) -> list[Area]:
    """Havendijk, Westerkade and Molenveld."""
    found = town("Havendijk", "Westerkade", "Molenveld")
    for area in found[1:]:
        area.slug = area.name.lower()
        area.save()
    return found


@pytest.fixture
def network(areas: list[Area]) -> Network:
    network: Network = NetworkFactory(slug="havendijk", town="Havendijk", areas=areas[:1])
    forget_network_areas()
    return network
