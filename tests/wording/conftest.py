"""A network with a neighbourhood and offers, its director, and counters that begin with nothing."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.kit import limits
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.wording import counting
from tests.directory.searchable import town
from tests.factories import NetworkFactory
from tests.people.cast import person, ring_two


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings) -> None:
    """Limits, and what is kept for a while, are of a whole process; each test begins with none."""
    limits._windows.clear()
    forget_network_areas()
    settings.FORMS_PER_MINUTE = settings.SEARCHES_PER_MINUTE = 0


@pytest.fixture
def fresh_cache(db: None) -> None:
    caches["limits"].clear()


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    """What a test counts, no other test writes."""
    counting.forget()
    yield
    counting.forget()


@pytest.fixture
def area(db: None) -> Area:
    return town()[0]


@pytest.fixture
def network(area: Area) -> Network:
    network: Network = NetworkFactory(slug="havendijk", name="Buurtnet Havendijk", areas=[area])
    forget_network_areas()
    return network


@pytest.fixture
def ingrid(network: Network, fresh_cache: None) -> Person:
    """The director."""
    return person("Ingrid de Wit", Role.DIRECTOR, network)


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_two(ingrid)
