"""A town to tell other programs about: one listed network, and nothing remembered of the test before."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Area, Network
from tests.directory.searchable import town
from tests.factories import NetworkFactory


@pytest.fixture(autouse=True)
def nothing_kept(settings: Settings) -> Iterator[None]:
    """What a process keeps for a while is of one test only; and all tests ask from one address."""
    settings.SEARCHES_PER_MINUTE = 0
    settings.SITE_URL = "https://buurt.example"
    forget_all()
    yield
    forget_all()


@pytest.fixture
def areas(db: None) -> list[Area]:
    """Havendijk with two neighbourhoods."""
    return town("Havendijk", "Vuurtorenkwartier", "Zoutkeet")


@pytest.fixture
def network(areas: list[Area]) -> Network:
    """The listed network of Havendijk."""
    return NetworkFactory(slug="havendijk", name="Netwerk Havendijk", areas=areas[:1])
