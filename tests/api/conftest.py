"""A town to ask about: one listed network, and nothing remembered of the test before."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Area
from tests.directory.searchable import town
from tests.factories import NetworkFactory


@pytest.fixture(autouse=True)
def nothing_kept(settings: Settings) -> Iterator[None]:
    """What a process keeps for half a minute is of one test only; and all tests ask from one address."""
    settings.SEARCHES_PER_MINUTE = 0
    forget_all()
    yield
    forget_all()


@pytest.fixture
def areas(db: None) -> list[Area]:
    """Havendijk with two neighbourhoods, in a listed network."""
    found = town("Havendijk", "Vuurtorenkwartier", "Zoutkeet")
    NetworkFactory(slug="havendijk", areas=found[:1])
    return found
